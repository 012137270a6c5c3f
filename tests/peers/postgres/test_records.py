"""The records on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.config.database import open_engine, upgrade
from callcenter_cti.records.tables import SCRIPT_LOCATION, VERSION_TABLE
from tests.contracts.records_contract import RecordsContract
from tests.contracts.sql_journal_contract import SqlJournalContract
from tests.peers.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def migrated(postgres_server: PostgresServer) -> str:
    """Name of an empty database with the records' tables, to copy."""
    url = postgres_server.new_database()
    work = upgrade(url, script_location=SCRIPT_LOCATION, version_table=VERSION_TABLE)
    with asyncio.Runner() as runner:
        runner.run(work)
    return url.rpartition("/")[2]


@pytest.fixture
async def engine(postgres_server: PostgresServer, migrated: str) -> AsyncIterator[AsyncEngine]:
    url = await asyncio.to_thread(postgres_server.new_database, template=migrated)
    engine = await open_engine(url)
    yield engine
    await engine.dispose()


class TestRecordsOnPostgres(RecordsContract):
    """The contract, on PostgreSQL."""


class TestJournalOnPostgres(SqlJournalContract):
    """The router's journal, on PostgreSQL."""
