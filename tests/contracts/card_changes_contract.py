"""What every `CardChanges` must do; an adapter's tests subclass it and provide the bank."""

import asyncio
import dataclasses
import re

import pytest

from callcenter_cti.bank.card_changes import (
    CaseOpened,
    ChangeKey,
    Delivery,
    Done,
    Expiry,
    KeyReused,
    Obstacle,
    Prevented,
)
from callcenter_cti.bank.card_services import (
    CardState,
    HeldBack,
    Locked,
    Points,
    Refused,
    Reward,
    UnknownCard,
    Verified,
)
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.bank.pin_blocks import PinBlock
from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.identifiers import CardToken
from tests.contracts.bank_under_test import BankUnderTest, BothPorts
from tests.contracts.card_services_contract import (
    CALLER,
    EXPIRED,
    FIRST,
    SECOND,
    UNKNOWN_CARD,
    WITHOUT_POINTS,
    WRONG_PIN,
    attempt,
    card_in,
    token_of,
)
from tests.fakes.clock import FakeClock
from tests.fakes.pin_keys import SEALER

TODAY = FakeClock().wall().date()
INACTIVE = card_in(CardState.INACTIVE)
BLOCKED = card_in(CardState.BLOCKED)
WITHOUT_EMAIL = next(card for card in DEMO_CARDS if not card.email)
WITHOUT_ADDRESS = next(card for card in DEMO_CARDS if not card.has_address)
NEW_PIN = Pin("7358")
KEY = ChangeKey("sydney-1772442000.1/1")


def key(number: int) -> ChangeKey:
    """An idempotency key."""
    return ChangeKey(f"sydney-1772442000.1/{number}")


def sealed(card: DemoCard, pin: Pin | None = None) -> PinBlock:
    """A PIN block of a card, with its own PIN unless another is given."""
    return SEALER.seal(pin or card.card_pin, card.card_number)


def expiry(card: DemoCard) -> Expiry:
    """What is printed on a card."""
    return card.expiry(TODAY)


async def state_of(bank: BothPorts, card: DemoCard) -> CardState:
    """Whether a card is active."""
    return (await bank.account(await token_of(bank, card))).state


async def activated(
    bank: BothPorts,
    card: DemoCard = INACTIVE,
    *,
    pin: Pin | None = None,
    by: Expiry | None = None,
    number: int = 1,
) -> object:
    """Activate a card, with its own PIN and expiry unless others are given."""
    block = sealed(card, pin)
    return await bank.activate(card.card_number, by or expiry(card), block, CALLER, key(number))


def assert_reference(reference: str) -> None:
    """A caller can be told it digit by digit."""
    assert re.fullmatch("[0-9]{8}", reference)


