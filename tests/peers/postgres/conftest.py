"""One PostgreSQL for all tests of this folder, with databases to copy."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.postgres_server import PostgresServer, running_postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the whole session."""
    # Not below pytest's own folder, which the server's user may not enter.
    folder = Path(tempfile.mkdtemp(prefix="callcenter-postgres-"))
    try:
        with running_postgres(folder) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The URL of an empty database of the test's own."""
    return postgres_server.new_database()


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> None:
    """Let asyncpg look at ``~/.pgpass`` and ``~/.postgresql``, as it does for each connection.

    Our own code is held to the rule by the same contracts on SQLite.
    """
