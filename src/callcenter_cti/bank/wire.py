"""What stands in requests and answers of `openapi.yaml`, beside the outcomes.

Requests are checked here as they come in; what the engine sends is written beside it. Errors show
no value, and a secret is a secret from its first parsing on.
"""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, TypeAdapter

from callcenter_cti.bank.card_changes import Delivery
from callcenter_cti.bank.card_services import (
    Account,
    Attempt,
    CodeSent,
    Points,
    Reward,
    RewardOffer,
    Transaction,
)
from callcenter_cti.bank.pin_blocks import PinBlock, PinBlockFormat
from callcenter_cti.domain.cards import CardNumber, OneTimeCode
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.identifiers import HotlineId

Json = dict[str, object]

ACCOUNT: Final = TypeAdapter(Account)
CODE_SENT: Final = TypeAdapter(CodeSent)
POINTS: Final = TypeAdapter(Points)
RECOGNISED: Final = TypeAdapter(dict[str, Customer | None])
REWARDS: Final = TypeAdapter(tuple[RewardOffer, ...])
TRANSACTIONS: Final = TypeAdapter(tuple[Transaction, ...])


def _digits(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("digits are text")  # noqa: TRY004 - pydantic takes no TypeError
    return value


_Number = Annotated[CardNumber, PlainValidator(lambda value: CardNumber(_digits(value)))]
_Code = Annotated[OneTimeCode, PlainValidator(lambda value: OneTimeCode(_digits(value)))]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class PinBlockBody(_Body):
    """An encrypted PIN."""

    format: PinBlockFormat
    key: str = Field(min_length=1, max_length=64)
    block: str = Field(pattern=r"^([0-9a-f]{16}|[0-9a-f]{32})$", repr=False)

    def opened(self) -> PinBlock:
        """Return it as the bank's modules take it."""
        return PinBlock(self.format, self.key, bytes.fromhex(self.block))


class AttemptBody(_Body):
    """Where an attempt comes from."""

    ani: str = Field(max_length=32)
    hotline: str = Field(max_length=64)

    def opened(self) -> Attempt:
        """Return it as the bank's modules take it."""
        return Attempt(self.ani, HotlineId(self.hotline))


class RecognitionBody(_Body):
    """Who calls from this number?"""

    ani: str = Field(max_length=32)


class VerificationBody(_Body):
    """Do card and PIN belong together?"""

    number: _Number
    pin_block: PinBlockBody
    attempt: AttemptBody


class CodeBody(_Body):
    """Whose holder gets a code."""

    card: str = Field(min_length=1, max_length=64)


class CodeCheckBody(_Body):
    """Is this the code?"""

    code: _Code
    attempt: AttemptBody


class ExpiryBody(_Body):
    """What is printed on a card."""

    month: int = Field(ge=1, le=12)
    year: int = Field(ge=2000, le=9999)


class ActivationBody(VerificationBody):
    """Activate a card."""

    expiry: ExpiryBody


class RedemptionBody(_Body):
    """Redeem points."""

    reward: Reward


class PinChangeBody(_Body):
    """Replace the PIN."""

    old: PinBlockBody
    new: PinBlockBody


class BlockBody(_Body):
    """Block by number."""

    number: _Number


class DisputeBody(_Body):
    """Dispute a transaction."""

    transaction_id: str = Field(max_length=64)


class StatementBody(_Body):
    """Send the last statement."""

    by: Delivery


class Page(_Body):
    """Which transactions."""

    limit: Annotated[int, Field(ge=1, le=50)]
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


def pin_block_json(block: PinBlock) -> Json:
    """Return a PIN block as it is sent."""
    return {"format": block.format, "key": block.key_name, "block": block.ciphertext.hex()}


def attempt_json(attempt: Attempt) -> Json:
    """Return an attempt as it is sent."""
    return {"ani": attempt.ani, "hotline": attempt.hotline}
