"""A bank that serves `bank/openapi.yaml`: both ports over HTTP."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter

from callcenter_cti.bank.accounts import demand_page
from callcenter_cti.bank.card_changes import (
    CaseOpened,
    Change,
    ChangeKey,
    Delivery,
    Done,
    Expiry,
    Prevented,
)
from callcenter_cti.bank.card_services import (
    Account,
    Attempt,
    CodeSent,
    HeldBack,
    Locked,
    Points,
    Refused,
    Reward,
    RewardOffer,
    Transaction,
    Verdict,
    Verified,
)
from callcenter_cti.bank.circuit_breaker import BreakerState
from callcenter_cti.bank.http_link import BankLink, BankRequest
from callcenter_cti.bank.outcomes import Outcome, read_outcome
from callcenter_cti.bank.pin_blocks import PinBlock
from callcenter_cti.bank.wire import (
    ACCOUNT,
    CODE_SENT,
    POINTS,
    RECOGNISED,
    REWARDS,
    TRANSACTIONS,
    Json,
    attempt_json,
    pin_block_json,
)
from callcenter_cti.domain.cards import CardNumber, OneTimeCode
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CardToken

_Kind = TypeVar("_Kind")
_Outcome = TypeVar("_Outcome", bound=Outcome)


class HttpCardServices:
    """Both ports at a bank's own card system (adapter of `CardServices` and `CardChanges`).

    Args:
        link: How the bank is asked; stays the caller's to close.
    """

    def __init__(self, link: BankLink) -> None:
        self._link = link

    @property
    def breaker(self) -> BreakerState:
        """Whether the bank is being asked at all."""
        return self._link.breaker

    async def recognise(self, ani: str) -> Customer | None:
        """Return who calls from this number. See `CardServices.recognise`."""
        request = BankRequest("POST", "/v1/recognitions", {"ani": ani})
        return await self._link.ask(request, _read_recognised)

    async def verify(self, card: CardNumber, pin: PinBlock, attempt: Attempt) -> Verdict:
        """Check card and PIN; never repeated, since each time counts. See `CardServices`."""
        body: Json = {
            "number": card.reveal(),
            "pin_block": pin_block_json(pin),
            "attempt": attempt_json(attempt),
        }
        request = BankRequest("POST", "/v1/verifications", body, repeatable=False)
        return await self._link.ask(request, _read_verdict)

    async def send_code(self, customer: Customer) -> CodeSent:
        """Send a one-time code; never repeated, since each voids the last. See `CardServices`."""
        request = BankRequest("POST", "/v1/codes", {"card": customer.card}, repeatable=False)
        return await self._link.ask(request, _json_of(CODE_SENT))

    async def check_code(self, challenge: str, code: OneTimeCode, attempt: Attempt) -> Verdict:
        """Check a one-time code; never repeated, since each time counts. See `CardServices`."""
        body: Json = {"code": code.reveal(), "attempt": attempt_json(attempt)}
        path = f"/v1/codes/{_quoted(challenge)}/checks"
        request = BankRequest("POST", path, body, repeatable=False)
        return await self._link.ask(request, _read_verdict)

    async def account(self, card: CardToken) -> Account:
        """Return the state of a card's account. See `CardServices.account`."""
        return await self._link.ask(_read(card, "account"), _json_of(ACCOUNT))

    async def transactions(
        self, card: CardToken, *, limit: int, offset: int = 0
    ) -> tuple[Transaction, ...]:
        """Return booked transactions; none for an unknown card.

        Raises:
            ValueError: `limit` is not from 1 to 50, or `offset` is negative.
        """
        demand_page(limit, offset)
        request = _read(card, f"transactions?limit={limit}&offset={offset}")
        return await self._link.ask(request, _json_of(TRANSACTIONS))

    async def points(self, card: CardToken) -> Points:
        """Return a card's points. See `CardServices.points`."""
        return await self._link.ask(_read(card, "points"), _json_of(POINTS))

    async def rewards(self, card: CardToken) -> tuple[RewardOffer, ...]:
        """Return the catalogue for a card. See `CardServices.rewards`."""
        return await self._link.ask(_read(card, "rewards"), _json_of(REWARDS))

    async def activate(
        self, card: CardNumber, expiry: Expiry, pin: PinBlock, attempt: Attempt, key: ChangeKey
    ) -> Change | Refused | Locked | HeldBack:
        """Activate a card. See `CardChanges.activate`."""
        body: Json = {
            "number": card.reveal(),
            "expiry": {"month": expiry.month, "year": expiry.year},
            "pin_block": pin_block_json(pin),
            "attempt": attempt_json(attempt),
        }
        request = BankRequest("POST", "/v1/activations", body, key)
        return await self._link.ask(request, _outcome(Done, Prevented, Refused, Locked, HeldBack))

    async def redeem(self, card: CardToken, reward: Reward, key: ChangeKey) -> Change:
        """Take the points and order the reward. See `CardChanges.redeem`."""
        request = _change(card, "redemptions", {"reward": reward}, key)
        return await self._link.ask(request, _outcome(Done, Prevented))

    async def change_pin(
        self, card: CardToken, old: PinBlock, new: PinBlock, key: ChangeKey
    ) -> Change | Refused | Locked:
        """Replace the PIN. See `CardChanges.change_pin`."""
        body: Json = {"old": pin_block_json(old), "new": pin_block_json(new)}
        request = _change(card, "pin-changes", body, key)
        return await self._link.ask(request, _outcome(Done, Prevented, Refused, Locked))

    async def block(self, card: CardToken, key: ChangeKey) -> Change:
        """Block a card. See `CardChanges.block`."""
        request = _change(card, "blocks", None, key)
        return await self._link.ask(request, _outcome(Done, Prevented))

    async def block_number(self, card: CardNumber, key: ChangeKey) -> Done:
        """Block by number alone. See `CardChanges.block_number`."""
        request = BankRequest("POST", "/v1/blocks", {"number": card.reveal()}, key)
        return await self._link.ask(request, _outcome(Done))

    async def dispute(
        self, card: CardToken, transaction_id: str, key: ChangeKey
    ) -> CaseOpened | Prevented:
        """Open a case. See `CardChanges.dispute`."""
        request = _change(card, "disputes", {"transaction_id": transaction_id}, key)
        return await self._link.ask(request, _outcome(CaseOpened, Prevented))

    async def send_statement(self, card: CardToken, by: Delivery, key: ChangeKey) -> Change:
        """Send the last statement. See `CardChanges.send_statement`."""
        request = _change(card, "statements", {"by": by}, key)
        return await self._link.ask(request, _outcome(Done, Prevented))

    async def ready(self) -> bool:
        """Tell whether the card system answers; a bank that is left alone does not."""
        try:
            await self._link.ask(BankRequest("GET", "/v1/ready", repeatable=False), len)
        except PeerUnavailable:
            return False
        return True


def _read(card: CardToken, what: str) -> BankRequest:
    return BankRequest("GET", f"/v1/cards/{_quoted(card)}/{what}")


def _change(card: CardToken, what: str, body: Json | None, key: ChangeKey) -> BankRequest:
    return BankRequest("POST", f"/v1/cards/{_quoted(card)}/{what}", body, key)


def _quoted(segment: str) -> str:
    return quote(segment, safe="")


def _json_of(adapter: TypeAdapter[_Kind]) -> Callable[[bytes], _Kind]:
    def read(body: bytes) -> _Kind:
        return adapter.validate_json(body, strict=True)

    return read


def _outcome(*kinds: type[_Outcome]) -> Callable[[bytes], _Outcome]:
    def read(body: bytes) -> _Outcome:
        found = read_outcome(body)
        if not isinstance(found, kinds):
            raise ValueError("an outcome that does not belong here")  # noqa: TRY004 - unreadable
        return found

    return read


def _read_recognised(body: bytes) -> Customer | None:
    members = RECOGNISED.validate_json(body, strict=True)
    if "customer" not in members:
        raise ValueError("no member `customer`")
    return members["customer"]


_read_verdict: Callable[[bytes], Verdict] = _outcome(Verified, Refused, Locked, HeldBack)
