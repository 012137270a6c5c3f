"""YAML read as plain data, with the place of every key and value. Knows no schema.

Stricter than YAML 1.1 where that surprises people: ``no``, ``on`` and ``0123`` are text (YAML 1.2
core schema), keys are always text as written, a key that stands twice is an error. Anchors and
merge keys (``<<``) work; an anchor inside itself is an error.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from callcenter_cti.config.findings import Finding, FindingsError, Mark, Severity

Tree = None | bool | int | float | str | list["Tree"] | dict[str, "Tree"]
Path_ = tuple[str | int, ...]
"""Where something stands: ``("agents", "anna", "skills", "en")``."""

_MERGE: Final = "tag:yaml.org,2002:merge"
_MAX_NODES: Final = 200_000
"""Bound on what anchors may expand to (a "billion laughs" file)."""

_MAX_DEPTH: Final = 40
"""Bound on how deep things stand in each other."""
_TOO_DEEP: Final = "too deep, or an anchor inside itself"

_SCALARS: Final[dict[str, Callable[[str], Tree]]] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: text.lower() == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # C if built
    """Resolves plain scalars by the core schema of YAML 1.2, less its hexadecimal and infinity."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - theirs


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]+)?", list("-+0123456789.")),
    ("merge", r"<<", ["<"]),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first
    )


@dataclass(slots=True)
class Document:
    """A file's data and places."""

    file: str
    data: Tree = None
    keys: dict[Path_, Mark] = field(default_factory=dict)
    values: dict[Path_, Mark] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    """What is wrong already: keys that stand twice, tags, anchors inside themselves."""

    def key_mark(self, path: Path_) -> Mark:
        """Return the place of a key, or of the nearest thing around it."""
        return self._nearest(self.keys, path)

    def value_mark(self, path: Path_) -> Mark:
        """Return the place of a value, or of the nearest thing around it."""
        mark = self.values.get(path)
        if mark is None and path and path[-1] == 0:  # one thing where a list may stand
            mark = self.values.get(path[:-1])
        return mark or self._nearest(self.keys, path)

    def report(self, what: str, mark: Mark, severity: Severity = Severity.ERROR) -> None:
        """Add a finding."""
        self.findings.append(Finding(self.file, mark, what, severity))

    def _nearest(self, marks: dict[Path_, Mark], path: Path_) -> Mark:
        for length in range(len(path), 0, -1):
            if (mark := marks.get(path[:length]) or self.values.get(path[:length])) is not None:
                return mark
        return Mark()


def read_yaml(path: Path) -> Document:
    """Read a file.

    Raises:
        FindingsError: it cannot be read, is not UTF-8, or is not YAML. What is wrong in a file
            that can be read on is in the document's findings.
    """
    document = Document(str(path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise FindingsError(
            [Finding(document.file, Mark(), f"cannot be read: {reason}")]
        ) from error
    try:
        _refuse_depth(document.file, text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise FindingsError([_syntax_error(document.file, error)]) from error
    if root is not None:
        document.data = _Builder(document).build(root, ())
    return document


def _refuse_depth(file: str, text: str) -> None:
    """Raise a finding before composing, whose recursion in C would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise FindingsError([Finding(file, _mark(event), _TOO_DEEP)])


class _Builder:
    """Turns nodes into data, one document long."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: set[int] = set()
        self._built = 0

    def build(self, node: yaml.Node, path: Path_) -> Tree:
        self._document.values.setdefault(path, _mark(node))
        self._built += 1
        if self._built > _MAX_NODES:
            self._report_size(node)
            return None
        if id(node) in self._open or len(path) > _MAX_DEPTH:
            self._document.report(_TOO_DEEP, _mark(node))
            return None
        self._open.add(id(node))
        try:
            return self._build(node, path)
        finally:
            self._open.remove(id(node))

    def _report_size(self, node: yaml.Node) -> None:
        if self._built == _MAX_NODES + 1:
            self._document.report("too much, perhaps by anchors", _mark(node))

    def _build(self, node: yaml.Node, path: Path_) -> Tree:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, place)) for place, item in enumerate(node.value)]
        return self._scalar(node)

    def _scalar(self, node: yaml.Node) -> Tree:
        convert = _SCALARS.get(node.tag)
        if convert is None:
            self._document.report(f"the tag {node.tag!r} is not known here", _mark(node))
            return None
        try:
            return convert(node.value)
        except ValueError:
            self._document.report(f"this is no {node.tag.rpartition(':')[2]}", _mark(node))
            return None

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Tree]:
        built: dict[str, Tree] = {}
        merged: list[yaml.Node] = []
        for key, value in node.value:
            if key.tag == _MERGE:
                merged.append(value)
            elif not isinstance(key, yaml.ScalarNode):
                self._document.report("a key must be a plain word", _mark(key))
            elif key.value in built:
                self._document.report(f"the key `{key.value}` stands here twice", _mark(key))
            else:
                here = (*path, key.value)
                self._document.keys[here] = _mark(key)
                built[key.value] = self.build(value, here)
        for source in merged:
            self._merge(source, path, built)
        return built

    def _merge(self, source: yaml.Node, path: Path_, built: dict[str, Tree]) -> None:
        """Add what ``<<`` names: own keys win, of several sources the first (YAML merge type)."""
        parts = source.value if isinstance(source, yaml.SequenceNode) else [source]
        for part in parts:
            if not isinstance(part, yaml.MappingNode):
                self._document.report("`<<` takes a mapping or a list of them", _mark(part))
                continue
            aside = Document(self._document.file, findings=self._document.findings)
            inner = _Builder(aside)
            inner._open, inner._built = self._open, self._built
            extra = inner.build(part, path)
            self._built = inner._built
            if isinstance(extra, dict):
                self._adopt(extra, aside, path, built)

    def _adopt(
        self, extra: dict[str, Tree], aside: Document, path: Path_, built: dict[str, Tree]
    ) -> None:
        for key in extra.keys() - built.keys():
            built[key] = extra[key]
            here = (*path, key)
            for mine, theirs in (
                (self._document.keys, aside.keys),
                (self._document.values, aside.values),
            ):
                mine.update({at: mark for at, mark in theirs.items() if at[: len(here)] == here})


def _mark(part: yaml.Node | yaml.Event) -> Mark:
    start = part.start_mark
    return Mark() if start is None else Mark(start.line + 1, start.column + 1)


def _syntax_error(file: str, error: yaml.YAMLError) -> Finding:
    place = getattr(error, "problem_mark", None)
    mark = Mark(place.line + 1, place.column + 1) if place is not None else Mark()
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return Finding(file, mark, f"not YAML: {problem}")
