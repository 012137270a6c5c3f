"""Calendars of `routing_rules.yaml`: keys, kinds, and the calendars that they become."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from callcenter_cti.config.public_holidays import PublicHolidays, refuse_unknown_place
from callcenter_cti.config.rules_kinds import Date, Section, Text, as_list
from callcenter_cti.domain.calendars import DAY, Calendar, Hours, NoHolidays, Span
from callcenter_cti.domain.identifiers import CalendarId

WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOSED: Final = "closed"
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")


def hours(text: str) -> Hours:
    """Return the hours of a day: ``closed``, ``09:00-17:30``, ``09:00-12:00, 13:00-17:30``.

    ``22:00-06:00`` ends on the next day.

    Raises:
        ValueError: it says no hours, or two spans overlap.
    """
    if text.strip() == CLOSED:
        return ()
    spans = sorted(_span(part.strip(), text) for part in text.split(","))
    for before, after in pairwise(spans):
        if after.opens < before.closes:
            raise ValueError(f"`{text}` has spans that overlap")
    return tuple(spans)


def _span(part: str, text: str) -> Span:
    ends = [_TIME.fullmatch(end.strip()) for end in part.split("-")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        raise ValueError(f"`{text}` is no hours, write for example `09:00-17:30` or `{CLOSED}`")
    opens, closes = (int(end[1]) * 60 + int(end[2]) for end in ends if end is not None)
    if opens >= DAY or closes > DAY or opens == closes:
        raise ValueError(f"`{text}` is no hours: a day goes from 00:00 to 24:00")
    return Span(opens, closes if closes > opens else closes + DAY)


def weekdays(text: str) -> tuple[int, ...]:
    """Return the days of ``mon`` or ``mon-fri``, Monday being 0.

    Raises:
        ValueError: it names no days.
    """
    ends = [part.strip() for part in text.split("-")]
    if len(ends) > 2 or any(end not in WEEK for end in ends):
        raise ValueError(f"`{text}` is no day, write one of {', '.join(WEEK)} or `mon-fri`")
    first, last = WEEK.index(ends[0]), WEEK.index(ends[-1])
    length = (last - first) % 7 + 1
    return tuple((first + number) % 7 for number in range(length))


def _is_hours(text: str) -> str:
    hours(text)
    return text


def _is_weekdays(text: str) -> str:
    weekdays(text)
    return text


def _is_place(text: str) -> str:
    refuse_unknown_place(text)
    return text


def _each_day_once(week: dict[str, str]) -> dict[str, str]:
    seen: dict[int, str] = {}
    for days in week:
        for day in weekdays(days):
            if day in seen:
                raise ValueError(f"`{WEEK[day]}` is in `{seen[day]}` and in `{days}`")
            seen[day] = days
    return week


DayHours = Annotated[Text, AfterValidator(_is_hours)]
Week = Annotated[
    dict[Annotated[str, AfterValidator(_is_weekdays)], DayHours], AfterValidator(_each_day_once)
]
Places = Annotated[list[Annotated[str, AfterValidator(_is_place)]], BeforeValidator(as_list)]


class CalendarRules(Section):
    """When something is open."""

    time_zone: Text = Field(description="Whose clock the hours are read from (IANA database).")
    weekly: Week = Field(
        description="Hours by day (`mon`) or days (`mon-fri`), such as `09:00-17:30` or "
        "`09:00-12:00, 13:00-18:00`; `22:00-06:00` ends on the next day; a day that is not named "
        "is closed."
    )
    holidays: Places = Field(
        default_factory=list,
        description="Countries, or countries with a region (`AU-NSW`), whose public holidays are "
        "closed; on a working day that makes up for one (China) Monday's hours hold.",
    )
    days: dict[Date, DayHours] = Field(
        default_factory=dict,
        description="Days that differ, by date: `closed`, or their hours; they outrank holidays.",
    )


def calendars_of(written: Mapping[str, CalendarRules]) -> dict[CalendarId, Calendar]:
    """Return the calendars that the rules describe."""
    return {CalendarId(name): _calendar(name, rules) for name, rules in written.items()}


def _calendar(name: str, written: CalendarRules) -> Calendar:
    by_day = dict(_by_day(written.weekly))
    return Calendar(
        CalendarId(name),
        ZoneInfo(written.time_zone),
        tuple(by_day.get(day, ()) for day in range(7)),
        {day: hours(text) for day, text in written.days.items()},
        PublicHolidays(tuple(written.holidays)) if written.holidays else NoHolidays(),
    )


def _by_day(week: Mapping[str, str]) -> Iterator[tuple[int, Hours]]:
    for days, text in week.items():
        for day in weekdays(days):
            yield day, hours(text)
