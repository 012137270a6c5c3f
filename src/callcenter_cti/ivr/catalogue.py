"""The catalogue of prompts: what each key says, from a file that reviewers read.

Strict: a key twice, an empty sentence or a key that is no file name is an error with its place.
Knows no voice and no sound file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import yaml

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import ConfigError
from callcenter_cti.ivr.speech import fragments

_KEY: Final = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*", re.ASCII)


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
    sentences: Mapping[str, str]
    """By key of `Prompt`."""

    def texts(self) -> dict[str, str]:
        """Return what must be rendered: the sentences, and all fragments of numbers."""
        return {**self.sentences, **fragments(self.language)}


def load_catalogue(path: Path) -> Catalogue:
    """Read a catalogue; the file's name without suffix is the language (``en.yaml``).

    Raises:
        CatalogueError: the file is not there or is no catalogue.
    """
    language = _language(path)
    sentences: dict[str, str] = {}
    taken = fragments(language)
    for key_node, value_node in _entries(path):
        key, line = _text(path, key_node), key_node.start_mark.line + 1
        if not _KEY.fullmatch(key):
            raise CatalogueError(path, line, f"`{key}` is no key: lower case, words joined by `.`")
        if key in sentences or key in taken:
            raise CatalogueError(path, line, f"`{key}` is there already")
        sentence = " ".join(_text(path, value_node).split())
        if not sentence:
            raise CatalogueError(path, line, f"`{key}` says nothing")
        sentences[key] = sentence
    return Catalogue(language, MappingProxyType(sentences))


def _language(path: Path) -> Language:
    try:
        return Language(path.stem)
    except ValueError:
        known = ", ".join(Language)
        raise CatalogueError(path, 1, f"`{path.stem}` is none of the languages {known}") from None


def _entries(path: Path) -> list[tuple[yaml.Node, yaml.Node]]:
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(path, 1, f"it cannot be read: {error}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueError(path, line, str(error.problem)) from error
    except yaml.YAMLError as error:
        raise CatalogueError(path, 1, str(error)) from error
    if not isinstance(root, yaml.MappingNode):
        raise CatalogueError(path, 1, "it must be a list of `key: sentence`")
    entries: list[tuple[yaml.Node, yaml.Node]] = root.value
    return entries


def _text(path: Path, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise CatalogueError(path, node.start_mark.line + 1, "it must be one text")
    return str(node.value)
