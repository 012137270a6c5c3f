"""From speech to names of sound files."""

from datetime import date

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.prompts import Amount, Day, Digits, Number, Prompt, Speech
from callcenter_cti.ivr.speech import fragments, playlist

EN = Language.ENGLISH


@pytest.mark.parametrize(
    ("speech", "names"),
    [
        (Prompt("welcome.gold"), ("welcome.gold",)),
        (Digits("40"), ("digit.4", "digit.0")),
        (Number(117), ("number.1", "number.hundred", "number.17")),
        (Amount(Money(200, "USD")), ("number.2", "currency.USD.many")),
        (Day(date(2026, 3, 17)), ("month.3", "ordinal.17")),
    ],
)
def test_speech_is_a_list_of_files(speech: Speech, names: tuple[str, ...]):
    """Each kind of speech has its files, and all but prompts are fragments with a text."""
    assert playlist(speech, EN) == names
    assert isinstance(speech, Prompt) or set(names) <= set(fragments(EN))


def test_every_day_of_a_year_can_be_said():
    """All months and all days of a month have their word."""
    texts = fragments(EN)

    assert [texts[f"month.{month}"] for month in (1, 12)] == ["January", "December"]
    assert [texts[f"ordinal.{day}"] for day in (1, 2, 3, 21, 22, 23, 31)] == [
        "first", "second", "third", "twenty-first", "twenty-second", "twenty-third",
        "thirty-first",
    ]  # fmt: skip
    assert len([name for name in texts if name.startswith("ordinal.")]) == 31


def test_language_without_a_wording_says_so():
    """Numbers of a language that nobody has worded yet are an error; its prompts are not."""
    assert playlist(Prompt("welcome"), Language.JAPANESE) == ("welcome",)
    with pytest.raises(NotImplementedError, match="ja"):
        playlist(Number(1), Language.JAPANESE)
    with pytest.raises(NotImplementedError, match="ja"):
        fragments(Language.JAPANESE)
