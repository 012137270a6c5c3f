"""Filling the demo bank."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.card_changes import Done
from callcenter_cti.bank.card_services import CardState, Locked
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.bank.seed import demo_transactions, payment_due
from callcenter_cti.bank.sql import SqlCardServices
from callcenter_cti.bank.tables import (
    SCRIPT_LOCATION,
    VERSION_TABLE,
    callers,
    cards,
    customers,
    failed_cards,
    phones,
    points,
    transactions,
)
from callcenter_cti.config.database import open_engine
from callcenter_cti.domain.customers import Product
from callcenter_cti.domain.identifiers import CardToken
from callcenter_cti.domain.money import Money
from tests.contracts.card_changes_contract import KEY, NEW_PIN, sealed
from tests.contracts.card_services_contract import FIRST, WRONG_PIN, attempt, token_of
from tests.fakes.seeded_bank import TODAY, bank_on, migrate_bank, seed


async def _rows(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as connection:
        return [
            int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
            for table in (customers, cards, transactions, phones, points)
        ]


async def test_seeding_again_adds_nothing_and_unlocks_nobody(
    bank: SqlCardServices, engine: AsyncEngine
):
    """A restart of the demo is no way around a lock."""
    for _ in range(3):
        await attempt(bank, FIRST, WRONG_PIN)
    before = await _rows(engine)

    assert await seed(engine) == 0

    assert await _rows(engine) == before
    assert await attempt(bank, FIRST) == Locked()


async def test_missing_customer_alone_is_added(engine: AsyncEngine):
    """A demo bank of an older version gets what is new."""
    before = await _rows(engine)
    async with engine.begin() as connection:
        hers = select(cards.c.token).where(cards.c.customer_id == FIRST.customer_id)
        for table in (transactions, points):
            await connection.execute(delete(table).where(table.c.card.in_(hers)))
        await connection.execute(delete(phones).where(phones.c.customer_id == FIRST.customer_id))
        await connection.execute(delete(cards).where(cards.c.customer_id == FIRST.customer_id))
        await connection.execute(
            delete(customers).where(customers.c.customer_id == FIRST.customer_id)
        )

    assert await seed(engine) == 1

    assert await _rows(engine) == before


async def test_two_that_seed_at_once_add_each_customer_once(tmp_path: Path):
    """Two engines that start together leave one demo bank behind."""
    url = f"sqlite:///{tmp_path / 'bank.db'}"
    await migrate_bank(url)
    engines = [await open_engine(url) for _ in range(2)]

    added = await asyncio.gather(*(seed(engine) for engine in engines))

    assert sum(added) == len(DEMO_CARDS)
    assert (await _rows(engines[0]))[:2] == [len(DEMO_CARDS)] * 2
    for engine in engines:
        await engine.dispose()


@pytest.mark.parametrize("card", DEMO_CARDS, ids=lambda card: card.customer_id)
def test_history_is_long_recent_and_the_same_each_time(card: DemoCard):
    """At least a dozen bookings, the newest of this week, none of today or later."""
    history = demo_transactions(card, today=TODAY)

    assert len(history) >= 12
    assert history == demo_transactions(card, today=TODAY)
    days = [transaction.booked_on for transaction in history]
    assert TODAY - timedelta(days=7) <= days[0] < TODAY
    assert days == sorted(days, reverse=True)
    assert all(transaction.amount.minor for transaction in history)


def test_nothing_is_due_where_nothing_is_owed():
    """A credit card with a balance of zero, like a debit card, has no due date."""
    for card in DEMO_CARDS:
        owes = card.product is not Product.DEBIT and card.balance.minor > 0
        assert (payment_due(card, today=TODAY) is not None) == owes
    assert any(card.balance.minor == 0 for card in DEMO_CARDS if card.product is not Product.DEBIT)


async def test_bank_of_the_first_version_gets_what_it_did_not_store(
    bank_file: Path, engine: AsyncEngine
):
    """Its customers keep their tokens and their locks; what was added is filled in."""
    async with bank_on(engine) as bank:
        token = await token_of(bank, FIRST)
        for _ in range(3):
            await attempt(bank, FIRST, WRONG_PIN)
    async with engine.begin() as connection:
        for table in (points, phones, failed_cards, callers):
            await connection.execute(delete(table))
        await connection.execute(update(cards).values(number_sealed=None, expires_on=None))
        await connection.execute(update(customers).values(birthday=None, region="", email=""))
    before = await _rows(engine)

    assert await seed(engine) == 0
    assert await seed(engine) == 0

    added = len([card for card in DEMO_CARDS if card.points is not None])
    assert await _rows(engine) == [*before[:3], len(DEMO_CARDS), added]
    async with bank_on(engine) as bank:
        assert await attempt(bank, FIRST) == Locked()
        assert (await bank.points(token)).balance == FIRST.points
        assert (await token_of(bank, DEMO_CARDS[1])) != token
        changed = await bank.change_pin(
            await token_of(bank, DEMO_CARDS[1]),
            sealed(DEMO_CARDS[1]),
            sealed(DEMO_CARDS[1], NEW_PIN),
            KEY,
        )
    assert isinstance(changed, Done)


async def test_first_versions_tables_are_migrated_with_their_rows(tmp_path: Path):
    """A card of before is active, has no points, and verifies."""
    file = tmp_path / "bank.db"
    await asyncio.to_thread(_first_version, file)

    await migrate_bank(f"sqlite:///{file}")

    engine = await open_engine(f"sqlite:///{file}")
    async with bank_on(engine) as bank:
        account = await bank.account(CardToken("old"))
        assert account.state is CardState.ACTIVE
        assert account.statement_balance == Money(0, "AUD")
        assert (await bank.points(CardToken("old"))).balance == 0
        assert isinstance(await bank.block(CardToken("old"), KEY), Done)
    await engine.dispose()


def _first_version(file: Path) -> None:
    """Make a database as revision 0001 left it, with one card."""
    config = Config()
    config.set_main_option("script_location", SCRIPT_LOCATION)
    scripts = ScriptDirectory.from_config(config)
    first = scripts.get_revision("0001")
    sync = create_engine(f"sqlite:///{file}")
    with sync.begin() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        with Operations.context(context):
            first.module.upgrade()
        connection.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32))")
        connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES ('0001')")  # noqa: S608
        connection.exec_driver_sql(
            "INSERT INTO bank_customers VALUES ('C1', 'Old', 'valued', 'en', 1999)"
        )
        connection.exec_driver_sql(
            "INSERT INTO bank_cards VALUES ('old', 'digest', '1234', 'C1', 'gold', 'hash', 2, "
            "'AUD', 100, 200, NULL)"
        )
    sync.dispose()
