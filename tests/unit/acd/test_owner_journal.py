"""The owner writes down all that the router is told, faults included."""

import pytest
from structlog.testing import capture_logs

from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.records.journal_replay import Replayed, replay
from callcenter_cti.records.memory_journal import MemoryJournal
from callcenter_cti.routing.effects import Effect
from callcenter_cti.routing.inputs import CallQueued, Input, TimePassed
from callcenter_cti.routing.journal import CallEvicted
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.step import step
from tests.fakes.acd_bench import ANNA, BEN, CARDS, ONE, TWO, a_call, bench
from tests.fakes.floor import WRAP_UP_S, a_policy
from tests.fakes.wall_clock import StandingClock

pytestmark = pytest.mark.looptime

TWO_AGENTS = a_policy(anna={"en": 3}, ben={"en": 1})


async def kinds(journal: MemoryJournal) -> list[str]:
    """Return what was written, in order."""
    return [
        type(entry.event).__name__
        for segment in await journal.segments()
        async for entry in journal.entries(segment)
    ]


async def lived_again(journal: MemoryJournal) -> list[Replayed]:
    return [one async for one in replay(journal)]


async def test_a_floor_is_lived_again_from_its_journal() -> None:
    """Inputs, deadlines and refusals, over several segments; the dispatcher's own end included."""
    journal = MemoryJournal(StandingClock(), snapshot_every=5)
    async with bench(TWO_AGENTS, journal=journal) as floor:
        await floor.come(ANNA, BEN)
        await floor.talk(ONE)
        await floor.enter(TWO)
        with pytest.raises(LookupError):
            await floor.acd.log_in(type(ANNA)("nobody"))
        await floor.acd.left(ONE)
        await floor.pass_time(WRAP_UP_S + 1)

    found = await lived_again(journal)

    assert len(found) > 2
    assert all(one.agrees and not one.gap for one in found)
    written = await kinds(journal)
    assert written[0] == "TimePassed"
    assert {"AgentLoggedIn", "CallQueued", "OfferAccepted", "CallLeft"} <= set(written)


async def test_a_fault_is_written_with_the_eviction_that_followed() -> None:
    """Under the error's name, so that a version with the same fault comes to the same state."""
    journal = MemoryJournal(StandingClock())

    def decide(router: Router, fact: Input, now: float) -> list[Effect]:
        if isinstance(fact, CallQueued):
            raise ZeroDivisionError
        return step(router, fact, now)

    with capture_logs():
        async with bench(TWO_AGENTS, journal=journal, decide=decide) as floor:
            await floor.acd.enter(a_call(ONE), CARDS)
            await floor.settle()

    [segment] = await journal.segments()
    entries = [one async for one in journal.entries(segment)]
    assert [(type(one.event), one.digest) for one in entries[1:3]] == [
        (CallQueued, "ZeroDivisionError"),
        (CallEvicted, entries[2].digest),
    ]


async def test_a_first_deadline_that_fails_stops_nothing() -> None:
    """The segment begins all the same."""
    journal = MemoryJournal(StandingClock())

    def decide(router: Router, fact: Input, now: float) -> list[Effect]:
        if isinstance(fact, TimePassed):
            raise ZeroDivisionError
        return step(router, fact, now)

    with capture_logs():
        async with bench(TWO_AGENTS, journal=journal, decide=decide) as floor:
            await floor.come(ANNA)
            assert floor.acd.failures == 1

    assert (await kinds(journal))[:2] == ["TimePassed", "AgentLoggedIn"]


async def test_nothing_is_written_before_the_owner_runs() -> None:
    """What is left in an inbox that nobody opens has no segment to stand in."""
    journal = MemoryJournal(StandingClock())
    async with bench(TWO_AGENTS, journal=journal) as floor:
        pass

    with pytest.raises(PeerUnavailable):
        await floor.acd.arrived(a_call(ONE))
    assert await kinds(journal) == []
