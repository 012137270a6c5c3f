"""A day is lived again: every effect, byte for byte, from its start and from the middle."""

import asyncio
from dataclasses import dataclass

import pytest

from callcenter_cti.domain.agents import Actor
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.records.journal_replay import Replayed, replay
from callcenter_cti.records.journal_text import digest
from callcenter_cti.records.memory_journal import MemoryJournal
from callcenter_cti.routing.effects import Effect
from callcenter_cti.routing.errors import UnknownAgent
from callcenter_cti.routing.inputs import AgentLoggedIn, Input, TimePassed
from callcenter_cti.routing.snapshot import snapshot
from callcenter_cti.routing.step import step
from tests.fakes.floor import HOME, Floor, a_policy
from tests.fakes.floor_day import Day, a_days_policy
from tests.fakes.wall_clock import StandingClock

pytestmark = pytest.mark.timeout(300)


@dataclass
class WrittenFloor:
    """A floor whose router has a journal, written as its owner writes it."""

    floor: Floor
    journal: MemoryJournal

    def tell(self, fact: Input) -> list[Effect]:
        if self.journal.wants_snapshot:
            self.journal.begin(snapshot(self.floor.state), self.floor.now)
            self._tell(TimePassed())
        return self._tell(fact)

    def _tell(self, fact: Input) -> list[Effect]:
        now = self.floor.now
        try:
            effects = step(self.floor.router, fact, now)
        except Exception as error:
            self.journal.append(fact, now, type(error).__name__)
            raise
        self.journal.append(fact, now, effects)
        return effects


async def replayed(journal: MemoryJournal) -> list[Replayed]:
    return [one async for one in replay(journal)]


@pytest.fixture(scope="module")
def day() -> WrittenFloor:
    """A day of over twenty thousand inputs, in segments of eight thousand."""
    floor = Floor(a_days_policy(), now=1000.0)
    written = WrittenFloor(floor, MemoryJournal(StandingClock(), snapshot_every=8_000))
    Day(floor, written.tell, calls=4000).run()
    return written


def test_a_day_is_lived_again_from_every_snapshot(day: WrittenFloor) -> None:
    """Every segment agrees on its own, and with what the next one begins with."""
    found = asyncio.run(replayed(day.journal))

    assert sum(one.entries for one in found) > 20_000
    assert len(found) >= 3
    assert [(one.differs_at, one.state_differs, one.gap) for one in found] == [
        (None, False, 0)
    ] * len(found)


def a_short_day(*, snapshot_every: int = 4) -> WrittenFloor:
    """A few inputs, in segments of a few."""
    floor = Floor(a_policy(anna={"en": 3}), now=5.0)
    written = WrittenFloor(
        floor, MemoryJournal(StandingClock(), snapshot_every=snapshot_every, most_segments=99)
    )
    floor.take = written.tell  # type: ignore[method-assign]  # all that the floor is told
    floor.come("anna")
    floor.queue("1")
    floor.accept("1")
    floor.queue("2")
    floor.leave("1")
    floor.wait(60)
    floor.leave("2")
    return written


async def test_what_came_out_otherwise_is_found() -> None:
    """The first entry that led to something else is named; the rest is not looked at."""
    written = a_short_day(snapshot_every=100)
    [segment] = await written.journal.segments()
    _, rows = written.journal._segments[segment]
    number, at, kind, body, _ = rows[3]
    rows[3] = (number, at, kind, body, digest([]))

    [found] = await replayed(written.journal)

    assert (found.differs_at, found.agrees, found.entries) == (4, False, 4)


async def test_a_state_that_does_not_follow_is_found() -> None:
    """The next segment begins with something else, though every effect was the same."""
    written = a_short_day()
    first, second, *_ = await written.journal.segments()
    packed = written.journal._segments[first][0]
    written.journal._segments[second] = (packed, written.journal._segments[second][1])

    found, *_ = await replayed(written.journal)

    assert (found.differs_at, found.state_differs) == (None, True)


async def test_a_gap_is_told_and_not_checked() -> None:
    """What was not written cannot be lived again; the next segment begins anew."""
    written = a_short_day()
    first, *_ = await written.journal.segments()
    written.journal._segments[first][1].pop()

    found, *_ = await replayed(written.journal)

    assert (found.gap, found.agrees) == (1, True)


async def test_an_input_that_was_refused_is_refused_again() -> None:
    """By the same error; the segment agrees."""
    floor = Floor(a_policy(anna={"en": 3}))
    written = WrittenFloor(floor, MemoryJournal(StandingClock()))
    with pytest.raises(UnknownAgent):
        written.tell(AgentLoggedIn(AgentId("nobody"), Actor.AGENT))

    [found] = await replayed(written.journal)
    [_, entry] = [one async for one in written.journal.entries(found.segment)]

    assert (entry.digest, found.agrees, found.entries) == ("UnknownAgent", True, 2)


async def test_the_numbers_of_a_run_are_those_that_it_had() -> None:
    """Offered, answered, abandoned: recomputed from the journal alone."""
    written = a_short_day()

    *_, last = await replayed(written.journal)

    assert last.counts == {("cards", HOME): written.floor.counts()}
    assert last.counts["cards", HOME].answered == 1  # type: ignore[index]  # plain text


async def test_only_one_run_is_lived_again_if_it_is_named() -> None:
    """Another's segments are not read."""
    written = a_short_day()

    assert [one async for one in replay(written.journal, run="other")] == []
    assert len([one async for one in replay(written.journal, run="memory")]) > 1
