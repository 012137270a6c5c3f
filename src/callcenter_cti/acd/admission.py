"""What routing has to know of a caller, worked out from what is known about his call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from callcenter_cti.config.rules import Rules
from callcenter_cti.domain.call_patterns import CallPattern, known_customer
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.customers import Product, Tier
from callcenter_cti.domain.identifiers import AgentId, HotlineId, SiteId


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
    """Admit a caller by the value of the customer as whom he is known."""
    customer = known_customer(call)
    return Caller(Tier.STANDARD if customer is None else customer.tier)


@dataclass(frozen=True, slots=True)
class Access:
    """Which calls a site serves."""

    allow: tuple[CallPattern, ...] = ()
    """Those and no others; empty: all."""
    deny: tuple[CallPattern, ...] = ()
    """Never those."""

    def admits(self, call: CallFacts, product: Product) -> bool:
        """Tell whether a call on a hotline of some product may be served."""
        if any(pattern.matches(call, product) for pattern in self.deny):
            return False
        return not self.allow or any(pattern.matches(call, product) for pattern in self.allow)


@dataclass(frozen=True, slots=True)
class Admission:
    """Admits callers by tier, and keeps them from sites that may not serve them."""

    sites: Mapping[SiteId, Access]
    products: Mapping[HotlineId, Product]
    """Of each hotline. A call on any other counts as one on the first."""

    def __call__(self, call: CallFacts) -> Caller:
        """Say what the router has to know."""
        product = self.products.get(call.hotline) or next(iter(self.products.values()))
        denied = (site for site, access in self.sites.items() if not access.admits(call, product))
        return Caller(by_tier(call).tier, frozenset(denied))


def admission_of(rules: Rules) -> Admission:
    """Return how the rules admit callers."""
    return Admission(
        {name: Access(site.allow, site.deny) for name, site in rules.sites.items()},
        {number: hotline.product for number, hotline in rules.hotlines.items()},
    )
