"""Tells the router when calendars open and close. Knows no hours and no holidays."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Protocol

import structlog

from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CalendarId
from callcenter_cti.routing.inputs import CalendarChanged

LONGEST_S: Final = 60.0
"""Seconds after which it is looked again whatever was expected: the wall clock may be set."""
SHORTEST_S: Final = 0.01
"""Seconds between two looks; a change is told at its moment or this much later."""

_log = structlog.get_logger(__name__)


class Calendar(Protocol):
    """When something is open (adapter: `domain.calendars.Calendar`)."""

    def is_open(self, at: datetime) -> bool:
        """Tell whether it is open at an aware time."""
        ...

    def next_change(self, at: datetime) -> datetime | None:
        """Return when it opens or closes next after an aware time; None: not for long."""
        ...


class CalendarWatch:
    """Reports each change once.

    Args:
        calendars: What is watched.
        clock: Wall time.
        report: Leaves the news for the router; raises `PeerUnavailable` when it takes none now.
    """

    def __init__(
        self,
        calendars: Mapping[CalendarId, Calendar],
        clock: Clock,
        report: Callable[[CalendarChanged], None],
    ) -> None:
        self._calendars = calendars
        self._clock = clock
        self._report = report
        self._told = dict.fromkeys(calendars, True)
        """What the router knows; it takes a calendar of which nothing was told for open."""
        self._next: dict[CalendarId, tuple[datetime, datetime | None]] = {}
        """When each was looked up, and when it changes next."""

    async def run(self, again_s: float) -> None:
        """Watch until cancelled, after the first look."""
        while True:
            await asyncio.sleep(again_s)
            again_s = self.look()

    def look(self) -> float:
        """Report what has changed, and return the seconds until the next look."""
        at = self._clock.wall()
        for name, calendar in self._calendars.items():
            is_open = calendar.is_open(at)
            if is_open is not self._told[name]:
                try:
                    self._report(CalendarChanged(name, is_open))
                except PeerUnavailable as refusal:
                    _log.warning("calendar.untold", calendar=name, reason=str(refusal))
                    return 1.0
                self._told[name] = is_open
                _log.info("calendar.changed", calendar=name, open=is_open)
        waits = [self._until_change(name, at) for name in self._calendars]
        return max(SHORTEST_S, min(waits, default=LONGEST_S))

    def _until_change(self, name: CalendarId, at: datetime) -> float:
        looked_up, change = self._next.get(name, (at, None))
        if name not in self._next or at < looked_up or (change is not None and change <= at):
            change = self._calendars[name].next_change(at)
            self._next[name] = (at, change)
        return LONGEST_S if change is None else min(LONGEST_S, (change - at).total_seconds())
