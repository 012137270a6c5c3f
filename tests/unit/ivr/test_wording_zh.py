"""Mandarin numbers, amounts, counts and dates as fragments."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.domain.money import Money
from callcenter_cti.ivr import wording_zh
from callcenter_cti.ivr.prompts import Thing
from callcenter_cti.ivr.wording import NUMBER_LIMIT

TEXTS = wording_zh.fragments()
NUMBERS = st.one_of(
    st.integers(0, NUMBER_LIMIT - 1),
    # Zeros inside are what goes wrong.
    st.lists(st.sampled_from("0001259"), min_size=1, max_size=9).map(lambda x: int("".join(x))),
)


def spoken(names: tuple[str, ...]) -> str:
    """Return what the fragments say one after the other."""
    return "".join(TEXTS[name].text for name in names)


def read_back(text: str) -> int:
    """Read a numeral in characters: digits, units of a group, and the groups 万 and 亿."""
    total = group = digit = 0
    for character in text:
        if character in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(character)
        elif character == "两":
            digit = 2
        elif character in "十百千":
            group += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        else:
            total += (group + digit) * {"万": 10_000, "亿": 100_000_000}[character]
            group = digit = 0
    return total + group + digit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "零"),
        (1, "一"),
        (2, "二"),
        (10, "十"),
        (11, "十一"),
        (12, "十二"),
        (20, "二十"),
        (22, "二十二"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (112, "一百一十二"),
        (200, "二百"),
        (202, "二百零二"),
        (222, "二百二十二"),
        (1000, "一千"),
        (1005, "一千零五"),
        (1010, "一千零一十"),
        (1015, "一千零一十五"),
        (1055, "一千零五十五"),
        (1100, "一千一百"),
        (2000, "两千"),
        (2222, "两千二百二十二"),
        (10_000, "一万"),
        (10_001, "一万零一"),
        (10_010, "一万零一十"),
        (10_500, "一万零五百"),
        (12_000, "一万二千"),
        (15_000, "一万五千"),
        (20_000, "两万"),
        (20_002, "两万零二"),
        (22_222, "两万二千二百二十二"),
        (100_000, "十万"),
        (105_000, "十万五千"),
        (120_300, "十二万零三百"),
        (200_000, "二十万"),
        (1_000_000, "一百万"),
        (1_150_000, "一百一十五万"),
        (10_000_000, "一千万"),
        (20_000_000, "两千万"),
        (100_000_000, "一亿"),
        (100_005_000, "一亿零五千"),
        (100_020_000, "一亿零二万"),
        (100_100_000, "一亿零一十万"),
        (102_000_000, "一亿零二百万"),
        (120_000_000, "一亿二千万"),
        (200_000_000, "两亿"),
        (999_999_999, "九亿九千九百九十九万九千九百九十九"),
    ],
)
def test_numbers_in_words(value: int, text: str):
    """Groups of four, one 零 for zeros inside, 两 first in thousands, 万 and 亿."""
    assert spoken(wording_zh.number(value)) == text


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(0, "CNY"), "零元"),
        (Money(100, "CNY"), "一元"),
        (Money(200, "CNY"), "两元"),
        (Money(1000, "CNY"), "十元"),
        (Money(1200, "CNY"), "十二元"),
        (Money(2200, "CNY"), "二十二元"),
        (Money(20200, "CNY"), "二百零二元"),
        (Money(200000, "CNY"), "两千元"),
        (Money(2000000, "CNY"), "两万元"),
        (Money(1250, "CNY"), "十二元五角"),
        (Money(1205, "CNY"), "十二元零五分"),
        (Money(1255, "CNY"), "十二元五角五分"),
        (Money(222, "CNY"), "两元二角二分"),
        (Money(20, "CNY"), "两角"),
        (Money(22, "CNY"), "两角二分"),
        (Money(2, "CNY"), "两分"),
        (Money(-5000, "CNY"), "负五十元"),
        (Money(200, "USD"), "两美元"),
        (Money(250, "USD"), "二点五零美元"),
        (Money(1205, "AUD"), "十二点零五澳元"),
        (Money(99, "HKD"), "零点九九港元"),
        (Money(11, "EUR"), "零点一一欧元"),
        (Money(12345, "JPY"), "一万二千三百四十五日元"),
        (Money(200, "XYZ"), "二艾克斯歪贼德"),
    ],
)
def test_amounts_in_words(money: Money, text: str):
    """Renminbi have 角 and 分, others decimals read as numbers (一, not 幺); two units are 两."""
    assert spoken(wording_zh.amount(money)) == text


@pytest.mark.parametrize(
    ("value", "thing", "text"),
    [
        (0, Thing.POINTS, "零分"),
        (1, Thing.POINTS, "一分"),
        (2, Thing.POINTS, "两分"),
        (12, Thing.POINTS, "十二分"),
        (22, Thing.POINTS, "二十二分"),
        (102, Thing.POINTS, "一百零二分"),
        (2000, Thing.POINTS, "两千分"),
        (2, Thing.POSITION, "第二位"),
        (12, Thing.POSITION, "第十二位"),
        (2, Thing.ENTRY, "第二笔"),
    ],
)
def test_things_are_counted(value: int, thing: Thing, text: str):
    """Each thing has its measure word; two are 两, the second is 第二."""
    assert spoken(wording_zh.count(value, thing)) == text


@given(NUMBERS)
def test_number_in_words_is_the_number(value: int):
    """Whoever reads the characters back gets the number."""
    text = spoken(wording_zh.number(value))

    assert read_back(text) == value
    assert "零零" not in text
    assert value == 0 or not text.endswith("零")


@given(NUMBERS, st.sampled_from(Thing))
def test_every_count_is_its_number(value: int, thing: Thing):
    """The number in a count is the number that was counted."""
    text = spoken(wording_zh.count(value, thing))

    assert read_back(text.removeprefix("第")[:-1]) == value


@given(st.integers(-(10**11) + 1, 10**11 - 1))
def test_every_amount_of_renminbi_is_its_amount(minor: int):
    """元, 角 and 分 add up."""
    text = spoken(wording_zh.amount(Money(minor, "CNY"))).removeprefix("负")
    found = re.fullmatch(r"(?:(.+)元)?(?:(.)角)?零?(?:(.)分)?", text)

    assert found is not None
    yuan, jiao, fen = (read_back(part or "零") for part in found.groups())
    assert yuan * 100 + jiao * 10 + fen == abs(minor)


@given(st.integers(-(10**11) + 1, 10**11 - 1), st.text("ABCDEHJKNPRSUYZ", min_size=3, max_size=3))
def test_every_amount_can_be_rendered(minor: int, currency: str):
    """No amount names a fragment that has no text."""
    money = Money(minor, currency)
    if abs(minor) // 10**money.minor_digits < NUMBER_LIMIT:
        assert spoken(wording_zh.amount(money))


def test_digits_are_said_one_by_one():
    """On the telephone 1 is 幺, which cannot be taken for 7; each digit has time of its own."""
    assert spoken(wording_zh.digits("4017")) == "四，零，幺，七，"  # noqa: RUF001 - Chinese commas


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 3, 5), "三月五日"),
        (date(2026, 12, 31), "十二月三十一日"),
        (date(2026, 2, 2), "二月二日"),
        (date(2026, 10, 10), "十月十日"),
    ],
)
def test_days_of_a_year(day: date, text: str):
    """Months and days are plain numbers: no 两."""
    assert spoken(wording_zh.day(day)) == text


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("number.100", "yi4百"),
        ("wan.1", "yi2万"),
        ("yi.1", "yi2亿"),
        ("currency.CNY.1", "yi4元"),
        ("count.points.1", "yi4分"),
        ("count.position.1", ""),
        ("number.1", ""),
        ("month.1", ""),
        ("number.inner.15", ""),
    ],
)
def test_tone_of_one(name: str, reading: str):
    """一 changes its tone before what it counts, but not in a place or a date."""
    assert TEXTS[name].reading == reading


@pytest.mark.parametrize("value", [-1, NUMBER_LIMIT])
def test_numbers_that_cannot_be_said(value: int):
    """A number beyond the bounds is refused, in a count too."""
    with pytest.raises(ValueError, match="can be said"):
        wording_zh.number(value)
    with pytest.raises(ValueError, match="can be said"):
        wording_zh.count(value, Thing.POINTS)


def test_names_are_safe_as_file_names():
    """A fragment is a file of its name."""
    assert all(re.fullmatch(r"[A-Za-z0-9.]+", name) and s.text for name, s in TEXTS.items())
