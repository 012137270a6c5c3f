"""What every `CardServices` must do; an adapter's tests subclass it and provide the bank."""

import asyncio
import dataclasses

import pytest

from callcenter_cti.bank.card_services import (
    Attempt,
    CardState,
    CodeSent,
    HeldBack,
    Locked,
    Refused,
    UnknownCard,
    Verdict,
    Verified,
)
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.domain.cards import CardNumber, OneTimeCode, Pin
from callcenter_cti.domain.customers import Customer, Product
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CardToken, HotlineId
from tests.contracts.bank_under_test import BankUnderTest, BothPorts
from tests.fakes.pin_keys import SEALER, STRANGERS_SEALER

FIRST, SECOND, THIRD = DEMO_CARDS[0], DEMO_CARDS[1], DEMO_CARDS[2]
WRONG_PIN = Pin("0000")
UNKNOWN_CARD = CardNumber("4111111111111111")
CALLER = Attempt("61255500999", HotlineId("1001"))


def card_of(product: Product) -> DemoCard:
    """The first active card of a product."""
    return next(card for card in DEMO_CARDS if card.product is product)


def card_in(state: CardState) -> DemoCard:
    """The first card that is stored as being in a state."""
    return next(card for card in DEMO_CARDS if card.state is state)


EXPIRED = next(card for card in DEMO_CARDS if card.expires_in < 0)
WITHOUT_POINTS = card_of(Product.DEBIT)


async def attempt(
    bank: BothPorts, card: DemoCard | CardNumber, pin: Pin | None = None, *, ani: str = CALLER.ani
) -> Verdict:
    """Verify a card, with its own PIN unless another is given."""
    if isinstance(card, DemoCard):
        pin, card = pin or card.card_pin, card.card_number
    assert pin is not None
    from_there = dataclasses.replace(CALLER, ani=ani)
    return await bank.verify(card, SEALER.seal(pin, card), from_there)


async def customer_of(bank: BothPorts, card: DemoCard) -> Customer:
    """Verify a card and return who holds it."""
    verdict = await attempt(bank, card)
    assert isinstance(verdict, Verified)
    return verdict.customer


async def token_of(bank: BothPorts, card: DemoCard) -> CardToken:
    """Verify a card and return its token."""
    return (await customer_of(bank, card)).card


def other_than(code: OneTimeCode) -> OneTimeCode:
    """A code that is wrong."""
    return OneTimeCode("000000" if code.reveal() != "000000" else "000001")


