"""Callers and agents as the books know them."""

from dataclasses import dataclass, field

from callcenter_cti.domain.agents import AgentState, DeviceState
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import AgentId, QueueId, SiteId
from callcenter_cti.routing.policy import QueuePolicy

ON_A_RING = {AgentState.RESERVED, AgentState.RINGING}
IN_TALK = {AgentState.TALKING, AgentState.HOLD}
SILENT_PHONES = {DeviceState.IDLE, DeviceState.UNKNOWN}


@dataclass
class Caller:
    """A call that waits, rings or talks."""

    call: str
    queue: QueueId
    home: SiteId
    tier: Tier
    emergency: bool
    denied: frozenset[str]
    preferred: AgentId | None
    rules: QueuePolicy
    version: str
    entered_at: float
    step: int = 0
    is_entering: bool = True
    """It has come to its line just now, so the wait for the preferred agent may begin."""
    is_held: bool = False
    is_moved: bool = False
    """It came under other rules just now."""
    is_refused: bool = False
    """It asked for a queue that is not there."""
    agent: str | None = None
    token: str = ""
    expires_at: float = 0.0
    answered_at: float | None = None
    hops: int = 0
    missed: dict[str, bool] = field(default_factory=dict)
    cooling: dict[str, float] = field(default_factory=dict)

    @property
    def is_waiting(self) -> bool:
        return self.agent is None

    @property
    def line(self) -> tuple[QueueId, SiteId]:
        return self.queue, self.home

    @property
    def hold_ends_at(self) -> float:
        """The wait for the preferred agent gives way to the bound on all waits."""
        rules = self.rules
        return self.entered_at + min(rules.preferred_wait_s, 0.8 * rules.longest_wait_s)

    def is_overdue(self, now: float) -> bool:
        return now >= self.entered_at + 0.8 * self.rules.longest_wait_s


@dataclass
class Person:
    """An agent of this roster or of an earlier one."""

    agent: AgentId
    site: SiteId
    state: AgentState = AgentState.LOGGED_OUT
    device: DeviceState = DeviceState.UNKNOWN
    sequence: int = 0
    idle_since: float = 0.0
    ends_at: float | None = None
    """When a wrap-up or a pause after a missed ring ends by itself."""
    rules: QueuePolicy | None = None
    """Those of the call that he was reserved for last."""

    @property
    def is_free(self) -> bool:
        return self.state is AgentState.READY and self.device in SILENT_PHONES

    @property
    def is_logged_in(self) -> bool:
        return self.state not in (AgentState.LOGGED_OUT, AgentState.UNKNOWN)

    @property
    def is_at_work(self) -> bool:
        if self.state is AgentState.READY:
            return self.device is not DeviceState.UNREACHABLE
        return self.is_logged_in and self.state is not AgentState.NOT_READY
