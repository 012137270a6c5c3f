"""A dispatcher on a virtual clock with everything around it faked: for tests of `acd`."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

from callcenter_cti.acd.adviser import Advising
from callcenter_cti.acd.calendar_watch import Calendar
from callcenter_cti.acd.dispatcher import INBOX_LIMIT, Dispatcher
from callcenter_cti.acd.journal import Journal
from callcenter_cti.acd.owner import Decide
from callcenter_cti.acd.waiting import AgentOffered, WaitingCall
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.facts import Fact
from callcenter_cti.domain.identifiers import (
    AgentId,
    CalendarId,
    CallId,
    HotlineId,
    OfferToken,
    QueueId,
    SiteId,
)
from callcenter_cti.routing.policy import Policy
from callcenter_cti.routing.step import step
from tests.fakes.loop_clock import START, LoopClock
from tests.fakes.offer_listener import FakeOfferListener

CARDS = QueueId("cards")
SYDNEY = SiteId("sydney")
ANNA = AgentId("anna")
BEN = AgentId("ben")
ONE = CallId("1")
TWO = CallId("2")
POP_DEADLINE_S = 0.3
_Kind = TypeVar("_Kind", bound=Fact)


def a_call(call: CallId = ONE, *, reason: str = "") -> CallFacts:
    """Return the facts of a call to Sydney."""
    return CallFacts(
        call, SYDNEY, HotlineId("1001"), "", f"SIP/{call}", arrived_at=START, reason=reason
    )


class Bench:
    """A dispatcher, what it published, and shortcuts."""

    def __init__(
        self,
        policy: Policy,
        *,
        decide: Decide = step,
        journal: Journal | None = None,
        calendars: Mapping[CalendarId, Calendar] | None = None,
        advising: Advising | None = None,
        inbox_limit: int = INBOX_LIMIT,
    ) -> None:
        self.clock = LoopClock()
        self.facts: list[Fact] = []
        self.story: list[str] = []
        """Pops and what flows were told, in the order in which it happened."""
        self.listener = FakeOfferListener(self.story.append)
        self.acd = Dispatcher(
            policy,
            clock=self.clock,
            publish=self.facts.append,
            listener=self.listener,
            pop_deadline_s=POP_DEADLINE_S,
            decide=decide,
            journal=journal,
            calendars=calendars,
            advising=advising,
            inbox_limit=inbox_limit,
        )

    async def come(self, *agents: AgentId) -> None:
        """Log agents in and make them ready."""
        for agent in agents:
            await self.acd.log_in(agent)
            await self.acd.ready(agent)

    async def enter(self, call: CallId = ONE) -> WaitingCall:
        """Let a call wait."""
        place = await self.acd.enter(a_call(call), CARDS)
        await self.settle()
        return place

    async def offer(self, place: WaitingCall) -> AgentOffered:
        """Wait until an agent is offered."""
        news = await place.news()
        assert isinstance(news, AgentOffered), news
        self.story.append(f"ring {news.token}")
        return news

    async def talk(self, call: CallId = ONE) -> AgentOffered:
        """Let a call wait, ring and talk."""
        offer = await self.offer(await self.enter(call))
        assert await self.acd.answered(call, offer.token)
        return offer

    async def pass_time(self, seconds: float) -> None:
        """Let the virtual clock of the loop go on."""
        await asyncio.sleep(seconds)

    async def settle(self) -> None:
        """Wait until all that was reported so far is done: the inbox is first in, first out."""
        assert not await self.acd.answered(CallId("nobody"), OfferToken("none"))

    def of_kind(self, kind: type[_Kind]) -> list[_Kind]:
        """Return the facts of one kind, in their order."""
        return [fact for fact in self.facts if isinstance(fact, kind)]


@asynccontextmanager
async def bench(
    policy: Policy,
    *,
    decide: Decide = step,
    journal: Journal | None = None,
    calendars: Mapping[CalendarId, Calendar] | None = None,
    advising: Advising | None = None,
    inbox_limit: int = INBOX_LIMIT,
) -> AsyncIterator[Bench]:
    """Run a dispatcher while the context lasts."""
    made = Bench(
        policy,
        decide=decide,
        journal=journal,
        calendars=calendars,
        advising=advising,
        inbox_limit=inbox_limit,
    )
    async with made.acd:
        yield made
