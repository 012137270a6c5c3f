"""What the demo's cards offer to whoever dials them."""

from itertools import product

from callcenter_cti.bank.demo_cards import DEMO_CARDS
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
