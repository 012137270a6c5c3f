"""The life of a queued call: entering, reservation, answer, failure, leaving.

Decides what each of these does to the call and to the agent tied to it. Does not choose agents
(`matching`), does not know steps (`waiting`) and knows no media.
"""

from math import inf

from callcenter_cti.domain.agents import AgentState, OfferFailure, ReservationStatus
from callcenter_cti.domain.identifiers import OfferToken
from callcenter_cti.routing.agents import AgentEvent
from callcenter_cti.routing.effects import (
    CloseQueue,
    ConnectCall,
    EndCall,
    EnterQueue,
    OfferCall,
    RefuseAnswer,
    WithdrawOffer,
)
from callcenter_cti.routing.estimates import GuessError
from callcenter_cti.routing.explanation import Explanation
from callcenter_cti.routing.inputs import (
    CallLeft,
    CallQueued,
    HoldChanged,
    OfferAccepted,
    OfferFailed,
    PhoneRang,
)
from callcenter_cti.routing.lines import Line
from callcenter_cti.routing.policy import RONA, QueuePolicy
from callcenter_cti.routing.reservations import ReservationEvent, next_status
from callcenter_cti.routing.shifts import note_presence
from callcenter_cti.routing.state import AgentRecord, Lease, QueuedCall
from callcenter_cti.routing.turn import Turn
from callcenter_cti.routing.waiting import (
    CLOSED,
    NOBODY_ROSTERED,
    close,
    expected_wait_s,
    stop_waiting,
    wait,
)


def enter(turn: Turn, fact: CallQueued) -> None:
    """Let a call wait. One that is known keeps its age, whatever it waits for now."""
    rules = turn.floor.rules.get(fact.queue)
    call = turn.state.calls.get(fact.call)
    was_in = None if call is None or call.is_talking else turn.floor.line_of(call)
    if call is not None:
        _release(turn, call, ReservationEvent.RESCIND)
    if rules is None:
        _refuse(turn, fact, call, was_in)
        return
    if call is None:
        call = _new_call(turn, fact, rules)
    else:
        _change_queue(turn, call, fact, rules)
    _count_offered(turn.floor.line_of(call), was_in)
    if rules.calendar is not None and not turn.floor.is_open(rules.calendar):
        _forget_misses(turn, call)
        close(turn, call, CLOSED)
    elif not turn.floor.is_rostered(turn.floor.kind_of(call)):
        _forget_misses(turn, call)
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
        _forget_misses(turn, call)
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


def leave(turn: Turn, fact: CallLeft) -> None:
    """End a call in whatever state it is, and free its agent."""
    call = turn.state.calls.get(fact.call)
    if call is None:
        return
    lease = call.lease
    answered_at = lease.answered_at if lease else None
    if answered_at is None:
        _count_abandoned(turn, call)
    _release(turn, call, ReservationEvent.CANCEL)
    _forget_misses(turn, call)
    del turn.state.calls[call.call]
    turn.effects.append(
        EndCall(
            call.call,
            call.queue,
            agent=lease.agent if lease and answered_at is not None else None,
            waited_s=(turn.now if answered_at is None else answered_at) - call.entered_at,
            talked_s=0.0 if answered_at is None else turn.now - answered_at,
        )
    )


def send_away(turn: Turn, call: QueuedCall) -> None:
    """Send a call that nobody answered away: nobody could ever come."""
    _release(turn, call, ReservationEvent.RESCIND)
    _forget_misses(turn, call)
    close(turn, call, NOBODY_ROSTERED)


def reserve(turn: Turn, call: QueuedCall, record: AgentRecord, why: Explanation) -> None:
    """Tie an agent to a call by a lease with a token that was never used before."""
    band = stop_waiting(turn, call)
    line = band.kind.line if band is not None else turn.floor.line_of(call)
    if turn.now > call.entered_at:
        line.record.pace.serve(turn.now)
    turn.state.offers += 1
    lease = Lease(
        call.call,
        call.queue,
        record.agent,
        OfferToken(f"{call.call}/{turn.state.offers}"),
        call.rules_version,
        expires_at=turn.now + call.rules.lease_s,
    )
    turn.move(record, AgentEvent.RESERVE)
    call.lease = record.lease = lease
    turn.set_timer(record)
    mask: frozenset[str] = frozenset()
    if why.site != call.home:
        call.hops += 1
        mask = turn.floor.lanes(line)[why.site].route.mask
    turn.effects.append(
        OfferCall(
            call.call,
            call.queue,
            record.agent,
            why.site,
            lease.token,
            lease.expires_at,
            turn.now - call.entered_at,
            mask,
            why,
        )
    )


def ring(turn: Turn, fact: PhoneRang) -> None:
    """Note that the reserved agent's phone rings; a stale token changes nothing."""
    lease = _held_lease(turn.state.calls.get(fact.call), fact.token)
    if lease is not None and lease.status is ReservationStatus.PENDING:
        record = turn.state.agents[lease.agent]
        turn.move(record, AgentEvent.RING)
        turn.set_timer(record)


