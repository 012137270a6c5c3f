"""Writes the router's journal to the database, behind the router's back.

Decides what happens when the database is slow or gone: events wait in a bounded buffer, and when
that is full the journal has a gap (``journal.gap`` in the log, counted). Routing goes on. Once all
that waited is written, the next segment begins with a fresh snapshot.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import structlog
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.config.database import DatabaseCalls, StatementRefused
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.records.journal_text import (
    copied,
    digest,
    event_text,
    snapshot_bytes,
    with_policy,
)
from callcenter_cti.records.tables import routing_inputs, routing_segments
from callcenter_cti.routing.journal import Event, Outcome
from callcenter_cti.routing.policy import Policy
from callcenter_cti.routing.snapshot import Snapshot

_log = structlog.get_logger(__name__)

_MOST_PRUNED: Final = 10
"""Old segments that are deleted at once, so that no statement takes long."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class JournalBounds:
    """How much is kept, and where."""

    capacity: int = 20_000
    """Events that may wait to be written; more are a gap."""
    batch: int = 500
    """Events that are written at once."""
    linger_s: float = 0.2
    """Seconds after a write in which more events gather: each commit costs the disk a flush."""
    snapshot_every: int = 200_000
    """Events after which a new segment begins: the most that a replay has to go through. More
    seldom would be slow to live again; more often, the copy would be felt, which holds the event
    loop up for a quarter of a second with 10,000 agents and 5,000 callers."""
    keep_days: float = 7.0
    """Days after which a segment is deleted."""
    timeout_s: float = 4.0
    """Seconds that one write may take."""
    retry_s: float = 1.0
    """Seconds between two tries while the database is gone."""
    refused_s: float = 30.0
    """Seconds until a new beginning after the database refused a write."""


@dataclass(frozen=True, slots=True)
class _Opening:
    segment: int
    first: int
    at: float
    began_at: datetime
    copy: bytes
    policy: Policy


@dataclass(frozen=True, slots=True)
class _Event:
    segment: int
    number: int
    at: float
    event: Event
    outcome: Outcome


