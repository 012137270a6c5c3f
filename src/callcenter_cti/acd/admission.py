"""What routing has to know of a caller, worked out from what is known about his call."""

from collections.abc import Callable
from dataclasses import dataclass

from callcenter_cti.domain.calls import CallFacts, Verification
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import AgentId, SiteId


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller as the router sees him."""

    tier: Tier
    denied: frozenset[SiteId] = frozenset()
    """Sites where he may not be served."""
    preferred: AgentId | None = None
    """Who should take the call."""


Admit = Callable[[CallFacts], Caller]


def by_tier(call: CallFacts) -> Caller:
    """Admit a caller by the value of the customer as whom he is known.

    A number that a customer has on file is no proof, but enough for a place in the line.
    """
    known = call.customer is not None and call.verification is not Verification.NONE
    return Caller(call.customer.tier if call.customer is not None and known else Tier.STANDARD)
