"""The catalogue of prompts: what each key says, from files that reviewers read.

One Fluent file a language, one sentence a message; the dots of a key are dashes there
(``welcome.gold`` is ``welcome-gold``). ``{ $amount }`` is a gap, which a flow fills; where it
stands is free in each language. Strict: a message twice, an empty sentence, a key or a gap that
another language lacks: each is an error with its place. Knows no voice and no sound file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from fluent.syntax import FluentParser, ast

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import ConfigError
from callcenter_cti.ivr.pattern import Elements, Gap, Line, cut, whole
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.speech import ending, fragments

SUFFIX: Final = ".ftl"
READING: Final = "reading"
_NAME: Final = re.compile(r"[a-z0-9_]+(-[a-z0-9_]+)*", re.ASCII)
_KATAKANA: Final = re.compile(r"[ァ-ヴー、。? ]+")
_BREAK: Final = re.compile(r"\s*\n\s*")
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
    lines: Mapping[str, Line]
    """By key of `Prompt`."""
    path: Path = field(default=Path(), compare=False)
    """Where they were read."""

    def texts(self) -> dict[str, Sentence]:
        """Return what must be rendered, by file: the sentences, and all fragments of values."""
        said = {name: one for line in self.lines.values() for name, one in line.sentences.items()}
        return {**said, **fragments(self.language)}


def load_catalogues(folder: Path) -> tuple[Catalogue, ...]:
    """Read the catalogue of every language; all have the same keys, with the same gaps.

    Raises:
        CatalogueError: a file is not there or wrong, or lacks a key or a gap that another has.
    """
    read = tuple(load_catalogue(folder / f"{language}{SUFFIX}") for language in Language)
    for catalogue in read:
        for other in read:
            _compare(catalogue, other)
    return read


def _compare(catalogue: Catalogue, other: Catalogue) -> None:
    lacking = [key for key in other.lines if key not in catalogue.lines]
    if lacking:
        names = ", ".join(f"`{_message_name(key)}`" for key in lacking)
        raise CatalogueError(catalogue.path, 1, f"{other.path.name} has {names} besides")
    for key, line in other.lines.items():
        gaps = line.gaps - catalogue.lines[key].gaps
        if gaps:
            names = ", ".join(f"`{Gap(name)}`" for name in sorted(gaps))
            wrong = f"`{_message_name(key)}` has {names} in {other.path.name}, and not here"
            raise CatalogueError(catalogue.path, 1, wrong)


def load_catalogue(path: Path) -> Catalogue:
    """Read a catalogue; the file's name without suffix is the language (``en.ftl``).

    Raises:
        CatalogueError: the file is not there or is no catalogue.
    """
    language = _language(path)
    lines: dict[str, Line] = {}
    taken = set(fragments(language))
    for number, message in _messages(path):
        at = _Place(path, number, message.id.name, language)
        if not _NAME.fullmatch(at.name):
            raise at.error("`{}` is no key: lower case, words joined by `-`")
        line = _line_of(at, message)
        if taken & {at.key, *line.sentences}:
            raise at.error("`{}` is there already")
        taken |= {at.key, *line.sentences}
        lines[at.key] = line
    return Catalogue(language, MappingProxyType(lines), path)


@dataclass(frozen=True, slots=True)
class _Place:
    """A message in its file."""

    path: Path
    line: int
    name: str
    language: Language

    @property
    def key(self) -> str:
        return self.name.replace("-", ".")

    def error(self, reason: str) -> CatalogueError:
        """Return what is wrong with it; ``{}`` in the reason is its name."""
        return CatalogueError(self.path, self.line, reason.replace("{}", self.name))


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


def _line_of(at: _Place, message: ast.Message) -> Line:
    texts = _elements(at, message.value)
    if not texts:
        raise at.error("`{}` says nothing")
    readings: Elements = ()
    for attribute in message.attributes:
        if attribute.id.name != READING or readings:
            raise at.error(f"`{{}}` can have one `.{READING}`, not `.{attribute.id.name}`")
        readings = _elements(at, attribute.value)
    if at.language is Language.JAPANESE and not _is_katakana(readings):
        raise at.error(f"`{{}}` needs a `.{READING}` in katakana")
    gaps = [one.name for one in texts if isinstance(one, Gap)]
    if len(set(gaps)) < len(gaps):
        raise at.error("`{}` has a gap twice")
    try:
        line = cut(at.key, texts, readings, ending(at.language))
    except ValueError as error:
        raise at.error(f"`{{}}`: {error}") from error
    return line if gaps else whole(at.key, next(iter(line.sentences.values())))


def _is_katakana(readings: Elements) -> bool:
    texts = [one for one in readings if isinstance(one, str)]
    return bool(readings) and all(map(_KATAKANA.fullmatch, texts))


def _elements(at: _Place, pattern: ast.Pattern | None) -> Elements:
    """Return texts, each on one line, and the gaps between them."""
    found: list[str | Gap] = []
    for element in pattern.elements if pattern else ():
        if isinstance(element, ast.TextElement):
            text = _on_one_line(at.language, element.value)
            found += [text] if text.strip() else []
        else:
            found.append(_gap(at, element))
    return found


def _gap(at: _Place, element: ast.Placeable) -> Gap:
    match element.expression:
        case ast.VariableReference(id=ast.Identifier(name=value)):
            return Gap(value)
        case _:
            raise at.error(f"`{{}}` has a placeholder that is no gap; write `{Gap('name')}`")


def _on_one_line(language: Language, text: str) -> str:
    """Make one line of several; spaces at both ends stay, where a gap follows or came before."""
    return _BREAK.sub(" " if language in _SPACED else "", text)
