"""What becomes of a record when the database is slow, full or gone."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from callcenter_cti.config.database import open_engine
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.facts import CallArrived, CallOffered
from callcenter_cti.records.contacts import Record
from callcenter_cti.records.interactions import Interactions
from callcenter_cti.records.tables import interactions
from tests.contracts.records_contract import CUSTOMER, NOON, QUEUE, call, ended


class NotedTries(Interactions):
    """Notes each try to write in a queue."""

    tries: asyncio.Queue[object]

    async def _write(self, record: Record) -> None:
        self.tries.put_nowait(record.row["call_id"])
        await super()._write(record)


def _open(engine: AsyncEngine, *, capacity: int = 10, timeout_s: float = 20.0) -> Interactions:
    return Interactions(engine, capacity=capacity, timeout_s=timeout_s, retry_s=0.001)


async def _count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        rows = await connection.execute(select(func.count()).select_from(interactions))
        return int(rows.scalar_one())


async def test_record_beyond_the_bound_goes_whole_to_the_log(engine: AsyncEngine):
    """What finds no place is one structured line that a row can be made from again."""
    kept = _open(engine, capacity=2)
    with capture_logs() as logs:
        for name in ("a", "b", "c"):
            kept.on_fact(ended(name))

    (line,) = logs
    assert (line["event"], line["spill_reason"]) == ("records.spilled", "queue full")
    assert line["log_level"] == "error"
    assert line["record"]["call_id"] == "c"
    assert set(line["record"]) == {*interactions.c.keys(), "steps"}
    assert line["record"]["ended_at"] == "2026-03-02T01:01:40.250000+00:00"
    assert line["record"]["journey"][0]["name"] == "identification"
    assert (kept.pending, kept.spilled) == (2, 1)

    kept.start()
    await kept.close(drain_s=20.0)
    assert await _count(engine) == 2


async def test_spilled_record_shows_no_whole_number(engine: AsyncEngine):
    """The log gets the caller's number masked, like the row."""
    kept = _open(engine, capacity=1)
    with capture_logs() as logs:
        kept.on_fact(ended("a"))
        kept.on_fact(ended("b"))
        await kept.close(drain_s=0.0)

    assert "85291234567" not in repr(logs)
    assert kept.spilled == 2


async def test_close_writes_what_waits(engine: AsyncEngine):
    """A stop of the engine loses no record."""
    kept = _open(engine)
    kept.start()
    for number in range(10):
        kept.on_fact(ended(f"call-{number}"))

    await kept.close(drain_s=20.0)

    assert (await _count(engine), kept.written, kept.spilled) == (10, 10, 0)


async def test_records_wait_for_a_database_that_comes_back(
    records_file: Path, engine: AsyncEngine
):
    """While another process holds the file nothing is lost, and nothing is spilled."""
    kept = NotedTries(engine, capacity=10, timeout_s=0.05, retry_s=0.001)
    kept.tries = asyncio.Queue()
    kept.start()
    with closing(sqlite3.connect(records_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        kept.on_fact(ended("a"))
        await kept.tries.get()
        await kept.tries.get()
        other.execute("ROLLBACK")

    await kept.written_so_far()
    await kept.close(drain_s=20.0)
    assert (await _count(engine), kept.spilled) == (1, 0)


async def test_close_spills_what_a_dead_database_does_not_take(tmp_path: Path):
    """The drain has an end, and then the log has all that is left, in order."""
    engine = await open_engine(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    kept = _open(engine)
    kept.start()
    with capture_logs() as logs:
        for name in ("a", "b", "c"):
            kept.on_fact(ended(name))
        await kept.close(drain_s=0.05)
    await engine.dispose()

    spilled = [line for line in logs if line["event"] == "records.spilled"]
    assert [line["record"]["call_id"] for line in spilled] == ["a", "b", "c"]
    assert {line["spill_reason"] for line in spilled} == {"shut down"}


async def test_fact_after_the_close_goes_to_the_log(engine: AsyncEngine):
    """A call that ends while the engine stops is still on record."""
    kept = _open(engine)
    kept.start()
    await kept.close(drain_s=20.0)

    with capture_logs() as logs:
        kept.on_fact(ended("late"))

    assert [line["event"] for line in logs] == ["records.spilled"]


async def test_only_the_last_fact_makes_a_record(engine: AsyncEngine):
    """A call that goes on has none."""
    kept = _open(engine)

    kept.on_fact(CallArrived(call("a"), NOON))
    kept.on_fact(CallOffered(call("a"), QUEUE, NOON))

    assert kept.pending == 0


async def test_calls_whose_end_is_never_told_are_forgotten(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
):
    """Memory does not grow with them; the oldest go first."""
    monkeypatch.setattr("callcenter_cti.records.interactions._LIVE_CALLS", 2)
    kept = _open(engine)
    for name in ("a", "b", "c"):
        kept.on_fact(CallOffered(call(name), QUEUE, NOON))

    kept.start()
    kept.on_fact(ended("a"))
    kept.on_fact(ended("c"))
    await kept.close(drain_s=20.0)

    async with engine.connect() as connection:
        queued = await connection.execute(select(interactions.c.call_id, interactions.c.queued_at))
        assert {row.call_id: row.queued_at for row in queued} == {"a": None, "c": NOON}


async def test_dead_database_does_not_hold_up_the_pop(tmp_path: Path):
    """A screen pop is told that there are no last contacts to be had, and goes without."""
    engine = await open_engine(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    kept = _open(engine)

    with pytest.raises(PeerUnavailable, match="database is unavailable"):
        await kept.last_contacts(CUSTOMER.customer_id, 3)

    await kept.close(drain_s=0.0)
    await engine.dispose()
