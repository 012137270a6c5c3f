"""The ACD's door: for flows (`WaitingRoom`), desktops, sites, and who switches plans.

Turns each request into something that the owner task does (`owner.Owner`), and says how the whole
starts and stops. Decides nothing about routing.
"""

import asyncio
from collections.abc import Mapping
from functools import partial
from types import TracebackType
from typing import Final, Self

from callcenter_cti.acd.admission import Admit, by_tier
from callcenter_cti.acd.adviser import AdviceRounds, Advising
from callcenter_cti.acd.agent_desk import AgentView
from callcenter_cti.acd.calendar_watch import Calendar, CalendarWatch
from callcenter_cti.acd.call_book import CallBook
from callcenter_cti.acd.call_life import CallLife
from callcenter_cti.acd.floor_numbers import FloorNumbers, read_numbers
from callcenter_cti.acd.journal import Journal, NoJournal
from callcenter_cti.acd.offers import OfferListener
from callcenter_cti.acd.owner import Decide, Owner
from callcenter_cti.acd.performer import Performer
from callcenter_cti.acd.plan_switch import PlanView
from callcenter_cti.acd.pops import Pops
from callcenter_cti.acd.site_reports import LiveCall
from callcenter_cti.acd.tickets import Ticket
from callcenter_cti.acd.views import agent_view, live_calls, place_of
from callcenter_cti.acd.waiting import MissedRing
from callcenter_cti.domain.agents import Actor, DeviceState
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.facts import AmiLinkChanged, Publish
from callcenter_cti.domain.identifiers import (
    AgentId,
    CalendarId,
    CallId,
    OfferToken,
    PlanId,
    QueueId,
    SiteId,
)
from callcenter_cti.routing import inputs
from callcenter_cti.routing.effects import RefuseAnswer
from callcenter_cti.routing.policy import Policy
from callcenter_cti.routing.step import starting_with, step

INBOX_LIMIT: Final = 10_000
"""Inputs that may wait for the owner task; the next is refused with `PeerUnavailable`."""


