"""The SQL bank with the demo's customers, quick enough for a test of its own each."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.attempt_limits import AttemptLimits
from callcenter_cti.bank.branch import Branch
from callcenter_cti.bank.card_key import CardKey
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.bank.pin_keys import PinBlocks
from callcenter_cti.bank.seed import seed_demo
from callcenter_cti.bank.sql import SqlCardServices, open_bank
from callcenter_cti.bank.tables import SCRIPT_LOCATION, VERSION_TABLE, cards, codes, outbox
from callcenter_cti.config.database import open_engine, upgrade
from callcenter_cti.domain.cards import OneTimeCode
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.customers import Customer
from tests.contracts.bank_under_test import BankUnderTest
from tests.fakes.clock import FakeClock
from tests.fakes.pin_keys import PIN_KEYS

KEY_BYTES = b"a key for tests that is 32 bytes"
KEY = CardKey(KEY_BYTES)
TODAY = FakeClock().wall().date()
NARROW = AttemptLimits(different_cards=3)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def migrate_bank(url: str) -> None:
    """Build the bank's schema."""
    await upgrade(url, script_location=SCRIPT_LOCATION, version_table=VERSION_TABLE)


@asynccontextmanager
async def bank_on(
    engine: AsyncEngine,
    *,
    timeout_s: float = 20.0,
    hashes: PinHashes | None = None,
    clock: Clock | None = None,
    limits: AttemptLimits | None = None,
) -> AsyncIterator[SqlCardServices]:
    """Serve cards on an engine that stays the caller's."""
    own = hashes or PinHashes(KEY, hasher=CHEAP)
    branch = Branch(
        engine, KEY, own, PinBlocks(PIN_KEYS), clock or FakeClock(), limits or AttemptLimits()
    )
    bank = SqlCardServices(branch, timeout_s=timeout_s)
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


def open_demo_bank(
    url: str, *, demo_on: date | None
) -> AbstractAsyncContextManager[SqlCardServices]:
    """Open the bank as the engine does, with a hash that costs little."""
    return open_bank(url, KEY, pin_keys=PIN_KEYS, clock=FakeClock(), demo_on=demo_on, hasher=CHEAP)


@asynccontextmanager
async def sql_bank_under_test(
    engine: AsyncEngine, *, limits: AttemptLimits | None = None
) -> AsyncIterator[BankUnderTest]:
    """Serve cards on an engine, with what a contract's test needs beside."""
    clock = FakeClock()
    async with bank_on(engine, clock=clock, limits=limits) as bank:
        yield BankUnderTest(bank, clock, lambda customer: last_code(engine, customer))


async def last_code(engine: AsyncEngine, customer: Customer) -> OneTimeCode:
    """Read the last message to a customer's phone."""
    messages = (
        select(outbox.c.text)
        .select_from(outbox.join(codes).join(cards))
        .where(cards.c.customer_id == customer.customer_id)
        .order_by(outbox.c.number.desc())
    )
    async with engine.connect() as connection:
        text = (await connection.execute(messages.limit(1))).scalar_one()
    return OneTimeCode("".join(filter(str.isdigit, text)))
