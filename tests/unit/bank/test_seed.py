"""Filling the demo bank."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.card_services import Locked
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.bank.seed import demo_transactions, payment_due
from callcenter_cti.bank.sql import SqlCardServices
from callcenter_cti.bank.tables import cards, customers, transactions
from callcenter_cti.config.database import open_engine
from callcenter_cti.domain.customers import Product
from tests.contracts.card_services_contract import FIRST, WRONG_PIN
from tests.fakes.seeded_bank import TODAY, migrate_bank, seed


async def _rows(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as connection:
        return [
            int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
            for table in (customers, cards, transactions)
        ]


async def test_seeding_again_adds_nothing_and_unlocks_nobody(
    bank: SqlCardServices, engine: AsyncEngine
):
    """A restart of the demo is no way around a lock."""
    for _ in range(3):
        await bank.verify(FIRST.card_number, WRONG_PIN)
    before = await _rows(engine)

    assert await seed(engine) == 0

    assert await _rows(engine) == before
    assert await bank.verify(FIRST.card_number, FIRST.card_pin) == Locked()


async def test_missing_customer_alone_is_added(engine: AsyncEngine):
    """A demo bank of an older version gets what is new."""
    before = await _rows(engine)
    async with engine.begin() as connection:
        hers = select(cards.c.token).where(cards.c.customer_id == FIRST.customer_id)
        await connection.execute(delete(transactions).where(transactions.c.card.in_(hers)))
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
