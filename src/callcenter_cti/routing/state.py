"""What the router remembers. Plain mutable data with one owner; decides nothing.

`step` changes it in place: the owner is one task, so nobody else can see it half done, and a
decision costs no copy. An input that is refused (`RoutingError`) is refused before any change.
What can be computed from it is not in it but in `floor.Floor`.
"""

from dataclasses import dataclass, field

from callcenter_cti.domain.agents import Actor, AgentState, DeviceState, ReservationStatus
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import (
    AgentId,
    CalendarId,
    CallId,
    OfferToken,
    PlanId,
    QueueId,
    SiteId,
)
from callcenter_cti.routing.advice import Advice
from callcenter_cti.routing.estimates import (
    GuessError,
    Pace,
    Patience,
    RecentShare,
    ServiceCounts,
)
from callcenter_cti.routing.policy import Policy, QueuePolicy
from callcenter_cti.routing.standing import Column


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
    site: SiteId
    state: AgentState = AgentState.LOGGED_OUT
    reason: str = ""
    """Why NOT_READY or UNKNOWN; empty otherwise."""
    since: float = 0.0
    """When the state began."""
    sequence: int = 0
    """Number of changes so far."""
    idle_since: float = 0.0
    """When his last conversation ended, in whatever queue; his log-in if there was none since."""
    device: DeviceState = DeviceState.UNKNOWN
    wish: Wish | None = None
    lease: Lease | None = None
    """From RESERVED to WRAP_UP."""
    ends_at: float | None = None
    """When WRAP_UP or NOT_READY(rona) ends by itself."""
    seconds: list[float] = field(default_factory=lambda: [0.0] * len(Column))
    """Time spent in each column of `standing.Column`, the present stay left out."""
    counted_since: float = 0.0
    """When the present stay in a column began."""
    column: Column = Column.LOGGED_OUT
    """How he is counted now."""
    stamp: int = field(default=0, compare=False)
    """Tells a present entry among the free agents of a pool from an old one."""


@dataclass(slots=True)
class QueuedCall:
    """A call that waits, rings or talks."""

    call: CallId
    queue: QueueId
    home: SiteId
    tier: Tier
    rules: QueuePolicy
    """Those of the version under which it entered the queue."""
    rules_version: str
    entered_at: float
    """Its age counts from here, through every requeue."""
    emergency: bool = False
    denied: frozenset[SiteId] = frozenset()
    """Sites where it may not be served."""
    preferred: AgentId | None = None
    """Who should take it, if he can within the queue's `preferred_wait_s`."""
    step: int = 0
    """The last step that is open to it."""
    overdue: bool = False
    """It has waited for as long as anybody may."""
    changes_at: float | None = None
    """When the next step opens, it becomes overdue, or the wait for the preferred agent ends."""
    is_held: bool = False
    """It waits for its preferred agent alone."""
    hops: int = 0
    """How many agents at other sites were reserved for it so far."""
    lease: Lease | None = None
    missed_by: dict[AgentId, bool] = field(default_factory=dict)
    """Agents who did not answer it; True once one of them has shown that he is back."""
    cooling: dict[SiteId, float] = field(default_factory=dict)
    """Far sites where an offer failed, and until when it is not offered there again."""
    predicted_s: float | None = None
    """The wait that was expected when it came; None: none could be told."""

    @property
    def is_waiting(self) -> bool:
        """Whether it has no agent, not even a reserved one."""
        return self.lease is None

    @property
    def is_talking(self) -> bool:
        """Whether an agent answered it."""
        return self.lease is not None and self.lease.answered_at is not None


@dataclass(slots=True)
class SiteRecord:
    """What is known of a site."""

    is_up: bool = True
    seen_at: float | None = None
    """The last news of it; None: never any, and it counts as known."""


@dataclass(slots=True)
class LineRecord:
    """What the router has learned of the callers of one queue at one home site."""

    queue: QueueId
    home: SiteId
    patience: Patience
    pace: Pace = field(default_factory=Pace)
    recent: RecentShare = field(default_factory=RecentShare)
    counts: ServiceCounts = field(default_factory=ServiceCounts)
    errors: dict[Tier, GuessError] = field(default_factory=dict)
    open_lanes: set[SiteId] = field(default_factory=set)
    """Far sites to which its calls may go now."""


@dataclass(slots=True)
class RoutingState:
    """All of it; made by `starting_with`."""

    policy: Policy
    agents: dict[AgentId, AgentRecord]
    calls: dict[CallId, QueuedCall] = field(default_factory=dict)
    sites: dict[SiteId, SiteRecord] = field(default_factory=dict)
    calendars: dict[CalendarId, bool] = field(default_factory=dict)
    """Which are open; one that was never reported is."""
    plans: dict[PlanId, Actor] = field(default_factory=dict)
    """Those that are on, and who switched them."""
    lines: dict[QueueId, dict[SiteId, LineRecord]] = field(default_factory=dict)
    advice: Advice | None = None
    offers: int = 0
    """How many reservations there were; makes the tokens, so that none is ever used twice, not
    even by a call that was sent away and comes again under its old name."""

    def __repr__(self) -> str:
        waiting = sum(call.is_waiting for call in self.calls.values())
        ready = sum(agent.state is AgentState.READY for agent in self.agents.values())
        return f"RoutingState({len(self.calls)} calls, {waiting} waiting, {ready} ready)"
