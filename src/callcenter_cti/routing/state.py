"""What the router remembers. Plain mutable data with one owner; decides nothing.

`step` changes it in place: the owner is one task, so nobody else can see it half done, and a
decision costs no copy. An input that is refused (`RoutingError`) is refused before any change.
"""

from dataclasses import dataclass, field

from callcenter_cti.domain.agents import Actor, AgentState, DeviceState, ReservationStatus
from callcenter_cti.domain.identifiers import AgentId, CallId, OfferToken, QueueId
from callcenter_cti.routing.policy import Policy


@dataclass(slots=True)
class Lease:
    """The reservation of one agent for one call."""

    call: CallId
    queue: QueueId
    agent: AgentId
    token: OfferToken
    rules_version: str
    expires_at: float
    status: ReservationStatus = ReservationStatus.PENDING
    answered_at: float | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """The state that an agent asked for and gets when the present one ends."""

    state: AgentState
    """NOT_READY or LOGGED_OUT; READY follows without a wish."""
    reason: str
    actor: Actor


@dataclass(slots=True)
class AgentRecord:
    """An agent of the roster, or of an earlier roster."""

    agent: AgentId
    state: AgentState = AgentState.LOGGED_OUT
    reason: str = ""
    """Why NOT_READY; empty otherwise."""
    since: float = 0.0
    """When the state began."""
    sequence: int = 0
    """Number of changes so far."""
    idle_since: float = 0.0
    """When his last conversation ended, in whatever queue; his log-in if there was none since."""
    device: DeviceState = DeviceState.UNKNOWN
    wish: Wish | None = None
    lease: Lease | None = None
    """While RESERVED, TALKING, WRAP_UP."""
    ends_at: float | None = None
    """When WRAP_UP or NOT_READY(rona) ends by itself."""


@dataclass(slots=True)
class QueuedCall:
    """A call that waits, rings or talks."""

    call: CallId
    queue: QueueId
    entered_at: float
    """Its age counts from here, through every requeue."""
    offers: int = 0
    """How many agents were reserved for it so far; makes the tokens."""
    lease: Lease | None = None
    missed_by: dict[AgentId, bool] = field(default_factory=dict)
    """Agents who did not answer it; True once one of them has shown that he is back."""
    position: int = 0
    """The place it was told last; 0: none yet."""
    emergency: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether it has no agent, not even a reserved one."""
        return self.lease is None

    @property
    def is_talking(self) -> bool:
        """Whether an agent answered it."""
        return self.lease is not None and self.lease.answered_at is not None

    @property
    def age_key(self) -> tuple[bool, float, CallId]:
        """Order of service: emergencies, then age, then call id."""
        return (not self.emergency, self.entered_at, self.call)


@dataclass(slots=True)
class RoutingState:
    """All of it; made by `starting_with`."""

    policy: Policy
    agents: dict[AgentId, AgentRecord]
    calls: dict[CallId, QueuedCall]

    def __repr__(self) -> str:
        waiting = sum(call.is_waiting for call in self.calls.values())
        ready = sum(agent.state is AgentState.READY for agent in self.agents.values())
        return f"RoutingState({len(self.calls)} calls, {waiting} waiting, {ready} ready)"


def starting_with(policy: Policy) -> RoutingState:
    """Return the state of an empty floor: nobody logged in, nobody waiting."""
    return RoutingState(policy, {agent: AgentRecord(agent) for agent in policy.agents}, {})
