"""What the router is told: facts, past tense, plain data that can be stored and sent.

An agent's wish is a fact too (`ReadyRequested`): whether it is granted at once is decided here.
"""

from dataclasses import dataclass

from callcenter_cti.domain.agents import Actor, DeviceState, OfferFailure
from callcenter_cti.domain.identifiers import AgentId, CallId, OfferToken, QueueId
from callcenter_cti.routing.policy import Policy


@dataclass(frozen=True, slots=True)
class CallQueued:
    """A caller waits for a person. A call that is known keeps its age, whatever the queue.

    If its agent is still reserved, the reservation is taken back (whoever waited for it is gone);
    if it talks, that conversation is over.
    """

    call: CallId
    queue: QueueId
    emergency: bool = False
    """Served before all others of its queue (a lost or stolen card, fraud)."""


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
class DeviceChanged:
    """An agent's phone changed its state."""

    agent: AgentId
    state: DeviceState


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The time that `next_deadline` gave has come, or any other."""


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """New rules hold from now on, for waiting calls too."""

    policy: Policy


CallInput = CallQueued | CallLeft | OfferAccepted | OfferFailed
AgentInput = AgentLoggedIn | AgentLoggedOut | ReadyRequested | NotReadyRequested | DeviceChanged
Input = CallInput | AgentInput | TimePassed | RulesChanged
