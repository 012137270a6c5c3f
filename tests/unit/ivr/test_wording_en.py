"""English numbers and amounts as fragments."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money
from callcenter_cti.ivr import wording_en
from callcenter_cti.ivr.prompts import Thing
from callcenter_cti.ivr.speech import fragments
from callcenter_cti.ivr.wording import NUMBER_LIMIT

TEXTS = {name: sentence.text for name, sentence in fragments(Language.ENGLISH).items()}


def spoken(names: tuple[str, ...]) -> str:
    """Return what the fragments say one after the other."""
    return " ".join(TEXTS[name] for name in names)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "zero"),
        (1, "one"),
        (2, "two"),
        (10, "ten"),
        (11, "eleven"),
        (12, "twelve"),
        (19, "nineteen"),
        (20, "twenty"),
        (22, "twenty-two"),
        (42, "forty-two"),
        (99, "ninety-nine"),
        (100, "one hundred"),
        (101, "one hundred one"),
        (110, "one hundred ten"),
        (202, "two hundred two"),
        (1000, "one thousand"),
        (1005, "one thousand five"),
        (2000, "two thousand"),
        (10_000, "ten thousand"),
        (10_001, "ten thousand one"),
        (20_000, "twenty thousand"),
        (100_000, "one hundred thousand"),
        (100_000_000, "one hundred million"),
        (900_000_019, "nine hundred million nineteen"),
        (1234, "one thousand two hundred thirty-four"),
        (30_017, "thirty thousand seventeen"),
        (1_000_000, "one million"),
        (9_009_900, "nine million nine thousand nine hundred"),
        (12_300, "twelve thousand three hundred"),
        (215_000_016, "two hundred fifteen million sixteen"),
    ],
)
def test_numbers_in_words(value: int, text: str):
    """Numbers are said in short scale, without "and"."""
    assert spoken(wording_en.number(value)) == text


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (
            Money(123405, "AUD"),
            "one thousand two hundred thirty-four dollars and five cents",
        ),
        (Money(101, "AUD"), "one dollar and one cent"),
        (Money(200, "AUD"), "two dollars"),
        (Money(99, "AUD"), "ninety-nine cents"),
        (Money(0, "AUD"), "zero dollars"),
        (Money(-1250, "HKD"), "minus twelve Hong Kong dollars and fifty cents"),
        (Money(1250, "JPY"), "one thousand two hundred fifty yen"),
        (Money(1, "JPY"), "one yen"),
        (Money(101, "GBP"), "one pound and one penny"),
        (Money(1205, "XYZ"), "twelve point zero five X. Y. Z."),
        (Money(1200, "XYZ"), "twelve X. Y. Z."),
    ],
)
def test_amounts_in_words(money: Money, text: str):
    """Units and parts are counted right, nothing is left without a currency."""
    assert spoken(wording_en.amount(money)) == text


@pytest.mark.parametrize(
    ("value", "thing", "text"),
    [
        (0, Thing.POINTS, "zero points"),
        (1, Thing.POINTS, "one point"),
        (2, Thing.POINTS, "two points"),
        (5000, Thing.POINTS, "five thousand points"),
        (101, Thing.POINTS, "one hundred one points"),
        (3, Thing.POSITION, "three"),
        (12, Thing.ENTRY, "twelve"),
    ],
)
def test_things_are_counted(value: int, thing: Thing, text: str):
    """One of a thing, and many; places are plain numbers."""
    assert spoken(wording_en.count(value, thing)) == text


@given(st.integers(0, NUMBER_LIMIT - 1))
def test_number_in_words_is_the_number(value: int):
    """Whoever reads the words back gets the number."""
    total = part = 0
    small = {TEXTS[f"number.{number}"]: number for number in range(100)}
    for word in spoken(wording_en.number(value)).split():
        if word == "hundred":
            part *= 100
        elif word in ("thousand", "million"):
            total, part = total + part * {"thousand": 1000, "million": 1_000_000}[word], 0
        else:
            part += small[word]

    assert total + part == value


@given(st.integers(-(10**11) + 1, 10**11 - 1), st.text("ABCDEHJKNPRSUYZ", min_size=3, max_size=3))
def test_every_amount_can_be_rendered(minor: int, currency: str):
    """No amount names a fragment that has no text."""
    money = Money(minor, currency)
    if abs(minor) // 10**money.minor_digits < NUMBER_LIMIT:
        assert spoken(wording_en.amount(money))


def test_digits_are_said_one_by_one():
    """A number of a card or an order keeps its zeros."""
    assert spoken(wording_en.digits("0090")) == "zero zero nine zero"
    assert wording_en.digits("") == ()


@pytest.mark.parametrize(
    ("digits", "groups"),
    [
        ("1", "1"),
        ("12", "12"),
        ("1234", "1234"),
        ("12345", "123 45"),
        ("123456", "123 456"),
        ("1234567", "123 4567"),
        ("12345678", "1234 5678"),
        ("1234567890", "123 456 7890"),
        ("12345678901", "123 456 789 01"),
        ("4000000000000002", "4000 0000 0000 0002"),
    ],
)
def test_many_digits_are_said_in_groups(digits: str, groups: str):
    """A pause stands between fours, or between threes; no digit is left alone."""
    said = [name.removeprefix("digit.") for name in wording_en.digits(digits)]

    assert "".join(said).replace("pause.short", " ") == groups


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (wording_en.amount(Money(101, "AUD")), "one dollar and one cent."),
        (wording_en.amount(Money(200, "AUD")), "two dollars."),
        (wording_en.count(5000, Thing.POINTS), "five thousand points."),
        (wording_en.day(date(2026, 3, 17)), "March seventeenth."),
        (wording_en.digits("12"), "one two."),
        (wording_en.number(7), "seven ."),
        (wording_en.amount(Money(200, "XYZ")), "two X. Y. Z. ."),
    ],
)
def test_values_can_end_a_sentence(names: tuple[str, ...], text: str):
    """The last word is spoken as a last word; where it has no such form, a pause follows."""
    assert spoken(wording_en.ended(names)) == text


@pytest.mark.parametrize("digits", ["12a", "1 2", "²", "-1"])
def test_other_characters_are_no_digits(digits: str):
    """What is no digit is refused instead of being left out."""
    with pytest.raises(ValueError, match="only digits"):
        wording_en.digits(digits)


@pytest.mark.parametrize("value", [-1, NUMBER_LIMIT])
def test_numbers_that_cannot_be_said(value: int):
    """A number beyond the bounds is refused."""
    with pytest.raises(ValueError, match="can be said"):
        wording_en.number(value)


def test_names_are_safe_as_file_names():
    """A fragment is a file of its name."""
    assert all(re.fullmatch(r"[A-Za-z0-9.]+", name) and text for name, text in TEXTS.items())
