"""A day is lived again: every effect, byte for byte, from its start and from the middle."""

import asyncio
from dataclasses import dataclass

import pytest

from callcenter_cti.records.journal_replay import Replayed, replay
from callcenter_cti.records.journal_text import digest
from callcenter_cti.records.memory_journal import MemoryJournal
from callcenter_cti.routing.effects import Effect
from callcenter_cti.routing.inputs import Input, TimePassed
from callcenter_cti.routing.snapshot import snapshot
from callcenter_cti.routing.step import step
from tests.fakes.floor import Floor, a_policy
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
