"""How calls come: a new one, one that is known and enters again, one that nobody could serve.

Decides what a call that enters a queue keeps (its age, its hops, who missed it) and when it is
sent away at once. Does not choose agents, and knows no media.
"""

from math import inf

from callcenter_cti.routing.departures import forget_misses, release
from callcenter_cti.routing.effects import CloseQueue, EnterQueue
from callcenter_cti.routing.inputs import CallQueued
from callcenter_cti.routing.lines import Line
from callcenter_cti.routing.policy import QueuePolicy
from callcenter_cti.routing.reservations import ReservationEvent
from callcenter_cti.routing.state import QueuedCall
from callcenter_cti.routing.turn import Turn
from callcenter_cti.routing.waiting import (
    CLOSED,
    NOBODY_ROSTERED,
    close,
    expected_wait_s,
    wait,
)


def enter(turn: Turn, fact: CallQueued) -> None:
    """Let a call wait. One that is known keeps its age, whatever it waits for now."""
    rules = turn.floor.rules.get(fact.queue)
    call = turn.state.calls.get(fact.call)
    was_in = None if call is None or call.is_talking else turn.floor.line_of(call)
    if call is not None:
        release(turn, call, ReservationEvent.RESCIND)
    if rules is None:
        _refuse(turn, fact, call, was_in)
        return
    if call is None:
        call = _new_call(turn, fact, rules)
    else:
        _change_queue(turn, call, fact, rules)
    _count_offered(turn.floor.line_of(call), was_in)
    if rules.calendar is not None and not turn.floor.is_open(rules.calendar):
        forget_misses(turn, call)
        close(turn, call, CLOSED)
    elif not turn.floor.is_rostered(turn.floor.kind_of(call)):
        forget_misses(turn, call)
        close(turn, call, NOBODY_ROSTERED)
    else:
        if was_in is None:
            turn.effects.append(EnterQueue(call.call, call.queue, call.home, call.tier))
        wait(turn, call)
        if call.predicted_s is None:
            call.predicted_s = _predicted_s(turn, call)


def _refuse(turn: Turn, fact: CallQueued, call: QueuedCall | None, was_in: Line | None) -> None:
    """Send a call away that asks for a queue that the rules do not have."""
    if call is not None:
        forget_misses(turn, call)
        del turn.state.calls[call.call]
    if was_in is not None:
        was_in.record.counts.flowed_out += 1
    turn.effects.append(CloseQueue(fact.call, fact.queue, NOBODY_ROSTERED))


def _count_offered(line: Line, was_in: Line | None) -> None:
    """Count a call that came to a line; `was_in` is that where it waited unanswered before."""
    if line is not was_in:
        line.record.counts.offered += 1
        if was_in is not None:
            was_in.record.counts.flowed_out += 1


def _predicted_s(turn: Turn, call: QueuedCall) -> float | None:
    free = turn.floor.line_of(call).has_free_agent
    predicted_s = 0.0 if free else expected_wait_s(turn.floor, call)
    return predicted_s if predicted_s < inf else None


def _new_call(turn: Turn, fact: CallQueued, rules: QueuePolicy) -> QueuedCall:
    call = QueuedCall(
        fact.call,
        fact.queue,
        fact.home,
        fact.tier,
        rules,
        turn.state.policy.version,
        entered_at=turn.now - fact.waited_s,
        emergency=fact.emergency,
        denied=fact.denied,
        preferred=fact.preferred,
    )
    turn.state.calls[fact.call] = call
    return call


def _change_queue(turn: Turn, call: QueuedCall, fact: CallQueued, rules: QueuePolicy) -> None:
    call.queue, call.home, call.tier = fact.queue, fact.home, fact.tier
    call.rules, call.rules_version = rules, turn.state.policy.version
    call.step, call.overdue = 0, False
    call.emergency, call.denied = fact.emergency, fact.denied
    call.preferred = fact.preferred
