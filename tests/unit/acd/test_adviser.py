"""The router is advised, and does not depend on it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from structlog.testing import capture_logs

from callcenter_cti.acd.adviser import Advising
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import QueueId
from callcenter_cti.planning.floor_adviser import FloorAdviser
from callcenter_cti.routing.advice import Advice, Stream
from callcenter_cti.routing.effects import Effect
from callcenter_cti.routing.inputs import AdviceReceived, Input
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.step import step
from tests.fakes.acd_bench import ANNA, CARDS, ONE, SYDNEY, Bench, bench
from tests.fakes.adviser import FakeAdviser
from tests.fakes.floor import a_policy

ONE_AGENT = a_policy(anna={"en": 3})
ADVICE = Advice("v1", bonus=0.5)
SOON_S = 0.001


class Rounds:
    """A floor whose adviser is asked all the time."""

    def __init__(self, floor: Bench, outcomes: "asyncio.Queue[str]") -> None:
        self.floor = floor
        self._outcomes = outcomes

    async def outcome(self) -> str:
        async with asyncio.timeout(30):
            return await self._outcomes.get()

    @property
    def advice(self) -> Advice | None:
        return self.floor.acd._router.state.advice


@asynccontextmanager
async def advised(
    adviser: FakeAdviser,
    *,
    limit_s: float = 30.0,
    decide: Callable[[Router, Input, float], list[Effect]] = step,
) -> AsyncIterator[Rounds]:
    outcomes: asyncio.Queue[str] = asyncio.Queue()
    advising = Advising(adviser, outcomes.put_nowait, every_s=SOON_S, limit_s=limit_s)
    async with bench(ONE_AGENT, advising=advising, decide=decide) as floor:
        yield Rounds(floor, outcomes)


async def test_advice_reaches_the_router() -> None:
    """Worked out in a thread of its own, from what was looked at on the router's task."""
    adviser = FakeAdviser(lambda: ADVICE)
    async with advised(adviser) as rounds:
        assert await rounds.outcome() == "taken"
        assert rounds.advice == ADVICE

    assert adviser.threads == {"MainThread", "adviser"}


async def test_the_adviser_knows_who_comes() -> None:
    """Once for each call that enters a queue."""
    adviser = FakeAdviser(lambda: None)
    async with advised(adviser) as rounds:
        await rounds.floor.enter(ONE)

    assert [stream for stream, _ in adviser.came] == [Stream(CARDS, SYDNEY, Tier.STANDARD)]


async def test_advice_that_is_not_to_be_had_changes_nothing() -> None:
    """No solution: it is counted, and the floor goes on."""
    async with advised(FakeAdviser(lambda: None)) as rounds:
        assert await rounds.outcome() == "none"
        assert rounds.advice is None
        await rounds.floor.come(ANNA)
        await rounds.floor.talk()


async def test_advice_of_other_rules_changes_nothing() -> None:
    """The router looks at the version itself."""
    async with advised(FakeAdviser(lambda: Advice("older"))) as rounds:
        assert await rounds.outcome() == "taken"
        assert rounds.advice is None


async def test_an_adviser_that_fails_is_asked_again() -> None:
    """His fault is logged with its traceback, and is nobody else's."""
    answers = iter([ZeroDivisionError("fault")])

    def says() -> Advice | None:
        for error in answers:
            raise error
        return ADVICE

    with capture_logs() as logs:
        async with advised(FakeAdviser(says)) as rounds:
            assert [await rounds.outcome(), await rounds.outcome()] == ["failed", "taken"]

    [line] = [line for line in logs if line["event"] == "advice.failed"]
    assert line["exc_info"] is True


async def test_an_adviser_who_is_late_is_not_asked_before_he_is_done() -> None:
    """What he says then is not used any more: the floor has changed."""
    may_end = threading.Event()

    def says() -> Advice | None:
        may_end.wait(30)
        return ADVICE

    adviser = FakeAdviser(says)
    with capture_logs() as logs:
        async with advised(adviser, limit_s=SOON_S) as rounds:
            late = [await rounds.outcome(), await rounds.outcome()]
            asked, before = len(adviser.looked), rounds.advice
            may_end.set()
            while await rounds.outcome() == "late":
                pass

    assert (late, asked, before) == (["late", "late"], 1, None)
    assert "advice.late" in {line["event"] for line in logs}


async def test_a_router_that_takes_no_advice_is_no_fault() -> None:
    """Its inbox is full, or it fails on it: the next round tries again."""

    def decide(router: Router, fact: Input, now: float) -> list[Effect]:
        if isinstance(fact, AdviceReceived):
            raise PeerUnavailable("router", "not now")
        return step(router, fact, now)

    with capture_logs() as logs:
        async with advised(FakeAdviser(lambda: ADVICE), decide=decide) as rounds:
            assert await rounds.outcome() == "failed"

    assert {line["reason"] for line in logs if line["event"] == "advice.failed"} == {
        "router is unavailable: it failed on this request"
    }


async def test_the_floors_own_adviser_advises() -> None:
    """From real arrivals and a real agent to advice that the router takes."""
    outcomes: asyncio.Queue[str] = asyncio.Queue()
    advising = Advising(FloorAdviser(0.0), outcomes.put_nowait, every_s=SOON_S)
    async with bench(ONE_AGENT, advising=advising) as floor:
        await floor.come(ANNA)
        await floor.talk()
        rounds = Rounds(floor, outcomes)
        while await rounds.outcome() != "taken":
            pass

        assert rounds.advice is not None
        assert [one.stream.queue for one in rounds.advice.streams] == [QueueId("cards")]
