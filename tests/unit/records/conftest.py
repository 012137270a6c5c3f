"""Migrated records on SQLite: migrated once, copied for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.config.database import open_engine, upgrade
from callcenter_cti.records.tables import SCRIPT_LOCATION, VERSION_TABLE


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database file with the records' tables, to copy."""
    file = tmp_path_factory.mktemp("records") / "migrated.db"
    work = upgrade(
        f"sqlite:///{file}", script_location=SCRIPT_LOCATION, version_table=VERSION_TABLE
    )
    with asyncio.Runner() as runner:
        runner.run(work)
    return file


@pytest.fixture
def records_file(migrated_file: Path, tmp_path: Path) -> Path:
    """A database file of the test's own."""
    return Path(shutil.copy(migrated_file, tmp_path / "records.db"))


@pytest.fixture
async def engine(records_file: Path) -> AsyncIterator[AsyncEngine]:
    """The test's own database, open."""
    engine = await open_engine(f"sqlite:///{records_file}")
    yield engine
    await engine.dispose()
