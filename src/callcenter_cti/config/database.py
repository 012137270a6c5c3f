"""Opens a database from its URL, brings its schema up to date, and bounds every call to it.

Decides drivers, pragmas, locks, time-outs and which error a caller sees; knows no table. Bank and
records both stand on it, each with its own schema, in one database or in two.
"""

import asyncio
import sqlite3
import time
from collections.abc import Coroutine
from contextlib import closing
from pathlib import Path
from typing import Final, Protocol, TypeVar

import structlog
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from callcenter_cti.domain.errors import ConfigError, PeerUnavailable

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

_DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_BUSY_S: Final = 3.0
"""How long SQLite waits for another writer."""
_CONNECT_S: Final = 3.0
_COMMAND_S: Final = 5.0
"""After this PostgreSQL is given up on, even for the clean-up of a call that timed out."""
_SQLITE_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {int(_BUSY_S * 1000)}",
    "PRAGMA journal_mode = WAL",
    # NORMAL would lose the last commits, and with them counted PIN attempts, at a power cut.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_REFUSALS: Final = {"22", "23", "42"}
"""SQLSTATE classes (ISO 9075-2) that blame the statement: data, integrity, syntax or access."""
_READS: Final = "callcenter_reads"


class DatabaseUrlError(ConfigError):
    """A database URL that is not one of SQLite (a file) or PostgreSQL."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"database URL: {self.reason}; write sqlite:///FILE or postgresql://USER@HOST/DATABASE"
        )


class SchemaError(ConfigError):
    """The database was migrated by another, probably newer, version of this program."""

    def __init__(self, version_table: str, reason: str) -> None:
        super().__init__(version_table, reason)
        self.version_table = version_table
        self.reason = reason

    def __str__(self) -> str:
        return f"the schema recorded in {self.version_table} is not ours: {self.reason}"


class StatementRefused(PeerUnavailable):
    """The database answered, and refused: the same statement will fail again."""


def database_url(url: str) -> URL:
    """Return the URL with the driver that we use.

    Plain ``sqlite:``, ``postgres:`` and ``postgresql:`` are accepted, and libpq's ``sslmode``.

    Raises:
        DatabaseUrlError: neither SQLite nor PostgreSQL, not a URL, or SQLite in memory. The
            text never shows the URL, which may hold a password.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUrlError("not a URL") from None
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise DatabaseUrlError(f"unknown scheme {parsed.drivername!r}")
    parsed = parsed.set(drivername=driver)
    if driver.startswith("sqlite"):
        return _sqlite_file(parsed)
    sslmode = parsed.query.get("sslmode")
    if sslmode is not None:
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": sslmode})
    return parsed


def _sqlite_file(url: URL) -> URL:
    # In memory every connection is another database, or all share one transaction.
    if not url.database or ":memory:" in url.database or url.database.startswith("file:"):
        raise DatabaseUrlError("SQLite needs a file")
    return url


async def open_engine(url: str) -> AsyncEngine:
    """Return an engine; nothing is connected or created yet. Whoever opens it disposes of it.

    Transactions are for writing (``BEGIN IMMEDIATE`` on SQLite, so that none fails half way
    because another one wrote) unless they come from `reading(engine)`.

    Raises:
        DatabaseUrlError: see `database_url`.
    """
    # Drivers are imported and paths are looked at, so not in the event loop.
    return await asyncio.to_thread(_open, database_url(url), _COMMAND_S)


def _open(url: URL, command_s: float | None) -> AsyncEngine:
    # Parameters are hidden, since error texts reach logs and parameters are personal data.
    if url.drivername.startswith("sqlite"):
        engine = create_async_engine(
            url, hide_parameters=True, pool_size=4, max_overflow=0, pool_timeout=_BUSY_S
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_size=5,
        max_overflow=5,
        pool_timeout=_CONNECT_S,
        pool_pre_ping=True,
        connect_args={
            "timeout": _CONNECT_S,
            "command_timeout": command_s,
            "server_settings": {"application_name": "callcenter-cti"},
        },
    )


def reading(engine: AsyncEngine) -> AsyncEngine:
    """Return the same engine for transactions that only read and so never wait for a writer."""
    return engine.execution_options(**{_READS: True})


class _Cursor(Protocol):
    def execute(self, statement: str, /) -> object: ...
    def close(self) -> None: ...


class _SqliteConnection(Protocol):
    isolation_level: str | None

    def cursor(self) -> _Cursor: ...


