"""The demo bank: `CardServices` on SQLite or PostgreSQL.

Decides when a PIN attempt counts and when a card locks; knows nothing of calls or flows. An
attempt is counted and committed *before* the PIN is checked: a caller who hangs up, an engine
that dies and calls that race get no guess for free. A right PIN sets the count back.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Final

from argon2 import PasswordHasher
from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.card_key import CardKey, CardKeyError
from callcenter_cti.bank.card_services import (
    Account,
    Locked,
    Refused,
    Transaction,
    Verdict,
    Verified,
)
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.bank.seed import seed_demo
from callcenter_cti.bank.tables import (
    MAX_WRONG_PINS,
    SCRIPT_LOCATION,
    VERSION_TABLE,
    card_keys,
    cards,
    customers,
    transactions,
)
from callcenter_cti.config.database import (
    DatabaseCalls,
    open_engine,
    reading,
    unavailable,
    upgrade,
)
from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.customers import Customer, Language, Product, Tier
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CardToken, CustomerId
from callcenter_cti.domain.money import Money

MAX_TRANSACTIONS: Final = 50


class SqlCardServices:
    """Card services on a migrated database (adapter of `bank.card_services.CardServices`).

    Args:
        engine: The database; stays the caller's to dispose of, after `close`.
        key: The key that the cards were stored with.
        hashes: Checks the PINs; stays the caller's to close, after `close`.
        timeout_s: Seconds that one answer may take, the slow hash included.
    """

    def __init__(
        self, engine: AsyncEngine, key: CardKey, hashes: PinHashes, *, timeout_s: float
    ) -> None:
        self._engine = engine
        self._key = key
        self._hashes = hashes
        self._calls = DatabaseCalls("bank", timeout_s=timeout_s)

    async def verify(self, card: CardNumber, pin: Pin) -> Verdict:
        """Check card and PIN. See `CardServices.verify`.

        Goes on to its end when the caller hangs up meanwhile, so that a right PIN never stays
        counted as a wrong one.
        """
        return await self._calls.run(self._verify(card, pin))

    async def account(self, card: CardToken) -> Account:
        """Return balance and availability of a card. See `CardServices.account`."""
        return await self._calls.run(self._account(card))

    async def transactions(self, card: CardToken, *, limit: int) -> tuple[Transaction, ...]:
        """Return the newest transactions; none for an unknown card.

        Raises:
            ValueError: `limit` is not from 1 to 50.
        """
        if not 1 <= limit <= MAX_TRANSACTIONS:
            raise ValueError(f"limit is 1 to {MAX_TRANSACTIONS}, not {limit}")
        return await self._calls.run(self._transactions(card, limit))

    async def ready(self) -> bool:
        """Tell whether the card system answers."""
        try:
            await self._calls.run(self._probe())
        except PeerUnavailable:
            return False
        return True

    async def close(self) -> None:
        """Wait for what was begun."""
        await self._calls.close()

    async def _verify(self, card: CardNumber, pin: Pin) -> Verdict:
        # The slot comes first: a caller who only waited for one has not used up an attempt.
        async with self._hashes.slot():
            row = await self._count_attempt(card)
            if row is None and await self._exists(card):
                return Locked()
            if not await self._hashes.matches(row and row.pin_hash, card, pin) or row is None:
                used_up = row is not None and row.pin_attempts >= MAX_WRONG_PINS
                return Locked() if used_up else Refused()
            return Verified(await self._reset_attempts(CardToken(row.token)))

    async def _count_attempt(self, card: CardNumber) -> Row[tuple[str, str, int]] | None:
        counted = (
            update(cards)
            .where(cards.c.number_hmac == self._key.number(card))
            .where(cards.c.pin_attempts < MAX_WRONG_PINS)
            .values(pin_attempts=cards.c.pin_attempts + 1)
            .returning(cards.c.token, cards.c.pin_hash, cards.c.pin_attempts)
        )
        async with self._engine.begin() as connection:
            return (await connection.execute(counted)).one_or_none()

    async def _exists(self, card: CardNumber) -> bool:
        known = select(cards.c.token).where(cards.c.number_hmac == self._key.number(card))
        async with reading(self._engine).begin() as connection:
            return (await connection.execute(known)).one_or_none() is not None

    async def _reset_attempts(self, card: CardToken) -> Customer:
        reset = update(cards).where(cards.c.token == card).values(pin_attempts=0)
        async with self._engine.begin() as connection:
            await connection.execute(reset)
            holder = select(cards, customers).join(customers).where(cards.c.token == card)
            row = (await connection.execute(holder)).one()
        return Customer(
            customer_id=CustomerId(row.customer_id),
            name=row.name,
            product=Product(row.product),
            tier=Tier(row.tier),
            language=Language(row.language),
            card=card,
            card_last4=row.last4,
            customer_since=row.customer_since,
        )

    async def _account(self, card: CardToken) -> Account:
        async with reading(self._engine).begin() as connection:
            found = await connection.execute(select(cards).where(cards.c.token == card))
            row = found.one_or_none()
        if row is None:
            raise LookupError("no such card")
        return Account(
            balance=Money(row.balance_minor, row.currency),
            available=Money(row.available_minor, row.currency),
            payment_due=row.payment_due,
        )

    async def _transactions(self, card: CardToken, limit: int) -> tuple[Transaction, ...]:
        newest = (
            select(transactions)
            .where(transactions.c.card == card)
            .order_by(transactions.c.booked_on.desc(), transactions.c.number.desc())
            .limit(limit)
        )
        async with reading(self._engine).begin() as connection:
            rows = (await connection.execute(newest)).all()
        return tuple(
            Transaction(row.booked_on, row.merchant, Money(row.amount_minor, row.currency))
            for row in rows
        )

    async def _probe(self) -> None:
        async with reading(self._engine).begin() as connection:
            await connection.execute(select(cards.c.token).limit(1))


async def bind_key(engine: AsyncEngine, key: CardKey) -> None:
    """Tie a database to its key: the first key is noted, any other is refused from then on.

    With another key every caller would hear that his card is unknown.

    Raises:
        CardKeyError: the database's cards were stored with another key.
    """
    dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
    first = dialect.insert(card_keys).values(only_row=1, fingerprint=key.fingerprint())
    async with engine.begin() as connection:
        await connection.execute(first.on_conflict_do_nothing())
        noted = (await connection.execute(select(card_keys.c.fingerprint))).scalar_one()
    if noted != key.fingerprint():
        raise CardKeyError("this database's cards were stored with another key")


@asynccontextmanager
async def open_bank(
    url: str,
    key: CardKey,
    *,
    demo_on: date | None,
    timeout_s: float = 4.0,
    hasher: PasswordHasher | None = None,
) -> AsyncIterator[SqlCardServices]:
    """Migrate and open the bank, and close it in the end.

    Args:
        url: As for `config.database.open_engine`.
        key: See `bank.card_key.load_card_key`.
        demo_on: Today, to add the demo's customers that are missing; None to add nobody.
        timeout_s: Seconds that one answer may take.
        hasher: What a PIN's hash costs; as `PinHashes` decides when not given.

    Raises:
        ConfigError: the URL, the schema or the key is wrong.
        PeerUnavailable: the database does not answer.
    """
    await upgrade(url, script_location=SCRIPT_LOCATION, version_table=VERSION_TABLE)
    engine = await open_engine(url)
    hashes = PinHashes(key, hasher=hasher)
    bank = SqlCardServices(engine, key, hashes, timeout_s=timeout_s)
    try:
        try:
            await bind_key(engine, key)
            if demo_on is not None:
                await seed_demo(engine, key, hashes, today=demo_on)
        except (SQLAlchemyError, OSError) as error:
            raise unavailable("bank", error) from error
        yield bank
    finally:
        await bank.close()
        hashes.close()
        await engine.dispose()
