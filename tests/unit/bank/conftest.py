"""A seeded bank on SQLite: migrated and seeded once, copied for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.config.database import open_engine
from tests.contracts.bank_under_test import BankUnderTest, BothPorts
from tests.fakes.seeded_bank import NARROW, migrate_and_seed, sql_bank_under_test


@pytest.fixture(autouse=True)
def many_tasks(quick_loop: None) -> None:
    """SQL makes many small tasks."""


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the demo's customers, to copy."""
    file = tmp_path_factory.mktemp("bank") / "seeded.db"
    with asyncio.Runner() as runner:
        runner.run(migrate_and_seed(f"sqlite:///{file}"))
    return file


@pytest.fixture
def bank_file(seeded_file: Path, tmp_path: Path) -> Path:
    """A database file of the test's own."""
    return Path(shutil.copy(seeded_file, tmp_path / "bank.db"))


@pytest.fixture
async def engine(bank_file: Path) -> AsyncIterator[AsyncEngine]:
    """The test's own database, open."""
    engine = await open_engine(f"sqlite:///{bank_file}")
    yield engine
    await engine.dispose()


@pytest.fixture
async def peer(engine: AsyncEngine) -> AsyncIterator[BankUnderTest]:
    """The SQL bank on SQLite, with its clock and its outbox."""
    async with sql_bank_under_test(engine) as peer:
        yield peer


@pytest.fixture
async def narrow_peer(engine: AsyncEngine) -> AsyncIterator[BankUnderTest]:
    """The same, and three different cards that fail are an attack."""
    async with sql_bank_under_test(engine, limits=NARROW) as peer:
        yield peer


@pytest.fixture
def bank(peer: BankUnderTest) -> BothPorts:
    """The SQL bank on SQLite."""
    return peer.bank
