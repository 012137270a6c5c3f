"""The router's own numbers, as others may read them."""

import pytest

from callcenter_cti.acd.floor_numbers import NO_NUMBERS, read_numbers
from callcenter_cti.domain.customers import Tier
from tests.fakes.acd_bench import ANNA, ONE, TWO, bench
from tests.fakes.floor import WRAP_UP_S, Floor, a_policy

ONE_AGENT = a_policy(anna={"en": 3})


def test_a_line_tells_who_waits_and_how_long_it_takes() -> None:
    """None while nobody is at work: nobody can tell."""
    floor = Floor(ONE_AGENT)
    floor.queue("1")
    floor.queue("2")
    [before] = read_numbers(floor.router, floor.now).lines
    floor.come("anna")
    [after] = read_numbers(floor.router, floor.now).lines

    assert (before.queue, before.site, before.waiting) == ("cards", "sydney", 2)
    assert (before.expected_wait_s, after.waiting) == (None, 1)
    assert (after.expected_wait_s or 0) > 0


def test_service_and_the_error_of_forecasts_are_counted() -> None:
    """Answered in time, and how far the forecast was off."""
    floor = Floor(ONE_AGENT)
    floor.come("anna")
    floor.queue("1")
    floor.accept("1")
    floor.queue("2", tier=Tier.PRIVATE)
    floor.wait(100)
    floor.leave("1")
    floor.wait(WRAP_UP_S)
    floor.accept("2")

    [line] = read_numbers(floor.router, floor.now).lines

    assert (line.counts.answered, line.counts.answered_within) == (2, 1)
    assert line.recent == pytest.approx(0.5, abs=0.1)
    assert line.errors[Tier.PRIVATE].count == 1
    assert line.errors[Tier.PRIVATE].absolute_s > 0


def test_they_are_copies() -> None:
    """What happens later does not change them: they are read in another thread."""
    floor = Floor(ONE_AGENT)
    floor.queue("1")
    numbers = read_numbers(floor.router, floor.now)
    floor.leave("1")

    assert numbers.lines[0].counts.abandoned == 0
    assert read_numbers(floor.router, floor.now).lines[0].counts.abandoned == 1


def test_occupancy_is_busy_time_of_the_time_at_work() -> None:
    """A quarter free, three quarters from the reservation to the end of the wrap-up."""
    floor = Floor(ONE_AGENT)
    floor.come("anna")
    floor.wait(50)
    floor.queue("1")
    floor.wait(10)
    floor.accept("1")
    floor.wait(110)
    floor.leave("1")
    floor.wait(WRAP_UP_S)

    numbers = read_numbers(floor.router, floor.now)

    assert numbers.occupancy() == {"sydney": 150 / 200}
    assert numbers.seconds["sydney", "talking"] == 110  # type: ignore[index]  # plain text
    floor.not_ready("anna")
    floor.wait(1000)
    assert read_numbers(floor.router, floor.now).occupancy() == {"sydney": 150 / 200}


def test_without_anybody_at_work_there_is_no_occupancy() -> None:
    """And without a router there are no numbers."""
    floor = Floor(ONE_AGENT)

    assert read_numbers(floor.router, 100.0).occupancy() == {"sydney": None}
    assert NO_NUMBERS.occupancy() == {}


@pytest.mark.looptime
async def test_the_dispatcher_tells_them() -> None:
    """As of now."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.talk(ONE)
        await floor.enter(TWO)
        await floor.pass_time(20)

        numbers = floor.acd.numbers()

    assert [line.waiting for line in numbers.lines] == [1]
    assert numbers.seconds["sydney", "talking"] == 20  # type: ignore[index]  # plain text
