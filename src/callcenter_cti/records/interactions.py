"""Keeps one row per finished call and its steps in flows, and tells a customer's last contacts.

Decides what happens to a record when the database is slow or gone: it waits in a bounded queue,
is tried again, and what finds no place there is written whole to the log (``records.spilled``),
so that nothing is lost. Calls themselves never wait for it.
"""

import asyncio
from collections import OrderedDict
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.config.database import DatabaseCalls, StatementRefused, reading
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.facts import (
    CallAnswered,
    CallEnded,
    CallOffered,
    Fact,
    FlowStepEnded,
    FlowStepEntered,
)
from callcenter_cti.domain.identifiers import CallId, CustomerId
from callcenter_cti.records.contacts import Contact, Record, contact_of, row_of
from callcenter_cti.records.steps_taken import StepsTaken
from callcenter_cti.records.tables import flow_steps, interactions

_log = structlog.get_logger(__name__)

_LIVE_CALLS: Final = 20_000
"""Calls whose times are remembered; the oldest is forgotten when an end was never told."""
MAX_CONTACTS: Final = 50


class Interactions:
    """The repository of finished calls, fed by facts (a listener of `domain.facts.Publish`).

    Args:
        engine: A migrated database; stays the caller's to dispose of, after `close`.
        capacity: Records that wait to be written; more are spilled to the log.
        timeout_s: Seconds that one write or one answer may take.
        retry_s: Seconds between two tries while the database is gone.
    """

    def __init__(
        self, engine: AsyncEngine, *, capacity: int, timeout_s: float, retry_s: float
    ) -> None:
        self._engine = engine
        self._calls = DatabaseCalls("database", timeout_s=timeout_s)
        self._retry_s = retry_s
        self._queue: asyncio.Queue[Record] = asyncio.Queue(capacity)
        self._queued_at: OrderedDict[CallId, datetime] = OrderedDict()
        self._answered_at: OrderedDict[CallId, datetime] = OrderedDict()
        self._steps = StepsTaken()
        self._writer: asyncio.Task[None] | None = None
        self._closed = False
        self.written = 0
        """Records that reached the database since the start."""
        self.spilled = 0
        """Records that only the log has."""

    @property
    def pending(self) -> int:
        """Records that wait to be written."""
        return self._queue.qsize()

    def on_fact(self, fact: Fact) -> None:
        """Take note of a fact; neither blocks nor raises."""
        match fact:
            case CallOffered():
                _remember(self._queued_at, fact.call.call_id, fact.at)
            case CallAnswered():
                _remember(self._answered_at, fact.call_id, fact.at)
            case FlowStepEntered():
                self._steps.entered(fact)
            case FlowStepEnded():
                self._steps.left(fact)
            case CallEnded():
                self._keep(fact)
            case _:
                pass

    def _keep(self, ended: CallEnded) -> None:
        call_id = ended.call.call_id
        row = row_of(
            ended,
            queued_at=self._queued_at.pop(call_id, None),
            answered_at=self._answered_at.pop(call_id, None),
        )
        record = Record(row, self._steps.rows_of(call_id, ended_at=ended.at))
        if self._closed:
            self._spill(record, "shut down")
            return
        try:
            self._queue.put_nowait(record)
        except asyncio.QueueFull:
            self._spill(record, "queue full")

    def start(self) -> None:
        """Begin to write; `close` ends it."""
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all(), name="interactions writer")

    async def written_so_far(self) -> None:
        """Return when all that was told until now is written or spilled; no time-out."""
        await self._queue.join()

    async def close(self, *, drain_s: float) -> None:
        """Write what waits, for at most `drain_s` seconds, and spill the rest to the log."""
        try:
            async with asyncio.timeout(drain_s if self._writer else 0):
                await self.written_so_far()
        except TimeoutError:
            pass
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.wait({self._writer})
            self._writer = None
        self._closed = True
        while not self._queue.empty():
            self._spill(self._queue.get_nowait(), "shut down")
        await self._calls.close()

    async def _write_all(self) -> None:
        while True:
            record = await self._queue.get()
            try:
                await self._write_until_done(record)
            except asyncio.CancelledError:
                self._spill(record, "shut down")
                raise
            except Exception as error:  # noqa: BLE001 - one record must not end the others' writing
                _log.exception("records.write_failed", error=type(error).__name__)
                self._spill(record, type(error).__name__)
            finally:
                self._queue.task_done()

    async def _write_until_done(self, record: Record) -> None:
        while True:
            try:
                await self._calls.run(self._write(record))
            except StatementRefused as refused:
                self._spill(record, refused.reason)
                return
            except PeerUnavailable as gone:
                _log.warning("records.delayed", reason=gone.reason, pending=self.pending + 1)
                await asyncio.sleep(self._retry_s)
            else:
                self.written += 1
                return

    async def _write(self, record: Record) -> None:
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        # A write that timed out may have been done all the same, and is tried again.
        async with self._engine.begin() as connection:
            for table, rows in ((interactions, [record.row]), (flow_steps, record.steps)):
                if rows:
                    once = dialect.insert(table).on_conflict_do_nothing()
                    await connection.execute(once, rows)

    def _spill(self, record: Record, reason: str) -> None:
        self.spilled += 1
        written = _plain(record.row | {"steps": record.steps})
        _log.error("records.spilled", spill_reason=reason, record=written)

    async def last_contacts(self, customer: CustomerId, limit: int) -> tuple[Contact, ...]:
        """Return a customer's newest `limit` (1 to 50) finished calls, newest first.

        Raises:
            ValueError: `limit` is out of range.
            PeerUnavailable: the database did not answer in time.
        """
        if not 1 <= limit <= MAX_CONTACTS:
            raise ValueError(f"limit is 1 to {MAX_CONTACTS}, not {limit}")
        return await self._calls.run(self._last_contacts(customer, limit))

    async def _last_contacts(self, customer: CustomerId, limit: int) -> tuple[Contact, ...]:
        newest = (
            select(interactions)
            .where(interactions.c.customer_id == customer)
            .order_by(interactions.c.ended_at.desc(), interactions.c.call_id)
            .limit(limit)
        )
        async with reading(self._engine).begin() as connection:
            rows = (await connection.execute(newest)).all()
        return tuple(contact_of(row) for row in rows)


def _plain(value: object) -> object:
    """Return what a log line can hold, and a row can be made from again."""
    match value:
        case datetime():
            return value.isoformat()
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case _:
            return value


def _remember(times: OrderedDict[CallId, datetime], call_id: CallId, at: datetime) -> None:
    # The first time stands: a call that comes back after a ring without answer keeps its age.
    times.setdefault(call_id, at)
    if len(times) > _LIVE_CALLS:
        times.popitem(last=False)
