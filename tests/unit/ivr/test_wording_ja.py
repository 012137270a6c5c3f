"""Japanese numbers, amounts, counts and dates as fragments, as written and as they sound."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.domain.money import Money
from callcenter_cti.ivr import wording_ja
from callcenter_cti.ivr.prompts import Thing
from callcenter_cti.ivr.wording import NUMBER_LIMIT

TEXTS = wording_ja.fragments()
NUMBERS = st.one_of(
    st.integers(0, NUMBER_LIMIT - 1),
    st.lists(st.sampled_from("0001489"), min_size=1, max_size=9).map(lambda x: int("".join(x))),
)
KANA = re.compile(r"[ァ-ヴー、。 ]+")


def written(names: tuple[str, ...]) -> str:
    """Return the texts of the fragments one after the other."""
    return "".join(TEXTS[name].text for name in names)


def sounding(names: tuple[str, ...]) -> str:
    """Return the readings of the fragments one after the other."""
    return "".join(TEXTS[name].reading for name in names)


def read_back(text: str) -> int:
    """Read a numeral in kanji."""
    total = group = digit = 0
    for character in text.replace("ゼロ", "\u3007"):
        if character in "\u3007一二三四五六七八九":
            digit = "\u3007一二三四五六七八九".index(character)
        elif character in "十百千":
            group += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        else:
            total += (group + digit) * {"万": 10_000, "億": 100_000_000}[character]
            group = digit = 0
    return total + group + digit


@pytest.mark.parametrize(
    ("value", "text", "reading"),
    [
        (0, "ゼロ", "ゼロ"),
        (1, "一", "イチ"),
        (4, "四", "ヨン"),
        (7, "七", "ナナ"),
        (9, "九", "キュー"),
        (10, "十", "ジュー"),
        (11, "十一", "ジューイチ"),
        (14, "十四", "ジューヨン"),
        (20, "二十", "ニジュー"),
        (22, "二十二", "ニジューニ"),
        (99, "九十九", "キュージューキュー"),
        (100, "百", "ヒャク"),
        (101, "百一", "ヒャクイチ"),
        (110, "百十", "ヒャクジュー"),
        (202, "二百二", "ニヒャクニ"),
        (300, "三百", "サンビャク"),
        (600, "六百", "ロッピャク"),
        (800, "八百", "ハッピャク"),
        (1000, "千", "セン"),
        (1005, "千五", "センゴ"),
        (3000, "三千", "サンゼン"),
        (3333, "三千三百三十三", "サンゼンサンビャクサンジューサン"),
        (8000, "八千", "ハッセン"),
        (10_000, "一万", "イチマン"),
        (10_001, "一万一", "イチマンイチ"),
        (12_345, "一万二千三百四十五", "イチマンニセンサンビャクヨンジューゴ"),
        (20_000, "二万", "ニマン"),
        (40_000, "四万", "ヨンマン"),
        (100_000, "十万", "ジューマン"),
        (140_000, "十四万", "ジューヨンマン"),
        (1_000_000, "百万", "ヒャクマン"),
        (10_000_000, "一千万", "イッセンマン"),
        (11_000_000, "千百万", "センヒャクマン"),
        (30_000_000, "三千万", "サンゼンマン"),
        (100_000_000, "一億", "イチオク"),
        (100_000_001, "一億一", "イチオクイチ"),
        (110_000_000, "一億一千万", "イチオクイッセンマン"),
        (987_654_321, "九億八千七百六十五万四千三百二十一",
         "キューオクハッセンナナヒャクロクジューゴマンヨンセンサンビャクニジューイチ"),
    ],
)  # fmt: skip
def test_numbers_in_words(value: int, text: str, reading: str):
    """Groups of four; hundreds and thousands with their changes of sound."""
    names = wording_ja.number(value)

    assert (written(names), sounding(names)) == (text, reading)


@pytest.mark.parametrize(
    ("money", "text", "reading"),
    [
        (Money(0, "JPY"), "ゼロ円", "ゼロエン"),
        (Money(1, "JPY"), "一円", "イチエン"),
        (Money(4, "JPY"), "四円", "ヨエン"),
        (Money(14, "JPY"), "十四円", "ジューヨエン"),
        (Money(20, "JPY"), "二十円", "ニジューエン"),
        (Money(101, "JPY"), "百一円", "ヒャクイチエン"),
        (Money(110, "JPY"), "百十円", "ヒャクジューエン"),
        (Money(1250, "JPY"), "千二百五十円", "センニヒャクゴジューエン"),
        (Money(50_000, "JPY"), "五万円", "ゴマンエン"),
        (Money(123_456, "JPY"), "十二万三千四百五十六円",
         "ジューニマンサンゼンヨンヒャクゴジューロクエン"),
        (Money(-3000, "JPY"), "マイナス三千円", "マイナスサンゼンエン"),
        (Money(1250, "USD"), "十二米ドル五十セント", "ジューニベードルゴジューセント"),
        (Money(200, "USD"), "二米ドル", "ニベードル"),
        (Money(99, "AUD"), "九十九セント", "キュージューキューセント"),
        (Money(101, "GBP"), "一ポンド一ペンス", "イチポンドイチペンス"),
        (Money(1205, "XYZ"), "十二点ゼロゴーエックスワイゼット",
         "ジューニテンゼロゴーエックスワイゼット"),
    ],
)  # fmt: skip
def test_amounts_in_words(money: Money, text: str, reading: str):
    """Yen have no decimals; 四円 is ヨエン."""
    names = wording_ja.amount(money)

    assert (written(names), sounding(names)) == (text, reading)


@pytest.mark.parametrize(
    ("value", "thing", "text", "reading"),
    [
        (1, Thing.ENTRY, "一件目", "イッケンメ"),
        (6, Thing.ENTRY, "六件目", "ロッケンメ"),
        (8, Thing.ENTRY, "八件目", "ハッケンメ"),
        (10, Thing.ENTRY, "十件目", "ジュッケンメ"),
        (21, Thing.ENTRY, "二十一件目", "ニジューイッケンメ"),
        (30, Thing.ENTRY, "三十件目", "サンジュッケンメ"),
        (1, Thing.POINTS, "一ポイント", "イチポイント"),
        (10, Thing.POINTS, "十ポイント", "ジュッポイント"),
        (5000, Thing.POINTS, "五千ポイント", "ゴセンポイント"),
        (1, Thing.POSITION, "一番目", "イチバンメ"),
        (4, Thing.POSITION, "四番目", "ヨンバンメ"),
        (12, Thing.POSITION, "十二番目", "ジューニバンメ"),
        (0, Thing.POINTS, "ゼロポイント", "ゼロポイント"),
    ],
)
def test_things_are_counted(value: int, thing: Thing, text: str, reading: str):
    """Each thing has its counter, and each counter changes the sound of the number."""
    names = wording_ja.count(value, thing)

    assert (written(names), sounding(names)) == (text, reading)


@given(NUMBERS)
def test_number_in_words_is_the_number(value: int):
    """Whoever reads the kanji back gets the number."""
    assert read_back(written(wording_ja.number(value))) == value


@given(NUMBERS, st.sampled_from(Thing))
def test_every_count_is_its_number(value: int, thing: Thing):
    """The number in a count is the number that was counted."""
    text = written(wording_ja.count(value, thing))

    assert read_back(re.sub(r"(円|ポイント|件|番目).*", "", text)) == value


@given(NUMBERS)
def test_every_amount_of_yen_is_its_amount(value: int):
    """The number in front of the yen is the amount."""
    text = written(wording_ja.amount(Money(value, "JPY")))

    assert read_back(text.removesuffix("円")) == value


@given(st.integers(-(10**11) + 1, 10**11 - 1), st.text("ABCDEHJKNPRSUYZ", min_size=3, max_size=3))
def test_every_amount_can_be_rendered(minor: int, currency: str):
    """No amount names a fragment that has no text."""
    money = Money(minor, currency)
    if abs(minor) // 10**money.minor_digits < NUMBER_LIMIT:
        assert written(wording_ja.amount(money))


def test_digits_are_said_one_by_one():
    """Four is ヨン and seven ナナ: シ and シチ are mistaken for each other."""
    assert sounding(wording_ja.digits("4917")) == "ヨンキューイチナナ"


@pytest.mark.parametrize(
    ("day", "text", "reading"),
    [
        (date(2026, 1, 1), "一月一日", "イチガツツイタチ"),
        (date(2026, 3, 5), "三月五日", "サンガツイツカ"),
        (date(2026, 4, 4), "四月四日", "シガツヨッカ"),
        (date(2026, 7, 7), "七月七日", "シチガツナノカ"),
        (date(2026, 9, 9), "九月九日", "クガツココノカ"),
        (date(2026, 10, 10), "十月十日", "ジューガツトーカ"),
        (date(2026, 11, 14), "十一月十四日", "ジューイチガツジューヨッカ"),
        (date(2026, 12, 20), "十二月二十日", "ジューニガツハツカ"),
        (date(2026, 2, 24), "二月二十四日", "ニガツニジューヨッカ"),
        (date(2026, 5, 31), "五月三十一日", "ゴガツサンジューイチニチ"),
    ],
)
def test_days_of_a_year(day: date, text: str, reading: str):
    """Days of the month have readings of their own."""
    names = wording_ja.day(day)

    assert (written(names), sounding(names)) == (text, reading)


@pytest.mark.parametrize(
    ("names", "text", "reading"),
    [
        (wording_ja.amount(Money(1004, "JPY")), "千四円です。", "センヨエンデス。"),
        (wording_ja.amount(Money(5000, "JPY")), "五千円です。", "ゴセンエンデス。"),
        (wording_ja.amount(Money(200, "USD")), "二米ドルです。", "ニベードルデス。"),
        (wording_ja.amount(Money(250, "USD")), "二米ドル五十セントです。",
         "ニベードルゴジューセントデス。"),
        (wording_ja.amount(Money(200, "XYZ")), "二エックスワイゼットです。",
         "ニエックスワイゼットデス。"),
        (wording_ja.count(10, Thing.POINTS), "十ポイントです。", "ジュッポイントデス。"),
        (wording_ja.day(date(2026, 3, 5)), "三月五日です。", "サンガツイツカデス。"),
        (wording_ja.digits("02"), "ゼロニーです。", "ゼロニーデス。"),
        (wording_ja.number(12), "十二です。", "ジューニデス。"),
    ],
)  # fmt: skip
def test_values_can_end_a_sentence(names: tuple[str, ...], text: str, reading: str):
    """です is spoken with the word before it, as one fragment wherever there is one."""
    ended = wording_ja.ended(names)

    assert (written(ended), sounding(ended)) == (text, reading)
    assert len(ended) == len(names) + ("word.is" in ended)


@pytest.mark.parametrize("value", [-1, NUMBER_LIMIT])
def test_numbers_that_cannot_be_said(value: int):
    """A number beyond the bounds is refused, in a count too."""
    with pytest.raises(ValueError, match="can be said"):
        wording_ja.number(value)
    with pytest.raises(ValueError, match="can be said"):
        wording_ja.count(value, Thing.POINTS)


def test_every_fragment_has_a_reading_in_kana():
    """A voice that cannot read kanji can speak all of it."""
    assert [name for name, s in TEXTS.items() if not KANA.fullmatch(s.reading)] == []


def test_names_are_safe_as_file_names():
    """A fragment is a file of its name."""
    assert all(re.fullmatch(r"[A-Za-z0-9.]+", name) and s.text for name, s in TEXTS.items())
