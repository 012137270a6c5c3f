"""The life of a queued call: entering, reservation, answer, failure, leaving.

Decides what each of these does to the call and to the agent tied to it. Does not choose agents
(`matching`) and knows no media.
"""

from callcenter_cti.domain.agents import OfferFailure, ReservationStatus
from callcenter_cti.domain.identifiers import OfferToken
from callcenter_cti.routing.agents import AgentEvent
from callcenter_cti.routing.effects import (
    CloseQueue,
    ConnectCall,
    EndCall,
    OfferCall,
    RefuseAnswer,
    WithdrawOffer,
)
from callcenter_cti.routing.inputs import CallLeft, CallQueued, OfferAccepted, OfferFailed
from callcenter_cti.routing.matching import explain
from callcenter_cti.routing.policy import RONA
from callcenter_cti.routing.reservations import ReservationEvent, next_status
from callcenter_cti.routing.shifts import note_presence
from callcenter_cti.routing.state import AgentRecord, Lease, QueuedCall
from callcenter_cti.routing.turn import Turn

NOBODY_ROSTERED = "no agent of the roster can serve it"


def enter(turn: Turn, fact: CallQueued) -> None:
    """Let a call wait. One that is known keeps its age and is told its place again."""
    call = turn.state.calls.get(fact.call)
    if call is None:
        call = QueuedCall(fact.call, fact.queue, turn.now)
        turn.state.calls[fact.call] = call
    else:
        _free_agent(turn, call, ReservationEvent.RESCIND)
        call.queue, call.position = fact.queue, 0
    call.emergency = fact.emergency
    close_if_nobody_rostered(turn, call)


def close_if_nobody_rostered(turn: Turn, call: QueuedCall) -> None:
    """Send a call that nobody answered yet away at once if nobody could ever come."""
    if not call.is_talking and not turn.state.policy.is_rostered(call.queue):
        _free_agent(turn, call, ReservationEvent.RESCIND)
        del turn.state.calls[call.call]
        turn.effects.append(CloseQueue(call.call, call.queue, NOBODY_ROSTERED))


def leave(turn: Turn, fact: CallLeft) -> None:
    """End a call in whatever state it is, and free its agent."""
    call = turn.state.calls.get(fact.call)
    if call is None:
        return
    lease = call.lease
    answered_at = lease.answered_at if lease else None
    _free_agent(turn, call, ReservationEvent.CANCEL)
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


def reserve(turn: Turn, call: QueuedCall, record: AgentRecord) -> None:
    """Tie an agent to a call by a lease with a token that was never used before."""
    policy = turn.state.policy
    explanation = explain(turn.state, call, record, now=turn.now)
    call.offers += 1
    lease = Lease(
        call.call,
        call.queue,
        record.agent,
        OfferToken(f"{call.call}/{call.offers}"),
        policy.version,
        expires_at=turn.now + policy.queues[call.queue].lease_s,
    )
    turn.move(record, AgentEvent.RESERVE)
    call.lease = record.lease = lease
    turn.effects.append(
        OfferCall(
            call.call,
            call.queue,
            record.agent,
            lease.token,
            lease.expires_at,
            waited_s=turn.now - call.entered_at,
            explanation=explanation,
        )
    )


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
        call.missed_by.clear()
        turn.effects.append(
            ConnectCall(
                call.call, call.queue, lease.agent, lease.token, turn.now - call.entered_at
            )
        )


def fail(turn: Turn, fact: OfferFailed) -> None:
    """Take the agent off the call after a ring that failed; a stale token changes nothing."""
    call = turn.state.calls.get(fact.call)
    lease = _held_lease(call, fact.token)
    if call is not None and lease is not None and lease.answered_at is None:
        miss(turn, lease, fact.reason)


def miss(turn: Turn, lease: Lease, reason: OfferFailure) -> None:
    """Let an agent miss a call: NOT_READY with the queue's return policy, excluded from it.

    The reason is ``rona`` for an unanswered ring, else the failure's own name.
    """
    is_rona = reason is OfferFailure.RING_NO_ANSWER
    event = ReservationEvent.EXPIRE if is_rona else ReservationEvent.REJECT
    lease.status = next_status(lease.status, event)
    call = turn.state.calls[lease.call]
    call.lease = None
    call.missed_by[lease.agent] = False
    turn.effects.append(_withdrawal(lease, reason))
    record = turn.state.agents[lease.agent]
    turn.move(record, AgentEvent.MISS, reason=RONA if is_rona else reason.value)
    queue = turn.state.policy.queues.get(lease.queue)
    if queue is not None and queue.rona_return_after_s is not None:
        record.ends_at = turn.now + queue.rona_return_after_s
    turn.grant_wish(record)


def _free_agent(turn: Turn, call: QueuedCall, event: ReservationEvent) -> None:
    """Untie a call from its agent: `event` ends a ring, a conversation ends in wrap-up."""
    lease, call.lease = call.lease, None
    if lease is None:
        return
    record = turn.state.agents[lease.agent]
    if lease.status is ReservationStatus.ACCEPTED:
        lease.status = next_status(lease.status, ReservationEvent.HANG_UP)
        _wrap_up(turn, record, lease)
    else:
        lease.status = next_status(lease.status, event)
        turn.effects.append(_withdrawal(lease, None))
        turn.move(record, AgentEvent.RELEASE)
        turn.grant_wish(record)


def _wrap_up(turn: Turn, record: AgentRecord, lease: Lease) -> None:
    queue = turn.state.policy.queues.get(lease.queue)
    wrap_up_s = 0.0 if queue is None else queue.wrap_up_s
    record.idle_since = turn.now
    turn.move(record, AgentEvent.FINISH)
    if wrap_up_s > 0:
        record.ends_at = turn.now + wrap_up_s
    else:
        turn.end_wrap_up(record)


def _held_lease(call: QueuedCall | None, token: OfferToken) -> Lease | None:
    lease = call.lease if call is not None else None
    return lease if lease is not None and lease.token == token else None


def _is_late(turn: Turn, lease: Lease) -> bool:
    return lease.answered_at is None and turn.now >= lease.expires_at


def _withdrawal(lease: Lease, reason: OfferFailure | None) -> WithdrawOffer:
    return WithdrawOffer(lease.call, lease.queue, lease.agent, lease.token, reason)
