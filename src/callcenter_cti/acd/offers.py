"""Who is told about a reservation before the agent's phone rings: the screen pop's way out."""

from dataclasses import dataclass
from typing import Protocol

from callcenter_cti.domain.agents import OfferFailure
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.identifiers import AgentId, OfferToken, QueueId


@dataclass(frozen=True, slots=True)
class Offer:
    """A reservation, with all that is known about the caller."""

    call: CallFacts
    queue: QueueId
    agent: AgentId
    token: OfferToken
    waited_s: float
    """Seconds in queue so far."""
    explanation: str
    """Why this agent got this call, in one sentence without personal data."""
    mask: frozenset[str] = frozenset()
    """Parts of the caller's profile (`domain.customers.ProfilePart`) that this agent's desktop
    must not show: he is at a far site."""


class OfferListener(Protocol):
    """Whoever shows a pop (adapter: `desktop.pops`)."""

    async def offered(self, offer: Offer) -> None:
        """Show the pop; return when it is shown.

        The dispatcher waits for this at most `pop_deadline_s` before it lets the phone ring,
        and cancels it then; it goes on whatever happens here.
        """
        ...

    async def withdrawn(self, offer: Offer, why: OfferFailure | None) -> None:
        """The offer died: take the pop away. None: the caller left or routing took it back."""
        ...
