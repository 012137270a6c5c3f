"""What the demo's cards offer to whoever dials them."""

from datetime import date
from itertools import product

from callcenter_cti.bank.card_changes import Expiry
from callcenter_cti.bank.card_services import CardState
from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.bank.pin_policy import refuses
from callcenter_cti.domain.customers import Language, Product, Tier


def test_every_product_is_there_in_every_language():
    """A demo can show any hotline in any language."""
    assert {(card.product, card.language) for card in DEMO_CARDS} >= set(
        product(Product, Language)
    )


def test_every_tier_is_there():
    """A demo can show any value of customer."""
    assert {card.tier for card in DEMO_CARDS} == set(Tier)


def test_numbers_are_valid_test_numbers_and_all_different():
    """16 digits of the test range with a check digit that fits, as a customer keys them."""
    for card in DEMO_CARDS:
        assert card.number.startswith("400000")
        assert len(card.number) == 16
        assert card.card_number.last4 == card.number[-4:]
    assert len({card.number for card in DEMO_CARDS}) == len(DEMO_CARDS)
    assert len({card.customer_id for card in DEMO_CARDS}) == len(DEMO_CARDS)


def test_first_cards_stay_what_scripts_dial():
    """The demo's scripts and the documents name these; a change here breaks them."""
    assert [(card.number, card.pin) for card in DEMO_CARDS[:2]] == [
        ("4000000013797131", "4071"),
        ("4000000027594268", "8352"),
    ]


def test_last_four_digits_tell_the_cards_apart():
    """An agent who reads the last four digits means one card."""
    assert len({card.number[-4:] for card in DEMO_CARDS}) == len(DEMO_CARDS)


def test_pins_are_all_different_and_none_is_a_tests_wrong_one():
    """A wrong PIN of the tests, 0000, is wrong for every card."""
    pins = [card.pin for card in DEMO_CARDS]

    assert len(set(pins)) == len(pins)
    assert "0000" not in pins


def test_card_does_not_show_its_number_or_pin():
    """Even a demo's log holds neither."""
    for card in DEMO_CARDS:
        assert card.number not in repr(card)
        assert f"'{card.pin}'" not in repr(card)


def test_every_state_and_every_lack_is_there():
    """A demo can show each way in which a wish goes wrong."""
    assert {card.state for card in DEMO_CARDS} >= {
        CardState.ACTIVE,
        CardState.INACTIVE,
        CardState.BLOCKED,
    }
    assert any(card.expires_in < 0 for card in DEMO_CARDS)
    assert any(card.points is None and card.product is not Product.DEBIT for card in DEMO_CARDS)
    assert any(not card.email for card in DEMO_CARDS)
    assert any(not card.has_address for card in DEMO_CARDS)
    inactive = [card for card in DEMO_CARDS if card.state is CardState.INACTIVE]
    assert {card.language for card in inactive} == set(Language)


def test_first_customer_has_everything():
    """Whoever tries the demo begins with her: points, some of which expire, and addresses."""
    first = DEMO_CARDS[0]

    assert first.state is CardState.ACTIVE
    assert first.points == 48_250
    assert 0 < first.expiring < first.points
    assert first.email
    assert first.has_address


def test_expiry_date_moves_with_the_day_of_seeding():
    """A demo of next year has cards that are good next year."""
    first = DEMO_CARDS[0]

    assert first.expiry(date(2026, 3, 2)) == Expiry(1, 2027)
    assert first.expiry(date(2026, 12, 31)) == Expiry(10, 2027)
    assert first.expiry(date(2027, 2, 28)) == Expiry(12, 2027)


def test_no_pin_is_one_that_the_bank_refuses():
    """The holder of a demo card may keep his PIN."""
    assert [card for card in DEMO_CARDS if refuses(card.card_pin, card.birthday)] == []


def test_phones_tell_customers_apart_but_for_one_household():
    """A number on file names one customer, or none."""
    phones = [card.phone for card in DEMO_CARDS]

    assert len(set(phones)) == len(phones) - 1
    assert all(phone.isdigit() for phone in phones)
