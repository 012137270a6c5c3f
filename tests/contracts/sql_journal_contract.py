"""What the journal in a database must do besides; subclasses provide a fixture `engine`."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from callcenter_cti.records.routing_journal import JournalBounds, RoutingJournal
from callcenter_cti.records.stored_journal import SqlStoredJournal
from callcenter_cti.routing.inputs import TimePassed
from callcenter_cti.routing.snapshot import snapshot
from tests.contracts.journal_contract import EVERY, JournalContract, KeptJournal, a_floor
from tests.fakes.wall_clock import StandingClock

BOUNDS = JournalBounds(
    capacity=10,
    batch=4,
    linger_s=0.0,
    snapshot_every=EVERY,
    timeout_s=20.0,
    retry_s=0.001,
    refused_s=0.001,
)


class Cut:
    """The way to the database, which a test can cut; or whoever is there says no."""

    def __init__(self, engine: AsyncEngine, *, refuses: bool = False) -> None:
        self._engine = engine
        kind = IntegrityError if refuses else OperationalError
        self._error = kind("", None, ConnectionError("cut"))
        self.tries = 0
        """Times that something was tried while it was cut."""
        self._tried = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def begin(self) -> None:
        event.listen(self._engine.sync_engine, "begin", self._refuse)

    def end(self) -> None:
        event.remove(self._engine.sync_engine, "begin", self._refuse)

    def _refuse(self, _connection: Connection) -> None:
        self.tries += 1
        self._loop.call_soon_threadsafe(self._tried.set)
        raise self._error

    async def until_tried(self) -> None:
        self._tried.clear()
        async with asyncio.timeout(30):
            await self._tried.wait()


class SqlJournalContract(JournalContract):
    """The contract, and what happens when the database is away, slow or says no."""

    @pytest.fixture
    def clock(self) -> StandingClock:
        return StandingClock()

    @pytest.fixture
    async def journal(
        self, engine: AsyncEngine, clock: StandingClock
    ) -> AsyncIterator[RoutingJournal]:
        journal = RoutingJournal(engine, clock, bounds=BOUNDS)
        journal.start()
        yield journal
        await journal.close(drain_s=20.0)

    @pytest.fixture
    async def kept(
        self, engine: AsyncEngine, clock: StandingClock, journal: RoutingJournal
    ) -> AsyncIterator[KeptJournal]:
        stored = SqlStoredJournal(engine)
        yield KeptJournal(journal, stored, clock, journal.written_so_far)
        await stored.close()

    async def test_a_short_absence_loses_nothing(
        self, engine: AsyncEngine, journal: RoutingJournal, kept: KeptJournal
    ) -> None:
        """What waits is written when the database is back."""
        cut = Cut(engine)
        cut.begin()
        with capture_logs() as logs:
            journal.begin(snapshot(a_floor().state), 1.0)
            journal.append(TimePassed(), 2.0, [])
            await cut.until_tried()
            cut.end()
            [segment] = await kept.segments()

        assert len(await kept.entries(segment)) == 1
        assert (journal.written, journal.lost, journal.gaps) == (1, 0, 0)
        assert {line["event"] for line in logs} >= {"journal.delayed"}
        assert "journal.gap" not in {line["event"] for line in logs}

    async def test_a_full_buffer_is_a_gap_and_then_a_new_beginning(
        self, engine: AsyncEngine, journal: RoutingJournal, kept: KeptJournal
    ) -> None:
        """What came before the gap is written, what comes in it is counted, and after it a
        snapshot is wanted; one line says so."""
        cut = Cut(engine)
        cut.begin()
        with capture_logs() as logs:
            journal.begin(snapshot(a_floor().state), 1.0)
            for _ in range(BOUNDS.capacity + 5):
                journal.append(TimePassed(), 2.0, [])
            assert (journal.wants_snapshot, journal.gaps, journal.lost) == (False, 1, 6)
            await cut.until_tried()
            cut.end()
            await journal.written_so_far()
        assert journal.wants_snapshot is True
        journal.begin(snapshot(a_floor().state), 3.0)
        journal.append(TimePassed(), 4.0, [])

        first, second = await kept.segments()

        assert len(await kept.entries(first)) == BOUNDS.capacity - 1
        assert (second.first, len(await kept.entries(second))) == (BOUNDS.capacity + 6, 1)
        assert [line["event"] for line in logs].count("journal.gap") == 1

    async def test_a_snapshot_that_finds_no_room_is_a_gap_too(
        self, engine: AsyncEngine, journal: RoutingJournal
    ) -> None:
        """It waits for its turn like everything else."""
        cut = Cut(engine)
        cut.begin()
        with capture_logs():
            journal.begin(snapshot(a_floor().state), 1.0)
            for _ in range(BOUNDS.capacity - 1):
                journal.append(TimePassed(), 2.0, [])
            assert journal.wants_snapshot is True
            journal.begin(snapshot(a_floor().state), 3.0)

            assert (journal.gaps, journal.wants_snapshot) == (1, False)
            cut.end()

    async def test_a_write_that_is_refused_is_a_gap(
        self, engine: AsyncEngine, journal: RoutingJournal, kept: KeptJournal
    ) -> None:
        """The same would be refused for ever: it is given up, and after a while begun anew."""
        cut = Cut(engine, refuses=True)
        cut.begin()
        with capture_logs() as logs:
            journal.begin(snapshot(a_floor().state), 1.0)
            journal.append(TimePassed(), 2.0, [])
            await journal.written_so_far()
        cut.end()
        assert journal.wants_snapshot is True
        journal.begin(snapshot(a_floor().state), 3.0)
        journal.append(TimePassed(), 4.0, [])

        *_, last = await kept.segments()

        assert [one.number for one in await kept.entries(last)] == [2]
        assert (journal.lost, journal.gaps, journal.written) == (1, 1, 1)
        assert {line["event"] for line in logs} >= {"journal.refused", "journal.gap"}

    async def test_closing_loses_what_cannot_be_written_in_time(
        self, engine: AsyncEngine, clock: StandingClock
    ) -> None:
        """The engine stops even so, and says how much."""
        journal = RoutingJournal(engine, clock, bounds=BOUNDS)
        journal.start()
        cut = Cut(engine)
        cut.begin()
        with capture_logs() as logs:
            journal.begin(snapshot(a_floor().state), 1.0)
            journal.append(TimePassed(), 2.0, [])
            await journal.close(drain_s=0.01)
            cut.end()

        assert (journal.lost, journal.written, journal.wants_snapshot) == (1, 0, False)
        assert "journal.gap" in {line["event"] for line in logs}
        journal.append(TimePassed(), 3.0, [])
        assert journal.lost == 2

    async def test_old_segments_are_deleted_with_their_entries(
        self, engine: AsyncEngine, clock: StandingClock, journal: RoutingJournal
    ) -> None:
        """When another begins; those of the run itself stay."""
        older = RoutingJournal(engine, clock, bounds=replace(BOUNDS, keep_days=1.0))
        for one in (older, journal):
            one.start()
            one.begin(snapshot(a_floor().state), 1.0)
            one.append(TimePassed(), 2.0, [])
            await one.written_so_far()
        await older.close(drain_s=20.0)
        clock.advance(timedelta(days=BOUNDS.keep_days).total_seconds() + 1)
        journal.begin(snapshot(a_floor().state), 3.0)
        await journal.written_so_far()
        stored = SqlStoredJournal(engine)

        segments = await stored.segments()

        assert [(one.run, one.number) for one in segments] == [(journal.run, 1), (journal.run, 2)]
        async with engine.connect() as connection:
            left = await connection.execute(text("SELECT DISTINCT run FROM routing_inputs"))
            assert [row.run for row in left] == [journal.run]
        await stored.close()

    async def test_runs_are_read_oldest_first(
        self, engine: AsyncEngine, clock: StandingClock, journal: RoutingJournal
    ) -> None:
        """Each run's segments stay together, in their order."""
        later = RoutingJournal(engine, clock, bounds=BOUNDS)
        later.start()
        for one in (journal, later, journal):
            one.begin(snapshot(a_floor().state), 1.0)
            await one.written_so_far()
            clock.advance(1)
        await later.close(drain_s=20.0)
        stored = SqlStoredJournal(engine)

        segments = await stored.segments()

        assert [(one.run, one.number) for one in segments] == [
            (journal.run, 1), (journal.run, 2), (later.run, 1),
        ]  # fmt: skip
        await stored.close()
