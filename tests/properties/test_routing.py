"""What holds on every floor, whatever happens in whatever order.

The machine makes things happen; books and oracle of their own say what the rules allow, and each
decision of the router is held against them.
"""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from callcenter_cti.domain.agents import Actor, DeviceState, OfferFailure
from callcenter_cti.domain.customers import Tier
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
from callcenter_cti.routing.effects import ConnectCall, EndCall, RefuseAnswer
from callcenter_cti.routing.policy import Policy
from tests.fakes.floor import of_kind
from tests.properties import any_rules
from tests.properties.any_rules import CALENDARS, PLANS, SITES, policies
from tests.properties.watched_floor import WatchedFloor

Choice = TypeVar("Choice")
agents = any_rules.agents
devices = st.sampled_from((*[DeviceState.IDLE] * 4, *DeviceState))
durations = st.sampled_from((0.0, 0.3, 1.0, 9.0, 31.0, 100.0))
numbers = st.integers(0, 1_000)
tiers = st.sampled_from((*[Tier.STANDARD] * 3, *Tier))
denials = st.sampled_from((*[()] * 5, ("sydney",), ("hongkong", "tokyo")))
reasons = st.sampled_from(("lunch", "break", "nap"))
starts = st.sampled_from((0.0, 12_345.678, 1e7 / 3))


