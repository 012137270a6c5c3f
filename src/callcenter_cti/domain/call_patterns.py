"""Patterns of calls: what rules ask about a caller before he waits. Data, not code."""

from collections.abc import Iterable
from dataclasses import dataclass

from callcenter_cti.domain.calls import CallFacts, Verification
from callcenter_cti.domain.customers import Customer, Language, Product, Tier
from callcenter_cti.domain.identifiers import HotlineId, QueueId, SiteId


@dataclass(frozen=True, slots=True)
class CallPattern:
    """All that is given must hold; an empty set is not given."""

    products: frozenset[Product] = frozenset()
    """Of the card by which the caller is known, else of the hotline."""
    languages: frozenset[Language] = frozenset()
    tiers: frozenset[Tier] = frozenset()
    sites: frozenset[SiteId] = frozenset()
    """Where the caller is."""
    hotlines: frozenset[HotlineId] = frozenset()
    reasons: frozenset[str] = frozenset()
    """Why he wants or needs a person."""
    emergency: bool | None = None

    def matches(self, call: CallFacts, product: Product) -> bool:
        """Tell whether a call on a hotline of some product is meant."""
        customer = known_customer(call)
        product = product if customer is None else customer.product
        return (
            self._allows(self.products, product)
            and self._allows(self.languages, call.language)
            and self._allows(self.tiers, Tier.STANDARD if customer is None else customer.tier)
            and self._allows(self.sites, call.site)
            and self._allows(self.hotlines, call.hotline)
            and self._allows(self.reasons, call.reason)
            and self.emergency in (None, call.emergency)
        )

    def covers(self, other: "CallPattern") -> bool:
        """Tell whether every call that the other means is meant here too."""
        pairs: Iterable[tuple[frozenset[str], frozenset[str]]] = (
            (self.products, other.products),
            (self.languages, other.languages),
            (self.tiers, other.tiers),
            (self.sites, other.sites),
            (self.hotlines, other.hotlines),
            (self.reasons, other.reasons),
        )
        return self.emergency in (None, other.emergency) and all(
            not mine or (bool(theirs) and theirs <= mine) for mine, theirs in pairs
        )

    @staticmethod
    def _allows(wanted: frozenset[str], fact: str) -> bool:
        return not wanted or fact in wanted


@dataclass(frozen=True, slots=True)
class QueueRule:
    """Calls of a pattern wait in a queue."""

    when: CallPattern
    queue: QueueId


def known_customer(call: CallFacts) -> Customer | None:
    """Return the customer as whom a caller is known.

    A number that a customer has on file is no proof, but enough for a place in the line.
    """
    return call.customer if call.verification is not Verification.NONE else None


def choose_queue(
    rules: Iterable[QueueRule], call: CallFacts, *, product: Product, otherwise: QueueId
) -> QueueId:
    """Return the queue of the first rule that a call matches."""
    return next((rule.queue for rule in rules if rule.when.matches(call, product)), otherwise)
