"""Whether something is open at a moment, and when that changes."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.domain.calendars import DAY, Calendar, DayKind, Hours, NoHolidays, Span
from callcenter_cti.domain.identifiers import CalendarId

OFFICE = (Span(9 * 60, 17 * 60),)
WEEK = (*[OFFICE] * 5, (), ())
SYDNEY = ZoneInfo("Australia/Sydney")


class Gazette:
    """Days off and days that make up for them, as told."""

    def __init__(self, kinds: Mapping[date, DayKind]) -> None:
        self._kinds = kinds

    def kind(self, day: date) -> DayKind:
        return self._kinds.get(day, DayKind.ORDINARY)


def a_calendar(
    zone: str = "Australia/Sydney",
    weekly: tuple[Hours, ...] = WEEK,
    *,
    days: Mapping[date, Hours] | None = None,
    kinds: Mapping[date, DayKind] | None = None,
) -> Calendar:
    holidays = Gazette(kinds) if kinds else NoHolidays()
    return Calendar(CalendarId("desk"), ZoneInfo(zone), weekly, days or {}, holidays)


def in_sydney(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SYDNEY)  # type: ignore[arg-type,misc]  # year, month, day …


@pytest.mark.parametrize(
    ("at", "is_open", "changes"),
    [
        (in_sydney(2026, 5, 4, 8, 59), False, in_sydney(2026, 5, 4, 9)),
        (in_sydney(2026, 5, 4, 9), True, in_sydney(2026, 5, 4, 17)),
        (in_sydney(2026, 5, 4, 16, 59), True, in_sydney(2026, 5, 4, 17)),
        (in_sydney(2026, 5, 4, 17), False, in_sydney(2026, 5, 5, 9)),
        (in_sydney(2026, 5, 8, 17), False, in_sydney(2026, 5, 11, 9)),
    ],
)
def test_it_opens_and_closes_by_the_clock_on_the_wall(
    at: datetime, changes: datetime, *, is_open: bool
) -> None:
    """The moment of opening is open, that of closing is closed; weekends are skipped."""
    calendar = a_calendar()

    assert calendar.is_open(at) is is_open
    assert calendar.next_change(at) == changes


def test_hours_may_end_on_the_next_day() -> None:
    """From Monday night into Tuesday morning, and no further."""
    calendar = a_calendar(weekly=((Span(22 * 60, 30 * 60),), *[()] * 6))

    assert calendar.is_open(in_sydney(2026, 5, 5, 5, 59))
    assert not calendar.is_open(in_sydney(2026, 5, 5, 6))
    assert calendar.next_change(in_sydney(2026, 5, 4, 23)) == in_sydney(2026, 5, 5, 6)


def test_what_touches_is_one() -> None:
    """From day to day round the clock until Sunday: there is no change at midnight."""
    calendar = a_calendar(weekly=(*[(Span(0, DAY),)] * 6, ()))

    assert calendar.next_change(in_sydney(2026, 5, 4, 12)) == in_sydney(2026, 5, 10)


@pytest.mark.parametrize("weekly", [((Span(0, DAY),),) * 7, ((),) * 7])
def test_what_never_changes_says_so(weekly: tuple[Hours, ...]) -> None:
    """Always open or always closed."""
    assert a_calendar(weekly=weekly).next_change(in_sydney(2026, 5, 4)) is None


def test_a_holiday_is_closed_and_a_make_up_day_has_mondays_hours() -> None:
    """Saturday is worked for a Monday off."""
    monday, saturday = date(2026, 5, 4), date(2026, 5, 9)
    calendar = a_calendar(kinds={monday: DayKind.HOLIDAY, saturday: DayKind.MAKE_UP})

    assert not calendar.is_open(in_sydney(2026, 5, 4, 12))
    assert calendar.is_open(in_sydney(2026, 5, 9, 12))


def test_a_day_that_differs_outranks_all() -> None:
    """An open holiday, a closed ordinary day."""
    monday, tuesday = date(2026, 5, 4), date(2026, 5, 5)
    calendar = a_calendar(
        days={monday: (Span(600, 660),), tuesday: ()}, kinds={monday: DayKind.HOLIDAY}
    )

    assert calendar.is_open(in_sydney(2026, 5, 4, 10, 30))
    assert calendar.next_change(in_sydney(2026, 5, 4, 10, 30)) == in_sydney(2026, 5, 4, 11)
    assert not calendar.is_open(in_sydney(2026, 5, 5, 12))


def test_where_the_clock_is_put_forward_over_an_opening_that_is_when_it_opens() -> None:
    """02:30 does not come on the day on which 02:00 is followed by 03:00."""
    calendar = a_calendar("America/New_York", ((),) * 6 + ((Span(150, 600),),))
    jump = datetime(2026, 3, 8, 7, tzinfo=UTC)

    assert calendar.next_change(jump - timedelta(hours=1)) == jump
    assert not calendar.is_open(jump - timedelta(seconds=1))
    assert calendar.is_open(jump)


def test_where_the_clock_is_put_back_nothing_closes_twice() -> None:
    """01:30 comes twice: it opens at the first, closes at the second."""
    opening = a_calendar("America/New_York", ((),) * 6 + ((Span(90, 600),),))
    closing = a_calendar("America/New_York", ((),) * 6 + ((Span(0, 90),),))
    night = datetime(2026, 11, 1, 4, tzinfo=UTC)

    assert opening.next_change(night) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert closing.next_change(night) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_a_day_that_a_country_skips_is_not_opened() -> None:
    """Samoa went from 29 to 31 December 2011."""
    calendar = a_calendar("Pacific/Apia", ((),) * 7, days={date(2011, 12, 30): OFFICE})

    assert calendar.next_change(datetime(2011, 12, 28, tzinfo=UTC)) is None


ZONES = st.sampled_from(
    ["UTC", "Australia/Sydney", "Australia/Lord_Howe", "America/New_York", "Asia/Tokyo"]
)
SPANS = st.builds(
    lambda opens, length: Span(opens * 15, opens * 15 + length * 15),
    st.integers(0, 95),
    st.integers(1, 96),
)
WEEKS = st.tuples(*[st.lists(SPANS, max_size=2).map(tuple)] * 7)
# Around the days on which these zones change their clocks in 2026, and anywhere else.
TIMES = st.one_of(
    *(
        st.integers(-40, 40).map(lambda n, day=day: day + timedelta(hours=n))  # type: ignore[misc]
        for day in (
            datetime(2026, 3, 8, 7, tzinfo=UTC),
            datetime(2026, 4, 4, 16, tzinfo=UTC),
            datetime(2026, 10, 3, 16, tzinfo=UTC),
            datetime(2026, 11, 1, 6, tzinfo=UTC),
        )
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001 - made aware next
        lambda time: time.replace(tzinfo=UTC)
    ),
)


@given(ZONES, WEEKS, TIMES, st.integers(1, 10_000))
def test_nothing_changes_before_the_next_change(
    zone: str, weekly: tuple[Hours, ...], at: datetime, share: int
) -> None:
    """At it, it does; between, whenever one looks, it does not."""
    calendar = a_calendar(zone, weekly)
    now, change = calendar.is_open(at), calendar.next_change(at)

    until = at + timedelta(days=30) if change is None else change
    between = at + (until - at - timedelta(microseconds=1)) * share / 10_000
    assert calendar.is_open(between) is now
    if change is not None:
        assert change > at
        assert calendar.is_open(change) is not now


@given(ZONES, WEEKS, TIMES)
def test_it_agrees_with_the_clock_on_the_wall(
    zone: str, weekly: tuple[Hours, ...], at: datetime
) -> None:
    """Whenever the clock shows each time once."""
    local = at.astimezone(ZoneInfo(zone))
    around = [(at + timedelta(hours=n)).astimezone(ZoneInfo(zone)) for n in range(-50, 51)]
    if len({time.utcoffset() for time in around}) > 1:
        return
    minute = local.hour * 60 + local.minute
    shown = any(span.opens <= minute < span.closes for span in weekly[local.weekday()]) or any(
        minute + DAY < span.closes for span in weekly[local.weekday() - 1]
    )

    assert a_calendar(zone, weekly).is_open(at) is shown