class CardServicesContract:
    """Provide a fixture `peer` that serves exactly `DEMO_CARDS`, none of them tried yet."""

    @pytest.fixture
    def bank(self, peer: BankUnderTest) -> BothPorts:
        return peer.bank

    async def test_right_pin_tells_who_the_customer_is(self, bank: BothPorts):
        """Card and PIN that belong together give the whole customer, without his card number."""
        customer = await customer_of(bank, FIRST)

        assert (customer.customer_id, customer.name) == (FIRST.customer_id, FIRST.name)
        assert (customer.product, customer.tier) == (FIRST.product, FIRST.tier)
        assert (customer.language, customer.card_last4) == (FIRST.language, FIRST.number[-4:])
        assert customer.customer_since == FIRST.customer_since
        assert FIRST.number not in repr(customer)

    @pytest.mark.parametrize("card", DEMO_CARDS, ids=lambda card: card.customer_id)
    async def test_every_card_of_the_demo_is_served(self, bank: BothPorts, card: DemoCard):
        """Each listed card verifies with its listed PIN and shows what is listed of it."""
        token = await token_of(bank, card)

        account = await bank.account(token)
        assert (account.balance, account.available) == (card.balance, card.available)
        assert account.state is (CardState.EXPIRED if card.expires_in < 0 else card.state)
        assert account.statement_balance.currency == card.balance.currency
        points = await bank.points(token)
        assert (points.balance, points.expiring) == (card.points or 0, card.expiring)
        assert (points.expiring_on is not None) == (card.expiring > 0)

    async def test_token_of_a_card_stays_the_same(self, bank: BothPorts):
        """Two verifications of a card give one token, and another card has another."""
        assert await token_of(bank, FIRST) == await token_of(bank, FIRST)
        assert await token_of(bank, FIRST) != await token_of(bank, SECOND)

    async def test_another_cards_pin_is_wrong(self, bank: BothPorts):
        """A PIN opens its own card alone."""
        assert await attempt(bank, FIRST, SECOND.card_pin) == Refused()

    # Limits.

    async def test_unknown_card_is_answered_like_a_wrong_pin_to_the_end(self, bank: BothPorts):
        """Nobody learns from the answers whether a card number exists, however often he tries."""
        wrong_pin = [await attempt(bank, FIRST, WRONG_PIN) for _ in range(4)]
        unknown = [await attempt(bank, UNKNOWN_CARD, WRONG_PIN) for _ in range(4)]

        assert wrong_pin == unknown == [Refused(), Refused(), Locked(), Locked()]

    async def test_third_wrong_pin_in_a_row_locks_the_card(self, bank: BothPorts):
        """The third says so, and from then on the right PIN does not open it either."""
        verdicts = [await attempt(bank, FIRST, WRONG_PIN) for _ in range(3)]

        assert verdicts == [Refused(), Refused(), Locked()]
        assert await attempt(bank, FIRST) == Locked()
        assert await attempt(bank, FIRST, WRONG_PIN) == Locked()

    async def test_lock_holds_from_every_number_and_hotline(self, bank: BothPorts):
        """Three calls from three places get no more than one call."""
        for ani in ("61255500001", "61255500002", ""):
            await attempt(bank, FIRST, WRONG_PIN, ani=ani)

        assert await attempt(bank, FIRST, ani="61255500003") == Locked()

    async def test_lock_of_one_card_leaves_the_others_open(self, bank: BothPorts):
        """Attempts are counted card by card."""
        for _ in range(3):
            await attempt(bank, FIRST, WRONG_PIN)

        assert isinstance(await attempt(bank, SECOND), Verified)

    async def test_right_pin_sets_the_count_back(self, bank: BothPorts):
        """Two wrong, one right, two wrong: the card is open."""
        for _ in range(2):
            await attempt(bank, FIRST, WRONG_PIN)
            await attempt(bank, FIRST, WRONG_PIN)

            assert isinstance(await attempt(bank, FIRST), Verified)

    async def test_wrong_pins_that_race_are_checked_three_at_most(self, bank: BothPorts):
        """Twenty calls at once get no more guesses than one after the other."""
        verdicts = await asyncio.gather(*(attempt(bank, FIRST, WRONG_PIN) for _ in range(20)))

        assert verdicts.count(Refused()) == 2
        assert verdicts.count(Locked()) == 18
        assert await attempt(bank, FIRST) == Locked()

    async def test_right_pins_that_race_all_open_the_card(self, bank: BothPorts):
        """Two calls of one customer at once, both right, end with a card that is open."""
        verdicts = await asyncio.gather(*(attempt(bank, FIRST) for _ in range(2)))

        assert all(isinstance(verdict, Verified) for verdict in verdicts)
        assert isinstance(await attempt(bank, FIRST), Verified)

    async def test_caller_with_nine_failures_is_held_back_and_longer_each_time(
        self, peer: BankUnderTest
    ):
        """A right PIN does not help him; a quarter of an hour later he has one try again."""
        bank = peer.bank
        for card in DEMO_CARDS[3:6]:
            for _ in range(3):
                assert await attempt(bank, card, WRONG_PIN) != HeldBack()

        assert await attempt(bank, FIRST) == HeldBack()
        assert isinstance(await attempt(bank, FIRST, ani="61255500001"), Verified)

        peer.clock.advance(900)
        assert await attempt(bank, SECOND, WRONG_PIN) == Refused()
        peer.clock.advance(900)
        assert await attempt(bank, FIRST) == HeldBack()
        peer.clock.advance(900)
        assert isinstance(await attempt(bank, FIRST), Verified)

    async def test_right_pin_forgives_a_caller_no_earlier_failures(self, bank: BothPorts):
        """Who owns one card gets no more guesses at the cards of others."""
        for card in DEMO_CARDS[3:6]:
            for _ in range(3):
                assert await attempt(bank, card, WRONG_PIN) != HeldBack()
                if card is not DEMO_CARDS[5]:
                    assert isinstance(await attempt(bank, FIRST), Verified)

        assert await attempt(bank, FIRST) == HeldBack()

    async def test_caller_starts_anew_after_a_quiet_hour(self, peer: BankUnderTest):
        """Mistakes of yesterday are forgotten."""
        for card in DEMO_CARDS[3:6]:
            for _ in range(2):
                await attempt(peer.bank, card, WRONG_PIN)

        peer.clock.advance(3600)
        for card in DEMO_CARDS[6:8]:
            for _ in range(3):
                await attempt(peer.bank, card, WRONG_PIN)
        assert isinstance(await attempt(peer.bank, FIRST), Verified)

    async def test_withheld_numbers_count_together_and_have_a_limit_of_their_own(
        self, bank: BothPorts
    ):
        """One of them alone cannot shut the others out with nine failures."""
        for card in DEMO_CARDS[3:7]:
            for _ in range(3):
                assert await attempt(bank, card, WRONG_PIN, ani="") != HeldBack()

        assert isinstance(await attempt(bank, FIRST, ani=""), Verified)

    async def test_pin_block_that_the_bank_cannot_open_counts_for_nobody(self, bank: BothPorts):
        """A key that was not exchanged is our fault, not the caller's."""
        block = STRANGERS_SEALER.seal(FIRST.card_pin, FIRST.card_number)
        for _ in range(3):
            with pytest.raises(PeerUnavailable):
                await bank.verify(FIRST.card_number, block, CALLER)

        assert isinstance(await attempt(bank, FIRST), Verified)

    # Who calls.

    async def test_caller_is_recognised_by_his_number(self, bank: BothPorts):
        """The number on file names its customer, with his card."""
        recognised = await bank.recognise(FIRST.phone)

        assert recognised == await customer_of(bank, FIRST)

    async def test_unknown_withheld_and_shared_numbers_name_nobody(self, bank: BothPorts):
        """A household's number is no customer's."""
        phones = [card.phone for card in DEMO_CARDS]
        shared = next(phone for phone in phones if phones.count(phone) > 1)

        assert await bank.recognise("61299999999") is None
        assert await bank.recognise("") is None
        assert await bank.recognise(shared) is None

    # One-time codes.

    async def test_code_that_was_sent_verifies_once(self, peer: BankUnderTest):
        """The second time it is used up."""
        sent, code, customer = await self._send(peer, FIRST)

        assert sent.phone_last2 == FIRST.phone[-2:]
        assert await peer.bank.check_code(sent.challenge, code, CALLER) == Verified(customer)
        assert await peer.bank.check_code(sent.challenge, code, CALLER) == Refused()

    async def test_code_is_valid_for_five_minutes(self, peer: BankUnderTest):
        """One second before the end it is; at the end it is not."""
        sent, code, _ = await self._send(peer, FIRST)
        peer.clock.advance(299)
        verdict = await peer.bank.check_code(sent.challenge, code, CALLER)
        assert isinstance(verdict, Verified)

        sent, code, _ = await self._send(peer, FIRST)
        peer.clock.advance(300)
        assert await peer.bank.check_code(sent.challenge, code, CALLER) == Refused()

    async def test_third_wrong_code_locks_the_card(self, peer: BankUnderTest):
        """Who asks for another code gets no more guesses."""
        sent, code, _ = await self._send(peer, FIRST)
        wrong = other_than(code)

        verdicts = [await peer.bank.check_code(sent.challenge, wrong, CALLER) for _ in range(3)]

        assert verdicts == [Refused(), Refused(), Locked()]
        assert await peer.bank.check_code(sent.challenge, code, CALLER) == Locked()
        assert await attempt(peer.bank, FIRST) == Locked()

    async def test_wrong_codes_and_wrong_pins_count_together(self, peer: BankUnderTest):
        """A wrong PIN and two wrong codes are three."""
        sent, code, _ = await self._send(peer, FIRST)
        await attempt(peer.bank, FIRST, WRONG_PIN)
        await peer.bank.check_code(sent.challenge, other_than(code), CALLER)

        assert await peer.bank.check_code(sent.challenge, other_than(code), CALLER) == Locked()

    async def test_next_code_voids_the_one_before(self, peer: BankUnderTest):
        """Only the last one that was sent is good."""
        first, first_code, _ = await self._send(peer, FIRST)
        second, second_code, _ = await self._send(peer, FIRST)

        assert await peer.bank.check_code(first.challenge, first_code, CALLER) == Refused()
        verdict = await peer.bank.check_code(second.challenge, second_code, CALLER)
        assert isinstance(verdict, Verified)

    async def test_code_is_bound_to_its_challenge(self, peer: BankUnderTest):
        """Another customer's code is wrong, and a challenge that nobody was given has none."""
        sent, code, _ = await self._send(peer, FIRST)
        others, others_code, _ = await self._send(peer, SECOND)
        if code != others_code:
            assert await peer.bank.check_code(sent.challenge, others_code, CALLER) == Refused()

        assert await peer.bank.check_code("nobody's", code, CALLER) == Refused()
        assert others.challenge != sent.challenge

    @staticmethod
    async def _send(peer: BankUnderTest, card: DemoCard) -> tuple[CodeSent, OneTimeCode, Customer]:
        customer = await customer_of(peer.bank, card)
        sent = await peer.bank.send_code(customer)
        return sent, await peer.last_code(customer), customer

    # What is read.

    async def test_payment_is_due_on_credit_and_never_on_debit(self, bank: BothPorts):
        """A debit card owes nothing."""
        credit = await bank.account(await token_of(bank, card_of(Product.PLATINUM)))
        debit = await bank.account(await token_of(bank, card_of(Product.DEBIT)))

        assert credit.payment_due is not None
        assert 0 < credit.minimum_payment.minor < credit.statement_balance.minor
        assert debit.payment_due is None
        assert debit.minimum_payment.minor == 0

    async def test_unknown_token_is_said_so(self, bank: BothPorts):
        """A token that the bank never gave out has no account and no points."""
        for read in (bank.account, bank.points, bank.rewards):
            with pytest.raises(UnknownCard):
                await read(CardToken("nobody's"))

    async def test_transactions_come_newest_first_and_page_by_page(self, bank: BothPorts):
        """Two pages of five of at least twelve, in falling order of their day, each named."""
        token = await token_of(bank, FIRST)

        all_of_them = await bank.transactions(token, limit=50)
        newest = await bank.transactions(token, limit=5)
        next_page = await bank.transactions(token, limit=5, offset=5)

        assert len(all_of_them) >= 12
        assert newest + next_page == all_of_them[:10]
        days = [transaction.booked_on for transaction in all_of_them]
        assert days == sorted(days, reverse=True)
        assert len({transaction.transaction_id for transaction in all_of_them}) == len(days)
        assert await bank.transactions(token, limit=5, offset=500) == ()

    async def test_transactions_hold_refunds_and_another_currency(self, bank: BothPorts):
        """What the spoken list must be able to say occurs: a credit, and money from abroad."""
        booked = await bank.transactions(await token_of(bank, FIRST), limit=50)

        assert any(transaction.amount.minor < 0 for transaction in booked)
        assert len({transaction.amount.currency for transaction in booked}) > 1

    async def test_unknown_token_has_no_transactions(self, bank: BothPorts):
        """The list is empty rather than an error."""
        assert await bank.transactions(CardToken("nobody's"), limit=5) == ()

    @pytest.mark.parametrize("limit", [0, 51, -1])
    async def test_limit_out_of_range_is_refused(self, bank: BothPorts, limit: int):
        """One to fifty transactions can be asked for."""
        with pytest.raises(ValueError, match="limit is 1 to 50"):
            await bank.transactions(CardToken("any"), limit=limit)

    async def test_offset_below_zero_is_refused(self, bank: BothPorts):
        """A list begins at its beginning."""
        with pytest.raises(ValueError, match="offset is 0 or more"):
            await bank.transactions(CardToken("any"), limit=5, offset=-1)

    async def test_catalogue_is_cheapest_first_and_for_the_programme_alone(self, bank: BothPorts):
        """A card without the programme is offered nothing."""
        offered = await bank.rewards(await token_of(bank, FIRST))

        assert [offer.points for offer in offered] == sorted(offer.points for offer in offered)
        assert len({offer.reward for offer in offered}) == len(offered) >= 3
        assert await bank.rewards(await token_of(bank, WITHOUT_POINTS)) == ()

    async def test_points_lapse_after_their_day(self, peer: BankUnderTest):
        """On the day itself they are there; the day after only the others are."""
        token = await token_of(peer.bank, FIRST)
        assert FIRST.points is not None

        peer.clock.advance(40 * 86_400)
        assert (await peer.bank.points(token)).balance == FIRST.points
        peer.clock.advance(86_400)
        lapsed = await peer.bank.points(token)
        assert (lapsed.balance, lapsed.expiring) == (FIRST.points - FIRST.expiring, 0)
        assert lapsed.expiring_on is None

    async def test_bank_that_answers_is_ready(self, bank: BothPorts):
        """`/readyz` shows a bank that works as ready."""
        assert await bank.ready() is True


