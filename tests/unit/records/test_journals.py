"""The router's journal in memory and on the embedded database."""

import pytest

from callcenter_cti.records.memory_journal import MemoryJournal
from callcenter_cti.routing.snapshot import snapshot
from tests.contracts.journal_contract import EVERY, JournalContract, KeptJournal, a_floor
from tests.contracts.sql_journal_contract import SqlJournalContract
from tests.fakes.wall_clock import StandingClock


class TestMemoryJournal(JournalContract):
    """The contract, in memory."""

    @pytest.fixture
    def kept(self) -> KeptJournal:
        clock = StandingClock()
        journal = MemoryJournal(clock, snapshot_every=EVERY)

        async def settled() -> None:
            """All is there at once."""

        return KeptJournal(journal, journal, clock, settled)


class TestSqlJournalOnSqlite(SqlJournalContract):
    """The contract, on SQLite."""


async def test_memory_forgets_the_oldest_segments() -> None:
    """It has a bound."""
    journal = MemoryJournal(StandingClock(), most_segments=2)
    for at in (1.0, 2.0, 3.0):
        journal.begin(snapshot(a_floor().state), at)

    assert [one.number for one in await journal.segments()] == [2, 3]
