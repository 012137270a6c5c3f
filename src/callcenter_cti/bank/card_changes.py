"""What callers change at the card system: the port `CardChanges`.

Every change carries an idempotency key, made by the flow once per wish and repeated with every
retry: the bank does it at most once and answers a repeated key as it answered first, also when
the first answer was lost, and also after a restart. The same key with another request is refused
with `KeyReused`. A change is whole or not at all.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType, Protocol

from callcenter_cti.bank.card_services import Attempt, HeldBack, Locked, Refused, Reward
from callcenter_cti.bank.pin_blocks import PinBlock
from callcenter_cti.domain.cards import CardNumber
from callcenter_cti.domain.errors import CallcenterError, PeerUnavailable
from callcenter_cti.domain.identifiers import CardToken

ChangeKey = NewType("ChangeKey", str)
"""Idempotency key: ``CALL_ID/WISH_NUMBER``, at most 128 printable ASCII characters without space,
unique over all sites.

A PIN keyed anew is a new wish. PIN blocks are part of the request: who repeats a key repeats the
very blocks, not new ones of the same PINs.
"""


class KeyReused(CallcenterError):  # noqa: N818 - reads as the fact it states
    """The same idempotency key came with another request: a fault of ours."""


class ChangeUnsure(PeerUnavailable):
    """Nobody answered, and the change may have been made: it must not be called undone.

    The same request with the same key still finds out, later.
    """


@dataclass(frozen=True, slots=True)
class Done:
    """The change is made."""

    reference: str
    """What the caller is told to quote: eight digits, in speech order."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """Expiry date on a card: month 1 to 12 and four-digit year."""

    month: int
    year: int


class Obstacle(StrEnum):
    """Why a change cannot be made; each has a sentence of its own."""

    ALREADY_ACTIVE = "already_active"
    CARD_BLOCKED = "card_blocked"
    CARD_EXPIRED = "card_expired"
    NOT_ENOUGH_POINTS = "not_enough_points"
    WEAK_PIN = "weak_pin"
    """The bank knows the birthday; sequences and repeats the flow refuses itself."""
    SAME_PIN = "same_pin"
    NO_SUCH_TRANSACTION = "no_such_transaction"
    ALREADY_DISPUTED = "already_disputed"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class Prevented:
    """The change was not made, and nothing else was."""

    obstacle: Obstacle


class Delivery(StrEnum):
    """How a statement is sent."""

    POST = "post"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A dispute is in the work queue of the team of the customer's region."""

    reference: str
    """Case number: eight digits."""
    team: str
    """Name of the team, for the agent: ``disputes-sydney``."""
    opened_on: date


Change = Done | Prevented


class CardChanges(Protocol):
    """What the card system does for a caller.

    Every method raises `KeyReused`, `ChangeUnsure` when it may have been done, any other
    `PeerUnavailable` when it was not, and `UnknownCard` for a token that is no card's.
    """

    async def activate(
        self, card: CardNumber, expiry: Expiry, pin: PinBlock, attempt: Attempt, key: ChangeKey
    ) -> Change | Refused | Locked | HeldBack:
        """Activate a card that was sent to the customer; failures count as in `verify`.

        `Refused` says the same for an unknown card, a wrong expiry, a wrong PIN and a card of
        somebody else.
        """
        ...

    async def redeem(self, card: CardToken, reward: Reward, key: ChangeKey) -> Change:
        """Take the points and order the reward."""
        ...

    async def change_pin(
        self, card: CardToken, old: PinBlock, new: PinBlock, key: ChangeKey
    ) -> Change | Refused | Locked:
        """Replace the PIN; a wrong old one counts as in `verify`."""
        ...

    async def block(self, card: CardToken, key: ChangeKey) -> Change:
        """Block a lost or stolen card at once; one that is blocked stays so and is `Done`."""
        ...

    async def block_number(self, card: CardNumber, key: ChangeKey) -> Done:
        """Block by number alone; the answer is the same whether the card exists or not."""
        ...

    async def dispute(
        self, card: CardToken, transaction_id: str, key: ChangeKey
    ) -> CaseOpened | Prevented:
        """Open a case for the dispute team of the customer's region."""
        ...

    async def send_statement(self, card: CardToken, by: Delivery, key: ChangeKey) -> Change:
        """Send the last statement to the address on file."""
        ...