class CardChangesContract:
    """Provide a fixture `peer` that serves exactly `DEMO_CARDS`, none of them tried yet."""

    @pytest.fixture
    def bank(self, peer: BankUnderTest) -> BothPorts:
        return peer.bank

    # Activation.

    async def test_card_expiry_and_pin_activate_a_card(self, bank: BothPorts):
        """From then on it is active."""
        done = await activated(bank)

        assert isinstance(done, Done)
        assert_reference(done.reference)
        assert await state_of(bank, INACTIVE) is CardState.ACTIVE

    async def test_activation_is_made_once_and_answered_alike(self, bank: BothPorts):
        """The repeated key hears the first answer, not that the card is active already."""
        block = sealed(INACTIVE)
        answers = [
            await bank.activate(INACTIVE.card_number, expiry(INACTIVE), block, CALLER, KEY)
            for _ in range(3)
        ]

        assert answers[0] == answers[1] == answers[2]
        assert isinstance(answers[0], Done)
        assert await activated(bank, number=2) == Prevented(Obstacle.ALREADY_ACTIVE)

    @pytest.mark.parametrize(
        ("card", "obstacle"),
        [
            (FIRST, Obstacle.ALREADY_ACTIVE),
            (BLOCKED, Obstacle.CARD_BLOCKED),
            (EXPIRED, Obstacle.CARD_EXPIRED),
        ],
        ids=["active", "blocked", "expired"],
    )
    async def test_card_that_cannot_be_activated_says_why(
        self, bank: BothPorts, card: DemoCard, obstacle: Obstacle
    ):
        """To its holder alone, who knows PIN and expiry; its state stays."""
        before = await state_of(bank, card)

        assert await activated(bank, card) == Prevented(obstacle)
        assert await activated(bank, card, pin=WRONG_PIN, number=2) == Refused()
        assert await state_of(bank, card) is before

    async def test_wrong_pin_wrong_expiry_and_unknown_card_sound_the_same(self, bank: BothPorts):
        """Nobody learns which it was."""
        other = Expiry(expiry(INACTIVE).month, expiry(INACTIVE).year + 1)
        block = SEALER.seal(WRONG_PIN, UNKNOWN_CARD)

        answers = [
            await activated(bank, pin=WRONG_PIN),
            await activated(bank, by=other, number=2),
            await bank.activate(UNKNOWN_CARD, expiry(INACTIVE), block, CALLER, key(3)),
        ]

        assert answers == [Refused()] * 3
        assert await state_of(bank, INACTIVE) is CardState.INACTIVE

    async def test_failures_lock_the_card_as_wrong_pins_do(self, bank: BothPorts):
        """Activation is no way around the limit, for an unknown card neither."""
        blocks = [SEALER.seal(WRONG_PIN, UNKNOWN_CARD) for _ in range(4)]
        unknown = [
            await bank.activate(UNKNOWN_CARD, expiry(INACTIVE), block, CALLER, key(10 + position))
            for position, block in enumerate(blocks)
        ]
        answers = [await activated(bank, pin=WRONG_PIN, number=position) for position in range(4)]

        assert answers == unknown == [Refused(), Refused(), Locked(), Locked()]
        assert await activated(bank, number=20) == Locked()
        assert await attempt(bank, INACTIVE) == Locked()

    async def test_repeated_request_counts_once(self, bank: BothPorts):
        """A caller whose line was cut has not used up his tries."""
        block = sealed(INACTIVE, WRONG_PIN)
        for _ in range(5):
            answer = await bank.activate(
                INACTIVE.card_number, expiry(INACTIVE), block, CALLER, KEY
            )
            assert answer == Refused()

        assert isinstance(await activated(bank, number=2), Done)

    async def test_repetitions_that_race_count_once_and_agree(self, bank: BothPorts):
        """Late and repeated requests meet at the bank."""
        wrong, right = sealed(INACTIVE, WRONG_PIN), sealed(INACTIVE)
        number, by = INACTIVE.card_number, expiry(INACTIVE)

        refused = await asyncio.gather(
            *(bank.activate(number, by, wrong, CALLER, KEY) for _ in range(6))
        )
        done = await asyncio.gather(
            *(bank.activate(number, by, right, CALLER, key(2)) for _ in range(6))
        )

        assert refused == [Refused()] * 6
        assert len(set(done)) == 1
        assert isinstance(done[0], Done)

    async def test_caller_with_too_many_failures_is_held_back(self, bank: BothPorts):
        """Identification and activation count together."""
        for card in DEMO_CARDS[3:6]:
            for _ in range(3):
                await attempt(bank, card, WRONG_PIN)

        assert await activated(bank) == HeldBack()

    # Points.

    async def test_redemption_takes_the_points_of_its_price(self, bank: BothPorts):
        """Those that expire soonest go first."""
        token = await token_of(bank, FIRST)
        assert FIRST.points is not None

        done = await bank.redeem(token, Reward.STATEMENT_CREDIT, KEY)

        assert isinstance(done, Done)
        assert_reference(done.reference)
        assert await bank.points(token) == Points(FIRST.points - 10_000, 0, None)

    async def test_repeated_redemption_takes_the_points_once(self, bank: BothPorts):
        """One after the other or all at once."""
        token = await token_of(bank, FIRST)
        answers = [await bank.redeem(token, Reward.AIRLINE_MILES, KEY) for _ in range(2)]
        answers += await asyncio.gather(
            *(bank.redeem(token, Reward.AIRLINE_MILES, KEY) for _ in range(5))
        )

        assert len(set(answers)) == 1
        assert (await bank.points(token)).balance == FIRST.points - 25_000  # type: ignore[operator]

    async def test_redemptions_that_race_take_no_more_than_there_is(self, bank: BothPorts):
        """Five wishes for 10,000 of 48,250 points: four are granted."""
        token = await token_of(bank, FIRST)

        answers = await asyncio.gather(
            *(bank.redeem(token, Reward.STATEMENT_CREDIT, key(number)) for number in range(5))
        )

        assert answers.count(Prevented(Obstacle.NOT_ENOUGH_POINTS)) == 1
        granted = [answer for answer in answers if isinstance(answer, Done)]
        assert len({done.reference for done in granted}) == 4
        assert (await bank.points(token)).balance == 8_250

    async def test_redemption_without_points_is_prevented_for_good(self, bank: BothPorts):
        """The answer to its key stays, and nothing was taken."""
        for card in (SECOND, WITHOUT_POINTS):
            token = await token_of(bank, card)
            before = await bank.points(token)
            for _ in range(2):
                answer = await bank.redeem(
                    token, Reward.AIRLINE_MILES, ChangeKey(card.customer_id)
                )
                assert answer == Prevented(Obstacle.NOT_ENOUGH_POINTS)

            assert await bank.points(token) == before

    @pytest.mark.parametrize(
        ("card", "obstacle"),
        [(BLOCKED, Obstacle.CARD_BLOCKED), (EXPIRED, Obstacle.CARD_EXPIRED)],
        ids=["blocked", "expired"],
    )
    async def test_points_of_a_card_that_is_no_good_stay(
        self, bank: BothPorts, card: DemoCard, obstacle: Obstacle
    ):
        """Nobody spends what a thief might."""
        token = await token_of(bank, card)

        assert await bank.redeem(token, Reward.STATEMENT_CREDIT, KEY) == Prevented(obstacle)
        assert (await bank.points(token)).balance == card.points

    # PIN.

    async def test_new_pin_replaces_the_old_one(self, bank: BothPorts):
        """The new one opens the card, the old one does not."""
        token = await token_of(bank, FIRST)

        done = await bank.change_pin(token, sealed(FIRST), sealed(FIRST, NEW_PIN), KEY)

        assert isinstance(done, Done)
        assert await attempt(bank, FIRST) == Refused()
        assert isinstance(await attempt(bank, FIRST, NEW_PIN), Verified)

    async def test_repeated_pin_change_is_answered_as_at_first(self, bank: BothPorts):
        """Though the old PIN is wrong by then; and it counts as no failure."""
        token = await token_of(bank, FIRST)
        old, new = sealed(FIRST), sealed(FIRST, NEW_PIN)

        answers = [await bank.change_pin(token, old, new, KEY) for _ in range(5)]

        assert len(set(answers)) == 1
        assert isinstance(answers[0], Done)
        assert isinstance(await attempt(bank, FIRST, NEW_PIN), Verified)

    async def test_wrong_old_pin_counts_and_locks(self, bank: BothPorts):
        """Three of them, and the PIN stays what it was."""
        token = await token_of(bank, FIRST)

        answers = [
            await bank.change_pin(
                token, sealed(FIRST, WRONG_PIN), sealed(FIRST, NEW_PIN), key(number)
            )
            for number in range(4)
        ]

        assert answers == [Refused(), Refused(), Locked(), Locked()]
        assert await attempt(bank, FIRST) == Locked()

    async def test_weak_and_unchanged_pins_are_prevented(self, bank: BothPorts):
        """The holder's birthday, sequences, repeats, and the PIN that he has."""
        token = await token_of(bank, FIRST)
        born = FIRST.birthday

        for number, pin in enumerate(
            (f"{born:%d%m}", f"{born:%m%d}", f"{born:%Y}", "1234", "1111")
        ):
            answer = await bank.change_pin(
                token, sealed(FIRST), sealed(FIRST, Pin(pin)), key(number)
            )
            assert answer == Prevented(Obstacle.WEAK_PIN), pin
        same = await bank.change_pin(token, sealed(FIRST), sealed(FIRST), key(9))
        assert same == Prevented(Obstacle.SAME_PIN)
        assert isinstance(await attempt(bank, FIRST), Verified)

    async def test_pin_of_a_card_that_is_no_good_stays(self, bank: BothPorts):
        """A blocked card gets no new PIN."""
        token = await token_of(bank, BLOCKED)

        answer = await bank.change_pin(token, sealed(BLOCKED), sealed(BLOCKED, NEW_PIN), KEY)

        assert answer == Prevented(Obstacle.CARD_BLOCKED)
        assert isinstance(await attempt(bank, BLOCKED), Verified)

    # Blocking.

    async def test_blocked_card_stays_blocked(self, bank: BothPorts):
        """Blocking it again is done as well; nothing activates it."""
        token = await token_of(bank, FIRST)

        first = await bank.block(token, KEY)
        again = await bank.block(token, key(2))

        assert isinstance(first, Done)
        assert isinstance(again, Done)
        assert first.reference != again.reference
        assert await state_of(bank, FIRST) is CardState.BLOCKED
        assert await activated(bank, FIRST, number=3) == Prevented(Obstacle.CARD_BLOCKED)

    async def test_block_by_number_tells_nothing_of_the_card(self, bank: BothPorts):
        """A number that is no card's is answered alike."""
        known = await bank.block_number(FIRST.card_number, KEY)
        unknown = await bank.block_number(UNKNOWN_CARD, key(2))

        assert_reference(known.reference)
        assert_reference(unknown.reference)
        assert await state_of(bank, FIRST) is CardState.BLOCKED
        assert await bank.block_number(FIRST.card_number, KEY) == known

    # Disputes and statements.

    async def test_dispute_opens_a_case_with_the_team_of_the_region(self, bank: BothPorts):
        """The same key opens it once."""
        token = await token_of(bank, FIRST)
        booked = (await bank.transactions(token, limit=1))[0].transaction_id

        case = await bank.dispute(token, booked, KEY)

        assert isinstance(case, CaseOpened)
        assert_reference(case.reference)
        assert (case.team, case.opened_on) == (f"disputes-{FIRST.region}", TODAY)
        assert await bank.dispute(token, booked, KEY) == case

    async def test_transaction_is_disputed_once(self, bank: BothPorts):
        """A second wish is told so, even when both come at once."""
        token = await token_of(bank, FIRST)
        booked = (await bank.transactions(token, limit=1))[0].transaction_id

        answers = await asyncio.gather(
            *(bank.dispute(token, booked, key(number)) for number in range(4))
        )

        assert answers.count(Prevented(Obstacle.ALREADY_DISPUTED)) == 3

    async def test_only_ones_own_transactions_can_be_disputed(self, bank: BothPorts):
        """Those of another card do not exist for him."""
        mine, his = await token_of(bank, FIRST), await token_of(bank, SECOND)
        booked = (await bank.transactions(his, limit=1))[0].transaction_id

        for number, transaction in enumerate((booked, "t999999999", "nonsense", "t", "")):
            answer = await bank.dispute(mine, transaction, key(number))
            assert answer == Prevented(Obstacle.NO_SUCH_TRANSACTION)

    async def test_statement_goes_to_the_address_on_file(self, bank: BothPorts):
        """By post and by e-mail; without an address it is prevented."""
        token = await token_of(bank, FIRST)
        for number, by in enumerate(Delivery):
            assert isinstance(await bank.send_statement(token, by, key(number)), Done)

        for card, by in ((WITHOUT_EMAIL, Delivery.EMAIL), (WITHOUT_ADDRESS, Delivery.POST)):
            token = await token_of(bank, card)
            answer = await bank.send_statement(token, by, ChangeKey(card.customer_id))
            assert answer == Prevented(Obstacle.NO_ADDRESS)

    # Keys and tokens.

    async def test_key_of_another_request_is_refused(self, bank: BothPorts):
        """Another card, another reward, another kind of change; and nothing is done."""
        token, other = await token_of(bank, FIRST), await token_of(bank, DEMO_CARDS[2])
        await bank.redeem(token, Reward.STATEMENT_CREDIT, KEY)
        before = await bank.points(token)

        with pytest.raises(KeyReused):
            await bank.redeem(other, Reward.STATEMENT_CREDIT, KEY)
        with pytest.raises(KeyReused):
            await bank.redeem(token, Reward.SHOPPING_VOUCHER, KEY)
        with pytest.raises(KeyReused):
            await bank.block(token, KEY)
        with pytest.raises(KeyReused):
            await activated(bank)

        assert await bank.points(token) == before
        assert await state_of(bank, FIRST) is CardState.ACTIVE
        assert await state_of(bank, INACTIVE) is CardState.INACTIVE

    async def test_another_pin_with_the_same_key_is_refused(self, bank: BothPorts):
        """Nobody guesses PINs on one count by repeating a key."""
        assert await activated(bank, pin=WRONG_PIN) == Refused()

        with pytest.raises(KeyReused):
            await activated(bank)

    async def test_unknown_token_is_said_so_for_every_change(self, bank: BothPorts):
        """Nothing is noted under its key: it can be used for what was meant."""
        nobody = CardToken("nobody's")
        with pytest.raises(UnknownCard):
            await bank.redeem(nobody, Reward.STATEMENT_CREDIT, KEY)
        with pytest.raises(UnknownCard):
            await bank.block(nobody, KEY)
        with pytest.raises(UnknownCard):
            await bank.change_pin(nobody, sealed(FIRST), sealed(FIRST, NEW_PIN), KEY)
        with pytest.raises(UnknownCard):
            await bank.dispute(nobody, "t1", KEY)
        with pytest.raises(UnknownCard):
            await bank.send_statement(nobody, Delivery.POST, KEY)

        assert isinstance(await bank.block(await token_of(bank, FIRST), KEY), Done)

    async def test_every_change_has_a_reference_of_its_own(self, bank: BothPorts):
        """What a caller quotes names one change."""
        references = []
        for number in range(12):
            done = await bank.block_number(CardNumber(FIRST.number), key(number))
            references.append(done.reference)

        assert len(set(references)) == 12

    async def test_attempt_elsewhere_does_not_change_a_request(self, bank: BothPorts):
        """The same wish, repeated from another line, is the same wish."""
        block = sealed(INACTIVE)
        moved = dataclasses.replace(CALLER, ani="61255500001")

        first = await bank.activate(INACTIVE.card_number, expiry(INACTIVE), block, CALLER, KEY)
        again = await bank.activate(INACTIVE.card_number, expiry(INACTIVE), block, moved, KEY)

        assert first == again
