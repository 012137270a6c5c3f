"""The journal of the router as its owner writes it (adapters: `records.routing_journal`)."""

from typing import Protocol

from callcenter_cti.routing.journal import Event, Outcome
from callcenter_cti.routing.snapshot import Snapshot


class Journal(Protocol):
    """Both methods are called from the owner task: they neither block nor raise."""

    @property
    def wants_snapshot(self) -> bool:
        """Whether a segment is to begin before the next event.

        It is at the start, after so many events that a replay would take long, and after a gap.
        """
        ...

    def begin(self, opening: Snapshot, at: float) -> None:
        """Begin a segment. The snapshot shares its parts with the live state: it is copied now."""
        ...

    def append(self, event: Event, at: float, outcome: Outcome) -> None:
        """Note an event and what it led to; dropped, and counted, while there is a gap."""
        ...


class NoJournal:
    """Nothing is written down."""

    wants_snapshot = False

    def begin(self, opening: Snapshot, at: float) -> None:
        """Do nothing."""

    def append(self, event: Event, at: float, outcome: Outcome) -> None:
        """Do nothing."""
