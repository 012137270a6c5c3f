"""Opening, migrating and bounding, on the embedded database."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from callcenter_cti.config.database import (
    DatabaseCalls,
    DatabaseUrlError,
    StatementRefused,
    _make_sqlite_file,
    database_url,
    open_engine,
    reading,
    unavailable,
)
from callcenter_cti.domain.errors import PeerUnavailable
from tests.contracts.schema_contract import RECORDS, SchemaContract


class TestSchemasOnSqlite(SchemaContract):
    """The contract, on SQLite."""

    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'new' / 'folder' / 'one.db'}"

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        (tmp_path / "new" / "folder").mkdir(parents=True)


def test_engines_that_make_one_file_at_once_all_succeed(tmp_path: Path):
    """SQLite refuses some of those that switch a file to WAL at once; they try again."""
    with ThreadPoolExecutor(8) as threads:
        for number in range(40):
            together = Barrier(8)

            def make(file: Path = tmp_path / f"{number}.db", together: Barrier = together) -> None:
                together.wait()
                _make_sqlite_file(file)

            for made in [threads.submit(make) for _ in range(8)]:
                made.result()


async def test_file_and_folder_are_made_for_their_owner_alone(tmp_path: Path):
    """Nobody else on the machine reads customers' data, in the file or its journal."""
    file = tmp_path / "var" / "one.db"
    await RECORDS.upgrade(f"sqlite:///{file}")
    engine = await open_engine(f"sqlite:///{file}")
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM interactions"))
        modes = {part.name: part.stat().st_mode & 0o777 for part in file.parent.iterdir()}
    await engine.dispose()

    assert modes == dict.fromkeys(("one.db", "one.db-shm", "one.db-wal"), 0o600)


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("sqlite:///var/one.db", "sqlite+aiosqlite:///var/one.db"),
        ("sqlite+aiosqlite:////srv/one.db", "sqlite+aiosqlite:////srv/one.db"),
        ("postgres://me@db/bank", "postgresql+asyncpg://me@db/bank"),
        ("postgresql://me@db:5433/bank", "postgresql+asyncpg://me@db:5433/bank"),
        ("postgresql+asyncpg://me@db/bank", "postgresql+asyncpg://me@db/bank"),
        ("postgres://me@db/bank?sslmode=require", "postgresql+asyncpg://me@db/bank?ssl=require"),
        ("postgresql:///bank?host=/run/pg", "postgresql+asyncpg:///bank?host=%2Frun%2Fpg"),
    ],
)
def test_plain_urls_get_our_drivers(written: str, used: str):
    """What people write everywhere else works here."""
    assert database_url(written).render_as_string(hide_password=False) == used


@pytest.mark.parametrize(
    "url",
    [
        "",
        "var/one.db",
        "mysql://me:secret@db/bank",
        "postgresql+psycopg2://me:secret@db/bank",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?cache=shared&uri=true",
        "sqlite:///file:one.db?uri=true",
    ],
)
def test_other_urls_are_refused_without_showing_them(url: str):
    """The error says what is accepted, and no password."""
    with pytest.raises(DatabaseUrlError, match="write sqlite:///FILE or postgresql://") as caught:
        database_url(url)

    assert "secret" not in str(caught.value)


async def test_sqlite_is_opened_for_many_readers_and_durable_writes(tmp_path: Path):
    """WAL, full synchronisation, foreign keys and patience with another writer."""
    engine = await open_engine(f"sqlite:///{tmp_path / 'one.db'}")
    found = {}
    async with engine.connect() as connection:
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            found[pragma] = (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one()
    await engine.dispose()

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 3000,
    }


async def test_writers_that_read_first_wait_for_each_other(tmp_path: Path):
    """Read, then write, in ten transactions at once: none is refused and no step is lost."""
    engine = await open_engine(f"sqlite:///{tmp_path / 'one.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE steps (taken INTEGER)"))
        await connection.execute(text("INSERT INTO steps VALUES (0)"))

    async def step() -> None:
        async with engine.begin() as connection:
            taken = (await connection.execute(text("SELECT taken FROM steps"))).scalar_one()
            await connection.execute(text("UPDATE steps SET taken = :now"), {"now": taken + 1})

    await asyncio.gather(*(step() for _ in range(10)))

    async with reading(engine).begin() as connection:
        taken = (await connection.execute(text("SELECT taken FROM steps"))).scalar_one()
    await engine.dispose()
    assert taken == 10


