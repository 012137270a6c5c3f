"""From speech to names of sound files."""

from datetime import date

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.call import ANY_KEY
from callcenter_cti.ivr.pattern import Gap, cut
from callcenter_cti.ivr.prompts import (
    Amount,
    Count,
    Day,
    Digits,
    Foreign,
    Number,
    Press,
    Prompt,
    Speech,
    Thing,
)
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.speech import fragments, playlist

EN, ZH, JA = Language.ENGLISH, Language.CHINESE, Language.JAPANESE


@pytest.mark.parametrize(
    ("speech", "names"),
    [
        (Prompt("welcome.gold"), ("en/welcome.gold",)),
        (Digits("40"), ("en/digit.4", "en/digit.0")),
        (Number(117), ("en/number.100", "en/number.17")),
        (Amount(Money(200, "USD")), ("en/number.2", "en/currency.USD.many")),
        (Day(date(2026, 3, 17)), ("en/month.3", "en/ordinal.17")),
        (Count(1, Thing.POINTS), ("en/number.1", "en/thing.points.one")),
        (Press("#"), ("en/press.hash",)),
        (Foreign(Press("2"), ZH), ("zh/press.2",)),
    ],
)
def test_speech_is_a_list_of_files(speech: Speech, names: tuple[str, ...]):
    """Each kind of speech has its files, by language."""
    assert playlist(speech, EN) == names


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "speech",
    [
        *(Press(key) for key in ANY_KEY),
        *(Day(date(2026, 1, day)) for day in range(1, 32)),
        *(Day(date(2026, month, 1)) for month in range(2, 13)),
        *(Count(value, thing) for value in (0, 1, 2, 10, 99, 100, 12_345) for thing in Thing),
        *(Amount(Money(1234, code)) for code in ("AUD", "CNY", "EUR", "JPY", "XYZ")),
        Digits("0123456789"),
        Digits("7"),
        Number(987_654_321),
    ],
    ids=str,
)
def test_every_file_has_a_text(speech: Speech, language: Language):
    """All but prompts are fragments that the language's wording can say."""
    texts = fragments(language)

    names = [name.partition("/") for name in playlist(speech, language)]

    assert {folder for folder, _, _ in names} == {language}
    assert [name for _, _, name in names if not texts[name].text] == []


def test_foreign_speech_is_in_its_own_language():
    """Whoever is offered Japanese hears the offer in Japanese, whatever he heard before."""
    offer = Foreign(Prompt("language.menu"), JA)

    assert playlist(offer, ZH) == playlist(offer, EN) == ("ja/language.menu",)


LINES = {
    EN: {"due": cut("due", ["Pay ", Gap("amount"), ", by ", Gap("date"), "."], (), Sentence("."))},
    JA: {
        "due": cut(
            "due",
            [Gap("date"), "までに", Gap("amount"), "です。"],
            [Gap("date"), "マデニ", Gap("amount"), "デス。"],
            Sentence("です。", "デス。"),
        )
    },
}
DUE = Prompt("due", amount=Amount(Money(500, "JPY")), date=Day(date(2026, 3, 5)))


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (EN, ("due.1", "number.500", "currency.JPY.many", "pause.short", "due.2",
              "month.3", "ordinal.5.end")),
        (JA, ("month.3", "day.5", "due.1", "number.500", "count.yen.end")),
        (ZH, ()),
    ],
)  # fmt: skip
def test_values_stand_where_the_sentence_has_gaps(language: Language, names: tuple[str, ...]):
    """Each language has its order; a language without the sentence cannot say it."""
    if not names:
        with pytest.raises(ValueError, match="prompt due needs no values, not amount, date"):
            playlist(DUE, language, LINES)
        return

    assert playlist(DUE, language, LINES) == tuple(f"{language}/{name}" for name in names)


def test_a_value_that_is_not_given_is_not_passed_over():
    """A sentence with a hole in it is never played."""
    with pytest.raises(ValueError, match="prompt due needs amount, date, not none"):
        playlist(Prompt("due"), EN, LINES)
    with pytest.raises(ValueError, match="prompt due needs amount, date, not amount, dat"):
        playlist(Prompt("due", amount=Number(5), dat=Number(3)), EN, LINES)


@pytest.mark.parametrize("key", ["", "A", "12", "\uff11"])
def test_other_keys_cannot_be_pressed(key: str):
    """A key that telephones do not have is refused."""
    with pytest.raises(ValueError, match="no key of a telephone"):
        playlist(Press(key), EN)


def test_every_day_of_a_year_can_be_said():
    """All months and all days of a month have their word."""
    texts = fragments(EN)

    assert [texts[f"month.{month}"].text for month in (1, 12)] == ["January", "December"]
    assert [texts[f"ordinal.{day}"].text for day in (1, 2, 3, 21, 22, 23, 31)] == [
        "first", "second", "third", "twenty-first", "twenty-second", "twenty-third",
        "thirty-first",
    ]  # fmt: skip
    assert {f"ordinal.{day}" for day in range(1, 32)} <= texts.keys()
