"""When something happens by itself. Derived from the state; what is stale is dropped on the way.

Decides the order of what is due: by time, then agents, calls, sites, then by name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush


class Timer(IntEnum):
    """What a time belongs to."""

    AGENT = 0
    """A lease, a wrap-up or a RONA pause ends."""
    CALL = 1
    """A step opens, a call becomes overdue, the wait for a preferred agent ends."""
    BAND = 2
    """A pairing that was not worthwhile comes up to zero, or a far site has cooled down."""
    SITE = 3
    """A site has not been heard of for too long."""


Due = tuple[float, Timer, str]


@dataclass(slots=True, eq=False)
class Timers:
    """Due times, of which some may be stale: `is_due` knows."""

    is_due: Callable[[Due], bool]
    """Tells whether an entry still stands in the state."""
    _heap: list[Due] = field(default_factory=list)

    def set(self, at: float | None, timer: Timer, name: str) -> None:
        """Add a time; None adds nothing."""
        if at is not None:
            heappush(self._heap, (at, timer, name))

    def next(self) -> Due | None:
        """Return the next entry that is not stale."""
        heap, is_due = self._heap, self.is_due
        while heap:
            if is_due(heap[0]):
                return heap[0]
            heappop(heap)
        return None

    def take(self, now: float) -> Due | None:
        """Return the next entry if its time has come, and drop it."""
        due = self.next()
        return heappop(self._heap) if due is not None and due[0] <= now else None
