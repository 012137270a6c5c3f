"""The catalogue of prompts: what each key says, from files that reviewers read.

One Fluent file a language, one sentence a message; the dots of a key are dashes there
(``welcome.gold`` is ``welcome-gold``). Strict: a message twice, an empty sentence, a placeholder
(a sentence is one recording), a key that another language lacks: each is an error with its
place. Knows no voice and no sound file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from fluent.syntax import FluentParser, ast

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import ConfigError
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.speech import fragments

SUFFIX: Final = ".ftl"
READING: Final = "reading"
_NAME: Final = re.compile(r"[a-z0-9_]+(-[a-z0-9_]+)*", re.ASCII)
_KATAKANA: Final = re.compile(r"[ァ-ヴー、。? ]+")
_SPACED: Final = frozenset({Language.ENGLISH})
"""Languages with spaces between words: where a sentence goes on in the next line, one stands."""


class CatalogueError(ConfigError):
    """A catalogue file is wrong."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path = path
        self.line = line
        """From 1."""
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: error: {self.reason}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All sentences of one language."""

    language: Language
    sentences: Mapping[str, Sentence]
    """By key of `Prompt`."""
    path: Path = field(default=Path(), compare=False)
    """Where they were read."""

    def texts(self) -> dict[str, Sentence]:
        """Return what must be rendered: the sentences, and all fragments of numbers."""
        return {**self.sentences, **fragments(self.language)}


def load_catalogues(folder: Path) -> tuple[Catalogue, ...]:
    """Read the catalogue of every language; all have the same keys.

    Raises:
        CatalogueError: a file is not there or wrong, or lacks a key that another one has.
    """
    read = tuple(load_catalogue(folder / f"{language}{SUFFIX}") for language in Language)
    for catalogue in read:
        for other in read:
            lacking = [key for key in other.sentences if key not in catalogue.sentences]
            if lacking:
                names = ", ".join(f"`{_message_name(key)}`" for key in lacking)
                raise CatalogueError(catalogue.path, 1, f"{other.path.name} has {names} besides")
    return read


def load_catalogue(path: Path) -> Catalogue:
    """Read a catalogue; the file's name without suffix is the language (``en.ftl``).

    Raises:
        CatalogueError: the file is not there or is no catalogue.
    """
    language = _language(path)
    sentences: dict[str, Sentence] = {}
    taken = fragments(language)
    for line, message in _messages(path):
        name = message.id.name
        key = name.replace("-", ".")
        if not _NAME.fullmatch(name):
            raise CatalogueError(
                path, line, f"`{name}` is no key: lower case, words joined by `-`"
            )
        if key in sentences or key in taken:
            raise CatalogueError(path, line, f"`{name}` is there already")
        sentences[key] = _sentence(path, line, message, language)
    return Catalogue(language, MappingProxyType(sentences), path)


def _message_name(key: str) -> str:
    return key.replace(".", "-")


def _language(path: Path) -> Language:
    try:
        return Language(path.stem)
    except ValueError:
        known = ", ".join(Language)
        raise CatalogueError(path, 1, f"`{path.stem}` is none of the languages {known}") from None


def _messages(path: Path) -> Iterator[tuple[int, ast.Message]]:
    """Yield each message with its line.

    Raises:
        CatalogueError: it cannot be read, or something in it is neither message nor comment.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(path, 1, f"it cannot be read: {error}") from error
    for entry in FluentParser(with_spans=True).parse(text).body:
        line = _line(text, entry.span)
        match entry:
            case ast.Message():
                yield line, entry
            case ast.Junk():
                raise _complaint(path, text, entry)
            case ast.Term():
                raise CatalogueError(path, line, f"`-{entry.id.name}` is a term; write it out")
            case _:
                pass  # a comment


def _line(text: str, span: ast.Span | None) -> int:
    return text.count("\n", 0, span.start if span else 0) + 1


def _complaint(path: Path, text: str, junk: ast.Junk) -> CatalogueError:
    note = next(iter(junk.annotations or ()), None)
    where = note.span if note and note.span else junk.span
    reason = note.message if note and note.message else "this is no `key = sentence`"
    return CatalogueError(path, _line(text, where), reason)


def _sentence(path: Path, line: int, message: ast.Message, language: Language) -> Sentence:
    name = message.id.name
    text = _text(path, line, name, message.value, language)
    if not text:
        raise CatalogueError(path, line, f"`{name}` says nothing")
    reading = ""
    for attribute in message.attributes:
        if attribute.id.name != READING or reading:
            wrong = f"`{name}` can have one `.{READING}`, not `.{attribute.id.name}`"
            raise CatalogueError(path, line, wrong)
        reading = _text(path, line, name, attribute.value, language)
    if language is Language.JAPANESE and not _KATAKANA.fullmatch(reading):
        raise CatalogueError(path, line, f"`{name}` needs a `.{READING}` in katakana")
    return Sentence(text, reading)


def _text(
    path: Path, line: int, name: str, pattern: ast.Pattern | None, language: Language
) -> str:
    return _joined(language, tuple(_pieces(path, line, name, pattern.elements if pattern else ())))


def _pieces(
    path: Path, line: int, name: str, elements: Iterable[ast.TextElement | ast.Placeable]
) -> Iterator[str]:
    for element in elements:
        if isinstance(element, ast.Placeable):
            wrong = f"`{name}` has a placeholder, but a prompt is one recording"
            raise CatalogueError(path, line, wrong)
        yield element.value


def _joined(language: Language, pieces: Iterable[str]) -> str:
    """Make one line of several."""
    lines = (line.strip() for line in "".join(pieces).splitlines())
    return (" " if language in _SPACED else "").join(line for line in lines if line)
