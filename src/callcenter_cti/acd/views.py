"""What others may see of the routing state: an agent as his desktop shows him, live calls."""

from datetime import datetime, timedelta
from math import inf

from callcenter_cti.acd.agent_desk import AgentView
from callcenter_cti.acd.call_book import CallBook
from callcenter_cti.acd.site_reports import LiveCall
from callcenter_cti.acd.waiting import Place
from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.identifiers import AgentId, CallId, SiteId
from callcenter_cti.routing.errors import UnknownAgent
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.state import RoutingState
from callcenter_cti.routing.waiting import expected_wait_s, position


def place_of(router: Router, call: CallId) -> Place | None:
    """Return where a call stands; None: it does not wait."""
    queued = router.state.calls.get(call)
    if queued is None or not queued.is_waiting:
        return None
    expected_s = expected_wait_s(router.floor, queued)
    return Place(position(router.floor, queued), expected_s if expected_s < inf else None)


def agent_view(state: RoutingState, book: CallBook, agent: AgentId, *, clock: Clock) -> AgentView:
    """Return an agent's present view.

    Raises:
        UnknownAgent: no such agent in the roster (a `LookupError`).
    """
    member = state.policy.agents.get(agent)
    if member is None:
        raise UnknownAgent(agent)
    record = state.agents[agent]
    is_wrapping = record.state is AgentState.WRAP_UP
    return AgentView(
        agent,
        member.name,
        member.site,
        member.device,
        record.state,
        record.reason,
        since=_wall(record.since, clock),
        wrap_up_until=(
            _wall(record.ends_at, clock) if is_wrapping and record.ends_at is not None else None
        ),
        requested=record.wish.state if record.wish is not None else None,
        offer=book.offers.get(agent),
        sequence=record.sequence,
    )


def live_calls(
    state: RoutingState, book: CallBook, site: SiteId, *, now: float
) -> tuple[LiveCall, ...]:
    """Return the calls of one site that the engine believes to be alive."""
    return tuple(
        LiveCall(
            call,
            site,
            record.facts.channel,
            agent=_agent_of(state, call),
            age_s=now - record.learned_at,
        )
        for call, record in book.calls.items()
        if record.facts.site == site and record.lost_at is None
    )


def _agent_of(state: RoutingState, call: CallId) -> AgentId | None:
    queued = state.calls.get(call)
    return queued.lease.agent if queued is not None and queued.lease is not None else None


def _wall(moment: float, clock: Clock) -> datetime:
    """Translate a monotonic moment; exact to the microsecond as long as wall time is not set."""
    return clock.wall() + timedelta(seconds=moment - clock.now())
