"""Which prompts a flow names, read from its source: a mistyped key is found before it is played.

Reads Python's syntax tree and runs nothing. A key is a string that is one whole, wherever it
stands (`Prompt("pin.old")`, a table of obstacles, an argument); `f"reward.{name}"` names every
key of that form. Knows no file.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    used: set[str] = set()
    unknown: set[str] = set()
    for form, surely in _forms(sources):
        found = {key for key in known if re.fullmatch(form.pattern, key)}
        used |= found
        if not found and (surely or form.shown.partition(".")[0] in beginnings):
            unknown.add(form.shown)
    return NamedPrompts(frozenset(used), tuple(sorted(unknown)))


@dataclass(frozen=True, slots=True)
class _Form:
    shown: str
    pattern: str


def _forms(sources: Iterable[str]) -> Iterator[tuple[_Form, bool]]:
    """Yield each string that may be a key, and whether it surely is one."""
    for source in sources:
        tree = ast.parse(source)
        aside = set(_aside(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _callee(node) == PROMPT:
                yield from ((form, True) for argument in node.args if (form := _form(argument)))
            elif node not in aside and (form := _form(node)) and _looks_like_a_key(form):
                yield form, False


def _aside(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what is no key: docstrings and all that is logged, and the pieces of f-strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from node.values
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
