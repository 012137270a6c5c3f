"""A card system in memory, for tests of flows: passes the contract of `CardServices`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from callcenter_cti.bank.card_services import (
    Account,
    Locked,
    Refused,
    Transaction,
    Verdict,
    Verified,
)
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.bank.seed import demo_transactions, payment_due
from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CardToken

FAKE_TODAY = date(2026, 3, 2)


@dataclass
class _Card:
    demo: DemoCard
    token: CardToken
    wrong_pins: int = 0


class FakeCardServices:
    """Serves `cards` until `unavailable` is set; then every method fails like a dead bank."""

    def __init__(self, cards: Iterable[DemoCard] = DEMO_CARDS) -> None:
        self.unavailable = False
        self._by_number = {
            card.card_number: _Card(card, CardToken(f"token-{position}"))
            for position, card in enumerate(cards)
        }
        self._by_token = {card.token: card for card in self._by_number.values()}

    async def verify(self, card: CardNumber, pin: Pin) -> Verdict:
        self._answer()
        found = self._by_number.get(card)
        if found is None:
            return Refused()
        if found.wrong_pins >= 3:
            return Locked()
        if pin != found.demo.card_pin:
            found.wrong_pins += 1
            return Locked() if found.wrong_pins >= 3 else Refused()
        found.wrong_pins = 0
        return Verified(_customer(found))

    async def account(self, card: CardToken) -> Account:
        self._answer()
        demo = self._by_token[card].demo
        return Account(demo.balance, demo.available, payment_due(demo, today=FAKE_TODAY))

    async def transactions(self, card: CardToken, *, limit: int) -> tuple[Transaction, ...]:
        if not 1 <= limit <= 50:
            raise ValueError(f"limit is 1 to 50, not {limit}")
        self._answer()
        found = self._by_token.get(card)
        return demo_transactions(found.demo, today=FAKE_TODAY)[:limit] if found else ()

    async def ready(self) -> bool:
        return not self.unavailable

    def _answer(self) -> None:
        if self.unavailable:
            raise PeerUnavailable("bank", "switched off by the test")


def _customer(card: _Card) -> Customer:
    demo = card.demo
    return Customer(
        customer_id=demo.customer_id,
        name=demo.name,
        product=demo.product,
        tier=demo.tier,
        language=demo.language,
        card=card.token,
        card_last4=demo.card_number.last4,
        customer_since=demo.customer_since,
    )
