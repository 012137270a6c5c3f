"""The queries of docs/howto/watch-self-service.md, on a database with calls counted by hand."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.records.interactions import Interactions
from tests.contracts.records_contract import ended, entered, left
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs/howto/watch-self-service.md").read_text(encoding="utf-8")
STEPS, CONTAINMENT = re.findall(r"```sql\n(.+?);\n```", PAGE, re.DOTALL)


@pytest.fixture
async def kept(engine: AsyncEngine) -> None:
    """Three calls: two leave the menu by hanging up, one chooses; it alone was contained."""
    kept = Interactions(engine, capacity=10, timeout_s=20.0, retry_s=0.01)
    for name, outcome, call_outcome in (
        ("a", "hung_up", "hung_up"),
        ("b", "hung_up", "answered"),
        ("c", "done", "contained"),
    ):
        for step in ("", "main"):
            kept.on_fact(entered(name, step, after_s=0))
            kept.on_fact(left(name, step, outcome, seconds=3.0))
        kept.on_fact(ended(CallId(name), outcome=call_outcome))
    kept.start()
    await kept.close(drain_s=20.0)


async def test_steps_by_how_callers_left_them(kept: None, engine: AsyncEngine):
    """Entered, done, wanted a person, no input, no match, hung up, seconds."""
    async with engine.connect() as connection:
        rows = (await connection.execute(text(STEPS))).all()

    assert [tuple(row) for row in rows] == [("menu", "main", 3, 1, 0, 0, 0, 2, 3.0)]


async def test_containment_by_flow(kept: None, engine: AsyncEngine):
    """One of three calls that came to the flow."""
    async with engine.connect() as connection:
        [row] = (await connection.execute(text(CONTAINMENT))).all()

    assert (row.flow, row.calls, row.contained) == ("menu", 3, pytest.approx(1 / 3))
