"""A card system in memory, for tests of flows: passes the contract of both ports."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from callcenter_cti.bank.attempt_limits import MAX_WRONG_PINS, AttemptLimits
from callcenter_cti.bank.card_changes import (
    CaseOpened,
    Change,
    ChangeKey,
    ChangeUnsure,
    Delivery,
    Done,
    Expiry,
    KeyReused,
    Obstacle,
    Prevented,
)
from callcenter_cti.bank.card_services import (
    Account,
    Attempt,
    CardState,
    CodeSent,
    HeldBack,
    Locked,
    Points,
    Refused,
    Reward,
    RewardOffer,
    Transaction,
    UnknownCard,
    Verdict,
    Verified,
)
from callcenter_cti.bank.card_states import obstacle_of, state_on
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.bank.pin_blocks import PinBlock
from callcenter_cti.bank.pin_policy import refuses
from callcenter_cti.bank.rewards import CATALOGUE, PRICES, PointsAccount
from callcenter_cti.bank.seed import demo_transactions, payment_due, statement
from callcenter_cti.domain.cards import CardNumber, OneTimeCode, Pin
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CardToken, CustomerId
from tests.fakes.bank_book import FAKE_TODAY, FailureCount, FakeCard, issued
from tests.fakes.clock import FakeClock
from tests.fakes.pin_keys import SEALER

_T = TypeVar("_T")


@dataclass(frozen=True)
class Ordered:
    """A reward that points were taken for."""

    card: CardToken
    reward: Reward
    points: int
    reference: str


@dataclass(frozen=True)
class StatementSent:
    """A statement on its way."""

    card: CardToken
    by: Delivery
    reference: str


@dataclass
class _Challenge:
    card: FakeCard
    code: OneTimeCode
    until: float
    tries: int = 0
    over: bool = False


@dataclass
class FakeCardServices:
    """Both ports over `cards`.

    Set `unavailable`, and everything fails like a dead bank before anything is done; set
    `unsure`, and changes are made but the answer is lost. `before_answer` is awaited with the
    method's name before anything is done: a slow bank.
    """

    cards: Iterable[DemoCard] = DEMO_CARDS
    clock: Clock = field(default_factory=FakeClock)
    limits: AttemptLimits = field(default_factory=AttemptLimits)
    unavailable: bool = False
    unsure: bool = False
    before_answer: Callable[[str], Awaitable[None]] | None = None
    most_booked: int = 50
    """Transactions that a card has at most."""
    codes_sent: list[tuple[CustomerId, OneTimeCode]] = field(default_factory=list)
    orders: list[Ordered] = field(default_factory=list)
    cases: list[tuple[str, CaseOpened]] = field(default_factory=list)
    """Disputed transactions with their cases."""
    statements: list[StatementSent] = field(default_factory=list)
    journal: dict[ChangeKey, tuple[object, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_number = issued(self.cards)
        self._by_token = {card.token: card for card in self._by_number.values()}
        self._failures = FailureCount(self.clock, self.limits)
        self._challenges: dict[str, _Challenge] = {}

    def card(self, demo: DemoCard) -> FakeCard:
        """Return a card as it is now."""
        return self._by_number[demo.card_number]

    def ledger(self) -> dict[str, tuple[object, ...]]:
        """Return all that changes can change, to compare before and after."""
        return {
            str(card.token): (card.state, card.points, hash(card.pin))
            for card in self._by_token.values()
        } | {"orders": (*self.orders,), "cases": (*self.cases,), "sent": (*self.statements,)}

    # Reads.

    async def recognise(self, ani: str) -> Customer | None:
        await self._begin("recognise")
        calling = [card for card in self._by_token.values() if ani and card.demo.phone == ani]
        return calling[0].customer if len(calling) == 1 else None

    async def verify(self, card: CardNumber, pin: PinBlock, attempt: Attempt) -> Verdict:
        await self._begin("verify")
        keyed = SEALER.open(pin, card)
        if (stopped := self._failures.begin(card, attempt)) is not None:
            return stopped
        found = self._by_number.get(card)
        if found is None or found.pin != keyed:
            return self._failures.failed(card, attempt)
        self._failures.right(card)
        return Verified(found.customer)

    async def send_code(self, customer: Customer) -> CodeSent:
        await self._begin("send_code")
        card = self._of(customer.card)
        for challenge in self._challenges.values():
            challenge.over |= challenge.card is card
        position = len(self._challenges) + 1
        code = OneTimeCode(f"{(position * 271_828) % 1_000_000:06d}")
        self._challenges[f"challenge-{position}"] = _Challenge(card, code, self._now() + 300)
        self.codes_sent.append((customer.customer_id, code))
        return CodeSent(f"challenge-{position}", card.demo.phone[-2:])

    async def check_code(self, challenge: str, code: OneTimeCode, attempt: Attempt) -> Verdict:
        await self._begin("check_code")
        asked = self._challenges.get(challenge)
        number = asked.card.demo.card_number if asked else None
        if (stopped := self._failures.begin(number, attempt)) is not None:
            return stopped
        if asked is None or number is None:
            return self._failures.failed(None, attempt)
        asked.tries += 1
        fits = asked.code == code and not asked.over and self._now() < asked.until
        asked.over |= fits or asked.tries >= 3
        if not fits:
            return self._failures.failed(number, attempt)
        self._failures.right(number)
        return Verified(asked.card.customer)

    async def account(self, card: CardToken) -> Account:
        await self._begin("account")
        found = self._of(card)
        last, minimum = statement(found.demo)
        return Account(
            balance=found.demo.balance,
            available=found.demo.available,
            payment_due=payment_due(found.demo, today=FAKE_TODAY),
            statement_balance=last,
            minimum_payment=minimum,
            state=self._state(found),
        )

    async def transactions(
        self, card: CardToken, *, limit: int, offset: int = 0
    ) -> tuple[Transaction, ...]:
        if not 1 <= limit <= 50:
            raise ValueError(f"limit is 1 to 50, not {limit}")
        if offset < 0:
            raise ValueError(f"offset is 0 or more, not {offset}")
        await self._begin("transactions")
        found = self._by_token.get(card)
        booked = self._booked(found.demo) if found else ()
        return booked[offset : offset + limit]

    async def points(self, card: CardToken) -> Points:
        await self._begin("points")
        account = self._of(card).points
        return account.on(self._today()).told() if account else Points(0, 0, None)

    async def rewards(self, card: CardToken) -> tuple[RewardOffer, ...]:
        await self._begin("rewards")
        return CATALOGUE if self._of(card).points else ()

    async def ready(self) -> bool:
        return not self.unavailable

    # Changes.

    async def activate(
        self, card: CardNumber, expiry: Expiry, pin: PinBlock, attempt: Attempt, key: ChangeKey
    ) -> Change | Refused | Locked | HeldBack:
        def decide() -> Change | Refused | Locked | HeldBack:
            keyed = SEALER.open(pin, card)
            if (stopped := self._failures.begin(card, attempt)) is not None:
                return stopped
            found = self._by_number.get(card)
            if found is None or found.pin != keyed or found.expiry != expiry:
                return self._failures.failed(card, attempt)
            self._failures.right(card)
            if (obstacle := obstacle_of(self._state(found))) is not None:
                return Prevented(obstacle)
            if found.state is CardState.ACTIVE:
                return Prevented(Obstacle.ALREADY_ACTIVE)
            found.state = CardState.ACTIVE
            return self._done()

        return await self._change("activate", key, (card, expiry, pin), decide)

    async def redeem(self, card: CardToken, reward: Reward, key: ChangeKey) -> Change:
        def decide() -> Change:
            found, price = self._of(card), PRICES[reward]
            if (obstacle := obstacle_of(self._state(found))) is not None:
                return Prevented(obstacle)
            points = (found.points or PointsAccount(0)).on(self._today())
            if points.balance < price:
                return Prevented(Obstacle.NOT_ENOUGH_POINTS)
            found.points = points.less(price)
            done = self._done()
            self.orders.append(Ordered(card, reward, price, done.reference))
            return done

        return await self._change("redeem", key, (card, reward), decide)

    async def change_pin(
        self, card: CardToken, old: PinBlock, new: PinBlock, key: ChangeKey
    ) -> Change | Refused | Locked:
        def decide() -> Change | Refused | Locked:
            found = self._of(card)
            number = found.demo.card_number
            keyed, wanted = SEALER.open(old, number), SEALER.open(new, number)
            if self._failures.wrong.get(number, 0) >= MAX_WRONG_PINS:
                return Locked()
            if found.pin != keyed:
                return self._failures.failed(number, None)
            self._failures.right(number)
            if (obstacle := self._obstacle_to_pin(found, wanted)) is not None:
                return Prevented(obstacle)
            found.pin = wanted
            return self._done()

        return await self._change("change_pin", key, (card, old, new), decide)

    async def block(self, card: CardToken, key: ChangeKey) -> Change:
        def decide() -> Change:
            self._of(card).state = CardState.BLOCKED
            return self._done()

        return await self._change("block", key, (card,), decide)

    async def block_number(self, card: CardNumber, key: ChangeKey) -> Done:
        def decide() -> Done:
            if card in self._by_number:
                self._by_number[card].state = CardState.BLOCKED
            return self._done()

        return await self._change("block_number", key, (card,), decide)

    async def dispute(
        self, card: CardToken, transaction_id: str, key: ChangeKey
    ) -> CaseOpened | Prevented:
        def decide() -> CaseOpened | Prevented:
            demo = self._of(card).demo
            booked = self._booked(demo)
            if transaction_id not in {transaction.transaction_id for transaction in booked}:
                return Prevented(Obstacle.NO_SUCH_TRANSACTION)
            if transaction_id in {disputed for disputed, _ in self.cases}:
                return Prevented(Obstacle.ALREADY_DISPUTED)
            reference = self._done().reference
            case = CaseOpened(reference, f"disputes-{demo.region}", self._today())
            self.cases.append((transaction_id, case))
            return case

        return await self._change("dispute", key, (card, transaction_id), decide)

    async def send_statement(self, card: CardToken, by: Delivery, key: ChangeKey) -> Change:
        def decide() -> Change:
            demo = self._of(card).demo
            if not (demo.email if by is Delivery.EMAIL else demo.has_address):
                return Prevented(Obstacle.NO_ADDRESS)
            done = self._done()
            self.statements.append(StatementSent(card, by, done.reference))
            return done

        return await self._change("send_statement", key, (card, by), decide)

    # Inside.

    async def _begin(self, method: str) -> None:
        if self.before_answer is not None:
            await self.before_answer(method)
        if self.unavailable:
            raise PeerUnavailable("bank", "switched off by the test")

    async def _change(
        self, method: str, key: ChangeKey, request: tuple[object, ...], decide: Callable[[], _T]
    ) -> _T:
        await self._begin(method)
        if key not in self.journal:
            self.journal[key] = ((method, *request), decide())
        asked, answer = self.journal[key]
        if asked != (method, *request):
            raise KeyReused(f"key of another {method}")
        if self.unsure:
            raise ChangeUnsure("bank", "its answer is kept back by the test")
        return answer  # type: ignore[return-value]  # the method is part of the request

    def _of(self, card: CardToken) -> FakeCard:
        if card not in self._by_token:
            raise UnknownCard("no such card")
        return self._by_token[card]

    def _booked(self, demo: DemoCard) -> tuple[Transaction, ...]:
        return demo_transactions(demo, today=FAKE_TODAY)[: self.most_booked]

    def _done(self) -> Done:
        return Done(f"{(len(self.journal) + 1) * 61_803_399 % 100_000_000:08d}")

    def _obstacle_to_pin(self, card: FakeCard, wanted: Pin) -> Obstacle | None:
        if (obstacle := obstacle_of(self._state(card))) is not None:
            return obstacle
        if card.pin == wanted:
            return Obstacle.SAME_PIN
        return Obstacle.WEAK_PIN if refuses(wanted, card.demo.birthday) else None

    def _state(self, card: FakeCard) -> CardState:
        return state_on(card.state, card.expiry, self._today())

    def _today(self) -> date:
        return self.clock.wall().date()

    def _now(self) -> float:
        return self.clock.wall().timestamp()
