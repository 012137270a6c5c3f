"""What every journal must do; subclasses provide a fixture `kept`."""

from dataclasses import dataclass
from typing import Protocol

import pytest

from callcenter_cti.acd.journal import Journal
from callcenter_cti.domain.identifiers import AgentId, CallId
from callcenter_cti.records.segments import Segment, StoredJournal
from callcenter_cti.routing.inputs import CallLeft, TimePassed
from callcenter_cti.routing.journal import CallEvicted, Entry, woken
from callcenter_cti.routing.snapshot import snapshot
from tests.fakes.floor import Floor, a_policy
from tests.fakes.wall_clock import StandingClock

EVERY = 3
"""Events after which the journals under test want a snapshot."""


class Until(Protocol):
    """Returns when all that was appended is stored."""

    async def __call__(self) -> None: ...


@dataclass(frozen=True)
class KeptJournal:
    """A journal under test: the end that is written, and the end that is read."""

    written: Journal
    stored: StoredJournal
    clock: StandingClock
    settle: Until

    async def segments(self) -> tuple[Segment, ...]:
        await self.settle()
        return await self.stored.segments()

    async def entries(self, segment: Segment) -> list[Entry]:
        return [one async for one in self.stored.entries(segment)]


def a_floor() -> Floor:
    floor = Floor(a_policy(anna={"en": 3}), now=7.125)
    floor.come("anna")
    return floor


class JournalContract:
    """Written by the owner of the router, read by whoever lives it again."""

    async def test_a_journal_begins_with_a_snapshot(self, kept: KeptJournal) -> None:
        """It wants one at once, and then no more."""
        wanted = [kept.written.wants_snapshot]
        kept.written.begin(snapshot(a_floor().state), 7.125)
        wanted.append(kept.written.wants_snapshot)

        [segment] = await kept.segments()

        assert wanted == [True, False]
        assert (segment.number, segment.at, segment.first) == (1, 7.125, 1)
        assert segment.began_at == kept.clock.wall()
        assert await kept.entries(segment) == []

    async def test_a_snapshot_is_of_its_moment(self, kept: KeptJournal) -> None:
        """What comes later is not in it, however late it is written."""
        floor = a_floor()
        kept.written.begin(snapshot(floor.state), floor.now)
        before = woken(snapshot(a_floor().state)).state
        floor.queue("1")

        [segment] = await kept.segments()

        assert woken(await kept.stored.opening(segment)).state == before
        assert before.agents[AgentId("anna")] != floor.record("anna")

    async def test_events_are_read_as_they_were_written(self, kept: KeptJournal) -> None:
        """In order, numbered, at their times to the last bit, with what they led to."""
        floor = a_floor()
        kept.written.begin(snapshot(floor.state), floor.now)
        kept.written.append(TimePassed(), 7.125, [])
        kept.written.append(CallLeft(CallId("1")), 0.1 + 0.2, "UnknownCall")
        kept.written.append(CallEvicted(CallId("陳")), 1e9 + 1e-6, floor.queue("1"))

        [segment] = await kept.segments()
        entries = await kept.entries(segment)

        assert [(one.number, one.at, one.event) for one in entries] == [
            (1, 7.125, TimePassed()),
            (2, 0.1 + 0.2, CallLeft(CallId("1"))),
            (3, 1e9 + 1e-6, CallEvicted(CallId("陳"))),
        ]
        assert entries[1].digest == "UnknownCall"
        assert len({one.digest for one in entries}) == 3

    async def test_a_segment_has_an_end(self, kept: KeptJournal) -> None:
        """After so many events a snapshot is wanted; numbers go on through the run."""
        state = a_floor().state
        kept.written.begin(snapshot(state), 1.0)
        wanted = []
        for _ in range(EVERY):
            wanted.append(kept.written.wants_snapshot)
            kept.written.append(TimePassed(), 2.0, [])
        wanted.append(kept.written.wants_snapshot)
        kept.written.begin(snapshot(state), 3.0)
        kept.written.append(TimePassed(), 4.0, [])

        first, second = await kept.segments()

        assert wanted == [False] * EVERY + [True]
        assert (first.run, first.number) == (second.run, second.number - 1)
        assert (first.first, second.first) == (1, EVERY + 1)
        assert [one.number for one in await kept.entries(first)] == [1, 2, 3]
        assert [one.number for one in await kept.entries(second)] == [4]

    async def test_what_is_told_before_the_first_snapshot_is_lost(self, kept: KeptJournal) -> None:
        """It could not be lived again; its number shows that it is missing."""
        kept.written.append(TimePassed(), 1.0, [])
        kept.written.begin(snapshot(a_floor().state), 2.0)

        [segment] = await kept.segments()

        assert segment.first == 2
        assert await kept.entries(segment) == []

    async def test_a_segment_that_is_not_there_is_not_found(self, kept: KeptJournal) -> None:
        """Perhaps it was deleted meanwhile."""
        missing = Segment("none", 1, kept.clock.wall(), 0.0, 1)

        assert await kept.segments() == ()
        with pytest.raises(LookupError):
            await kept.stored.opening(missing)
