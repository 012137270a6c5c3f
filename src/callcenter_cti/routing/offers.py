"""A call and the agent reserved for it: offer, ring, answer, failure, hold.

Decides what each of these does to the call and to the agent tied to it. Does not choose agents
(`matching`), does not know steps (`waiting`) and knows no media.
"""

from callcenter_cti.domain.agents import AgentState, OfferFailure, ReservationStatus
from callcenter_cti.domain.identifiers import OfferToken
from callcenter_cti.routing.agents import AgentEvent
from callcenter_cti.routing.departures import forget_misses, withdrawal
from callcenter_cti.routing.effects import ConnectCall, OfferCall, RefuseAnswer
from callcenter_cti.routing.estimates import GuessError
from callcenter_cti.routing.explanation import Explanation
from callcenter_cti.routing.inputs import HoldChanged, OfferAccepted, OfferFailed, PhoneRang
from callcenter_cti.routing.policy import RONA
from callcenter_cti.routing.reservations import ReservationEvent, next_status
from callcenter_cti.routing.shifts import note_presence
from callcenter_cti.routing.state import AgentRecord, Lease, QueuedCall
from callcenter_cti.routing.turn import Turn
from callcenter_cti.routing.waiting import stop_waiting, wait


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
        forget_misses(turn, call)
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
    turn.effects.append(withdrawal(lease, reason))
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


def _count_answered(turn: Turn, call: QueuedCall) -> None:
    line, rules = turn.floor.line_of(call).record, call.rules
    turn.touch(call)
    waited_s = turn.now - call.entered_at
    line.counts.answer(waited_s, within_s=rules.service_level_s)
    line.recent.note(turn.now, hit=waited_s <= rules.service_level_s)
    line.patience.note(waited_s, gave_up=False)
    if call.predicted_s is not None:
        line.errors.setdefault(call.tier, GuessError()).note(call.predicted_s, waited_s)


def _held_lease(call: QueuedCall | None, token: OfferToken) -> Lease | None:
    lease = call.lease if call is not None else None
    return lease if lease is not None and lease.token == token else None


def _is_late(turn: Turn, lease: Lease) -> bool:
    return lease.answered_at is None and turn.now >= lease.expires_at
