"""What to play for a piece of speech: names of sound files, in order. No files, no channel."""

from collections.abc import Iterator, Mapping
from typing import Final

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr import wording_en, wording_ja, wording_zh
from callcenter_cti.ivr.pattern import PAUSES, Gap, Line
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
    Value,
)
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.wording import Names, Wording, press_name

_WORDINGS: Final[Mapping[Language, Wording]] = {
    Language.ENGLISH: wording_en,
    Language.CHINESE: wording_zh,
    Language.JAPANESE: wording_ja,
}

Lines = Mapping[Language, Mapping[str, Line]]
"""The sentences of each language by key; a prompt that is not among them is one file."""
_NO_LINES: Final[Lines] = {}


def playlist(speech: Speech, language: Language, lines: Lines = _NO_LINES) -> Names:
    """Return the files that say it, below the folder of prompts and without suffix.

    Each is ``LANGUAGE/NAME``, where the name is a prompt's key or a fragment's.

    Raises:
        ValueError: digits or a key that are none, a number that cannot be said, or a prompt
            whose values are not those that its sentence has gaps for.
    """
    if isinstance(speech, Foreign):
        return playlist(speech.speech, speech.language, lines)
    wording = _WORDINGS[language]
    match speech:
        case Prompt():
            names = tuple(_sentence(speech, lines.get(language, {}), wording))
        case Press():
            names = (press_name(speech.key),)
        case _:
            names = _value(speech, wording)
    return tuple(f"{language}/{name}" for name in names)


def _sentence(prompt: Prompt, lines: Mapping[str, Line], wording: Wording) -> Iterator[str]:
    line = lines.get(prompt.key) or Line(prompt.key, (prompt.key,))
    values = dict(prompt.values)
    if line.gaps != values.keys():
        wanted = ", ".join(sorted(line.gaps)) or "no values"
        raise ValueError(f"prompt {prompt.key} needs {wanted}, not {', '.join(values) or 'none'}")
    for part in line.pattern:
        if isinstance(part, Gap):
            names = _value(values[part.name], wording)
            yield from wording.ended(names) if part.ends else names
        else:
            yield part


def _value(value: Value, wording: Wording) -> Names:
    match value:
        case Digits():
            return wording.digits(value.digits)
        case Number():
            return wording.number(value.value)
        case Amount():
            return wording.amount(value.money)
        case Day():
            return wording.day(value.day)
        case Count():
            return wording.count(value.value, value.thing)


def fragments(language: Language) -> Mapping[str, Sentence]:
    """Return the text of every fragment that `playlist` can name beside prompts."""
    return {**PAUSES, **_WORDINGS[language].fragments()}


def ending(language: Language) -> Sentence:
    """Return the word that a value at the end of a sentence says itself."""
    return _WORDINGS[language].ending()
