"""One turn of the router: the state, the moment, and the effects so far.

The only place where an agent's state changes, so that each change is published and numbered.
"""

from dataclasses import dataclass, field

from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.routing.agents import AgentEvent, next_state
from callcenter_cti.routing.effects import ChangeAgentState, Effect
from callcenter_cti.routing.errors import UnknownAgent
from callcenter_cti.routing.reservations import ReservationEvent, next_status
from callcenter_cti.routing.state import AgentRecord, Lease, RoutingState

ON_A_CALL = frozenset({AgentState.RESERVED, AgentState.TALKING, AgentState.WRAP_UP})
"""States with a reservation in them."""

_WISH_EVENTS = {
    AgentState.NOT_READY: AgentEvent.GO_NOT_READY,
    AgentState.LOGGED_OUT: AgentEvent.LOG_OUT,
}


@dataclass(slots=True)
class Turn:
    """One input at one moment; lives as long as `step` runs."""

    state: RoutingState
    now: float
    effects: list[Effect] = field(default_factory=list)

    def rostered(self, agent: AgentId) -> AgentRecord:
        """Return the record of an agent of the present roster.

        Raises:
            UnknownAgent: the roster does not have him.
        """
        if agent not in self.state.policy.agents:
            raise UnknownAgent(agent)
        return self.state.agents[agent]

    def move(
        self,
        record: AgentRecord,
        event: AgentEvent,
        *,
        reason: str = "",
        actor: Actor = Actor.SYSTEM,
    ) -> None:
        """Change an agent's state by an event, and say so.

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
    lease: Lease | None = record.lease
    if lease is not None and record.state is AgentState.WRAP_UP:
        lease.status = next_status(lease.status, ReservationEvent.COMPLETE)
    record.lease = None
