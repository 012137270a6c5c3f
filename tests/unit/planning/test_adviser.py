"""The adviser: what the floor looks like -> values for the index."""

import pytest

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.planning.adviser import advise
from callcenter_cti.planning.arrivals import MEMORY_S, Arrivals
from callcenter_cti.planning.picture import FitView, Picture, PoolView, StreamView
from callcenter_cti.routing.advice import Stream

GOLD = Stream(QueueId("gold"), SiteId("east"), Tier.STANDARD)
PLAIN = Stream(QueueId("plain"), SiteId("east"), Tier.STANDARD)


def view(
    stream: Stream, *pools: str, rate: float = 1.0, worth: float = 1.0, waiting: int = 0
) -> StreamView:
    fits = tuple(FitView(pool, 240.0, 0.0, is_own=True) for pool in pools)
    return StreamView(stream, rate, waiting, 180.0, worth, fits)


def test_generalists_are_left_to_those_who_have_nobody_else() -> None:
    """Gold has specialists of its own; plain callers need the generalists."""
    picture = Picture(
        "v1",
        (view(GOLD, "east/1", "east/2", worth=2), view(PLAIN, "east/2")),
        (PoolView("east/1", 5), PoolView("east/2", 4)),
    )

    advice = advise(picture)

    assert advice is not None
    basic = {one.stream: one.basic for one in advice.streams}
    assert basic == {GOLD: {"east/1"}, PLAIN: {"east/2"}}
    assert advice.rules_version == "v1"
    assert advice.bonus > 0


def test_a_caller_is_worth_more_the_more_wait() -> None:
    """Values rise with the line, up to all that he would wait until he gives up."""
    advice = advise(Picture("v1", (view(PLAIN, "east/1"),), (PoolView("east/1", 4),)))

    assert advice is not None
    values = advice.streams[0].values
    assert list(values) == sorted(values)
    assert 0 < values[0] < values[-1] <= 3.0


def test_an_agent_costs_more_the_fewer_are_free() -> None:
    """Prices are for callers of other sites; a pool that none of them may ask for has none."""
    far = FitView("west/1", 240.0, 0.5, is_own=False)
    east = StreamView(PLAIN, 1.0, 0, 180.0, 1.0, (FitView("east/1", 240.0, 0.0, is_own=True), far))
    west = view(Stream(QueueId("plain"), SiteId("west"), Tier.STANDARD), "west/1")
    picture = Picture("v1", (east, west), (PoolView("east/1", 4), PoolView("west/1", 4)))

    advice = advise(picture)

    assert advice is not None
    assert set(advice.prices) == {"west/1"}
    assert list(advice.prices["west/1"]) == sorted(advice.prices["west/1"], reverse=True)
    assert advice.streams[0].basic == {"east/1"}


@pytest.mark.parametrize(
    "picture",
    [
        Picture("v1", (), ()),
        Picture("v1", (view(PLAIN, "east/1"),), (PoolView("east/1", 0),)),
        Picture("v1", (), (PoolView("east/1", 3),)),
    ],
)
def test_an_empty_floor_gets_no_advice(picture: Picture) -> None:
    """Nobody calls, or nobody is at work: there is nothing to plan."""
    assert advise(picture) is None


def test_a_stream_that_nobody_can_serve_does_not_spoil_the_others() -> None:
    """Its agents are at home; the rest is planned."""
    picture = Picture(
        "v1", (view(GOLD, "east/9"), view(PLAIN, "east/1")), (PoolView("east/1", 4),)
    )

    advice = advise(picture)

    assert advice is not None
    assert [bool(one.values) for one in advice.streams] == [False, True]


def test_arrivals_are_the_mean_of_late() -> None:
    """Right from the first minutes, and forgotten with time; a forecast counts until then."""
    arrivals = Arrivals(0.0, {GOLD: 3.0})
    for minute in range(10):
        arrivals.note(PLAIN, 60.0 * minute)

    assert arrivals.per_minute(PLAIN, 600.0) == pytest.approx(1.0, rel=0.2)
    assert arrivals.per_minute(GOLD, 0.0) == pytest.approx(3.0)
    assert arrivals.per_minute(PLAIN, 600.0 + 3 * MEMORY_S) < 0.06
