"""Faults in the router: one bad input must not stop the floor."""

import asyncio
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from callcenter_cti.acd.owner import TIMER_PAUSE_S
from callcenter_cti.acd.waiting import QueueClosed
from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.facts import CallEnded
from callcenter_cti.routing.effects import Effect
from callcenter_cti.routing.inputs import CallLeft, CallQueued, Input, ReadyRequested, TimePassed
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.step import step
from tests.fakes.acd_bench import ANNA, CARDS, ONE, TWO, a_call, bench
from tests.fakes.floor import WRAP_UP_S, a_policy

pytestmark = pytest.mark.looptime

Logs = list[EventDict]
ONE_AGENT = a_policy(anna={"en": 3})


@pytest.fixture(autouse=True)
def logs() -> Iterator[Logs]:
    """What is logged, instead of printing it."""
    with capture_logs() as captured:
        yield captured


class FaultyRouter:
    """The router, with a fault on inputs of one kind for as long as it is armed.

    It fails half way, with the state changed and no effects, or before it did anything.
    """

    def __init__(self, kind: type[Input], *, half_way: bool = True) -> None:
        self._kind = kind
        self._half_way = half_way
        self.is_armed = True
        self.faults = 0

    def __call__(self, router: Router, fact: Input, now: float) -> list[Effect]:
        if not (self.is_armed and isinstance(fact, self._kind)):
            return step(router, fact, now)
        if self._half_way:
            step(router, fact, now)
        self.faults += 1
        raise ZeroDivisionError


async def test_a_fault_closes_its_call_and_the_floor_goes_on(logs: Logs) -> None:
    """The caller is told, the agent who was reserved half way is not lost."""
    router = FaultyRouter(CallQueued)
    async with bench(ONE_AGENT, decide=router) as floor:
        await floor.come(ANNA)
        place = await floor.acd.enter(a_call(ONE), CARDS)
        news = await place.news()

        assert news == QueueClosed("a fault in the router")
        assert [line["exc_info"] for line in logs if line["event"] == "router.input_failed"] == [
            True
        ]
        view = await floor.acd.view(ANNA)
        assert (view.state, view.reason) == (AgentState.NOT_READY, "fault")
        assert floor.acd.failures == 1
        router.is_armed = False
        await floor.acd.ready(ANNA)
        await floor.talk(TWO)


async def test_a_call_that_was_closed_by_a_fault_ends_once() -> None:
    """As its flow says."""
    router = FaultyRouter(CallQueued)
    async with bench(ONE_AGENT, decide=router) as floor:
        await floor.acd.enter(a_call(ONE), CARDS)
        await floor.acd.left(ONE, "fallback")
        await floor.settle()

        assert [fact.outcome for fact in floor.of_kind(CallEnded)] == ["fallback"]


async def test_a_fault_at_the_end_of_a_call_frees_its_agent() -> None:
    """And the call ends when its flow or the site says so again, at the latest with the engine."""
    router = FaultyRouter(CallLeft)
    async with bench(ONE_AGENT, decide=router) as floor:
        await floor.come(ANNA)
        await floor.talk(ONE)
        await floor.acd.left(ONE, "hung_up")
        await floor.settle()

        assert (await floor.acd.view(ANNA)).state is AgentState.NOT_READY

    assert len(floor.of_kind(CallEnded)) == 1


async def test_a_fault_in_an_agents_request_is_told_to_his_desktop() -> None:
    """As a peer that did not work."""
    async with bench(ONE_AGENT, decide=FaultyRouter(ReadyRequested)) as floor:
        await floor.acd.log_in(ANNA)

        with pytest.raises(PeerUnavailable, match="it failed on this request"):
            await floor.acd.ready(ANNA)
        assert (await floor.acd.log_out(ANNA)).state is AgentState.LOGGED_OUT


async def test_a_deadline_that_fails_is_tried_again_at_leisure() -> None:
    """A fault in a timer is no busy loop."""
    router = FaultyRouter(TimePassed, half_way=False)
    async with bench(ONE_AGENT, decide=router) as floor:
        await floor.come(ANNA)
        await floor.talk(ONE)
        await floor.acd.left(ONE)
        await floor.pass_time(WRAP_UP_S + 5 * TIMER_PAUSE_S)

        assert router.faults in (5, 6)
        assert floor.acd.failures == router.faults
        router.is_armed = False
        await floor.pass_time(TIMER_PAUSE_S)
        assert (await floor.acd.view(ANNA)).state is AgentState.READY


async def test_an_eviction_that_fails_too_still_tells_the_caller(logs: Logs) -> None:
    """The last resort has a last resort."""

    def decide(router: Router, fact: Input, now: float) -> list[Effect]:
        effects = step(router, fact, now)
        if isinstance(fact, CallQueued):
            router.state.agents.clear()
            router.state.agents[ANNA] = None  # type: ignore[assignment]  # a state that is broken
            raise ZeroDivisionError
        return effects

    async with bench(ONE_AGENT, decide=decide) as floor:
        place = await floor.acd.enter(a_call(ONE), CARDS)

        assert await place.news() == QueueClosed("a fault in the router")
        assert "router.eviction_failed" in [line["event"] for line in logs]
        assert floor.acd.failures >= 2


async def test_a_request_whose_asker_is_gone_is_done_all_the_same() -> None:
    """The browser closed meanwhile."""
    async with bench(ONE_AGENT) as floor:
        asker = asyncio.create_task(floor.acd.log_in(ANNA))
        await asyncio.sleep(0)
        asker.cancel()
        await asyncio.wait([asker])
        await floor.settle()

        assert (await floor.acd.view(ANNA)).state is AgentState.NOT_READY
        assert floor.acd.failures == 0


async def test_a_refused_request_whose_asker_is_gone_stops_nothing() -> None:
    """Nobody hears the refusal."""
    async with bench(ONE_AGENT) as floor:
        asker = asyncio.create_task(floor.acd.ready(ANNA))
        await asyncio.sleep(0)
        asker.cancel()
        await asyncio.wait([asker])
        await floor.settle()

        assert floor.acd.failures == 0
