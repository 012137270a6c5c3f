"""A seeded bank on SQLite: migrated and seeded once, copied for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.sql import SqlCardServices
from callcenter_cti.config.database import open_engine
from tests.fakes.seeded_bank import bank_on, migrate_and_seed


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
async def bank(engine: AsyncEngine) -> AsyncIterator[SqlCardServices]:
    """The SQL bank on SQLite."""
    async with bank_on(engine) as bank:
        yield bank
