"""The SQL bank with the demo's customers, quick enough for a test of its own each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from argon2 import PasswordHasher
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.card_key import CardKey
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.bank.seed import seed_demo
from callcenter_cti.bank.sql import SqlCardServices
from callcenter_cti.bank.tables import SCRIPT_LOCATION, VERSION_TABLE
from callcenter_cti.config.database import open_engine, upgrade

KEY = CardKey(b"a key for tests that is 32 bytes")
TODAY = date(2026, 3, 2)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def migrate_bank(url: str) -> None:
    """Build the bank's schema."""
    await upgrade(url, script_location=SCRIPT_LOCATION, version_table=VERSION_TABLE)


@asynccontextmanager
async def bank_on(
    engine: AsyncEngine, *, timeout_s: float = 20.0, hashes: PinHashes | None = None
) -> AsyncIterator[SqlCardServices]:
    """Serve cards on an engine that stays the caller's."""
    own = hashes or PinHashes(KEY, hasher=CHEAP)
    bank = SqlCardServices(engine, KEY, own, timeout_s=timeout_s)
    try:
        yield bank
    finally:
        await bank.close()
        own.close()


async def seed(engine: AsyncEngine) -> int:
    """Add the demo's customers."""
    hashes = PinHashes(KEY, hasher=CHEAP)
    try:
        return await seed_demo(engine, KEY, hashes, today=TODAY)
    finally:
        hashes.close()


async def migrate_and_seed(url: str) -> None:
    """Leave a database behind that `bank_on` serves from."""
    await migrate_bank(url)
    engine = await open_engine(url)
    try:
        await seed(engine)
    finally:
        await engine.dispose()
