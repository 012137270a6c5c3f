"""The card system as the flows see it: the port `CardServices`, and what it reads and answers.

Adapters: `bank.sql` (the embedded demo bank) and `bank.http` (any bank that serves
`bank/openapi.yaml`). Every method takes as long as the adapter's time-out allows, then raises
`PeerUnavailable`; a flow has a sentence for that. What changes something is in
`bank.card_changes`; both ports are served by the same adapters.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from callcenter_cti.bank.pin_blocks import PinBlock
from callcenter_cti.domain.cards import CardNumber, OneTimeCode
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.errors import CallcenterError
from callcenter_cti.domain.identifiers import CardToken, HotlineId
from callcenter_cti.domain.money import Money


class UnknownCard(CallcenterError, LookupError):  # noqa: N818 - reads as the fact it states
    """A token that the bank never gave out."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where an attempt to identify comes from; limits count per card, per number and over all."""

    ani: str
    """The caller's number; empty when withheld. All withheld numbers count together."""
    hotline: HotlineId


@dataclass(frozen=True, slots=True)
class Verified:
    """The caller is who he says; the card's count of failed attempts is back at zero."""

    customer: Customer


@dataclass(frozen=True, slots=True)
class Refused:
    """Card unknown, PIN or code wrong: the same answer for all, and as slowly, on purpose."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many wrong PINs, on this call or on earlier ones; only a person can unlock the card."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Too many failures from this number, or from everywhere: a person must identify him."""


Verdict = Verified | Refused | Locked | HeldBack


class CardState(StrEnum):
    """What a card is good for."""

    INACTIVE = "inactive"
    ACTIVE = "active"
    BLOCKED = "blocked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Account:
    """State of a card account."""

    balance: Money
    """Owed by the customer (credit products) or on the account (debit)."""
    available: Money
    """Still available to spend."""
    payment_due: date | None
    """None when nothing is due."""
    statement_balance: Money
    """Of the last statement."""
    minimum_payment: Money
    """Of the last statement; zero when nothing is due."""
    state: CardState


@dataclass(frozen=True, slots=True)
class Transaction:
    """One booked transaction, newest first in lists."""

    transaction_id: str
    """The bank's key, stable; at most 64 letters, digits, ``-``."""
    booked_on: date
    merchant: str
    amount: Money
    """Negative for a refund or payment."""


@dataclass(frozen=True, slots=True)
class Points:
    """A card's reward points."""

    balance: int
    expiring: int
    """How many of them expire next; 0 when none does."""
    expiring_on: date | None


class Reward(StrEnum):
    """What points can be redeemed for by voice; each has prompts, ``reward.….<name>``."""

    STATEMENT_CREDIT = "statement_credit"
    SHOPPING_VOUCHER = "shopping_voucher"
    AIRLINE_MILES = "airline_miles"


@dataclass(frozen=True, slots=True)
class RewardOffer:
    """One line of the redemption catalogue."""

    reward: Reward
    points: int
    """Its price."""


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A one-time code is on its way to the phone number that the bank has on file."""

    challenge: str
    """Names the code when it is checked; not a secret."""
    phone_last2: str
    """Last two digits of the number it went to."""


class CardServices(Protocol):
    """What the card system tells."""

    async def recognise(self, ani: str) -> Customer | None:
        """Return the one customer who calls from this number; None when none or several do."""
        ...

    async def verify(self, card: CardNumber, pin: PinBlock, attempt: Attempt) -> Verdict:
        """Check card and PIN; a wrong PIN counts, durably and atomically, before this returns.

        Three wrong PINs in a row lock the card, however many calls they came from. A number that
        is no card's is counted and locked just so: nothing tells it from a card's.
        """
        ...

    async def send_code(self, customer: Customer) -> CodeSent:
        """Send a one-time code; an earlier one of this customer is void from now on."""
        ...

    async def check_code(self, challenge: str, code: OneTimeCode, attempt: Attempt) -> Verdict:
        """Check a one-time code: valid for five minutes, three tries, once.

        Wrong codes count for the card as wrong PINs do: the third in a row locks it.
        """
        ...

    async def account(self, card: CardToken) -> Account:
        """Return the state of a card's account.

        Raises:
            UnknownCard: no such card; `points` and `rewards` raise it too.
        """
        ...

    async def transactions(
        self, card: CardToken, *, limit: int, offset: int = 0
    ) -> tuple[Transaction, ...]:
        """Return `limit` (1 to 50) booked transactions from `offset` on, newest first."""
        ...

    async def points(self, card: CardToken) -> Points:
        """Return a card's points; zero points for a card without the programme."""
        ...

    async def rewards(self, card: CardToken) -> tuple[RewardOffer, ...]:
        """Return what this card's points can be redeemed for, cheapest first."""
        ...

    async def ready(self) -> bool:
        """Tell whether the card system answers, for `/readyz`."""
        ...
