"""What callers hear of a card: account, transactions, points."""

from datetime import date
from typing import Final

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from callcenter_cti.bank.branch import Branch
from callcenter_cti.bank.card_changes import Expiry
from callcenter_cti.bank.card_services import (
    Account,
    CardState,
    Points,
    RewardOffer,
    Transaction,
    UnknownCard,
)
from callcenter_cti.bank.card_states import state_on
from callcenter_cti.bank.holders import caller_from, holder_of
from callcenter_cti.bank.rewards import CATALOGUE, PointsAccount
from callcenter_cti.bank.tables import cards, points, transactions
from callcenter_cti.config.database import reading
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.identifiers import CardToken
from callcenter_cti.domain.money import Money

MAX_TRANSACTIONS: Final = 50
_TRANSACTION: Final = "t"
"""Begins the key of a transaction, so that nobody takes it for a number of his own."""


class Accounts:
    """Reads; never waits for a writer."""

    def __init__(self, branch: Branch) -> None:
        self._branch = branch

    async def recognise(self, ani: str) -> Customer | None:
        """See `CardServices.recognise`."""
        async with self._reading().begin() as connection:
            return await caller_from(connection, ani)

    async def holder(self, card: CardToken) -> Customer:
        """See `SqlCardServices.holder`."""
        async with self._reading().begin() as connection:
            await card_row(connection, card)
            return await holder_of(connection, card)

    async def account(self, card: CardToken) -> Account:
        """See `CardServices.account`."""
        async with self._reading().begin() as connection:
            row = await card_row(connection, card)
        return Account(
            balance=Money(row.balance_minor, row.currency),
            available=Money(row.available_minor, row.currency),
            payment_due=row.payment_due,
            statement_balance=Money(row.statement_minor, row.currency),
            minimum_payment=Money(row.minimum_minor, row.currency),
            state=self.state(row),
        )

    async def transactions(
        self, card: CardToken, limit: int, offset: int
    ) -> tuple[Transaction, ...]:
        """See `CardServices.transactions`."""
        newest = (
            select(transactions)
            .where(transactions.c.card == card)
            .order_by(transactions.c.booked_on.desc(), transactions.c.number.desc())
            .limit(limit)
            .offset(offset)
        )
        async with self._reading().begin() as connection:
            rows = (await connection.execute(newest)).all()
        return tuple(
            Transaction(
                f"{_TRANSACTION}{row.number}",
                row.booked_on,
                row.merchant,
                Money(row.amount_minor, row.currency),
            )
            for row in rows
        )

    async def points(self, card: CardToken) -> Points:
        """See `CardServices.points`."""
        async with self._reading().begin() as connection:
            await card_row(connection, card)
            account = await points_of(connection, card)
        left = (account or PointsAccount(0)).on(self._branch.today())
        return left.told()

    async def rewards(self, card: CardToken) -> tuple[RewardOffer, ...]:
        """See `CardServices.rewards`."""
        async with self._reading().begin() as connection:
            await card_row(connection, card)
            return CATALOGUE if await points_of(connection, card) is not None else ()

    def state(self, row: Row[tuple[object, ...]]) -> CardState:
        """Return what a card is good for today."""
        return state_on(CardState(row.state), expiry_of(row), self._branch.today())

    def _reading(self) -> AsyncEngine:
        return reading(self._branch.engine)


def demand_page(limit: int, offset: int) -> None:
    """Check which part of a list is asked for.

    Raises:
        ValueError: `limit` is not from 1 to 50, or `offset` is negative.
    """
    if not 1 <= limit <= MAX_TRANSACTIONS:
        raise ValueError(f"limit is 1 to {MAX_TRANSACTIONS}, not {limit}")
    if offset < 0:
        raise ValueError(f"offset is 0 or more, not {offset}")


def transaction_number(transaction_id: str) -> int | None:
    """Return the number behind a transaction's key; None when it is no key of ours."""
    digits = transaction_id.removeprefix(_TRANSACTION)
    is_ours = digits != transaction_id and digits.isascii() and digits.isdigit()
    return int(digits) if is_ours and len(digits) <= 18 else None


def expiry_of(row: Row[tuple[object, ...]]) -> Expiry:
    """Return the date that is printed on a card; far away when none is stored."""
    last_day = row.expires_on or date.max
    return Expiry(last_day.month, last_day.year)


async def card_row(
    connection: AsyncConnection, card: CardToken, *, locked: bool = False
) -> Row[tuple[object, ...]]:
    """Return a card's row, and keep it from everybody else when `locked`.

    Raises:
        UnknownCard: no such card.
    """
    wanted = select(cards).where(cards.c.token == card)
    found = await connection.execute(wanted.with_for_update() if locked else wanted)
    row = found.one_or_none()
    if row is None:
        raise UnknownCard("no such card")
    return row


async def points_of(connection: AsyncConnection, card: CardToken) -> PointsAccount | None:
    """Return a card's points; None for a card without the programme."""
    found = await connection.execute(
        select(points.c.balance, points.c.expiring, points.c.expiring_on).where(
            points.c.card == card
        )
    )
    row = found.one_or_none()
    return None if row is None else PointsAccount(*row)
