"""How calls go: the caller leaves, or the router sends him away; and what frees his agent.

Decides what becomes of the agent who was tied to the call, and how it is counted. Does not choose
agents, and knows no media.
"""

from callcenter_cti.domain.agents import OfferFailure, ReservationStatus
from callcenter_cti.routing.agents import AgentEvent
from callcenter_cti.routing.effects import EndCall, WithdrawOffer
from callcenter_cti.routing.inputs import CallLeft
from callcenter_cti.routing.policy import QueuePolicy
from callcenter_cti.routing.reservations import ReservationEvent, next_status
from callcenter_cti.routing.state import AgentRecord, Lease, QueuedCall
from callcenter_cti.routing.turn import Turn
from callcenter_cti.routing.waiting import NOBODY_ROSTERED, close, stop_waiting


def leave(turn: Turn, fact: CallLeft) -> None:
    """End a call in whatever state it is, and free its agent."""
    call = turn.state.calls.get(fact.call)
    if call is None:
        return
    lease = call.lease
    answered_at = lease.answered_at if lease else None
    if answered_at is None:
        _count_abandoned(turn, call)
    release(turn, call, ReservationEvent.CANCEL)
    forget_misses(turn, call)
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
    release(turn, call, ReservationEvent.RESCIND)
    forget_misses(turn, call)
    close(turn, call, NOBODY_ROSTERED)


def release(turn: Turn, call: QueuedCall, event: ReservationEvent) -> None:
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
        turn.effects.append(withdrawal(lease, None))
        turn.move(record, AgentEvent.RELEASE)
        turn.grant_wish(record)


def _wrap_up(turn: Turn, record: AgentRecord, rules: QueuePolicy) -> None:
    record.idle_since = turn.now
    turn.move(record, AgentEvent.FINISH)
    if rules.wrap_up_s > 0:
        turn.end_at(record, turn.now + rules.wrap_up_s)
    else:
        turn.end_wrap_up(record)


def _count_abandoned(turn: Turn, call: QueuedCall) -> None:
    line, rules = turn.floor.line_of(call).record, call.rules
    turn.touch(call)
    waited_s = turn.now - call.entered_at
    line.counts.abandon(waited_s, within_s=rules.service_level_s, short_s=rules.short_abandon_s)
    line.patience.note(waited_s, gave_up=True)
    if waited_s > rules.short_abandon_s:
        line.recent.note(turn.now, hit=False)


def forget_misses(turn: Turn, call: QueuedCall) -> None:
    """Forget who did not answer a call: somebody did, or it is over."""
    for agent in call.missed_by:
        turn.router.missed[agent].pop(call.call, None)
    call.missed_by.clear()


def withdrawal(lease: Lease, reason: OfferFailure | None) -> WithdrawOffer:
    """Return the effect that ends a ring; without a reason it is nobody's fault."""
    return WithdrawOffer(lease.call, lease.queue, lease.agent, lease.token, reason)
