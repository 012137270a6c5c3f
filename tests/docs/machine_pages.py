"""The page of state machines: what the router's tables say, as pictures and as text."""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from callcenter_cti.domain.agents import AgentState, ReservationStatus
from callcenter_cti.routing import agents, reservations

Table = Mapping[Any, Mapping[Any, StrEnum]]


def page() -> str:
    """The whole generated part."""
    agent = section("Agent", agents, agents.TRANSITIONS, AgentState.LOGGED_OUT)
    lease = section(
        "Reservation", reservations, reservations.TRANSITIONS, ReservationStatus.PENDING
    )
    return f"{agent}\n\n{lease}"


def section(name: str, module: object, table: Table, first: StrEnum) -> str:
    """One machine: its theory, its picture, its table, and what the words mean."""
    events = type(next(event for row in table.values() for event in row))
    theory = (inspect.getdoc(module) or "").partition("Theory. ")[2].replace("\n", " ")
    return "\n\n".join(
        (
            f"## {name}",
            theory,
            diagram(table, first),
            _rows("in | on | follows", transitions(table)),
            _rows("state | meaning", _meanings(type(first))),
            _rows("event | meaning", _meanings(events)),
        )
    )


def diagram(table: Table, first: StrEnum) -> str:
    """The picture in Mermaid's words; one arrow for all events that lead the same way."""
    ways: dict[tuple[str, str], list[str]] = {}
    for state, event, following in transitions(table):
        ways.setdefault((state, following), []).append(event)
    arrows = [f"{one} --> {other}: {', '.join(events)}" for (one, other), events in ways.items()]
    ends = [f"{state} --> [*]" for state, row in table.items() if not row]
    lines = ["stateDiagram-v2", *(f"    {way}" for way in (f"[*] --> {first}", *arrows, *ends))]
    return "\n".join(("```mermaid", *lines, "```"))


def transitions(table: Table) -> list[tuple[str, str, str]]:
    """Every entry of a table: state, event, the state that follows."""
    return [
        (str(state), str(event), str(following))
        for state, row in table.items()
        for event, following in row.items()
    ]


def _rows(heads: str, rows: Iterator[tuple[str, ...]] | list[tuple[str, str, str]]) -> str:
    line = " | ".join("---" for _ in heads.split("|"))
    cells = (" | ".join((*row[:-1], row[-1])) for row in rows)
    return "\n".join(f"| {text} |" for text in (heads, line, *cells))


def _meanings(kind: type[StrEnum]) -> Iterator[tuple[str, str]]:
    """Each word with the docstring that stands under it; Python itself forgets those."""
    (enum,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(enum, ast.ClassDef)
    for one, below in zip(enum.body, [*enum.body[1:], None], strict=True):
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant):
            said = below.value if isinstance(below, ast.Expr) else None
            text = str(said.value) if isinstance(said, ast.Constant) else ""
            yield f"`{one.value.value!s}`", " ".join(text.split())
