"""A floor for tests of routing: a policy in one line, and a router whose time is a number."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from callcenter_cti.domain.agents import Actor, AgentState, DeviceState, OfferFailure
from callcenter_cti.domain.identifiers import (
    AgentId,
    CalendarId,
    CallId,
    OfferToken,
    PlanId,
    QueueId,
    SiteId,
    SkillId,
)
from callcenter_cti.routing import inputs
from callcenter_cti.routing.effects import ChangeAgentState, Effect, OfferCall
from callcenter_cti.routing.estimates import ServiceCounts
from callcenter_cti.routing.policy import Match, Policy, QueuePolicy, RosterAgent, Step
from callcenter_cti.routing.state import AgentRecord, QueuedCall, RoutingState
from callcenter_cti.routing.step import next_deadline, starting_with, step
from callcenter_cti.routing.waiting import position

HOME = "sydney"
RING_S = 20
WRAP_UP_S = 30.0
_Kind = TypeVar("_Kind", bound=Effect)


def a_queue(
    name: str = "cards",
    needs: Mapping[str, int] | None = None,
    *,
    wrap_up_s: float = WRAP_UP_S,
    return_after_s: float | None = None,
    steps: Sequence[Step] = (),
    **more: Any,
) -> QueuePolicy:
    """Return a queue that needs English, unless told otherwise."""
    given: dict[str, Any] = {
        "ring_s": RING_S,
        "service_level_s": 20.0,
        "short_abandon_s": 5.0,
        "handling_s": 240.0,
        "patience_s": 300.0,
        "longest_wait_s": 3600.0,
        "preferred_wait_s": 15.0,
    }
    return QueuePolicy(
        queue=QueueId(name),
        steps=tuple(steps) or (Step(Match(skills(needs or {"en": 1}))),),
        wrap_up_s=wrap_up_s,
        rona_return_after_s=return_after_s,
        **(given | more),
    )


def an_agent(
    name: str, levels: Mapping[str, int], *, site: str = HOME, phone: int = 6001, level: int = 1
) -> RosterAgent:
    """Return an agent of the roster."""
    return RosterAgent(
        AgentId(name), name.title(), SiteId(site), f"PJSIP/{phone}", skills(levels), level
    )


def a_policy(
    *queues: QueuePolicy,
    version: str = "v1",
    agents: Mapping[Any, Any] | None = None,
    given: Mapping[str, Any] | None = None,
    **more: Mapping[str, int] | RosterAgent,
) -> Policy:
    """Return rules with these queues and agents; phones are numbered from 6001 in their order.

    `given` are further fields of the policy.
    """
    roster = [
        who if isinstance(who, RosterAgent) else an_agent(name, who, phone=phone)
        for phone, (name, who) in enumerate({**(agents or {}), **more}.items(), 6001)
    ]
    return Policy(
        version=version,
        queues={queue.queue: queue for queue in queues or (a_queue(),)},
        agents={agent.agent: agent for agent in roster},
        not_ready_reasons=frozenset({"lunch", "break"}),
        **(given or {}),
    )


def skills(levels: Mapping[str, int]) -> dict[SkillId, int]:
    return {SkillId(skill): level for skill, level in levels.items()}


class Floor:
    """A router with a clock: deadlines fire before each input, as its owner does it."""

    def __init__(self, policy: Policy, *, now: float = 0.0) -> None:
        self.router = starting_with(policy)
        self.now = now
        self.effects: list[Effect] = []
        """All so far."""

    @property
    def state(self) -> RoutingState:
        """What the router remembers."""
        return self.router.state

    def take(self, fact: inputs.Input) -> list[Effect]:
        """Hand in one fact and return what is to be done for it."""
        effects = step(self.router, fact, self.now)
        self.effects += effects
        return effects

    def wait(self, seconds: float) -> list[Effect]:
        """Let time pass, deadline by deadline."""
        until, done = self.now + seconds, []
        while (due := next_deadline(self.router)) is not None and due <= until:
            self.now = max(due, self.now)
            done += self.take(inputs.TimePassed())
        self.now = until
        return done

    def queue(
        self, call: str, queue: str = "cards", *, home: str = HOME, **more: Any
    ) -> list[Effect]:
        return self.take(inputs.CallQueued(CallId(call), QueueId(queue), SiteId(home), **more))

    def place(self, call: str) -> int:
        """Return the place of a waiting call in its line."""
        return position(self.router.floor, self.state.calls[CallId(call)])

    def leave(self, call: str) -> list[Effect]:
        return self.take(inputs.CallLeft(CallId(call)))

    def log_in(self, agent: str) -> list[Effect]:
        return self.take(inputs.AgentLoggedIn(AgentId(agent), Actor.AGENT))

    def log_out(self, agent: str) -> list[Effect]:
        return self.take(inputs.AgentLoggedOut(AgentId(agent), Actor.AGENT))

    def ready(self, agent: str) -> list[Effect]:
        return self.take(inputs.ReadyRequested(AgentId(agent), Actor.AGENT))

    def not_ready(self, agent: str, reason: str = "lunch") -> list[Effect]:
        return self.take(inputs.NotReadyRequested(AgentId(agent), reason, Actor.AGENT))

    def come(self, *agents: str) -> None:
        """Log agents in and make them ready."""
        for agent in agents:
            self.log_in(agent)
            self.ready(agent)

    def device(self, agent: str, state: DeviceState) -> list[Effect]:
        return self.take(inputs.DeviceChanged(AgentId(agent), state))

    def accept(self, call: str, token: str | None = None) -> list[Effect]:
        return self.take(inputs.OfferAccepted(CallId(call), OfferToken(token or self.token(call))))

    def fail(
        self,
        call: str,
        token: str | None = None,
        reason: OfferFailure = OfferFailure.RING_NO_ANSWER,
    ) -> list[Effect]:
        given = OfferToken(token or self.token(call))
        return self.take(inputs.OfferFailed(CallId(call), given, reason))

    def ring(self, call: str, token: str | None = None) -> list[Effect]:
        return self.take(inputs.PhoneRang(CallId(call), OfferToken(token or self.token(call))))

    def hold(self, call: str, *, on: bool = True) -> list[Effect]:
        return self.take(inputs.HoldChanged(CallId(call), on_hold=on))

    def report(self, site: str, *, up: bool = True) -> list[Effect]:
        return self.take(inputs.SiteReported(SiteId(site), up))

    def calendar(self, name: str, *, opens: bool) -> list[Effect]:
        return self.take(inputs.CalendarChanged(CalendarId(name), opens))

    def plan(self, name: str, *, on: bool) -> list[Effect]:
        return self.take(inputs.PlanSwitched(PlanId(name), on, Actor.SUPERVISOR))

    def rules(self, policy: Policy, *, re_evaluate: bool = False) -> list[Effect]:
        return self.take(inputs.RulesChanged(policy, re_evaluate))

    def call(self, call: str) -> QueuedCall:
        return self.state.calls[CallId(call)]

    def counts(self, queue: str = "cards", home: str = HOME) -> ServiceCounts:
        return self.state.lines[QueueId(queue)][SiteId(home)].counts

    def token(self, call: str) -> str:
        """Return the token of the call's reservation."""
        lease = self.state.calls[CallId(call)].lease
        assert lease is not None, f"{call} has no agent"
        return lease.token

    def agent_of(self, call: str) -> str | None:
        """Return who is reserved for a call or talks to it."""
        lease = self.state.calls[CallId(call)].lease
        return lease.agent if lease is not None else None

    def record(self, agent: str) -> AgentRecord:
        return self.state.agents[AgentId(agent)]

    def state_of(self, agent: str) -> AgentState:
        return self.record(agent).state


def of_kind(effects: list[Effect], kind: type[_Kind]) -> list[_Kind]:
    """Return the effects of one kind, in their order."""
    return [effect for effect in effects if isinstance(effect, kind)]


def offers(effects: list[Effect]) -> list[tuple[str, str]]:
    """Return who is offered which call."""
    return [(effect.agent, effect.call) for effect in of_kind(effects, OfferCall)]


def states(effects: list[Effect]) -> list[tuple[str, str, str]]:
    """Return which agents changed, to which state, why."""
    return [
        (effect.agent, effect.state, effect.reason)
        for effect in of_kind(effects, ChangeAgentState)
    ]
