"""What the router wants done: imperative, plain data, in the order in which it is to be done.

Not frozen: each is made once and read once, and freezing a dataclass triples what it costs to make
one. Nobody changes them.
"""

from dataclasses import dataclass

from callcenter_cti.domain.agents import Actor, AgentState, OfferFailure
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import (
    AgentId,
    CallId,
    OfferToken,
    PlanId,
    QueueId,
    SiteId,
)
from callcenter_cti.routing.explanation import Explanation


@dataclass(slots=True)
class EnterQueue:
    """Publish that a call entered a queue (the field's word: offered); once for each wait."""

    call: CallId
    queue: QueueId
    home: SiteId
    tier: Tier


@dataclass(slots=True)
class OfferCall:
    """Show the pop, then ring this agent for this call. He is reserved until `expires_at`."""

    call: CallId
    queue: QueueId
    agent: AgentId
    site: SiteId
    """Where the agent is."""
    token: OfferToken
    expires_at: float
    waited_s: float
    mask: frozenset[str]
    """Parts of the caller's profile that this site's desktop must not show."""
    explanation: Explanation


@dataclass(slots=True)
class WithdrawOffer:
    """Stop that ring and take the pop away."""

    call: CallId
    queue: QueueId
    agent: AgentId
    token: OfferToken
    reason: OfferFailure | None
    """None: the caller left, or routing took it back."""


@dataclass(slots=True)
class ConnectCall:
    """Caller and agent talk: the answer came in time from the holder of the token."""

    call: CallId
    queue: QueueId
    agent: AgentId
    token: OfferToken
    waited_s: float


@dataclass(slots=True)
class RefuseAnswer:
    """Do not connect: the token is not (or no longer) that of a reservation."""

    call: CallId
    token: OfferToken


@dataclass(slots=True)
class CloseQueue:
    """Tell the caller that nobody will come; the router has forgotten the call."""

    call: CallId
    queue: QueueId
    reason: str


@dataclass(slots=True)
class EndCall:
    """Close the books of a call that was queued; exactly one for each, unless `CloseQueue`."""

    call: CallId
    queue: QueueId
    agent: AgentId | None
    """Who talked to the caller last; None: abandoned."""
    waited_s: float
    talked_s: float


@dataclass(slots=True)
class ChangeAgentState:
    """Publish that an agent's state changed."""

    agent: AgentId
    state: AgentState
    previous: AgentState
    reason: str
    actor: Actor
    sequence: int
    """Rises by one with each change of this agent."""


@dataclass(slots=True)
class ChangePlan:
    """Publish that a contingency plan is on or off now."""

    plan: PlanId
    on: bool
    actor: Actor


ReservationEffect = OfferCall | WithdrawOffer | ConnectCall | RefuseAnswer
Effect = ReservationEffect | EnterQueue | CloseQueue | EndCall | ChangeAgentState | ChangePlan
