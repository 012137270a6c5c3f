"""From speech to names of sound files."""

from datetime import date

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.call import ANY_KEY
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
from callcenter_cti.ivr.speech import fragments, playlist

EN, ZH, JA = Language.ENGLISH, Language.CHINESE, Language.JAPANESE


@pytest.mark.parametrize(
    ("speech", "names"),
    [
        (Prompt("welcome.gold"), ("en/welcome.gold",)),
        (Digits("40"), ("en/digit.4", "en/digit.0")),
        (Number(117), ("en/number.1", "en/number.hundred", "en/number.17")),
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
    assert len([name for name in texts if name.startswith("ordinal.")]) == 31
