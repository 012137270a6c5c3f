"""A sentence with gaps for values, cut into what is recorded and what is put together.

Decides where the cuts are. What stands between two values is one recording; a sign behind a value
is a pause; and where a language ends a sentence with a word that runs into the value before it
(です), that word belongs to the value. Knows no file and no language's words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from callcenter_cti.ivr.sentence import PAUSE_S, Sentence

PAUSES: Final = {"pause.short": Sentence(","), "pause.long": Sentence(".")}
"""Files of silence: they stand for a comma and for a full stop after a value."""
_SIGNS: Final = re.compile(r"[.。?,、\uff0c: ]*")
NO_ENDING: Final = Sentence("")


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a value is spoken."""

    name: str
    """What the catalogue and the flow call it."""
    ends: bool = False
    """Whether the value is spoken together with the word that ends the sentence."""

    def __str__(self) -> str:
        return f"{{ ${self.name} }}"


Elements = Sequence[str | Gap]
"""A sentence as it is written: texts, and gaps between them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a catalogue."""

    text: str
    """As reviewers read it, gaps included."""
    pattern: tuple[str | Gap, ...]
    """Names of files, and the gaps between them, in the order of speech."""
    sentences: Mapping[str, Sentence] = field(default_factory=dict)
    """What its own files say, by name."""

    @property
    def gaps(self) -> frozenset[str]:
        """Names of the values that it needs."""
        return frozenset(part.name for part in self.pattern if isinstance(part, Gap))


def whole(key: str, sentence: Sentence) -> Line:
    """Return the line of a sentence without gaps: one file, named as its key."""
    return Line(sentence.text, (key,), {key: sentence})


def cut(key: str, texts: Elements, readings: Elements, ending: Sentence) -> Line:
    """Cut a sentence at its gaps; its files are ``KEY.1``, ``KEY.2`` and so on.

    Args:
        key: of the prompt.
        texts: what is written.
        readings: how it sounds, with the same gaps; empty where no reading is needed.
        ending: what a value says itself when it follows directly; `NO_ENDING` where nothing.

    Raises:
        ValueError: text and reading do not have the same texts around the same gaps.
    """
    pattern: list[str | Gap] = []
    sentences: dict[str, Sentence] = {}
    for text, reading in _pairs(texts, readings):
        if isinstance(text, Gap):
            pattern.append(text)
            continue
        said = Sentence(text, reading)
        if pattern:
            said = _after_a_value(pattern, said, ending)
        if said.text:
            name = f"{key}.{len(sentences) + 1}"
            sentences[name] = said
            pattern.append(name)
    return Line("".join(map(str, texts)).strip(), tuple(pattern), sentences)


def _pairs(texts: Elements, readings: Elements) -> Iterator[tuple[str | Gap, str]]:
    forms = [[one if isinstance(one, Gap) else "" for one in each] for each in (texts, readings)]
    if readings and forms[0] != forms[1]:
        raise ValueError("text and reading do not have the same gaps in the same places")
    for index, text in enumerate(texts):
        reading = readings[index] if readings else ""
        yield (
            text if isinstance(text, Gap) else text.strip(),
            reading.strip() if isinstance(reading, str) else "",
        )


def _after_a_value(pattern: list[str | Gap], said: Sentence, ending: Sentence) -> Sentence:
    """Take from a text what belongs to the value before it; return what is left."""
    gap = pattern[-1]
    if ending.text and said.text.startswith(ending.text) and isinstance(gap, Gap):
        pattern[-1] = Gap(gap.name, ends=True)
        return Sentence(
            said.text.removeprefix(ending.text).strip(),
            said.reading.removeprefix(ending.reading).strip(),
        )
    signs = _signs(said.text).strip()
    if signs:
        longest = max(PAUSE_S[sign] for sign in signs if sign in PAUSE_S)
        pattern.append(next(name for name, one in PAUSES.items() if one.pause_s == longest))
    return Sentence(_without_signs(said.text), _without_signs(said.reading))


def _signs(text: str) -> str:
    found = _SIGNS.match(text)
    return found.group() if found else ""


def _without_signs(text: str) -> str:
    return text[len(_signs(text)) :]
