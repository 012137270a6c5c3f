"""What to play for a piece of speech: names of sound files, in order. No files, no channel."""

from collections.abc import Mapping
from typing import Final

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr import wording_en, wording_ja, wording_zh
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
)
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.wording import Wording, press_name

_WORDINGS: Final[Mapping[Language, Wording]] = {
    Language.ENGLISH: wording_en,
    Language.CHINESE: wording_zh,
    Language.JAPANESE: wording_ja,
}


def playlist(speech: Speech, language: Language) -> tuple[str, ...]:
    """Return the files that say it, below the folder of prompts and without suffix.

    Each is ``LANGUAGE/NAME``, where the name is a prompt's key or a fragment's.

    Raises:
        ValueError: digits or a key that are none, or a number that cannot be said.
    """
    if isinstance(speech, Foreign):
        return playlist(speech.speech, speech.language)
    return tuple(f"{language}/{name}" for name in _names(speech, _WORDINGS[language]))


def _names(  # noqa: PLR0911 - one line for each kind of speech
    speech: Prompt | Digits | Number | Amount | Day | Count | Press, wording: Wording
) -> tuple[str, ...]:
    match speech:
        case Prompt():
            return (speech.key,)
        case Digits():
            return wording.digits(speech.digits)
        case Number():
            return wording.number(speech.value)
        case Amount():
            return wording.amount(speech.money)
        case Day():
            return wording.day(speech.day)
        case Count():
            return wording.count(speech.value, speech.thing)
        case Press():
            return (press_name(speech.key),)


def fragments(language: Language) -> Mapping[str, Sentence]:
    """Return the text of every fragment that `playlist` can name beside prompts."""
    return _WORDINGS[language].fragments()
