"""Slow, broken and withdrawn pops."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from callcenter_cti.acd.pops import WITHDRAW_S
from callcenter_cti.domain.facts import CallAnswered, CallEnded
from tests.fakes.acd_bench import ANNA, ONE, POP_DEADLINE_S, bench
from tests.fakes.floor import a_policy

pytestmark = pytest.mark.looptime

Logs = list[EventDict]
ONE_AGENT = a_policy(anna={"en": 3})


@pytest.fixture(autouse=True)
def logs() -> Iterator[Logs]:
    """What is logged, instead of printing it."""
    with capture_logs() as captured:
        yield captured


async def test_a_slow_pop_holds_the_ring_back_until_its_deadline_and_is_cut(logs: Logs) -> None:
    """The caller waits for no desktop."""
    async with bench(ONE_AGENT) as floor:
        floor.listener.shows_after_s = 60
        await floor.come(ANNA)
        offer = await floor.offer(await floor.enter())

        assert floor.clock.now() == pytest.approx(POP_DEADLINE_S)
        assert floor.story == ["pop cut 1/1", "ring 1/1"]
        assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["pop.late"]
        assert await floor.acd.answered(ONE, offer.token)


async def test_a_pop_that_fails_does_not_stop_the_ring(logs: Logs) -> None:
    """The fault is logged with its traceback."""
    async with bench(ONE_AGENT) as floor:
        floor.listener.fault = OSError("no desktop")
        await floor.come(ANNA)
        await floor.offer(await floor.enter())

        (line,) = [line for line in logs if line["event"] == "pop.failed"]
        assert line["exc_info"] is True


async def test_a_withdrawal_that_fails_stops_nothing(logs: Logs) -> None:
    """The call has ended all the same."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.offer(await floor.enter())
        floor.listener.fault = OSError("no desktop")
        await floor.acd.left(ONE)
        await floor.pass_time(WITHDRAW_S)

        assert "pop.withdrawal_failed" in [line["event"] for line in logs]
        assert len(floor.of_kind(CallEnded)) == 1
        assert floor.acd.failures == 0


async def test_an_answered_offer_is_not_withdrawn() -> None:
    """The pop stays while they talk, and afterwards."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.talk()
        await floor.acd.left(ONE)
        await floor.pass_time(1)

        assert len(floor.of_kind(CallAnswered)) == 1
        assert floor.listener.withdrawn_offers == []
