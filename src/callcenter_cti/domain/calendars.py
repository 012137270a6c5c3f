"""Calendars: whether something is open at a moment, and when that changes next.

Decides from weekly hours in a time zone, from days that differ, and from what kind of day a
holiday calendar says it is. Knows no clock and no country.

Hours are what the clock on the wall shows. Where it is put forward over an opening or closing,
that is when it happens; where it is put back, the earlier of two openings counts and the later of
two closings, so that nothing opens and closes twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum
from typing import Final, NamedTuple, Protocol

from callcenter_cti.domain.identifiers import CalendarId

DAY: Final = 24 * 60
"""Minutes."""
HORIZON_DAYS: Final = 400
"""How far `next_change` looks: more than a year, since a calendar may open once a year."""


class Span(NamedTuple):
    """Open from one time of day until another, in minutes after midnight."""

    opens: int
    """0 to 1439."""
    closes: int
    """Above `opens`, at most a day later; above 1440: on the next day."""


Hours = tuple[Span, ...]
"""Of one day; empty: closed all day."""


class DayKind(Enum):
    """What a holiday calendar says of a day."""

    ORDINARY = "ordinary"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    """A day of the weekend on which people work for a holiday, as in China."""


class DayKinds(Protocol):
    """A holiday calendar."""

    def kind(self, day: date) -> DayKind:
        """Return what kind of day it is."""
        ...


class NoHolidays:
    """Every day is ordinary."""

    def kind(self, day: date) -> DayKind:
        """Return that it is ordinary."""
        return DayKind.ORDINARY


@dataclass(frozen=True, slots=True)
class Calendar:
    """When something is open."""

    calendar: CalendarId
    zone: tzinfo
    weekly: tuple[Hours, ...]
    """Of the seven days from Monday on. A make-up working day has Monday's."""
    days: Mapping[date, Hours] = field(default_factory=dict)
    """Days that differ, whatever else they are."""
    holidays: DayKinds = field(default_factory=NoHolidays)

    def hours(self, day: date) -> Hours:
        """Return the hours that begin on a day."""
        if day in self.days:
            return self.days[day]
        kind = self.holidays.kind(day)
        if kind is DayKind.HOLIDAY:
            return ()
        return self.weekly[0 if kind is DayKind.MAKE_UP else day.weekday()]

    def is_open(self, at: datetime) -> bool:
        """Tell whether it is open at an aware time."""
        at = at.astimezone(UTC)
        return any(begin <= at < end for begin, end in self._spans(at, days=3))

    def next_change(self, at: datetime) -> datetime | None:
        """Return when it opens or closes next after an aware time, in UTC.

        None: it does neither within `HORIZON_DAYS` days.
        """
        at = at.astimezone(UTC)
        spans = self._spans(at, days=HORIZON_DAYS)
        if not self.is_open(at):
            return next((begin for begin, _ in spans if begin > at), None)
        until = at
        for begin, end in spans:
            if begin > until:
                return until
            until = max(until, end)
        return None if until > at + timedelta(days=HORIZON_DAYS - 4) else until

    def _spans(self, at: datetime, *, days: int) -> Iterator[tuple[datetime, datetime]]:
        """Yield when it is open from before a time on, by beginning."""
        first = at.astimezone(self.zone).date() - timedelta(days=2)
        for number in range(days + 1):
            day = first + timedelta(days=number)
            for span in sorted(self.hours(day)):
                begin = self._moment(day, span.opens, last=False)
                end = self._moment(day, span.closes, last=True)
                if begin < end:
                    yield begin, end

    def _moment(self, day: date, minute: int, *, last: bool) -> datetime:
        """Return when the clock on the wall shows a minute of a day; of two moments, which."""
        wall = datetime.combine(day, time()) + timedelta(minutes=minute)
        early, late = (
            wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)
        )
        if early <= late:
            return late if last else early
        return self._jump(late, early)

    def _jump(self, before: datetime, after: datetime) -> datetime:
        """Return when, between two moments, the clock is put forward; to the second."""
        shift = after.astimezone(self.zone).utcoffset()
        while after - before > timedelta(seconds=1):
            middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
            if middle.astimezone(self.zone).utcoffset() == shift:
                after = middle
            else:
                before = middle
        return after
