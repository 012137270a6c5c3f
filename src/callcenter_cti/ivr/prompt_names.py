"""Which prompts a flow names, read from its source: a mistyped key is found before it is played.

Reads Python's syntax tree and runs nothing. A key is a string that is one whole, wherever it
stands (`Prompt("pin.old")`, a table of obstacles, an argument); `f"reward.{name}"` names every
key of that form. What fills a sentence's gaps is read too. Knows no file.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

_DOTTED: Final = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+", re.ASCII)
_OPENING: Final = re.compile(r"[a-z0-9_]+\.", re.ASCII)
_LOGGERS: Final = ("_log", "log")
PROMPT: Final = "Prompt"


@dataclass(frozen=True, slots=True)
class NamedPrompts:
    """What sources name, compared with the keys that there are."""

    used: frozenset[str]
    """Keys that some source names."""
    unknown: tuple[str, ...]
    """Names, and forms with ``*``, that no key answers to; sorted."""
    filled: frozenset[tuple[str, frozenset[str]]] = frozenset()
    """Keys, each with the gaps that a place of the source fills, one pair for each way."""


def named_prompts(sources: Iterable[str], keys: Iterable[str]) -> NamedPrompts:
    """Compare what sources name with the keys of a catalogue.

    Args:
        sources: text of Python modules.
        keys: the catalogue's keys.

    A string that is in `Prompt(...)`, or that begins like a key of the catalogue, is taken for a
    key; what is logged is not.
    """
    known = frozenset(keys)
    beginnings = {key.partition(".")[0] for key in known if "." in key}
    filled: set[tuple[str, frozenset[str]]] = set()
    unknown: set[str] = set()
    for form in _forms(sources):
        found = {key for key in known if re.fullmatch(form.pattern, key)}
        filled |= {(key, form.gaps) for key in found}
        if not found and (form.surely or form.shown.partition(".")[0] in beginnings):
            unknown.add(form.shown)
    used = frozenset(key for key, _ in filled)
    return NamedPrompts(used, tuple(sorted(unknown)), frozenset(filled))


@dataclass(frozen=True, slots=True)
class _Form:
    shown: str
    pattern: str
    surely: bool = False
    """Whether it is in `Prompt(...)`."""
    gaps: frozenset[str] = frozenset()
    """Names of the values beside it."""


def _forms(sources: Iterable[str]) -> Iterator[_Form]:
    """Yield each string that is or may be a key."""
    for source in sources:
        tree = ast.parse(source)
        aside = set(_aside(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _callee(node) == PROMPT:
                gaps = frozenset(each.arg for each in node.keywords if each.arg)
                keys = filter(None, map(_form, node.args))
                yield from (replace(key, surely=True, gaps=gaps) for key in keys)
            elif node not in aside and (form := _form(node)) and _looks_like_a_key(form):
                yield form


def _aside(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what is no key: docstrings, what is logged, pieces of f-strings, keys of prompts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from node.values
        elif isinstance(node, ast.Call) and _callee(node) == PROMPT:
            yield from node.args
        elif isinstance(node, ast.Call) and _logs(node.func):
            yield from ast.walk(node)


def _logs(called: ast.expr) -> bool:
    of = called.value if isinstance(called, ast.Attribute) else None
    return isinstance(of, ast.Name) and of.id in _LOGGERS


def _callee(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _form(node: ast.AST) -> _Form | None:
    match node:
        case ast.Constant(value=str(text)) if text:
            return _Form(text, re.escape(text))
        case ast.JoinedStr(values=pieces):
            texts = [piece.value if isinstance(piece, ast.Constant) else None for piece in pieces]
            shown = "".join("*" if text is None else str(text) for text in texts)
            pattern = "".join(
                "[a-z0-9_]+" if text is None else re.escape(str(text)) for text in texts
            )
            return _Form(shown, pattern)
        case _:
            return None


def _looks_like_a_key(form: _Form) -> bool:
    return bool(_DOTTED.fullmatch(form.shown.replace("*", "x")) and _OPENING.match(form.shown))