class AnyFloor(RuleBasedStateMachine):
    """Agents come and go, callers too, phones ring and fail, sites fall silent, time passes."""

    floor: WatchedFloor

    @initialize(policy=policies(), now=starts)
    def open(self, policy: Policy, now: float) -> None:
        self.floor = WatchedFloor(policy, now)
        self.seen: list[str] = []
        self.versions = 1
        for agent in policy.agents:
            self.floor.tell(inputs.AgentLoggedIn(agent, Actor.AGENT))
            self.floor.tell(inputs.ReadyRequested(agent, Actor.AGENT))
            self.floor.wait(1.0)

    def teardown(self) -> None:
        if hasattr(self, "floor"):
            self.floor.replay()

    # Few rules with choices inside: hypothesis switches whole rules off at random.

    @rule(
        what=st.sampled_from("++++---="),
        queue=any_rules.queues,
        home=st.sampled_from((*["sydney"] * 3, *SITES)),
        tier=tiers,
        emergency=st.integers(0, 9).map(lambda one: one == 0),
        denied=denials,
        preferred=st.none() | st.none() | agents,
        waited_s=st.sampled_from((*[0.0] * 6, 20.0, 500.0)),
        which=numbers,
        seconds=durations,
    )
    def a_caller(self, what: str, which: int, seconds: float, **more: object) -> None:
        """Let one come (+), leave (-), or enter a queue again (=)."""
        alive = sorted(self.floor.books.callers)
        self.floor.wait(seconds)
        if what == "-" and self.seen:
            self.a_call_leaves(pick(alive or self.seen, which))
        elif what == "=" and self.seen:
            self.a_call_comes(pick(alive if alive and which % 5 else self.seen, which), **more)
        else:
            call = f"{which % 10}-{len(self.seen)}"  # ids out of the order of age
            self.seen.append(call)
            self.a_call_comes(call, **more)

    def a_call_comes(self, call: str, **more: object) -> None:
        queue, home, denied = more.pop("queue"), more.pop("home"), more.pop("denied")
        preferred = more.pop("preferred")
        assert isinstance(denied, tuple)
        self.floor.tell(
            inputs.CallQueued(
                CallId(call),
                QueueId(str(queue)),
                SiteId(str(home)),
                denied=frozenset(map(SiteId, denied)),
                preferred=AgentId(str(preferred)) if preferred else None,
                **more,  # type: ignore[arg-type]  # tier, emergency, waited_s as drawn above
            )
        )

    def a_call_leaves(self, call: str) -> None:
        was_alive = call in self.floor.books.callers

        effects = self.floor.tell(inputs.CallLeft(CallId(call)))

        assert len(of_kind(effects, EndCall)) == was_alive
        assert call not in self.floor.books.callers
        assert of_kind(self.floor.tell(inputs.CallLeft(CallId(call))), EndCall) == []

    @rule(agent=agents, what=st.sampled_from("rrrrrriinox"), reason=reasons, seconds=durations)
    def an_agent(self, agent: str, what: str, reason: str, seconds: float) -> None:
        """Let one ask for ready (r), come in (i), ask for a pause (n), go (o), vanish (x)."""
        self.floor.wait(seconds)
        who = AgentId(agent)
        match what:
            case "r":
                self.floor.tell(inputs.ReadyRequested(who, Actor.AGENT))
            case "i":
                self.floor.tell(inputs.AgentLoggedIn(who, Actor.AGENT))
                self.floor.tell(inputs.ReadyRequested(who, Actor.AGENT))
            case "n":
                self.floor.tell(inputs.NotReadyRequested(who, reason, Actor.AGENT))
            case "o":
                self.floor.tell(inputs.AgentLoggedOut(who, Actor.SUPERVISOR))
            case _:
                self.floor.tell(inputs.NotReadyRequested(who, "desktop_gone", Actor.SYSTEM))

    @rule(agent=agents, state=devices)
    def a_phone_changes(self, agent: str, state: DeviceState) -> None:
        self.floor.tell(inputs.DeviceChanged(AgentId(agent), state))

    @precondition(lambda self: self.floor.ringing())
    @rule(
        which=numbers,
        seconds=durations,
        failure=st.sampled_from((None, None, None, *OfferFailure)),
        then=st.sampled_from("rh-- "),
    )
    def a_ring_ends(
        self, which: int, seconds: float, failure: OfferFailure | None, then: str
    ) -> None:
        """Let a phone be answered or not; the caller may be held (h) or hang up (-)."""
        call, token = pick(self.floor.ringing(), which)
        if then == "r":
            self.floor.tell(inputs.PhoneRang(CallId(call), OfferToken(token)))
            self.floor.wait(seconds)
        if failure is not None:
            self.floor.tell(inputs.OfferFailed(CallId(call), OfferToken(token), failure))
            return
        effects = self.floor.tell(inputs.OfferAccepted(CallId(call), OfferToken(token)))
        if not of_kind(effects, ConnectCall):
            return
        again = self.floor.tell(inputs.OfferAccepted(CallId(call), OfferToken(token)))
        assert not of_kind(again, ConnectCall)
        assert not of_kind(again, RefuseAnswer)
        self.floor.wait(seconds)
        if then == "h":
            self.floor.tell(inputs.HoldChanged(CallId(call), on_hold=True))
            self.floor.tell(inputs.HoldChanged(CallId(call), on_hold=bool(which % 2)))
        if then == "-":
            self.a_call_leaves(call)

    @precondition(lambda self: self.floor.stale())
    @rule(which=numbers, failure=st.sampled_from(OfferFailure))
    def a_stale_token_changes_nothing(self, which: int, failure: OfferFailure) -> None:
        """The watched floor holds every such fact against the state before it."""
        call, token = pick(self.floor.stale(), which)
        self.floor.tell(inputs.OfferAccepted(CallId(call), OfferToken(token)))
        self.floor.tell(inputs.PhoneRang(CallId(call), OfferToken(token)))
        self.floor.tell(inputs.OfferFailed(CallId(call), OfferToken(token), failure))

    @rule(seconds=durations, what=st.sampled_from(("wait", "wait", "tick", "wake")))
    def time_passes(self, seconds: float, what: str) -> None:
        """Let time pass, or let a copy of the state be woken beside the router."""
        if what == "wake":
            self.floor.wake()
        self.floor.wait(seconds)
        if what == "tick":
            self.floor.tell(inputs.TimePassed())

    @rule(
        what=st.sampled_from(("site", "site", "calendar", "plan", "advice", "rules")),
        data=st.data(),
        seconds=durations,
    )
    def the_surroundings_change(self, what: str, data: st.DataObject, seconds: float) -> None:
        for fact in self.news(what, data):
            self.floor.tell(fact)
        self.floor.wait(seconds)

    def news(self, what: str, data: st.DataObject) -> Iterator[inputs.Input]:
        on = data.draw(st.booleans())
        version = f"v{self.versions}"
        match what:
            case "site":
                yield inputs.SiteReported(SiteId(data.draw(any_rules.sites)), on)
            case "calendar":
                name = data.draw(st.sampled_from(CALENDARS))
                yield inputs.CalendarChanged(CalendarId(name), on)
            case "plan":
                name = data.draw(st.sampled_from(PLANS))
                yield inputs.PlanSwitched(PlanId(name), on, Actor.SUPERVISOR)
            case "advice":
                meant = data.draw(st.sampled_from((version, version, "v0")))
                yield inputs.AdviceReceived(data.draw(any_rules.advice(meant)))
            case _:
                self.versions += 1
                policy = data.draw(policies(f"v{self.versions}"))
                yield inputs.RulesChanged(policy, on)


def pick(choices: list[Choice], which: int) -> Choice:
    return choices[which % len(choices)]


TestAnyFloor = AnyFloor.TestCase
TestAnyFloor.settings = settings(stateful_step_count=40)
pytestmark = pytest.mark.timeout(900)  # for the larger profiles
