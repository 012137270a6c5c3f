"""One turn of the router: the state, the moment, the effects so far, and what is to be looked at.

The only place where an agent's state changes, so that each change is published, numbered, timed
and counted in his pool.
"""

from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.routing.agents import AgentEvent, next_state
from callcenter_cti.routing.calls import Band
from callcenter_cti.routing.effects import ChangeAgentState, Effect
from callcenter_cti.routing.errors import UnknownAgent
from callcenter_cti.routing.floor import Floor, LineKey
from callcenter_cti.routing.policy import SITE_UNKNOWN
from callcenter_cti.routing.reservations import ReservationEvent, next_status
from callcenter_cti.routing.router import Router, due_of_agent
from callcenter_cti.routing.standing import IS_AT_WORK
from callcenter_cti.routing.state import AgentRecord, QueuedCall, RoutingState
from callcenter_cti.routing.timers import Timer

ON_A_CALL = frozenset(
    {
        AgentState.RESERVED,
        AgentState.RINGING,
        AgentState.TALKING,
        AgentState.HOLD,
        AgentState.WRAP_UP,
    }
)
"""States with a reservation in them."""

_WISH_EVENTS = {
    AgentState.NOT_READY: AgentEvent.GO_NOT_READY,
    AgentState.LOGGED_OUT: AgentEvent.LOG_OUT,
}


class Turn:
    """One input at one moment; lives as long as `step` runs."""

    __slots__ = (
        "effects", "floor", "freed", "gone", "held", "moved", "now", "router", "state", "stood",
        "touched",
    )  # fmt: skip

    def __init__(self, router: Router, now: float) -> None:
        self.router = router
        self.now = now
        self.state: RoutingState = router.state
        """What the router remembers."""
        self.floor: Floor = router.floor
        """What is derived from it."""
        self.effects: list[Effect] = []
        self.freed: list[AgentRecord] = []
        """Agents who became free, in order."""
        self.moved: dict[int, Band] = {}
        """Bands with a call for whom somebody is to be looked for, in order."""
        self.held: list[QueuedCall] = []
        """Calls that began to wait for their preferred agent alone."""
        self.gone: list[AgentRecord] = []
        """Agents who stopped being at work."""
        self.stood: list[QueuedCall] = []
        """Calls that took a place, for whom a time is noted if they still wait at the end."""
        self.touched: set[LineKey] = set()
        """Lines of which something changed that gates look at, if anything hangs on gates."""

    def rebuild(self) -> None:
        """Derive the floor anew; the bands and agents to be looked at are forgotten."""
        self.router.rebuild()
        self.floor = self.router.floor
        self.freed.clear()
        self.moved.clear()

    def rostered(self, agent: AgentId) -> AgentRecord:
        """Return the record of an agent of the present roster.

        Raises:
            UnknownAgent: the roster does not have him.
        """
        if agent not in self.state.policy.agents:
            raise UnknownAgent(agent)
        return self.state.agents[agent]

    def look_for(self, band: Band | None) -> None:
        """Look for agents for a band at the end of the turn."""
        if band is not None:
            self.moved[band.place] = band

    def move(
        self,
        record: AgentRecord,
        event: AgentEvent,
        *,
        reason: str = "",
        actor: Actor = Actor.SYSTEM,
    ) -> None:
        """Change an agent's state and say so; at a lost site READY is UNKNOWN at once.

        Raises:
            IllegalEvent: the state does not know the event; nothing has changed.
        """
        previous, following = record.state, next_state(record.state, event)
        if following not in ON_A_CALL:
            _complete(record)
        record.state, record.reason, record.since = following, reason, self.now
        record.ends_at = None
        record.sequence += 1
        self.effects.append(
            ChangeAgentState(record.agent, following, previous, reason, actor, record.sequence)
        )
        self.recount(record)
        if following is AgentState.READY and not self.floor.is_up(record.site):
            self.move(record, AgentEvent.LOSE, reason=SITE_UNKNOWN)

    def recount(self, record: AgentRecord) -> None:
        """Keep the floor up with a change of an agent's state or phone."""
        before = record.column
        if self.floor.agent_changed(record):
            self.freed.append(record)
        after = record.column
        if before is after:
            return
        record.seconds[before] += self.now - record.counted_since
        record.counted_since = self.now
        if IS_AT_WORK[before] and not IS_AT_WORK[after]:
            self.gone.append(record)
        if self.router.blocked:
            self.touched.update(self.floor.lines_served_by(record))

    def touch(self, call: QueuedCall) -> None:
        """Note that something changed about a call's line that gates look at."""
        if self.router.blocked:
            self.touched.add((call.queue, call.home))

    def end_at(self, record: AgentRecord, at: float) -> None:
        """Let an agent's present state end by itself."""
        record.ends_at = at
        self.set_timer(record)

    def set_timer(self, record: AgentRecord) -> None:
        """Note when something happens to an agent by itself."""
        self.router.timers.set(due_of_agent(record), Timer.AGENT, record.agent)

    def grant_wish(self, record: AgentRecord) -> None:
        """Give an agent the state that he asked for, if he did; READY and NOT_READY allow it."""
        wish, record.wish = record.wish, None
        if wish is not None:
            self.move(record, _WISH_EVENTS[wish.state], reason=wish.reason, actor=wish.actor)

    def end_wrap_up(self, record: AgentRecord) -> None:
        """End an agent's wrap-up with what he asked for, else with READY."""
        if record.wish is None:
            self.move(record, AgentEvent.GO_READY)
        else:
            self.grant_wish(record)


def _complete(record: AgentRecord) -> None:
    """Take the reservation off an agent who is free of it now."""
    lease = record.lease
    if lease is not None and record.state is AgentState.WRAP_UP:
        lease.status = next_status(lease.status, ReservationEvent.COMPLETE)
    record.lease = None