async def test_reader_does_not_wait_for_a_writer(tmp_path: Path):
    """A transaction from `reading` begins while another one writes."""
    engine = await open_engine(f"sqlite:///{tmp_path / 'one.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE steps (taken INTEGER)"))

    async with engine.begin() as writer, asyncio.timeout(2.0):
        await writer.execute(text("INSERT INTO steps VALUES (1)"))
        async with reading(engine).begin() as reader:
            seen = (await reader.execute(text("SELECT count(*) FROM steps"))).scalar_one()

    await engine.dispose()
    assert seen == 0


class _Answer(Exception):  # noqa: N818 - stands for a driver's
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("secret")
        self.sqlstate = sqlstate


def _raised(kind: type[DBAPIError], *, sqlstate: str | None = None) -> Exception:
    return kind("SELECT secret", {"name": "secret"}, _Answer(sqlstate), hide_parameters=True)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimeoutError(), "no answer in time"),
        (PoolTimeout(), "no answer in time"),
        (ConnectionRefusedError("secret"), "ConnectionRefusedError"),
        (_raised(OperationalError), "_Answer"),
        (_raised(DBAPIError, sqlstate="57P01"), "_Answer"),  # the server is shut down
        (_raised(DBAPIError, sqlstate="25006"), "_Answer"),  # a standby, after a failover
        (_raised(DBAPIError, sqlstate="40P01"), "_Answer"),  # a deadlock
    ],
)
def test_what_drivers_raise_becomes_unavailable(error: Exception, reason: str):
    """The reason names the kind of trouble, and neither statement nor values."""
    translated = unavailable("bank", error)

    assert not isinstance(translated, StatementRefused)
    assert str(translated) == f"bank is unavailable: {reason}"


@pytest.mark.parametrize(
    "error",
    [
        _raised(IntegrityError),
        _raised(ProgrammingError),
        _raised(DBAPIError, sqlstate="22001"),  # too long for its column
        StatementError("no zone", "INSERT", {}, ValueError("no zone")),
    ],
)
def test_statement_that_will_fail_again_is_told_apart(error: Exception):
    """Trying once more is of no use after a broken constraint or an impossible value."""
    assert isinstance(unavailable("bank", error), StatementRefused)


async def test_caller_waits_no_longer_than_promised():
    """Work that does not end is given up, though its clean-up hangs too."""
    released = asyncio.Event()

    async def hangs() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await released.wait()

    calls = DatabaseCalls("bank", timeout_s=0.01)
    with pytest.raises(PeerUnavailable, match="bank is unavailable: no answer in time"):
        await calls.run(hangs())

    released.set()
    await calls.close()


async def test_work_goes_on_when_its_caller_is_cancelled():
    """A hang-up does not stop a booking in the middle."""
    started, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def books() -> None:
        started.set()
        await go_on.wait()
        done.set()

    calls = DatabaseCalls("bank", timeout_s=20.0)
    caller = asyncio.create_task(calls.run(books()))
    await started.wait()
    caller.cancel()
    await asyncio.wait({caller})

    go_on.set()
    await calls.close()
    assert done.is_set()


async def test_too_much_work_at_once_is_refused_at_once():
    """The bound holds also for work that hangs, and ends with it."""
    go_on = asyncio.Event()

    async def waits() -> str:
        await go_on.wait()
        return "done"

    calls = DatabaseCalls("bank", timeout_s=20.0, limit=1)
    first = asyncio.create_task(calls.run(waits()))
    await asyncio.sleep(0)
    with pytest.raises(PeerUnavailable, match="too many calls at once"):
        await calls.run(waits())

    go_on.set()
    assert await first == "done"
    assert await calls.run(waits()) == "done"


async def test_errors_that_are_answers_pass_through():
    """A `LookupError` of the work is its caller's to see."""

    async def finds_nothing() -> None:
        raise LookupError("no such card")

    with pytest.raises(LookupError, match="no such card"):
        await DatabaseCalls("bank", timeout_s=20.0).run(finds_nothing())
