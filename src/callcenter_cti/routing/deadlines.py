"""What happens by itself when time passes: leases run out, steps open, sites fall silent."""

from typing import assert_never

from callcenter_cti.domain.agents import AgentState, OfferFailure
from callcenter_cti.domain.identifiers import AgentId, CallId, SiteId
from callcenter_cti.routing.agents import AgentEvent
from callcenter_cti.routing.inputs import TimePassed
from callcenter_cti.routing.offers import miss
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.state import AgentRecord
from callcenter_cti.routing.surroundings import lose_site
from callcenter_cti.routing.timers import Timer
from callcenter_cti.routing.turn import Turn
from callcenter_cti.routing.waiting import move_on


def next_deadline(router: Router) -> float | None:
    """Return when `TimePassed` is due, in the seconds of `step`'s `now`; None: nothing is."""
    due = router.timers.next()
    return due[0] if due is not None else None


def fire(turn: Turn, _fact: TimePassed) -> None:
    """Do all that is due, in the order of the timers."""
    timers = turn.router.timers
    while (due := timers.take(turn.now)) is not None:
        _fire(turn, due[1], due[2])


def _fire(turn: Turn, timer: Timer, name: str) -> None:
    match timer:
        case Timer.AGENT:
            _expire(turn, turn.state.agents[AgentId(name)])
        case Timer.CALL:
            move_on(turn, turn.state.calls[CallId(name)])
        case Timer.BAND:
            del turn.router.retries[int(name)]
            turn.look_for(turn.floor.index.bands[int(name)])
        case Timer.SITE:
            lose_site(turn, SiteId(name))
        case _:
            assert_never(timer)


def _expire(turn: Turn, record: AgentRecord) -> None:
    lease = record.lease
    if lease is not None and record.state in (AgentState.RESERVED, AgentState.RINGING):
        miss(turn, lease, OfferFailure.RING_NO_ANSWER)
    elif record.state is AgentState.WRAP_UP:
        turn.end_wrap_up(record)
    else:
        turn.move(record, AgentEvent.GO_READY)
