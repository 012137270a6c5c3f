"""Reads the router's journal from the database (adapter of `segments.StoredJournal`)."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.config.database import DatabaseCalls, reading
from callcenter_cti.records.journal_text import event_of, snapshot_of
from callcenter_cti.records.segments import Segment
from callcenter_cti.records.tables import routing_inputs, routing_segments
from callcenter_cti.routing.journal import Entry
from callcenter_cti.routing.snapshot import Snapshot

_PAGE: Final = 2000
"""Entries that are read at once."""
_Rows = list[tuple[int, float, str, str, str]]


class SqlStoredJournal:
    """Reads what `routing_journal` wrote.

    Args:
        engine: A migrated database; stays the caller's to dispose of, after `close`.
        timeout_s: Seconds that one answer may take.
    """

    def __init__(self, engine: AsyncEngine, *, timeout_s: float = 30.0) -> None:
        self._engine = reading(engine)
        self._calls = DatabaseCalls("database", timeout_s=timeout_s)

    async def close(self) -> None:
        """Wait until what was begun has ended."""
        await self._calls.close()

    async def segments(self) -> tuple[Segment, ...]:
        """Return all segments, oldest run first."""
        found = await self._calls.run(self._segments())
        began: dict[str, datetime] = {}
        for segment in found:
            began[segment.run] = min(began.get(segment.run, segment.began_at), segment.began_at)
        return tuple(sorted(found, key=lambda one: (began[one.run], one.run, one.number)))

    async def _segments(self) -> list[Segment]:
        kept = routing_segments.c
        query = select(kept.run, kept.segment, kept.began_at, kept.at, kept.first)
        async with self._engine.begin() as connection:
            return [Segment(*row) for row in await connection.execute(query)]

    async def opening(self, segment: Segment) -> Snapshot:
        """Return the snapshot that a segment begins with."""
        return snapshot_of(await self._calls.run(self._opening(segment)))

    async def _opening(self, segment: Segment) -> bytes:
        kept = routing_segments.c
        query = select(kept.snapshot).where(
            kept.run == segment.run, kept.segment == segment.number
        )
        async with self._engine.begin() as connection:
            packed: bytes | None = (await connection.execute(query)).scalar_one_or_none()
        if packed is None:
            raise LookupError(f"the journal has no segment {segment.number} of run {segment.run}")
        return packed

    async def entries(self, segment: Segment) -> AsyncIterator[Entry]:
        """Yield the entries of a segment in order, read in pages."""
        after = 0
        while rows := await self._calls.run(self._page(segment, after)):
            for number, at, kind, body, told in rows:
                yield Entry(number, at, event_of(kind, body), told)
                after = number

    async def _page(self, segment: Segment, after: int) -> _Rows:
        kept = routing_inputs.c
        query = (
            select(kept.number, kept.at, kept.kind, kept.body, kept.digest)
            .where(
                kept.run == segment.run,
                kept.segment == segment.number,
                kept.number > after,
            )
            .order_by(kept.number)
            .limit(_PAGE)
        )
        async with self._engine.begin() as connection:
            return [tuple(row) for row in await connection.execute(query)]
