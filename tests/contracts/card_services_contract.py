"""What every `CardServices` must do; an adapter's tests subclass it and provide the bank."""

import asyncio

import pytest

from callcenter_cti.bank.card_services import CardServices, Locked, Refused, Verified
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.customers import Product
from callcenter_cti.domain.identifiers import CardToken

FIRST, SECOND = DEMO_CARDS[0], DEMO_CARDS[1]
WRONG_PIN = Pin("0000")
UNKNOWN_CARD = CardNumber("4111111111111111")


def _card_of(product: Product) -> DemoCard:
    return next(card for card in DEMO_CARDS if card.product is product)


async def _token(bank: CardServices, card: DemoCard) -> CardToken:
    verdict = await bank.verify(card.card_number, card.card_pin)
    assert isinstance(verdict, Verified)
    return verdict.customer.card


class CardServicesContract:
    """Provide a fixture `bank` that serves exactly `DEMO_CARDS`, none of them tried yet."""

    async def test_right_pin_tells_who_the_customer_is(self, bank: CardServices):
        """Card and PIN that belong together give the whole customer, without his card number."""
        verdict = await bank.verify(FIRST.card_number, FIRST.card_pin)

        assert isinstance(verdict, Verified)
        customer = verdict.customer
        assert (customer.customer_id, customer.name) == (FIRST.customer_id, FIRST.name)
        assert (customer.product, customer.tier) == (FIRST.product, FIRST.tier)
        assert (customer.language, customer.card_last4) == (FIRST.language, FIRST.number[-4:])
        assert customer.customer_since == FIRST.customer_since
        assert FIRST.number not in repr(verdict)

    @pytest.mark.parametrize("card", DEMO_CARDS, ids=lambda card: card.customer_id)
    async def test_every_card_of_the_demo_is_served(self, bank: CardServices, card: DemoCard):
        """Each listed card verifies with its listed PIN and shows its listed balance."""
        token = await _token(bank, card)

        account = await bank.account(token)
        assert (account.balance, account.available) == (card.balance, card.available)

    async def test_token_of_a_card_stays_the_same(self, bank: CardServices):
        """Two verifications of a card give one token, and another card has another."""
        assert await _token(bank, FIRST) == await _token(bank, FIRST)
        assert await _token(bank, FIRST) != await _token(bank, SECOND)

    async def test_wrong_pin_and_unknown_card_sound_the_same(self, bank: CardServices):
        """Nobody learns from the answer whether a card number exists."""
        wrong_pin = await bank.verify(FIRST.card_number, WRONG_PIN)
        unknown = await bank.verify(UNKNOWN_CARD, WRONG_PIN)

        assert wrong_pin == unknown == Refused()

    async def test_another_cards_pin_is_wrong(self, bank: CardServices):
        """A PIN opens its own card alone."""
        assert await bank.verify(FIRST.card_number, SECOND.card_pin) == Refused()

    async def test_third_wrong_pin_in_a_row_locks_the_card(self, bank: CardServices):
        """The third says so, and from then on the right PIN does not open it either."""
        verdicts = [await bank.verify(FIRST.card_number, WRONG_PIN) for _ in range(3)]

        assert verdicts == [Refused(), Refused(), Locked()]
        assert await bank.verify(FIRST.card_number, FIRST.card_pin) == Locked()
        assert await bank.verify(FIRST.card_number, WRONG_PIN) == Locked()

    async def test_lock_of_one_card_leaves_the_others_open(self, bank: CardServices):
        """Attempts are counted card by card."""
        for _ in range(3):
            await bank.verify(FIRST.card_number, WRONG_PIN)

        assert isinstance(await bank.verify(SECOND.card_number, SECOND.card_pin), Verified)

    async def test_right_pin_sets_the_count_back(self, bank: CardServices):
        """Two wrong, one right, two wrong: the card is open."""
        for _ in range(2):
            await bank.verify(FIRST.card_number, WRONG_PIN)
            await bank.verify(FIRST.card_number, WRONG_PIN)
            verdict = await bank.verify(FIRST.card_number, FIRST.card_pin)

            assert isinstance(verdict, Verified)

    async def test_unknown_card_never_locks(self, bank: CardServices):
        """There is nothing to lock, and a lock would tell that the card exists."""
        verdicts = [await bank.verify(UNKNOWN_CARD, WRONG_PIN) for _ in range(4)]

        assert verdicts == [Refused()] * 4

    async def test_wrong_pins_that_race_are_checked_three_at_most(self, bank: CardServices):
        """Twenty calls at once get no more guesses than one after the other."""
        verdicts = await asyncio.gather(
            *(bank.verify(FIRST.card_number, WRONG_PIN) for _ in range(20))
        )

        assert verdicts.count(Refused()) == 2
        assert verdicts.count(Locked()) == 18
        assert await bank.verify(FIRST.card_number, FIRST.card_pin) == Locked()

    async def test_right_pins_that_race_all_open_the_card(self, bank: CardServices):
        """Two calls of one customer at once, both right, end with a card that is open."""
        verdicts = await asyncio.gather(
            *(bank.verify(FIRST.card_number, FIRST.card_pin) for _ in range(2))
        )

        assert all(isinstance(verdict, Verified) for verdict in verdicts)
        assert isinstance(await bank.verify(FIRST.card_number, FIRST.card_pin), Verified)

    async def test_payment_is_due_on_credit_and_never_on_debit(self, bank: CardServices):
        """A debit card owes nothing."""
        credit = await bank.account(await _token(bank, _card_of(Product.PLATINUM)))
        debit = await bank.account(await _token(bank, _card_of(Product.DEBIT)))

        assert credit.payment_due is not None
        assert debit.payment_due is None

    async def test_account_of_an_unknown_token_is_a_lookup_error(self, bank: CardServices):
        """A token that the bank never gave out has no account."""
        with pytest.raises(LookupError):
            await bank.account(CardToken("nobody's"))

    async def test_transactions_come_newest_first_and_no_more_than_asked(self, bank: CardServices):
        """Five of at least twelve, the newest, in falling order of their day."""
        token = await _token(bank, FIRST)

        all_of_them = await bank.transactions(token, limit=50)
        newest = await bank.transactions(token, limit=5)

        assert len(all_of_them) >= 12
        assert newest == all_of_them[:5]
        days = [transaction.booked_on for transaction in all_of_them]
        assert days == sorted(days, reverse=True)

    async def test_transactions_hold_refunds_and_another_currency(self, bank: CardServices):
        """What the spoken list must be able to say occurs: a credit, and money from abroad."""
        booked = await bank.transactions(await _token(bank, FIRST), limit=50)

        assert any(transaction.amount.minor < 0 for transaction in booked)
        assert len({transaction.amount.currency for transaction in booked}) > 1

    async def test_unknown_token_has_no_transactions(self, bank: CardServices):
        """The list is empty rather than an error."""
        assert await bank.transactions(CardToken("nobody's"), limit=5) == ()

    @pytest.mark.parametrize("limit", [0, 51, -1])
    async def test_limit_out_of_range_is_refused(self, bank: CardServices, limit: int):
        """One to fifty transactions can be asked for."""
        with pytest.raises(ValueError, match="limit is 1 to 50"):
            await bank.transactions(CardToken("any"), limit=limit)

    async def test_bank_that_answers_is_ready(self, bank: CardServices):
        """`/readyz` shows a bank that works as ready."""
        assert await bank.ready() is True
