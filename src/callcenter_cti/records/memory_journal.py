"""A journal in memory: for tests, and for engines whose journal is nobody's business.

Decides only what it forgets: the oldest segment, when there are too many.
"""

from collections.abc import AsyncIterator

from callcenter_cti.domain.clock import Clock
from callcenter_cti.records.journal_text import (
    copied,
    digest,
    event_of,
    event_text,
    snapshot_bytes,
    snapshot_of,
    with_policy,
)
from callcenter_cti.records.segments import Segment
from callcenter_cti.routing.journal import Entry, Event, Outcome
from callcenter_cti.routing.snapshot import Snapshot


class MemoryJournal:
    """Keeps events as text, as the database does.

    Args:
        clock: For the times of segments.
        snapshot_every: Events after which a segment ends.
        most_segments: Segments that are kept.
    """

    def __init__(
        self, clock: Clock, *, snapshot_every: int = 50_000, most_segments: int = 10
    ) -> None:
        self._clock = clock
        self._every = snapshot_every
        self._most = most_segments
        self._segments: dict[Segment, tuple[bytes, list[tuple[int, float, str, str, str]]]] = {}
        self._numbers = 0
        self._count = 0

    @property
    def wants_snapshot(self) -> bool:
        """Whether a segment is to begin."""
        newest = next(reversed(self._segments.values()), None)
        return newest is None or len(newest[1]) >= self._every

    def begin(self, opening: Snapshot, at: float) -> None:
        """Begin a segment."""
        self._count += 1
        segment = Segment("memory", self._count, self._clock.wall(), at, self._numbers + 1)
        packed = snapshot_bytes(with_policy(copied(opening), opening.state.policy))
        self._segments[segment] = (packed, [])
        if len(self._segments) > self._most:
            del self._segments[next(iter(self._segments))]

    def append(self, event: Event, at: float, outcome: Outcome) -> None:
        """Note an event and what it led to."""
        self._numbers += 1
        newest = next(reversed(self._segments.values()), None)
        if newest is not None:
            row = (self._numbers, at, type(event).__name__, event_text(event), digest(outcome))
            newest[1].append(row)

    async def segments(self) -> tuple[Segment, ...]:
        """Return all segments, oldest first."""
        return tuple(self._segments)

    async def opening(self, segment: Segment) -> Snapshot:
        """Return the snapshot that a segment begins with."""
        return snapshot_of(self._segments[segment][0])

    async def entries(self, segment: Segment) -> AsyncIterator[Entry]:
        """Yield the entries of a segment in order."""
        for number, at, kind, text, told in tuple(self._segments[segment][1]):
            yield Entry(number, at, event_of(kind, text), told)