class Dispatcher:
    """The ACD of one engine. Use it as ``async with Dispatcher(...) as acd:``.

    Args:
        policy: The rules.
        clock: Durations and records.
        publish: Who is told what happened.
        listener: Who shows screen pops.
        pop_deadline_s: Seconds that a pop may hold the ring back.
        admit: What the router is told of a caller.
        decide: The router.
        journal: Where all that the router is told is written down; None: nowhere.
        calendars: Those of the rules.
        advising: Who advises the router; None: nobody.
        inbox_limit: Inputs that may wait.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        clock: Clock,
        publish: Publish,
        listener: OfferListener,
        pop_deadline_s: float,
        admit: Admit = by_tier,
        decide: Decide = step,
        journal: Journal | None = None,
        calendars: Mapping[CalendarId, Calendar] | None = None,
        advising: Advising | None = None,
        inbox_limit: int = INBOX_LIMIT,
    ) -> None:
        self._clock = clock
        self._publish = publish
        self._router = starting_with(policy)
        self._book = CallBook()
        self._tasks = asyncio.TaskGroup()
        pops = Pops(listener, self._tasks, clock, deadline_s=pop_deadline_s)
        self._performer = Performer(self._router, self._book, pops, clock=clock, publish=publish)
        self._owner = Owner(
            self._router,
            self._book,
            self._performer,
            clock=clock,
            decide=decide,
            journal=journal or NoJournal(),
            inbox_limit=inbox_limit,
        )
        self._calls = CallLife(
            self._router,
            self._book,
            self._owner,
            self._performer,
            admit=admit,
            clock=clock,
            publish=publish,
        )
        self._calendars = CalendarWatch(calendars or {}, clock, self._change_calendar)
        self._advice: AdviceRounds | None = None
        if advising is not None:
            self._advice = AdviceRounds(advising, self._owner, self._router)
            self._owner.watch = self._advice.note
        self._running: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        again_s = self._calendars.look()  # before the first call: who comes is to find it closed
        works = [self._owner.run(), self._calendars.run(again_s)]
        if self._advice is not None:
            works.append(self._advice.run())
        self._running = [self._tasks.create_task(work) for work in works]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close_queues("the engine stops")
        for task in self._running:
            task.cancel()
        self._owner.drain()
        for call in tuple(self._book.calls):
            self._owner.post(partial(self._calls.leave, call, "fallback"), call, even_if_full=True)
        self._owner.stop()
        await self._tasks.__aexit__(None, None, None)

    @property
    def failures(self) -> int:
        """How many inputs failed by a fault of ours so far."""
        return self._owner.failures

    def numbers(self) -> FloorNumbers:
        """Return the router's own numbers as of now."""
        return read_numbers(self._router, self._clock.now())

    def close_queues(self, reason: str) -> None:
        """Tell all who wait, and all who come from now on, that nobody will serve them.

        Reports are still taken, so that flows can say how their calls end.
        """
        self._calls.close_queues(reason)

    # The waiting room, for flows.

    async def arrived(self, facts: CallFacts) -> None:
        """Report a call that reached the engine."""
        self._owner.post(partial(self._calls.arrive, facts), facts.call_id)

    async def enter(
        self, facts: CallFacts, queue: QueueId, *, missed: MissedRing | None = None
    ) -> Ticket:
        """Put a call into a queue; one that is queued already keeps age and place."""
        ticket = Ticket(partial(place_of, self._router, facts.call_id))
        self._owner.post(partial(self._calls.enter, facts, queue, ticket, missed), facts.call_id)
        return ticket

    async def update(self, facts: CallFacts) -> None:
        """Replace what is known about a call."""
        self._owner.post(partial(self._book.update, facts), facts.call_id)

    async def answered(self, call_id: CallId, token: OfferToken) -> bool:
        """Report that the agent answered; False: the reservation is not (or no longer) his."""
        fact = inputs.OfferAccepted(call_id, token)
        effects = await self._owner.ask(partial(self._owner.decide, fact), call_id)
        return not any(isinstance(effect, RefuseAnswer) for effect in effects)

    async def left(self, call_id: CallId, outcome: str = "") -> None:
        """Report that the call is over; flows say how, sites do not know."""
        self._owner.post(partial(self._calls.leave, call_id, outcome), call_id, even_if_full=True)

    # The agent's desk.

    async def log_in(self, agent: AgentId) -> AgentView:
        """Log in."""
        return await self._ask_for(agent, inputs.AgentLoggedIn(agent, Actor.AGENT))

    async def log_out(self, agent: AgentId, *, actor: Actor = Actor.AGENT) -> AgentView:
        """Log out, now or after the present call."""
        return await self._ask_for(agent, inputs.AgentLoggedOut(agent, actor))

    async def ready(self, agent: AgentId, *, actor: Actor = Actor.AGENT) -> AgentView:
        """Ask for READY."""
        return await self._ask_for(agent, inputs.ReadyRequested(agent, actor))

    async def not_ready(
        self, agent: AgentId, reason: str, *, actor: Actor = Actor.AGENT
    ) -> AgentView:
        """Ask for NOT_READY."""
        return await self._ask_for(agent, inputs.NotReadyRequested(agent, reason, actor))

    async def view(self, agent: AgentId) -> AgentView:
        """Return the present view."""
        return agent_view(self._router.state, self._book, agent, clock=self._clock)

    # Contingency plans.

    async def plans(self) -> tuple[PlanView, ...]:
        """Return the plans of the rules, in their order."""
        state = self._router.state
        return tuple(PlanView(one.plan, state.plans.get(one.plan)) for one in state.policy.plans)

    async def switch_plan(
        self, plan: PlanId, *, on: bool, actor: Actor = Actor.SUPERVISOR
    ) -> None:
        """Switch a plan."""
        await self._owner.ask(partial(self._owner.decide, inputs.PlanSwitched(plan, on, actor)))

    # Reports of the sites.

    async def device_changed(self, site: SiteId, device: str, state: DeviceState) -> None:
        """Report an agent's phone; phones of nobody are ignored."""
        self._owner.post(partial(self._calls.change_device, site, device, state))

    async def phone_rings(self, call_id: CallId) -> None:
        """Report that the phone of the agent who is reserved for this call began to ring."""
        self._owner.post(partial(self._calls.ring, call_id), call_id)

    async def link_changed(self, site: SiteId, *, up: bool, reason: str) -> None:
        """Report that the AMI link went up or down; what the phones last did still stands."""
        self._publish(AmiLinkChanged(site, up, reason, self._clock.wall()))

    async def hold_changed(self, call_id: CallId, *, on_hold: bool) -> None:
        """Report that the agent put the caller on hold, or took him back."""
        fact = inputs.HoldChanged(call_id, on_hold)
        self._owner.post(partial(self._owner.decide, fact), call_id)

    async def heard_of(self, site: SiteId) -> None:
        """Report that a site answers."""
        self._owner.post(partial(self._owner.decide, inputs.SiteReported(site, up=True)))

    async def live_calls(self, site: SiteId) -> tuple[LiveCall, ...]:
        """Return the calls of a site."""
        return live_calls(self._router.state, self._book, site, now=self._clock.now())

    # What the owner task does.

    def _change_calendar(self, fact: inputs.CalendarChanged) -> None:
        self._owner.post(partial(self._owner.decide, fact))

    async def _ask_for(self, agent: AgentId, fact: inputs.AgentInput) -> AgentView:
        def act() -> AgentView:
            self._owner.decide(fact)
            return agent_view(self._router.state, self._book, agent, clock=self._clock)

        return await self._owner.ask(act)
