"""The card system as the flows see it: the port `CardServices` and what it answers.

Adapters: `bank.sql` (the embedded demo bank). Every method takes as long as the adapter's
time-out allows, then raises `PeerUnavailable`; a flow has a sentence for that.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.identifiers import CardToken
from callcenter_cti.domain.money import Money


@dataclass(frozen=True, slots=True)
class Verified:
    """Card number and PIN belong together; the count of failed attempts is back at zero."""

    customer: Customer


@dataclass(frozen=True, slots=True)
class Refused:
    """Card unknown or PIN wrong: the same answer for both, on purpose."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many wrong PINs, on this call or on earlier ones; only a person can unlock the card."""


Verdict = Verified | Refused | Locked


@dataclass(frozen=True, slots=True)
class Account:
    """State of a card account."""

    balance: Money
    """Owed by the customer (credit products) or on the account (debit)."""
    available: Money
    """Still available to spend."""
    payment_due: date | None
    """None when nothing is due."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One booked transaction, newest first in lists."""

    booked_on: date
    merchant: str
    amount: Money
    """Negative for a refund or payment."""


class CardServices(Protocol):
    """What the card system does for a caller."""

    async def verify(self, card: CardNumber, pin: Pin) -> Verdict:
        """Check card and PIN; a wrong PIN counts, durably and atomically, before this returns.

        Three wrong PINs in a row lock the card, however many calls they came from.
        """
        ...

    async def account(self, card: CardToken) -> Account:
        """Return balance and availability of a verified card.

        Raises:
            LookupError: no such card.
        """
        ...

    async def transactions(self, card: CardToken, *, limit: int) -> tuple[Transaction, ...]:
        """Return the newest `limit` (1 to 50) booked transactions, newest first."""
        ...

    async def ready(self) -> bool:
        """Tell whether the card system answers, for `/readyz`."""
        ...
