"""Calendars open and close at their times, told once."""

from datetime import datetime, time, timedelta

import pytest
from structlog.testing import capture_logs

from callcenter_cti.acd.calendar_watch import LONGEST_S, CalendarWatch
from callcenter_cti.acd.waiting import QueueClosed
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CalendarId, CallId
from callcenter_cti.routing.inputs import CalendarChanged
from tests.fakes.acd_bench import CARDS, ONE, TWO, a_call, bench
from tests.fakes.clock import FakeClock
from tests.fakes.floor import a_policy, a_queue
from tests.fakes.loop_clock import START

DESK = CalendarId("desk")


class Daily:
    """Open from one time of day to another, in UTC."""

    def __init__(self, opens: time, closes: time) -> None:
        self._opens = opens
        self._closes = closes
        self.looked_up = 0

    def is_open(self, at: datetime) -> bool:
        return self._opens <= at.time() < self._closes

    def next_change(self, at: datetime) -> datetime | None:
        self.looked_up += 1
        today = [datetime.combine(at, one, at.tzinfo) for one in (self._opens, self._closes)]
        moments = [*today, *(one + timedelta(days=1) for one in today)]
        return next(one for one in moments if one > at)


class Never:
    """Closed for ever."""

    def is_open(self, at: datetime) -> bool:
        return False

    def next_change(self, at: datetime) -> datetime | None:
        return None


class Watched:
    """A watch whose time is a number of seconds after nine."""

    def __init__(self, calendar: Daily | Never) -> None:
        self.clock = FakeClock(wall=START)
        self.told: list[bool] = []
        self.refuses = False
        self.watch = CalendarWatch({DESK: calendar}, self.clock, self._take)

    def _take(self, fact: CalendarChanged) -> None:
        if self.refuses:
            raise PeerUnavailable("router", "its inbox is full")
        assert fact.calendar == DESK
        self.told.append(fact.open)

    def pass_time(self, seconds: float) -> None:
        until = self.clock.now() + seconds
        while self.clock.now() < until:
            self.clock.advance(min(self.watch.look(), until - self.clock.now()))
        self.watch.look()


def test_each_change_is_told_once() -> None:
    """Open now is what the router expects; then it closes, and opens on the next day."""
    watched = Watched(Daily(time(8), time(17)))

    watched.pass_time(60)
    assert watched.told == []
    watched.pass_time(8 * 3600)
    assert watched.told == [False]
    watched.pass_time(24 * 3600)

    assert watched.told == [False, True, False]


def test_what_is_closed_at_the_start_is_told_at_the_first_look() -> None:
    """Before anybody calls."""
    watched = Watched(Never())

    assert watched.watch.look() == LONGEST_S
    assert watched.told == [False]
    watched.pass_time(3 * 3600)

    assert watched.told == [False]


def test_it_is_looked_again_at_the_change_itself() -> None:
    """Not a minute later; and the calendar is not searched at each look."""
    daily = Daily(time(8), time(9, 5))
    watched = Watched(daily)

    waits = []
    for _ in range(5):
        waits.append(watched.watch.look())
        watched.clock.advance(waits[-1])
    watched.watch.look()

    assert waits == [LONGEST_S] * 5
    assert watched.told == [False]
    assert daily.looked_up == 2


def test_a_wall_clock_that_is_set_back_is_noticed() -> None:
    """What was expected before is not waited for."""
    watched = Watched(Daily(time(8), time(9, 1)))
    watched.pass_time(90)
    watched.clock._wall = START
    watched.pass_time(1)
    assert watched.told == [False, True]
    watched.pass_time(60)

    assert watched.told == [False, True, False]


def test_news_that_finds_no_room_is_told_a_little_later() -> None:
    """The inbox was full."""
    watched = Watched(Never())
    watched.refuses = True

    with capture_logs() as logs:
        assert watched.watch.look() == 1.0
        watched.refuses = False
        watched.watch.look()

    assert watched.told == [False]
    assert [line["event"] for line in logs] == ["calendar.untold", "calendar.changed"]


@pytest.mark.looptime
async def test_who_comes_after_closing_time_finds_the_queue_closed() -> None:
    """From the first call on; who waits already is served on."""
    policy = a_policy(a_queue("cards", calendar=DESK), anna={"en": 3})
    async with bench(policy, calendars={DESK: Daily(time(9, 1), time(9, 2))}) as floor:
        early = await floor.acd.enter(a_call(CallId("0")), CARDS)
        assert await early.news() == QueueClosed("closed")

        await floor.pass_time(70)
        waits = await floor.enter(ONE)
        await floor.pass_time(60)
        late = await floor.acd.enter(a_call(TWO), CARDS)

        assert await late.news() == QueueClosed("closed")
        assert waits.place() is not None
