"""docs/reference/flows.md, made from the flows themselves: steps, prompts, levels, call graphs.

Read from the source, not from runs: a step that no story reaches would be missing otherwise.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from callcenter_cti.flows import (
    announcements,
    ending,
    entry,
    identification,
    main_menu,
    queueing,
)
from callcenter_cti.flows.self_service import SELF_SERVICE
from callcenter_cti.flows.sentences import catalogues

_ASKING = {
    "ask": "question", "choose": "menu", "offer": "menu", "tell": "announcement",
    "ask_card": "question", "ask_pin": "question",
}  # fmt: skip
_DEFAULT_STEP = {"ask_card": "card", "ask_pin": "pin"}
_FRAME = (entry, identification, main_menu, ending, queueing, announcements)
"""What every visit goes through around the flows of the menu."""


@dataclass
class Seen:
    """What a module says and asks, in the order of its lines."""

    steps: list[tuple[str, str]] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """Other flows that it goes through."""


def read(module: object) -> Seen:
    """Read a module's source."""
    seen = Seen()
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]  # a module
    for node in sorted(_calls(tree), key=lambda call: (call.lineno, call.col_offset)):
        _take(node, seen)
    return seen


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _take(call: ast.Call, seen: Seen) -> None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    if name == "Prompt" and texts:
        _once(seen.prompts, texts[0])
    elif name == "secret_question":
        for text in texts:
            _once(seen.prompts, text)
    elif name in _ASKING:
        step = texts[0] if texts else _DEFAULT_STEP.get(name)
        if step is not None:
            _once(seen.steps, (step, _ASKING[name]))
    elif name == "reach":
        _once(seen.calls, "identification")


def _once(into: list[Any], item: object) -> None:
    if item not in into:
        into.append(item)


def page() -> str:
    """The whole generated part."""
    parts = [
        _section(str(name), service.run, service.level) for name, service in SELF_SERVICE.items()
    ]
    return "\n\n".join([*parts, "## Around the flows", *map(_around, _FRAME)])


def _section(name: str, run: object, level: str) -> str:
    module = sys.modules[run.__module__]
    seen = read(module)
    return "\n\n".join(
        (
            f"## `{name}`",
            f"{_first_line(module)} Level needed: `{level}`.",
            _graph(name, seen),
            _said(seen),
        )
    )


def _around(module: object) -> str:
    seen = read(module)
    steps = ", ".join(f"`{step}` ({kind})" for step, kind in seen.steps) or "none"
    name = module.__name__.rpartition(".")[2]  # type: ignore[attr-defined]  # a module
    return f"### `{name}`\n\n{_first_line(module)} Steps: {steps}.\n\n{_said(seen)}"


def _graph(name: str, seen: Seen) -> str:
    nodes = ["menu", *seen.calls, *(f"{name}.{step}" for step, _ in seen.steps), "done"]
    arrows = [f"    {_id(a)}[{a}] --> {_id(b)}[{b}]" for a, b in pairwise(nodes)]
    arrows += [f"    {_id(f'{name}.{step}')} -. 0 .-> person" for step, _ in seen.steps]
    return "\n".join(("```mermaid", "flowchart LR", *arrows, "```"))


def _id(node: str) -> str:
    return node.replace(".", "_")


def _said(seen: Seen) -> str:
    lines = next(iter(catalogues())).lines
    rows = "\n".join(f"| `{key}` | {lines[key].text} |" for key in seen.prompts)
    return f"| prompt | in English |\n| --- | --- |\n{rows}" if rows else "It says nothing itself."


def _first_line(module: object) -> str:
    text = (inspect.getdoc(module) or "").partition("\n\n")[0].replace("\n", " ")
    return text if text.endswith(".") else f"{text}."
