"""What the router is told: facts, past tense, plain data that can be stored and sent.

An agent's wish is a fact too (`ReadyRequested`): whether it is granted at once is decided here.
"""

from dataclasses import dataclass

from callcenter_cti.domain.agents import Actor, DeviceState, OfferFailure
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
from callcenter_cti.routing.policy import Policy


@dataclass(frozen=True, slots=True)
class CallQueued:
    """A caller waits for a person. A call that is known keeps its age, whatever the queue.

    If its agent is still reserved, the reservation is taken back (whoever waited for it is gone);
    if it talks, that conversation is over.
    """

    call: CallId
    queue: QueueId
    home: SiteId
    """The site whose Asterisk has the caller."""
    tier: Tier = Tier.STANDARD
    emergency: bool = False
    """Served before all others (a lost or stolen card, fraud)."""
    denied: frozenset[SiteId] = frozenset()
    """Sites where this call may not be served: licence, product, data residency."""
    preferred: AgentId | None = None
    """Who should take it if he is at work: the last agent, a relationship manager."""
    waited_s: float = 0.0
    """Seconds that it has waited already under another engine; at least 0."""


@dataclass(frozen=True, slots=True)
class CallLeft:
    """The call is over, whatever its state. A call that nobody knows changes nothing."""

    call: CallId


@dataclass(frozen=True, slots=True)
class AgentLoggedIn:
    """An agent came; the second time in a row changes nothing."""

    agent: AgentId
    actor: Actor


@dataclass(frozen=True, slots=True)
class AgentLoggedOut:
    """An agent goes: at once, or after the call that rings, talks or is wrapped up."""

    agent: AgentId
    actor: Actor


@dataclass(frozen=True, slots=True)
class ReadyRequested:
    """An agent wants calls. While one rings or talks it takes back an earlier wish to stop."""

    agent: AgentId
    actor: Actor


@dataclass(frozen=True, slots=True)
class NotReadyRequested:
    """An agent wants no calls, after the one that rings or talks (and its wrap-up)."""

    agent: AgentId
    reason: str
    """One of the rules' reasons; any, if the system asks (his desktop is gone)."""
    actor: Actor


@dataclass(frozen=True, slots=True)
class PhoneRang:
    """The phone of the reserved agent is known to ring."""

    call: CallId
    token: OfferToken


@dataclass(frozen=True, slots=True)
class OfferAccepted:
    """The agent answered the ring that the token allowed."""

    call: CallId
    token: OfferToken


@dataclass(frozen=True, slots=True)
class OfferFailed:
    """The ring that the token allowed ended without an answer."""

    call: CallId
    token: OfferToken
    reason: OfferFailure


@dataclass(frozen=True, slots=True)
class HoldChanged:
    """The agent put his caller on hold, or took him back."""

    call: CallId
    on_hold: bool


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """An agent's phone changed its state."""

    agent: AgentId
    state: DeviceState


@dataclass(frozen=True, slots=True)
class SiteReported:
    """News of a site: it works, or it does not. Each report also says that it was heard of."""

    site: SiteId
    up: bool


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """A calendar opened or closed. Who waits already is served on; who comes is not."""

    calendar: CalendarId
    open: bool


@dataclass(frozen=True, slots=True)
class PlanSwitched:
    """A contingency plan was switched, by hand or by schedule."""

    plan: PlanId
    on: bool
    actor: Actor


@dataclass(frozen=True, slots=True)
class AdviceReceived:
    """The adviser has new values; those of other rules change nothing."""

    advice: Advice


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The time that `next_deadline` gave has come, or any other."""


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """New rules hold from now on for calls that come."""

    policy: Policy
    re_evaluate_waiting: bool = False
    """True: for those who wait as well; they keep their age."""


CallInput = CallQueued | CallLeft | PhoneRang | OfferAccepted | OfferFailed | HoldChanged
AgentInput = AgentLoggedIn | AgentLoggedOut | ReadyRequested | NotReadyRequested | DeviceChanged
SurroundingsInput = (
    SiteReported | CalendarChanged | PlanSwitched | AdviceReceived | TimePassed | RulesChanged
)
Input = CallInput | AgentInput | SurroundingsInput
