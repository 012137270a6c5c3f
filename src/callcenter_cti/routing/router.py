"""The router as a whole: what it remembers, and what is derived from that.

Made from rules (`starting_with`) or from a state that was kept (`Router`). Decides nothing.
"""

from math import inf
from typing import Final

from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.identifiers import AgentId, CallId, SiteId
from callcenter_cti.routing.floor import Floor, LineKey
from callcenter_cti.routing.policy import Policy
from callcenter_cti.routing.state import AgentRecord, QueuedCall, RoutingState
from callcenter_cti.routing.timers import Due, Timer, Timers

OVERDUE_SHARE: Final = 0.8
"""From this share of its longest wait on a call outranks all but emergencies, so that it is served
before the longest wait is over."""


class Router:
    """State and floor; handed to `step.step`, which changes both in place."""

    def __init__(self, state: RoutingState) -> None:
        self.state = state
        self.retries: dict[int, float] = {}
        """By row of the band: when it is to be looked at again."""
        self.watches_lines = False
        """Whether a plan is switched by what is true of a line."""
        self.missed: dict[AgentId, dict[CallId, QueuedCall]] = {}
        """Calls that an agent missed, while they wait or ring."""
        self.blocked: dict[int, frozenset[LineKey]] = {}
        """Rows of bands that could be served but for a gate, and the lines on which it hangs."""
        self.floor = Floor(state)
        self.timers = Timers(self._is_due)
        self._set_timers()
        self.look_at_all_soon()

    def look_at_all_soon(self) -> None:
        """Have all who wait looked at when time passes next.

        The state does not say which pairings were looked at, and which are to be looked at again.
        """
        for band in self.floor.waiting_bands():
            self.retry(band.place, 0.0)

    def rebuild(self) -> None:
        """Make everything anew that is derived from the state."""
        self.retries, self.blocked = {}, {}
        self.floor = Floor(self.state)
        self.timers = Timers(self._is_due)
        self._set_timers()

    def retry(self, band: int, at: float) -> None:
        """Look at a band again at a time, or sooner if that is noted already."""
        if at < self.retries.get(band, inf):
            self.retries[band] = at
            self.timers.set(at, Timer.BAND, str(band))

    def __repr__(self) -> str:
        return repr(self.state)

    def _set_timers(self) -> None:
        self.watches_lines = any(plan.watched for plan in self.state.policy.plans)
        self.missed = {}
        for call in self.state.calls.values():
            for agent in call.missed_by:
                self.missed.setdefault(agent, {})[call.call] = call
        for record in self.state.agents.values():
            self.timers.set(due_of_agent(record), Timer.AGENT, record.agent)
        for call in self.state.calls.values():
            self.timers.set(call.changes_at, Timer.CALL, call.call)
        for site in self.state.sites:
            self.timers.set(self.due_of_site(site), Timer.SITE, site)

    def due_of_site(self, site: SiteId) -> float | None:
        """Return when a site becomes unknown if nothing is heard of it."""
        record = self.state.sites[site]
        stale_after_s = self.state.policy.site(site).stale_after_s
        if stale_after_s is None or record.seen_at is None or not record.is_up:
            return None
        return record.seen_at + stale_after_s

    def _is_due(self, due: Due) -> bool:
        at, timer, name = due
        if timer is Timer.AGENT:
            return due_of_agent(self.state.agents[AgentId(name)]) == at
        if timer is Timer.CALL:
            call = self.state.calls.get(CallId(name))
            return call is not None and call.changes_at == at
        if timer is Timer.BAND:
            return self.retries.get(int(name)) == at
        return self.due_of_site(SiteId(name)) == at


def due_of_agent(record: AgentRecord) -> float | None:
    """Return when an agent's lease, wrap-up or RONA pause ends."""
    if record.lease is not None and record.state in (AgentState.RESERVED, AgentState.RINGING):
        return record.lease.expires_at
    return record.ends_at


def hold_ends_at(call: QueuedCall) -> float:
    """Return until when a call may wait for its preferred agent alone: not once it is overdue."""
    rules = call.rules
    return call.entered_at + min(rules.preferred_wait_s, OVERDUE_SHARE * rules.longest_wait_s)


def next_change(call: QueuedCall) -> float | None:
    """Return when the place of a call that waits changes by itself next."""
    rules, entered = call.rules, call.entered_at
    if call.is_held:
        return hold_ends_at(call)
    at = None if call.overdue else entered + OVERDUE_SHARE * rules.longest_wait_s
    if call.step + 1 < len(rules.steps):
        opens_at = entered + rules.steps[call.step + 1].after_s
        at = opens_at if at is None or opens_at < at else at
    return at


def starting_with(policy: Policy) -> Router:
    """Return the router of an empty floor: nobody logged in, nobody waiting."""
    agents = {one.agent: AgentRecord(one.agent, one.site) for one in policy.agents.values()}
    return Router(RoutingState(policy, agents))
