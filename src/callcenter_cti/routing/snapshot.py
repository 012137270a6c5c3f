"""A router's memory as data that can be stored: what a journal begins with.

Several calls share one queue's rules, and a call and its agent share one lease; stored, each is
there once. What is derived is left out, and made again when the state is brought back to life.
"""

from dataclasses import dataclass, replace

from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing.plans import rules_in_force
from callcenter_cti.routing.policy import QueuePolicy
from callcenter_cti.routing.state import QueuedCall, RoutingState


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state at one moment, safe to keep: later inputs do not change it once it is stored."""

    state: RoutingState
    older_rules: tuple[QueuePolicy, ...]
    """Rules of calls that came under an earlier version or plan."""
    rules_of: dict[CallId, int]
    """Which of these a call is under; the others are under the rules in force."""


def snapshot(state: RoutingState) -> Snapshot:
    """Return a state for storing; it shares its parts with the live one, so store it at once."""
    in_force = {id(rules) for rules in rules_in_force(state.policy, state.plans).values()}
    older: list[QueuePolicy] = []
    rules_of: dict[CallId, int] = {}
    places: dict[int, int] = {}
    for call in state.calls.values():
        if id(call.rules) not in in_force:
            if id(call.rules) not in places:
                places[id(call.rules)] = len(older)
                older.append(call.rules)
            rules_of[call.call] = places[id(call.rules)]
    return Snapshot(state, tuple(older), rules_of)


def state_of(stored: Snapshot) -> RoutingState:
    """Bring a stored state back to life: what was shared is shared again."""
    state = replace(stored.state)
    in_force = rules_in_force(state.policy, state.plans)
    for call in state.calls.values():
        older = stored.rules_of.get(call.call)
        call.rules = in_force[call.queue] if older is None else stored.older_rules[older]
        _share_lease(state, call)
    return state


def _share_lease(state: RoutingState, call: QueuedCall) -> None:
    if call.lease is not None:
        state.agents[call.lease.agent].lease = call.lease
