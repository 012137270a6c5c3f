"""A router whose every step is held against books and oracle; optionally beside a second one.

The second is woken from a stored snapshot of the first one at any moment, and must do the same
from then on. At the end a third takes all that was told from the beginning, and must have done
the same.
"""

import copy
from dataclasses import fields

import pytest

from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.errors import RoutingError
from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.routing import inputs
from callcenter_cti.routing.effects import (
    ChangeAgentState,
    ChangePlan,
    Effect,
    OfferCall,
    RefuseAnswer,
)
from callcenter_cti.routing.errors import IllegalEvent, UnknownAgent, UnknownPlan, UnknownReason
from callcenter_cti.routing.policy import Policy
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.snapshot import Snapshot, snapshot, state_of
from callcenter_cti.routing.state import RoutingState
from callcenter_cti.routing.step import next_deadline, starting_with, step
from tests.properties.routing_books import Books
from tests.properties.routing_checks import Checks
from tests.properties.routing_choice import Choice
from tests.properties.routing_oracle import Oracle

ENOUGH = 500
"""Deadlines in one wait beyond which the router is taken to be in a loop."""


class WatchedFloor:
    """Hands each fact to the router and holds what it does against the rules."""

    def __init__(self, policy: Policy, now: float) -> None:
        self.router = starting_with(policy)
        self.now = now
        self.second: Router | None = None
        self.books = Books(policy)
        self.oracle = Oracle(self.books)
        self.checks = Checks(self.books, self.oracle)
        self.choice = Choice(self.books, self.oracle)
        self._first = copy.deepcopy(policy)
        self._told: list[tuple[float, inputs.Input]] = []
        self._done: list[str] = []
        self._failed = False

    @property
    def state(self) -> RoutingState:
        return self.router.state

    # What the machine asks.

    def ringing(self) -> list[tuple[str, str]]:
        return sorted(
            (caller.call, caller.token)
            for caller in self.books.callers.values()
            if caller.agent is not None and caller.answered_at is None
        )

    def stale(self) -> list[tuple[str, str]]:
        held = {(caller.call, caller.token) for caller in self.books.callers.values()}
        return [pair for pair in self.books.tokens if pair not in held]

    # What it does.

    def tell(self, fact: inputs.Input) -> list[Effect]:
        """Hand in a fact, and hold what follows against the rules."""
        refusal = self._refusal(fact)
        if refusal is not None:
            self._refuse(fact, refusal)
            return []
        self._failed = True
        before = copy.deepcopy(self.state) if self._is_stale(fact) else None
        self.oracle.begin(self._open_lanes())
        self.books.take(fact, self.now)
        effects = step(self.router, fact, self.now)
        self._note(fact, effects)
        if before is not None:
            self._changed_nothing(before, fact, effects)
        self._told.append((self.now, fact))
        texts = [text(effect) for effect in effects]
        self._done += texts
        if self.second is not None:
            others = [text(effect) for effect in step(self.second, fact, self.now)]
            assert others == texts, "replay: a router woken from a snapshot does something else"
        self.oracle.begin(self._open_lanes())
        self.checks.check(self.router)
        self.choice.nobody_waits_in_vain()
        self._failed = False
        return effects

    def wait(self, seconds: float) -> None:
        """Let time pass, deadline by deadline, as the owner of the router does."""
        until, fired = self.now + seconds, 0
        while (due := self._next_deadline()) is not None and due <= until:
            self.now = max(due, self.now)
            self.tell(inputs.TimePassed())
            fired += 1
            assert fired < ENOUGH, "the deadlines have no end"
        self.now = self.books.now = until
        self.oracle.begin(self._open_lanes())
        self.checks.nothing_is_late()
        self.choice.nobody_waits_in_vain()

    def wake(self) -> None:
        """Bring a snapshot to life beside the router; no object is shared with it, nor inside."""
        stored = snapshot(self.state)
        whole = {
            one.name: copy.deepcopy(getattr(self.state, one.name)) for one in fields(self.state)
        }
        whole["calls"] = {name: copy.deepcopy(call) for name, call in self.state.calls.items()}
        older = copy.deepcopy(stored.older_rules)
        state = state_of(Snapshot(RoutingState(**whole), older, dict(stored.rules_of)))
        assert state == self.state, "replay: a snapshot brings something else to life"
        self.second = Router(state)
        self.checks.check(self.second)

    def replay(self) -> None:
        """Tell a new router all that was told, and compare."""
        if self._failed:  # of that somebody tells already
            return
        router, done = starting_with(self._first), []
        for now, fact in self._told:
            done += [text(effect) for effect in step(router, fact, now)]
        assert done == self._done, "replay: other effects"
        assert router.state == self.state, "replay: another state"

    def _next_deadline(self) -> float | None:
        routers = [self.router] if self.second is None else [self.router, self.second]
        dues = [due for router in routers if (due := next_deadline(router)) is not None]
        return min(dues, default=None)

    def _open_lanes(self) -> set[tuple[QueueId, SiteId, SiteId]]:
        return {
            (queue, home, far)
            for queue, homes in self.state.lines.items()
            for home, line in homes.items()
            for far in line.open_lanes
        }

    def _note(self, fact: inputs.Input, effects: list[Effect]) -> None:
        reserved: ChangeAgentState | None = None
        people_move = isinstance(fact, inputs.RulesChanged)
        for effect in effects:
            people_move = people_move and _moves_people(effect)
            if not people_move:  # new rules move all at once, and then calls find their steps
                self.oracle.settle()
                self.oracle.look_at_lanes()
            if isinstance(effect, ChangeAgentState) and effect.state is AgentState.RESERVED:
                reserved = effect  # one act with the offer that follows
                continue
            if isinstance(effect, OfferCall):
                assert reserved is not None
                assert reserved.agent == effect.agent
                self.choice.check(effect)
                self.books.note(reserved)
                reserved = None
            if isinstance(effect, ChangePlan):
                self._is_due(effect)
            self.books.note(effect)
        assert reserved is None
        self.oracle.settle()
        self.oracle.look_at_lanes()

    def _is_due(self, change: ChangePlan) -> None:
        """A plan that nobody switched is switched by its condition, or gone with the rules."""
        plan = next((one for one in self.books.policy.plans if one.plan == change.plan), None)
        if plan is not None and change.actor is Actor.SYSTEM:
            assert self.oracle.plan_is_due(plan), "plan: nothing switches it now"

    # Stale tokens.

    def _is_stale(self, fact: inputs.Input) -> bool:
        if not isinstance(fact, inputs.PhoneRang | inputs.OfferAccepted | inputs.OfferFailed):
            return False
        caller = self.books.callers.get(fact.call)
        return caller is None or caller.token != fact.token

    def _changed_nothing(
        self, before: RoutingState, fact: inputs.Input, effects: list[Effect]
    ) -> None:
        refused: list[Effect] = []
        if isinstance(fact, inputs.OfferAccepted):
            refused = [RefuseAnswer(fact.call, fact.token)]
        assert effects[: len(refused)] == refused, "stale token: not refused"
        if not self.router.watches_lines:  # a plan may be switched after any input
            assert effects == refused, "stale token: it has effects"
            assert self.state == before, "stale token: it changed something"

    # Refusals.

    def _refusal(self, fact: inputs.Input) -> type[RoutingError] | None:
        books = self.books
        if isinstance(fact, inputs.AgentInput):
            if fact.agent not in books.policy.agents:
                return UnknownAgent
            if isinstance(fact, inputs.NotReadyRequested) and self._is_unknown(fact):
                return UnknownReason
            is_out = books.people[fact.agent].state is AgentState.LOGGED_OUT
            asks = inputs.ReadyRequested | inputs.NotReadyRequested
            return IllegalEvent if is_out and isinstance(fact, asks) else None
        if isinstance(fact, inputs.PlanSwitched):
            names = {plan.plan for plan in books.policy.plans}
            return None if fact.plan in names else UnknownPlan
        return None

    def _is_unknown(self, fact: inputs.NotReadyRequested) -> bool:
        known = self.books.policy.not_ready_reasons
        return fact.actor is not Actor.SYSTEM and fact.reason not in known

    def _refuse(self, fact: inputs.Input, refusal: type[RoutingError]) -> None:
        before = copy.deepcopy(self.state)
        with pytest.raises(refusal):
            step(self.router, fact, self.now)
        assert self.state == before


def _moves_people(effect: Effect) -> bool:
    if isinstance(effect, ChangeAgentState):
        return effect.state is not AgentState.RESERVED
    return isinstance(effect, ChangePlan)


def text(effect: Effect) -> str:
    """Return an effect as text; how an explanation's counts are cut into parts left out."""
    if not isinstance(effect, OfferCall):
        return repr(effect)
    why = effect.explanation
    parts = copy.copy(why)
    parts.counts = None  # type: ignore[assignment]  # compared by what it says
    whole = copy.copy(effect)
    whole.explanation = parts
    return f"{whole!r} {dict(why.passed_over)!r}"
