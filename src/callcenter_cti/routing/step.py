"""The router: `step(state, input, now) -> effects`. Pure but for the state that it is handed.

The state is changed in place, by its one owner. Every input is followed by an assignment (any
event may free an agent or a call) and by the places in the queue that changed.
"""

from typing import assert_never

from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing import deadlines, queueing, shifts
from callcenter_cti.routing.agents import AgentEvent
from callcenter_cti.routing.deadlines import next_deadline
from callcenter_cti.routing.effects import Effect, TellPosition
from callcenter_cti.routing.inputs import (
    AgentInput,
    AgentLoggedIn,
    AgentLoggedOut,
    CallInput,
    CallLeft,
    CallQueued,
    DeviceChanged,
    Input,
    NotReadyRequested,
    OfferAccepted,
    OfferFailed,
    ReadyRequested,
    RulesChanged,
    TimePassed,
)
from callcenter_cti.routing.matching import best_agent, free_agents, waiting_calls
from callcenter_cti.routing.policy import FAULT, Policy
from callcenter_cti.routing.state import AgentRecord, RoutingState, Wish, starting_with
from callcenter_cti.routing.turn import ON_A_CALL, Turn

__all__ = ["evict", "next_deadline", "starting_with", "step"]


def step(state: RoutingState, fact: Input, now: float) -> list[Effect]:
    """Take one input and return what is to be done, in order.

    Deadlines fire on `TimePassed` only: the owner hands one in when `next_deadline` has come,
    before any other input. An answer after its lease's expiry is refused even so.

    Args:
        state: What the router remembers; changed in place.
        fact: What happened.
        now: Monotonic seconds; never less than before.

    Raises:
        RoutingError: the input is not possible; the state is unchanged.
    """
    turn = Turn(state, now)
    _take(turn, fact)
    _assign(turn)
    _tell_positions(turn)
    return turn.effects


def _take(turn: Turn, fact: Input) -> None:
    match fact:
        case CallQueued() | CallLeft() | OfferAccepted() | OfferFailed():
            _take_from_call(turn, fact)
        case TimePassed():
            deadlines.fire(turn)
        case RulesChanged():
            _change_rules(turn, fact.policy)
        case _:
            _take_from_agent(turn, fact)


def _take_from_call(turn: Turn, fact: CallInput) -> None:
    match fact:
        case CallQueued():
            queueing.enter(turn, fact)
        case CallLeft():
            queueing.leave(turn, fact)
        case OfferAccepted():
            queueing.accept(turn, fact)
        case OfferFailed():
            queueing.fail(turn, fact)
        case _:
            assert_never(fact)


def _take_from_agent(turn: Turn, fact: AgentInput) -> None:
    match fact:
        case AgentLoggedIn():
            shifts.log_in(turn, fact)
        case AgentLoggedOut():
            shifts.log_out(turn, fact)
        case ReadyRequested():
            shifts.ready(turn, fact)
        case NotReadyRequested():
            shifts.not_ready(turn, fact)
        case DeviceChanged():
            shifts.change_device(turn, fact)
        case _:
            assert_never(fact)


def _assign(turn: Turn) -> None:
    """Reserve agents until no waiting call has one who may be asked."""
    free = free_agents(turn.state)
    if not free:
        return
    for call in waiting_calls(turn.state):
        chosen = best_agent(turn.state, call, free)
        if chosen is not None:
            free.remove(chosen)
            queueing.reserve(turn, call, chosen)


def _tell_positions(turn: Turn) -> None:
    """Number the calls of each queue that nobody answered yet, by age, and tell what changed."""
    places: dict[str, int] = {}
    unanswered = (call for call in turn.state.calls.values() if not call.is_talking)
    for call in sorted(unanswered, key=lambda call: call.age_key):
        place = places[call.queue] = places.get(call.queue, 0) + 1
        if place != call.position:
            call.position = place
            turn.effects.append(TellPosition(call.call, place))


def _change_rules(turn: Turn, policy: Policy) -> None:
    """Swap the rules; who is no longer in the roster goes home after his call."""
    turn.state.policy = policy
    for agent in policy.agents:
        turn.state.agents.setdefault(agent, AgentRecord(agent))
    for agent, record in turn.state.agents.items():
        if agent not in policy.agents:
            _dismiss(turn, record)
    for call in tuple(turn.state.calls.values()):
        queueing.close_if_nobody_rostered(turn, call)


def _dismiss(turn: Turn, record: AgentRecord) -> None:
    if record.state in ON_A_CALL:
        record.wish = Wish(AgentState.LOGGED_OUT, "", Actor.SYSTEM)
    elif record.state is not AgentState.LOGGED_OUT:
        turn.move(record, AgentEvent.LOG_OUT)


def evict(state: RoutingState, call: CallId, now: float) -> list[Effect]:
    """Take a call off by force, after `step` failed on it: the last resort of the owner.

    Its agent, if any, goes NOT_READY(fault). Assigns nothing.
    """
    turn = Turn(state, now)
    state.calls.pop(call, None)
    for record in state.agents.values():
        if record.lease is not None and record.lease.call == call:
            record.lease, record.wish = None, None
            turn.move(record, AgentEvent.FAULT, reason=FAULT)
    return turn.effects