def accept(turn: Turn, fact: OfferAccepted) -> None:
    """Connect, if the token is that of a reservation that holds; a repeated answer is harmless."""
    call = turn.state.calls.get(fact.call)
    lease = _held_lease(call, fact.token)
    if call is None or lease is None or _is_late(turn, lease):
        turn.effects.append(RefuseAnswer(fact.call, fact.token))
    elif lease.answered_at is None:
        lease.status = next_status(lease.status, ReservationEvent.ACCEPT)
        lease.answered_at = turn.now
        record = turn.state.agents[lease.agent]
        turn.move(record, AgentEvent.ANSWER)
        note_presence(turn, record)
        _forget_misses(turn, call)
        _count_answered(turn, call)
        waited_s = turn.now - call.entered_at
        turn.effects.append(ConnectCall(call.call, call.queue, lease.agent, lease.token, waited_s))


def fail(turn: Turn, fact: OfferFailed) -> None:
    """Take the agent off the call after a ring that failed; a stale token changes nothing."""
    lease = _held_lease(turn.state.calls.get(fact.call), fact.token)
    if lease is not None and lease.answered_at is None:
        miss(turn, lease, fact.reason)


def miss(turn: Turn, lease: Lease, reason: OfferFailure) -> None:
    """Let an agent miss a call: NOT_READY with the queue's return policy, excluded from it.

    The reason is ``rona`` for an unanswered ring, else the failure's own name. The call goes back
    to its place at its age; at a far site it is not offered again for a while.
    """
    is_rona = reason is OfferFailure.RING_NO_ANSWER
    event = ReservationEvent.EXPIRE if is_rona else ReservationEvent.REJECT
    lease.status = next_status(lease.status, event)
    call = turn.state.calls[lease.call]
    call.lease = None
    call.missed_by[lease.agent] = False
    turn.router.missed.setdefault(lease.agent, {})[call.call] = call
    turn.effects.append(_withdrawal(lease, reason))
    record = turn.state.agents[lease.agent]
    if record.site != call.home:
        call.cooling[record.site] = turn.now + turn.state.policy.cool_down_s
    turn.move(record, AgentEvent.MISS, reason=RONA if is_rona else reason.value)
    if call.rules.rona_return_after_s is not None:
        turn.end_at(record, turn.now + call.rules.rona_return_after_s)
    turn.grant_wish(record)
    wait(turn, call)


def hold(turn: Turn, fact: HoldChanged) -> None:
    """Note that an agent holds his caller, or took him back; what does not fit changes nothing."""
    call = turn.state.calls.get(fact.call)
    if call is None or call.lease is None or not call.is_talking:
        return
    record = turn.state.agents[call.lease.agent]
    if fact.on_hold and record.state is AgentState.TALKING:
        turn.move(record, AgentEvent.HOLD)
    elif not fact.on_hold and record.state is AgentState.HOLD:
        turn.move(record, AgentEvent.RESUME)


def _release(turn: Turn, call: QueuedCall, event: ReservationEvent) -> None:
    """Untie a call from its place, or from its agent: `event` ends a ring, a talk in wrap-up."""
    lease, call.lease = call.lease, None
    if lease is None:
        stop_waiting(turn, call)
        return
    record = turn.state.agents[lease.agent]
    if lease.status is ReservationStatus.ACCEPTED:
        lease.status = next_status(lease.status, ReservationEvent.HANG_UP)
        _wrap_up(turn, record, call.rules)
    else:
        lease.status = next_status(lease.status, event)
        turn.effects.append(_withdrawal(lease, None))
        turn.move(record, AgentEvent.RELEASE)
        turn.grant_wish(record)


def _wrap_up(turn: Turn, record: AgentRecord, rules: QueuePolicy) -> None:
    record.idle_since = turn.now
    turn.move(record, AgentEvent.FINISH)
    if rules.wrap_up_s > 0:
        turn.end_at(record, turn.now + rules.wrap_up_s)
    else:
        turn.end_wrap_up(record)


def _count_answered(turn: Turn, call: QueuedCall) -> None:
    line, rules = turn.floor.line_of(call).record, call.rules
    turn.touch(call)
    waited_s = turn.now - call.entered_at
    line.counts.answer(waited_s, within_s=rules.service_level_s)
    line.recent.note(turn.now, hit=waited_s <= rules.service_level_s)
    line.patience.note(waited_s, gave_up=False)
    if call.predicted_s is not None:
        line.errors.setdefault(call.tier, GuessError()).note(call.predicted_s, waited_s)


def _count_abandoned(turn: Turn, call: QueuedCall) -> None:
    line, rules = turn.floor.line_of(call).record, call.rules
    turn.touch(call)
    waited_s = turn.now - call.entered_at
    line.counts.abandon(waited_s, within_s=rules.service_level_s, short_s=rules.short_abandon_s)
    line.patience.note(waited_s, gave_up=True)
    if waited_s > rules.short_abandon_s:
        line.recent.note(turn.now, hit=False)


def _forget_misses(turn: Turn, call: QueuedCall) -> None:
    for agent in call.missed_by:
        turn.router.missed[agent].pop(call.call, None)
    call.missed_by.clear()


def _held_lease(call: QueuedCall | None, token: OfferToken) -> Lease | None:
    lease = call.lease if call is not None else None
    return lease if lease is not None and lease.token == token else None


def _is_late(turn: Turn, lease: Lease) -> bool:
    return lease.answered_at is None and turn.now >= lease.expires_at


def _withdrawal(lease: Lease, reason: OfferFailure | None) -> WithdrawOffer:
    return WithdrawOffer(lease.call, lease.queue, lease.agent, lease.token, reason)
