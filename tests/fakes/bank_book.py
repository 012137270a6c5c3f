"""What the fake bank keeps: cards, and the count of failures."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from callcenter_cti.bank.attempt_limits import MAX_WRONG_PINS, AttemptLimits, CallerTries
from callcenter_cti.bank.card_changes import Expiry
from callcenter_cti.bank.card_services import Attempt, CardState, HeldBack, Locked, Refused
from callcenter_cti.bank.demo_cards import DemoCard
from callcenter_cti.bank.rewards import PointsAccount
from callcenter_cti.bank.seed import points_account
from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.identifiers import CardToken
from tests.fakes.clock import FakeClock

FAKE_TODAY = FakeClock().wall().date()
"""The day on which the demo's cards were issued; the fake's clock begins on it."""


@dataclass
class FakeCard:
    """A card as the bank has it now."""

    demo: DemoCard
    token: CardToken
    pin: Pin
    state: CardState
    expiry: Expiry
    points: PointsAccount | None

    @property
    def customer(self) -> Customer:
        """Who holds it."""
        demo = self.demo
        return Customer(
            customer_id=demo.customer_id,
            name=demo.name,
            product=demo.product,
            tier=demo.tier,
            language=demo.language,
            card=self.token,
            card_last4=demo.card_number.last4,
            customer_since=demo.customer_since,
        )


def issued(cards: Iterable[DemoCard]) -> dict[CardNumber, FakeCard]:
    """Return the cards by number, as they are on the first day."""
    return {number: replace(card) for number, card in _first_day(tuple(cards)).items()}


@cache
def _first_day(cards: tuple[DemoCard, ...]) -> dict[CardNumber, FakeCard]:
    """Work out once what every bank of thousands of tests begins with; to copy."""
    return {
        demo.card_number: FakeCard(
            demo=demo,
            token=CardToken(f"token-{position}"),
            pin=demo.card_pin,
            state=demo.state,
            expiry=demo.expiry(FAKE_TODAY),
            points=points_account(demo, today=FAKE_TODAY),
        )
        for position, demo in enumerate(cards)
    }


@dataclass
class FailureCount:
    """Failures per card number, per caller and over all."""

    clock: Clock
    limits: AttemptLimits
    wrong: dict[CardNumber, int] = field(default_factory=dict)
    callers: dict[str, CallerTries] = field(default_factory=dict)
    failed_at: dict[CardNumber, int] = field(default_factory=dict)

    def begin(self, card: CardNumber | None, attempt: Attempt) -> Locked | HeldBack | None:
        """Tell what stops an attempt; None when nothing does."""
        now, limits = self._now(), self.limits
        recent = [at for at in self.failed_at.values() if at > now - limits.spraying_window_s]
        if self._of(attempt).held(now) or len(recent) >= limits.different_cards:
            return HeldBack()
        locked = card is not None and self.wrong.get(card, 0) >= MAX_WRONG_PINS
        return Locked() if locked else None

    def failed(self, card: CardNumber | None, attempt: Attempt | None) -> Refused | Locked:
        """Count a failure and return what is answered."""
        now = self._now()
        if attempt is not None:
            most = self.limits.per_caller if attempt.ani else self.limits.withheld
            tries = self._of(attempt).counted(now, most=most, limits=self.limits)
            self.callers[attempt.ani] = tries
        if card is None:
            return Refused()
        self.failed_at[card] = now
        self.wrong[card] = self.wrong.get(card, 0) + 1
        return Locked() if self.wrong[card] >= MAX_WRONG_PINS else Refused()

    def right(self, card: CardNumber) -> None:
        """Forget a card's failures."""
        self.wrong.pop(card, None)
        self.failed_at.pop(card, None)

    def _of(self, attempt: Attempt) -> CallerTries:
        return self.callers.get(attempt.ani, CallerTries())

    def _now(self) -> int:
        return int(self.clock.wall().timestamp())
