"""The demo bank's books before and after calls: made for many calls at once, and read past
everything of ours.
"""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher

from callcenter_cti.app import SystemClock
from callcenter_cti.bank.card_key import load_card_key
from callcenter_cti.bank.demo_cards import DemoCard
from callcenter_cti.bank.pin_keys import load_pin_keys
from callcenter_cti.bank.sql import open_bank

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True)
class Books:
    """What is stored about one card."""

    state: str
    points: int | None
    orders: list[tuple[str, str, int]]
    """Rewards: reference, name, price."""
    cases: list[tuple[str, int, str]]
    """Disputes: reference, place of the transaction (1 is the newest), team."""
    statements: list[tuple[str, str]]
    """Reference, and how they were sent."""


async def make_books(folder: Path) -> None:
    """Make the bank of a day on which many callers key their PINs in the same second.

    Hashes that cost what they ought to would let some of them wait in vain on a busy machine.
    """
    clock = SystemClock()
    key = await asyncio.to_thread(load_card_key, folder / "bank.key")
    pin_keys = await asyncio.to_thread(load_pin_keys, folder / "bank-pin.keys")
    url = f"sqlite:///{folder / 'bank.db'}"
    async with open_bank(
        url, key, pin_keys=pin_keys, clock=clock, demo_on=clock.wall().date(), hasher=CHEAP
    ):
        pass


def read_books(database: Path, card: DemoCard) -> Books:
    """Read what is stored about a card."""
    with closing(sqlite3.connect(database)) as bank:
        token, state = bank.execute(
            "SELECT token, state FROM bank_cards WHERE customer_id = ?", (card.customer_id,)
        ).fetchone()
        points = bank.execute("SELECT balance FROM bank_points WHERE card = ?", (token,))
        orders = bank.execute(
            "SELECT reference, reward, points FROM bank_reward_orders WHERE card = ?", (token,)
        )
        cases = bank.execute(
            "SELECT reference, place, team FROM bank_disputes JOIN (SELECT number, row_number() "
            "OVER (ORDER BY booked_on DESC, number DESC) AS place FROM bank_transactions "
            'WHERE card = ?) ON number = bank_disputes."transaction"',
            (token,),
        )
        statements = bank.execute(
            "SELECT reference, sent_by FROM bank_statements_sent WHERE card = ?", (token,)
        )
        (balance,) = points.fetchone() or (None,)
        return Books(state, balance, orders.fetchall(), cases.fetchall(), statements.fetchall())


def answers_of(database: Path, call_id: str) -> list[str]:
    """Return what the bank answered to each change that a call asked for, as JSON."""
    with closing(sqlite3.connect(database)) as bank:
        rows = bank.execute("SELECT answer FROM bank_changes WHERE key LIKE ? || '/%'", (call_id,))
        return [answer for (answer,) in rows]


def expiry_dates(database: Path) -> dict[str, str]:
    """Return month and year of every customer's card, as keyed."""
    with closing(sqlite3.connect(database)) as bank:
        rows = bank.execute("SELECT customer_id, expires_on FROM bank_cards").fetchall()
    return {customer: f"{date[5:7]}{date[2:4]}" for customer, date in rows}
