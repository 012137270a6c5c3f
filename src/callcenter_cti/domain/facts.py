"""Facts that happened, past tense: what logs, metrics and records are made from.

Whoever learns a fact hands it to a `Publish` function; `app.py` decides who listens. A listener
must neither raise nor block: it counts, or it enqueues. No fact carries a card number or a PIN;
`CallFacts.ani` is a whole caller's number, which listeners write down masked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from callcenter_cti.domain.agents import Actor, AgentState, OfferFailure
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.identifiers import AgentId, CallId, OfferToken, PlanId, QueueId, SiteId


@dataclass(frozen=True, slots=True)
class CallArrived:
    """A caller reached the engine."""

    call: CallFacts
    at: datetime


@dataclass(frozen=True, slots=True)
class CallOffered:
    """A caller entered a queue (the field's word for it: offered to the agents)."""

    call: CallFacts
    queue: QueueId
    at: datetime


@dataclass(frozen=True, slots=True)
class AgentReserved:
    """An agent was reserved for a call; the screen pop goes out now, the phone rings next."""

    call: CallFacts
    queue: QueueId
    agent: AgentId
    token: OfferToken
    at: datetime


@dataclass(frozen=True, slots=True)
class OfferDied:
    """A reservation ended before the agent answered."""

    call_id: CallId
    queue: QueueId
    agent: AgentId
    token: OfferToken
    reason: OfferFailure | None
    """None: the caller left, or routing took it back; otherwise a RONA with its reason."""
    at: datetime


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """An agent answered."""

    call_id: CallId
    site: SiteId
    queue: QueueId
    agent: AgentId
    waited_s: float
    """Seconds from queue entry to the answer, ringing included."""
    at: datetime


@dataclass(frozen=True, slots=True)
class CallAbandoned:
    """The caller left while waiting or while an agent's phone rang."""

    call_id: CallId
    site: SiteId
    queue: QueueId
    waited_s: float
    at: datetime


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call is over; the last fact of each call, exactly one."""

    call: CallFacts
    outcome: str
    """``contained`` (served by the IVR), ``abandoned`` (left while waiting), ``answered``,
    ``hung_up`` (left inside the IVR unserved), ``fallback`` (handed back to the dialplan),
    ``lost`` (its channel vanished unseen)."""
    queue: QueueId | None
    agent: AgentId | None
    waited_s: float
    """Seconds in queue; 0 when never queued."""
    talked_s: float
    """Seconds from answer to the end; 0 when never answered."""
    at: datetime


@dataclass(frozen=True, slots=True)
class AgentChanged:
    """An agent's state changed."""

    agent: AgentId
    site: SiteId
    state: AgentState
    previous: AgentState
    reason: str
    actor: Actor
    sequence: int
    """Rises by one with each change of this agent."""
    at: datetime


@dataclass(frozen=True, slots=True)
class PopShown:
    """An agent's desktop acknowledged a screen pop."""

    call_id: CallId
    agent: AgentId
    token: OfferToken
    at: datetime


@dataclass(frozen=True, slots=True)
class AgentPhoneRang:
    """The agent's phone began to ring."""

    call_id: CallId
    agent: AgentId
    token: OfferToken
    pop_lead_s: float | None
    """Seconds between the desktop's acknowledgement and the ring; None: not acknowledged yet."""
    at: datetime


@dataclass(frozen=True, slots=True)
class AmiLinkChanged:
    """The AMI link to a site went up or down."""

    site: SiteId
    up: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanSwitched:
    """A contingency plan is on or off now."""

    plan: PlanId
    on: bool
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class FlowStepEntered:
    """A caller came to a step of a flow; a `FlowStepEnded` follows, whatever happens."""

    call_id: CallId
    site: SiteId
    flow: str
    step: str
    """Empty: the flow as a whole."""
    at: datetime


@dataclass(frozen=True, slots=True)
class FlowStepEnded:
    """A caller left a step of a flow: what he did there, and how long it took."""

    call_id: CallId
    site: SiteId
    flow: str
    step: str
    """Empty: the flow as a whole."""
    outcome: str
    """Of a step: ``done``, ``person``, ``no_input``, ``no_match``, ``hung_up`` or ``failed``. Of a
    flow: ``done``, ``person``, ``hung_up``, ``back``, ``failed`` or the obstacle."""
    seconds: float
    at: datetime
    """When he left it."""


@dataclass(frozen=True, slots=True)
class FlowFailed:
    """A fault of ours ended a flow; the caller heard so and was handed to the dialplan."""

    call_id: CallId
    site: SiteId
    flow: str
    """Where he was."""
    at: datetime


Fact = (
    CallArrived
    | CallOffered
    | AgentReserved
    | OfferDied
    | CallAnswered
    | CallAbandoned
    | CallEnded
    | AgentChanged
    | PopShown
    | AgentPhoneRang
    | AmiLinkChanged
    | PlanSwitched
    | FlowStepEntered
    | FlowStepEnded
    | FlowFailed
)
Publish = Callable[[Fact], None]
