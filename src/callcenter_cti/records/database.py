"""Opens what is kept: migrates the records' schema and hands out its repositories."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.config.database import DatabaseCalls, open_engine, reading, upgrade
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.records.credentials import AgentCredentials
from callcenter_cti.records.interactions import Interactions
from callcenter_cti.records.password_hashes import PasswordHashes
from callcenter_cti.records.routing_journal import JournalBounds, RoutingJournal
from callcenter_cti.records.tables import SCRIPT_LOCATION, VERSION_TABLE, interactions


@dataclass(frozen=True, slots=True)
class Records:
    """The repositories of one database."""

    interactions: Interactions
    credentials: AgentCredentials
    journal: RoutingJournal
    """Of the router; nothing is written before its first snapshot."""
    _engine: AsyncEngine
    _probes: DatabaseCalls

    async def ready(self) -> bool:
        """Tell whether the database answers in time and has our tables, for `/readyz`."""
        try:
            await self._probes.run(self._probe())
        except PeerUnavailable:
            return False
        return True

    async def _probe(self) -> None:
        async with reading(self._engine).begin() as connection:
            await connection.execute(select(interactions.c.call_id).limit(1))


@asynccontextmanager
async def open_records(
    url: str,
    *,
    clock: Clock,
    timeout_s: float = 4.0,
    capacity: int = 1000,
    drain_s: float = 5.0,
    hasher: PasswordHasher | None = None,
    journal_days: float = 7.0,
) -> AsyncIterator[Records]:
    """Migrate and open the records, write while they are open, and close them in the end.

    Args:
        url: As for `config.database.open_engine`.
        clock: For blocks of log-ins.
        timeout_s: Seconds that one answer may take.
        capacity: Finished calls that may wait to be written.
        drain_s: Seconds at the end to write what waits; the rest goes to the log.
        hasher: What a password's hash costs; as `PasswordHashes` decides when not given.
        journal_days: Days after which the router's journal is deleted.

    Raises:
        ConfigError: the URL or the schema is wrong.
        PeerUnavailable: the database does not answer.
    """
    await upgrade(url, script_location=SCRIPT_LOCATION, version_table=VERSION_TABLE)
    engine = await open_engine(url)
    hashes = PasswordHashes(hasher=hasher)
    probes = DatabaseCalls("database", timeout_s=timeout_s, limit=10)
    kept = Interactions(engine, capacity=capacity, timeout_s=timeout_s, retry_s=1.0)
    credentials = AgentCredentials(engine, hashes, clock=clock, timeout_s=timeout_s)
    bounds = JournalBounds(keep_days=journal_days, timeout_s=timeout_s)
    journal = RoutingJournal(engine, clock, bounds=bounds)
    kept.start()
    journal.start()
    try:
        yield Records(kept, credentials, journal, engine, probes)
    finally:
        await kept.close(drain_s=drain_s)
        await journal.close(drain_s=drain_s)
        await credentials.close()
        await probes.close()
        hashes.close()
        await engine.dispose()
