"""Who a customer is to the contact centre: product, value, language."""

from dataclasses import dataclass
from enum import StrEnum

from callcenter_cti.domain.identifiers import CardToken, CustomerId


class Product(StrEnum):
    """Product lines of the bank, each with a hotline of its own."""

    BLACK = "black"
    PLATINUM = "platinum"
    GOLD = "gold"
    STANDARD = "standard"
    BUSINESS = "business"
    DEBIT = "debit"


class Tier(StrEnum):
    """Value of a customer to the bank (spend, credit record, tenure), best first."""

    PRIVATE = "private"
    PREFERRED = "preferred"
    VALUED = "valued"
    STANDARD = "standard"


class Language(StrEnum):
    """Languages that callers are served in (BCP 47 primary subtags)."""

    ENGLISH = "en"
    CHINESE = "zh"
    JAPANESE = "ja"


class ProfilePart(StrEnum):
    """Parts of a caller's profile that a site may have to hide from its agents (`mask`)."""

    CALLER_NUMBER = "caller_number"
    CUSTOMER_ID = "customer_id"
    NAME = "name"
    PRODUCT = "product"
    TIER = "tier"
    CARD_LAST4 = "card_last4"
    CUSTOMER_SINCE = "customer_since"
    JOURNEY = "journey"
    """What the caller did in the voice system."""
    CONTACTS = "contacts"
    """His earlier calls."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer with the card he identified with. No card number in it."""

    customer_id: CustomerId
    name: str
    product: Product
    tier: Tier
    language: Language
    card: CardToken
    card_last4: str
    customer_since: int
    """Year."""
