"""What happens by itself when time passes: leases run out, wrap-ups and RONA pauses end.

All deadlines hang on agents, so a call that was taken off by force leaves none behind.
"""

from callcenter_cti.domain.agents import AgentState, OfferFailure
from callcenter_cti.routing.agents import AgentEvent
from callcenter_cti.routing.queueing import miss
from callcenter_cti.routing.state import AgentRecord, RoutingState
from callcenter_cti.routing.turn import Turn


def next_deadline(state: RoutingState) -> float | None:
    """Return when `TimePassed` is due, in the seconds of `step`'s `now`; None: nothing is."""
    return min(
        (due for record in state.agents.values() if (due := _due(record)) is not None),
        default=None,
    )


def fire(turn: Turn) -> None:
    """Do all that is due, the earliest first, then by agent id."""
    due = [
        (at, record.agent)
        for record in turn.state.agents.values()
        if (at := _due(record)) is not None and at <= turn.now
    ]
    for _, agent in sorted(due):
        _expire(turn, turn.state.agents[agent])


def _due(record: AgentRecord) -> float | None:
    if record.state is AgentState.RESERVED and record.lease is not None:
        return record.lease.expires_at
    return record.ends_at


def _expire(turn: Turn, record: AgentRecord) -> None:
    if record.state is AgentState.RESERVED and record.lease is not None:
        miss(turn, record.lease, OfferFailure.RING_NO_ANSWER)
    elif record.state is AgentState.WRAP_UP:
        turn.end_wrap_up(record)
    else:
        turn.move(record, AgentEvent.GO_READY)
