"""Lives a stored journal again, and says whether everything comes out as it did.

Decides what agreement is: the same outcome of every entry, byte for byte, and at the next
segment's beginning the same state. What lies in a gap cannot be checked.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.records.journal_text import digest
from callcenter_cti.records.segments import Segment, StoredJournal
from callcenter_cti.routing.estimates import ServiceCounts
from callcenter_cti.routing.journal import take, woken
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.snapshot import Snapshot, state_of


@dataclass(slots=True)
class Replayed:
    """What came out of one segment."""

    segment: Segment
    entries: int = 0
    differs_at: int | None = None
    """Number of the first entry that led to something else; the rest was not looked at."""
    state_differs: bool = False
    """What was remembered at the end is not what the next segment begins with."""
    gap: int = 0
    """Entries that are missing before the next segment of the run."""
    counts: dict[tuple[QueueId, SiteId], ServiceCounts] = field(default_factory=dict)
    """By line, since the start of the run."""

    @property
    def agrees(self) -> bool:
        """Whether all that could be checked came out as it did."""
        return self.differs_at is None and not self.state_differs


async def replay(journal: StoredJournal, *, run: str = "") -> AsyncIterator[Replayed]:
    """Yield what comes out of each segment, oldest first.

    Args:
        journal: Where it is stored.
        run: Only this run of the engine; empty: all.

    Raises:
        PeerUnavailable: the database does not answer.
        ValueError: a part was written by another version of this program.
    """
    segments = [one for one in await journal.segments() if run in ("", one.run)]
    for place, segment in enumerate(segments):
        found, router = await _segment(journal, segment)
        following = segments[place + 1] if place + 1 < len(segments) else None
        if following is not None and following.run == segment.run and found.agrees:
            found.gap = following.first - segment.first - found.entries
            if not found.gap:
                found.state_differs = not _same(router, await journal.opening(following))
        yield found


async def _segment(journal: StoredJournal, segment: Segment) -> tuple[Replayed, Router]:
    router, found = woken(await journal.opening(segment)), Replayed(segment)
    async for entry in journal.entries(segment):
        found.entries += 1
        if digest(take(router, entry.event, entry.at)) != entry.digest:
            found.differs_at = entry.number
            break
    for queue, homes in router.state.lines.items():
        for home, line in homes.items():
            found.counts[queue, home] = line.counts
    return found, router


def _same(router: Router, opening: Snapshot) -> bool:
    return router.state == state_of(opening)


def lines_of(found: Replayed) -> Iterator[str]:
    """Say what came out of a segment: a line, and one for each line of callers."""
    segment = found.segment
    began = segment.began_at.isoformat(timespec="seconds")
    yield (
        f"run {segment.run} segment {segment.number} from {began}: "
        f"{found.entries} inputs, {_verdict(found)}"
    )
    if found.gap:
        yield f"  then a gap of {found.gap} inputs"
    for (queue, home), counts in sorted(found.counts.items()):
        yield (
            f"  {queue} at {home}: {counts.offered} offered, {counts.answered} answered, "
            f"{counts.abandoned} abandoned, service level {counts.sl_short_abandon_excluded:.3f}"
        )


def _verdict(found: Replayed) -> str:
    if found.differs_at is not None:
        return f"input {found.differs_at} led to something else"
    return "its end is not how the next begins" if found.state_differs else "the same again"