class RoutingJournal:
    """The journal of one run of the engine (adapter of `acd.journal.Journal`).

    Args:
        engine: A migrated database; stays the caller's to dispose of, after `close`.
        clock: For the times of segments.
        bounds: How much is kept.
    """

    def __init__(
        self, engine: AsyncEngine, clock: Clock, *, bounds: JournalBounds | None = None
    ) -> None:
        self.run = uuid4().hex
        self.written = 0
        """Events that reached the database."""
        self.lost = 0
        """Events that did not, and never will."""
        self.gaps = 0
        """How often that began."""
        self._engine = engine
        self._clock = clock
        self._bounds = bounds or JournalBounds()
        self._calls = DatabaseCalls("database", timeout_s=self._bounds.timeout_s)
        self._waiting: deque[_Opening | _Event] = deque()
        self._filled = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._segment = self._number = self._since = 0
        self._in_gap = False
        self._may_begin = True
        self._writer: asyncio.Task[None] | None = None

    # What the owner of the router calls.

    @property
    def wants_snapshot(self) -> bool:
        """Whether a segment is to begin."""
        if self._in_gap or not self._segment:
            return self._may_begin
        return self._since >= self._bounds.snapshot_every

    def begin(self, opening: Snapshot, at: float) -> None:
        """Begin a segment; ends a gap."""
        if len(self._waiting) >= self._bounds.capacity:
            self._open_gap("buffer full")
            return
        self._in_gap, self._since = False, 0
        self._segment += 1
        self._put(
            _Opening(
                self._segment,
                self._number + 1,
                at,
                self._clock.wall(),
                copied(opening),
                opening.state.policy,
            )
        )

    def append(self, event: Event, at: float, outcome: Outcome) -> None:
        """Note an event and what it led to; dropped while there is a gap."""
        self._number += 1
        self._since += 1
        if not self._in_gap and len(self._waiting) >= self._bounds.capacity:
            self._open_gap("buffer full")
        if self._in_gap or not self._segment:
            self.lost += 1
        else:
            self._put(_Event(self._segment, self._number, at, event, outcome))

    def _put(self, item: _Opening | _Event) -> None:
        self._waiting.append(item)
        self._filled.set()
        self._idle.clear()

    def _open_gap(self, why: str) -> None:
        self._in_gap, self._may_begin = True, False
        self.gaps += 1
        _log.error("journal.gap", gap_reason=why, written=self.written, run=self.run)

    # Writing.

    def start(self) -> None:
        """Begin to write; `close` ends it."""
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all(), name="journal writer")

    async def written_so_far(self) -> None:
        """Return when all that was appended until now is written or lost; no time-out."""
        await self._idle.wait()

    async def close(self, *, drain_s: float) -> None:
        """Write what waits, for at most `drain_s` seconds; the rest is lost."""
        try:
            async with asyncio.timeout(drain_s if self._writer else 0):
                await self.written_so_far()
        except TimeoutError:
            self._open_gap("shut down")
            self.lost += sum(isinstance(item, _Event) for item in self._waiting)
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.wait({self._writer})
            self._writer = None
        self._in_gap, self._may_begin = True, False
        await self._calls.close()

    async def _write_all(self) -> None:
        while True:
            await self._filled.wait()
            count = min(len(self._waiting), self._bounds.batch)
            batch = [self._waiting[place] for place in range(count)]
            if await self._write_until_done(batch):
                for _ in batch:
                    self._waiting.popleft()
            else:
                await self._give_up()
            if not self._waiting:
                self._filled.clear()
                self._may_begin = True
                self._idle.set()
            if len(self._waiting) < self._bounds.batch:
                await asyncio.sleep(self._bounds.linger_s)

    async def _write_until_done(self, batch: Sequence[_Opening | _Event]) -> bool:
        """Write; False if that will never be possible."""
        try:
            rows = await asyncio.to_thread(self._rows, batch)
            while not await self._is_written(*rows):  # noqa: ASYNC110 - nothing tells of its return
                await asyncio.sleep(self._bounds.retry_s)
        except StatementRefused as refused:
            _log.error("journal.refused", refusal=refused.reason)
            return False
        except Exception:  # noqa: BLE001 - edge of the task: a batch must not end the writing
            _log.exception("journal.write_failed")
            return False
        if rows[0]:
            await self._prune()
        return True

    async def _is_written(self, segments: list[Row], inputs: list[Row]) -> bool:
        try:
            await self._calls.run(self._write(segments, inputs))
        except StatementRefused:
            raise
        except PeerUnavailable as gone:
            _log.warning("journal.delayed", reason=gone.reason, pending=len(self._waiting))
            return False
        self.written += len(inputs)
        return True

    async def _give_up(self) -> None:
        """Lose all that waits, and let some time pass before a new beginning."""
        if not self._in_gap:
            self._open_gap("refused")
        self.lost += sum(isinstance(item, _Event) for item in self._waiting)
        self._waiting.clear()
        await asyncio.sleep(self._bounds.refused_s)

    async def _write(self, segments: list[Row], inputs: list[Row]) -> None:
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        # A write that timed out may have been done all the same, and is tried again.
        async with self._engine.begin() as connection:
            for table, rows in ((routing_segments, segments), (routing_inputs, inputs)):
                if rows:
                    once = dialect.insert(table).on_conflict_do_nothing()
                    await connection.execute(once, rows)

    def _rows(self, batch: Sequence[_Opening | _Event]) -> tuple[list[Row], list[Row]]:
        """Turn a batch into rows; runs in a thread."""
        segments = [self._segment_row(item) for item in batch if isinstance(item, _Opening)]
        inputs = [self._input_row(item) for item in batch if isinstance(item, _Event)]
        return segments, inputs

    def _segment_row(self, item: _Opening) -> Row:
        return {
            "run": self.run,
            "segment": item.segment,
            "began_at": item.began_at,
            "at": item.at,
            "first": item.first,
            "snapshot": snapshot_bytes(with_policy(item.copy, item.policy)),
        }

    def _input_row(self, item: _Event) -> Row:
        return {
            "run": self.run,
            "segment": item.segment,
            "number": item.number,
            "at": item.at,
            "kind": type(item.event).__name__,
            "body": event_text(item.event),
            "digest": digest(item.outcome),
        }

    async def _prune(self) -> None:
        """Delete some of the segments that are too old, of any run but not this one's newest."""
        try:
            await self._calls.run(self._delete_old())
        except PeerUnavailable as gone:
            _log.warning("journal.prune_failed", reason=gone.reason)

    async def _delete_old(self) -> None:
        since = self._clock.wall() - timedelta(days=self._bounds.keep_days)
        kept = routing_segments.c
        old = (
            select(kept.run, kept.segment)
            .where(kept.began_at < since, kept.run != self.run)
            .order_by(kept.began_at)
            .limit(_MOST_PRUNED)
        )
        async with self._engine.begin() as connection:
            for run, segment in (await connection.execute(old)).all():
                for table in (routing_inputs, routing_segments):
                    await connection.execute(
                        delete(table).where(table.c.run == run, table.c.segment == segment)
                    )