class SprayingContract:
    """Provide a fixture `narrow_peer` that allows three different cards to fail at once."""

    async def test_many_cards_that_fail_hold_everybody_back(self, narrow_peer: BankUnderTest):
        """Guesses spread over cards and numbers are noticed as one, until they have stopped."""
        bank = narrow_peer.bank
        for position, card in enumerate(DEMO_CARDS[3:6]):
            assert await attempt(bank, card, WRONG_PIN, ani=f"6125550000{position}") == Refused()

        assert await attempt(bank, FIRST, ani="61255500009") == HeldBack()

        narrow_peer.clock.advance(600)
        assert isinstance(await attempt(bank, FIRST, ani="61255500009"), Verified)

    async def test_unknown_cards_count_as_well(self, narrow_peer: BankUnderTest):
        """Whoever tries numbers at random is held back like whoever has a list of real ones."""
        bank = narrow_peer.bank
        for number in ("4111111111111111", "5555555555554444", "378282246310005"):
            await attempt(bank, CardNumber(number), WRONG_PIN)

        assert await attempt(bank, FIRST) == HeldBack()

    async def test_card_that_opens_in_the_end_does_not_count(self, narrow_peer: BankUnderTest):
        """Many who mistype once and then get it right are no attack."""
        bank = narrow_peer.bank
        for card in DEMO_CARDS[3:8]:
            await attempt(bank, card, WRONG_PIN)
            assert isinstance(await attempt(bank, card), Verified)

    async def test_same_card_again_does_not_count_twice(self, narrow_peer: BankUnderTest):
        """One customer's three mistakes are one card's."""
        for _ in range(3):
            await attempt(narrow_peer.bank, SECOND, WRONG_PIN)

        assert isinstance(await attempt(narrow_peer.bank, FIRST), Verified)
