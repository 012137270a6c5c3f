"""The router's journal as it is read back: segments, each with its snapshot and its entries.

Port `StoredJournal`; adapters: `records.routing_journal`, `records.memory_journal`.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from callcenter_cti.routing.journal import Entry
from callcenter_cti.routing.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the journal without a gap."""

    run: str
    """Names the engine's run, from its start to its end."""
    number: int
    """In its run, from 1."""
    began_at: datetime
    """Aware UTC."""
    at: float
    """The same moment on the run's monotonic clock."""
    first: int
    """The number that its first entry has, or would have."""


class StoredJournal(Protocol):
    """Reads; raises `PeerUnavailable` when the database does not answer."""

    async def segments(self) -> tuple[Segment, ...]:
        """Return all segments, oldest first, the segments of a run in their order."""
        ...

    async def opening(self, segment: Segment) -> Snapshot:
        """Return the snapshot that a segment begins with.

        Raises:
            LookupError: there is no such segment (any more).
            ValueError: it was written by another version of this program.
        """
        ...

    def entries(self, segment: Segment) -> AsyncIterator[Entry]:
        """Yield the entries of a segment in order.

        Raises:
            ValueError: one was written by another version of this program.
        """
        ...