def _prepare_sqlite(connection: _SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes too late (before the first write) and is DEFERRED.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


async def upgrade(url: str, *, script_location: str, version_table: str) -> None:
    """Migrate a schema to its newest revision; nothing happens when it is there already.

    Runs in a thread with an event loop and a connection of its own, because Alembic reads files
    and blocks. Two engines that start at once take turns.

    Args:
        url: As for `open_engine`. A SQLite file and its folder are created, for their owner alone.
        script_location: The revisions as package data, ``callcenter_cti.bank:migrations``.
        version_table: Where the schema's revision is kept; one per schema.

    Raises:
        DatabaseUrlError: see `database_url`.
        SchemaError: the recorded revision is none of ours.
        PeerUnavailable: the database cannot be reached or refused a statement.
    """
    parsed = database_url(url)
    await asyncio.to_thread(_upgrade_in_thread, parsed, script_location, version_table)


def _upgrade_in_thread(url: URL, script_location: str, version_table: str) -> None:
    config = Config()
    config.set_main_option("script_location", script_location)
    scripts = ScriptDirectory.from_config(config)
    scripts.get_heads()  # reads the revisions' files now, before there is an event loop
    try:
        if url.drivername.startswith("sqlite") and url.database is not None:
            _make_sqlite_file(Path(url.database))
        engine = _open(url, None)  # a large table may take its time
        asyncio.run(_upgrade(engine, EnvironmentContext(config, scripts), version_table))
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise unavailable("database", error) from error
    except RevisionError as error:
        raise SchemaError(version_table, str(error)) from error


def _make_sqlite_file(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)  # customers' data: for its owner alone
    give_up_at = time.monotonic() + _BUSY_S
    with closing(sqlite3.connect(file, timeout=_BUSY_S)) as connection:
        # When several switch a new file to WAL at once, SQLite refuses some of them without
        # waiting, whatever the busy time-out (seen with 3.40). The mode stays with the file.
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if time.monotonic() > give_up_at:
                    raise
                time.sleep(0.01)
            else:
                return


async def _upgrade(
    engine: AsyncEngine, environment: EnvironmentContext, version_table: str
) -> None:
    try:
        async with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                lock = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
                await connection.execute(lock, {"name": version_table})
            await connection.run_sync(_run_migrations, environment, version_table)
    finally:
        await engine.dispose()


def _run_migrations(
    connection: Connection, environment: EnvironmentContext, version_table: str
) -> None:
    scripts = environment.script

    def missing(revision: tuple[str, ...], _context: MigrationContext) -> list[RevisionStep]:
        # As Alembic's `upgrade head`, whose own function for this is private.
        newest_first = scripts.iterate_revisions("heads", revision, implicit_base=True)
        return [
            MigrationStep.upgrade_from_script(scripts.revision_map, script)
            for script in reversed(list(newest_first))
        ]

    with environment:
        environment.configure(
            connection=connection,
            version_table=version_table,
            transactional_ddl=True,
            fn=missing,
        )
        environment.run_migrations()


def unavailable(peer: str, error: Exception) -> PeerUnavailable:
    """Translate what SQLAlchemy or a driver raised; the text holds neither SQL nor values."""
    if isinstance(error, TimeoutError | PoolTimeout):
        return PeerUnavailable(peer, "no answer in time")
    origin = error.orig if isinstance(error, StatementError) else None
    # asyncpg's own error, whose name says more, is behind the one that SQLAlchemy made of it.
    reason = type((origin and origin.__cause__) or origin or error).__name__
    return StatementRefused(peer, reason) if _refused(error) else PeerUnavailable(peer, reason)


def _refused(error: Exception) -> bool:
    if not isinstance(error, DBAPIError):
        return isinstance(error, StatementError)  # a value that its column's type cannot take
    if isinstance(error, IntegrityError | DataError | ProgrammingError):
        return True
    return str(getattr(error.orig, "sqlstate", None))[:2] in _REFUSALS


class DatabaseCalls:
    """Runs work on a database so that whoever waits for it never waits longer than promised.

    Work that was begun is finished, or undone, in its own task: a caller who is cancelled (the
    telephone's hang-up) or told that time is up leaves nothing half done behind.

    Args:
        peer: Name in errors and logs, as ops know it.
        timeout_s: Seconds that one piece of work may take.
        limit: Pieces of work at once, stuck ones included; more are refused at once.
    """

    def __init__(self, peer: str, *, timeout_s: float, limit: int = 200) -> None:
        self._peer = peer
        self._timeout_s = timeout_s
        self._limit = limit
        self._running: set[asyncio.Task[object]] = set()

    async def run(self, work: Coroutine[object, object, _T]) -> _T:
        """Return what the work returns.

        Raises:
            PeerUnavailable: no answer in time, too much work at once, or a database error
                (`StatementRefused` when the database answered and said no).
        """
        if len(self._running) >= self._limit:
            work.close()
            raise PeerUnavailable(self._peer, "too many calls at once")
        task = asyncio.create_task(self._bounded(work))
        self._running.add(task)
        task.add_done_callback(self._ended)
        done, _ = await asyncio.wait({task}, timeout=self._timeout_s)
        if not done:
            raise PeerUnavailable(self._peer, "no answer in time")
        return task.result()

    async def _bounded(self, work: Coroutine[object, object, _T]) -> _T:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await work
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise unavailable(self._peer, error) from error

    def _ended(self, task: "asyncio.Task[object]") -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Read here, since nobody may be waiting any more; whoever waits gets it as well.
            _log.info("database.call_failed", peer=self._peer, error=type(error).__name__)

    async def close(self) -> None:
        """Wait until all work that was begun has ended."""
        while self._running:
            await asyncio.wait(set(self._running))
