"""The demo bank: both ports on SQLite or PostgreSQL, and how it is opened.

Decides how long an answer may take; each rule of the bank is in the module of its noun.
"""

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import date
from typing import TypeVar

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.accounts import Accounts, demand_page
from callcenter_cti.bank.attempt_limits import AttemptLimits
from callcenter_cti.bank.attempts import AttemptCounts
from callcenter_cti.bank.branch import Branch, insert_into
from callcenter_cti.bank.card_changes import (
    CaseOpened,
    Change,
    ChangeKey,
    ChangeUnsure,
    Delivery,
    Done,
    Expiry,
    Prevented,
)
from callcenter_cti.bank.card_key import CardKey, CardKeyError
from callcenter_cti.bank.card_orders import CardOrders
from callcenter_cti.bank.card_services import (
    Account,
    Attempt,
    CodeSent,
    HeldBack,
    Locked,
    Points,
    Refused,
    Reward,
    RewardOffer,
    Transaction,
    Verdict,
)
from callcenter_cti.bank.change_journal import ChangeJournal
from callcenter_cti.bank.outbox import Message, Outbox
from callcenter_cti.bank.pin_blocks import PinBlock
from callcenter_cti.bank.pin_changes import PinChanges
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.bank.pin_keys import PinBlocks, PinKeys
from callcenter_cti.bank.seed import seed_demo
from callcenter_cti.bank.tables import SCRIPT_LOCATION, VERSION_TABLE, card_keys, cards
from callcenter_cti.bank.verification import Verification
from callcenter_cti.config.database import (
    DatabaseCalls,
    open_engine,
    reading,
    unavailable,
    upgrade,
)
from callcenter_cti.domain.cards import CardNumber, OneTimeCode
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CardToken

_Answer = TypeVar("_Answer")


class SqlCardServices:
    """Both ports on a migrated database (adapter of `CardServices` and `CardChanges`).

    What was begun goes on to its end when the caller hangs up meanwhile, so that a right PIN
    never stays counted as a wrong one.

    Args:
        branch: Database, keys, clock, limits; the database and the hashes stay the caller's to
            close, after `close`.
        timeout_s: Seconds that one answer may take, the slow hash included.
    """

    def __init__(self, branch: Branch, *, timeout_s: float) -> None:
        self._branch = branch
        self._calls = DatabaseCalls("bank", timeout_s=timeout_s)
        attempts, journal = AttemptCounts(branch), ChangeJournal(branch)
        self._verification = Verification(branch, attempts)
        self._accounts = Accounts(branch)
        self._orders = CardOrders(branch, journal, self._accounts)
        self._outbox = Outbox(branch)
        self._pins = PinChanges(branch, journal, attempts, self._accounts)

    async def recognise(self, ani: str) -> Customer | None:
        """Return who calls from this number. See `CardServices.recognise`."""
        return await self._calls.run(self._accounts.recognise(ani))

    async def verify(self, card: CardNumber, pin: PinBlock, attempt: Attempt) -> Verdict:
        """Check card and PIN. See `CardServices.verify`."""
        return await self._calls.run(self._verification.verify(card, pin, attempt))

    async def send_code(self, customer: Customer) -> CodeSent:
        """Send a one-time code. See `CardServices.send_code`."""
        return await self._calls.run(self._verification.send_code(customer))

    async def check_code(self, challenge: str, code: OneTimeCode, attempt: Attempt) -> Verdict:
        """Check a one-time code. See `CardServices.check_code`."""
        return await self._calls.run(self._verification.check_code(challenge, code, attempt))

    async def account(self, card: CardToken) -> Account:
        """Return the state of a card's account. See `CardServices.account`."""
        return await self._calls.run(self._accounts.account(card))

    async def transactions(
        self, card: CardToken, *, limit: int, offset: int = 0
    ) -> tuple[Transaction, ...]:
        """Return booked transactions; none for an unknown card.

        Raises:
            ValueError: `limit` is not from 1 to 50, or `offset` is negative.
        """
        demand_page(limit, offset)
        return await self._calls.run(self._accounts.transactions(card, limit, offset))

    async def points(self, card: CardToken) -> Points:
        """Return a card's points. See `CardServices.points`."""
        return await self._calls.run(self._accounts.points(card))

    async def rewards(self, card: CardToken) -> tuple[RewardOffer, ...]:
        """Return the catalogue for a card. See `CardServices.rewards`."""
        return await self._calls.run(self._accounts.rewards(card))

    async def holder(self, card: CardToken) -> Customer:
        """Return who holds a card.

        Raises:
            UnknownCard: no such card.
        """
        return await self._calls.run(self._accounts.holder(card))

    async def messages(self, after: int = 0) -> tuple[Message, ...]:
        """Return what was sent to customers' phones after a message, oldest first."""
        return await self._calls.run(self._outbox.messages(after))

    async def activate(
        self, card: CardNumber, expiry: Expiry, pin: PinBlock, attempt: Attempt, key: ChangeKey
    ) -> Change | Refused | Locked | HeldBack:
        """Activate a card. See `CardChanges.activate`."""
        return await self._change(self._pins.activate(card, expiry, pin, attempt, key))

    async def redeem(self, card: CardToken, reward: Reward, key: ChangeKey) -> Change:
        """Take the points and order the reward. See `CardChanges.redeem`."""
        return await self._change(self._orders.redeem(card, reward, key))

    async def change_pin(
        self, card: CardToken, old: PinBlock, new: PinBlock, key: ChangeKey
    ) -> Change | Refused | Locked:
        """Replace the PIN. See `CardChanges.change_pin`."""
        return await self._change(self._pins.change_pin(card, old, new, key))

    async def block(self, card: CardToken, key: ChangeKey) -> Change:
        """Block a card. See `CardChanges.block`."""
        return await self._change(self._orders.block(card, key))

    async def block_number(self, card: CardNumber, key: ChangeKey) -> Done:
        """Block by number alone. See `CardChanges.block_number`."""
        return await self._change(self._orders.block_number(card, key))

    async def dispute(
        self, card: CardToken, transaction_id: str, key: ChangeKey
    ) -> CaseOpened | Prevented:
        """Open a case. See `CardChanges.dispute`."""
        return await self._change(self._orders.dispute(card, transaction_id, key))

    async def send_statement(self, card: CardToken, by: Delivery, key: ChangeKey) -> Change:
        """Send the last statement. See `CardChanges.send_statement`."""
        return await self._change(self._orders.send_statement(card, by, key))

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

    async def _change(self, work: Coroutine[object, object, _Answer]) -> _Answer:
        try:
            return await self._calls.run(work)
        except PeerUnavailable as error:
            if error.reason != "no answer in time":
                raise
            # It may still be committed.
            raise ChangeUnsure(error.peer, error.reason) from error

    async def _probe(self) -> None:
        async with reading(self._branch.engine).begin() as connection:
            await connection.execute(select(cards.c.token).limit(1))


async def bind_key(engine: AsyncEngine, key: CardKey) -> None:
    """Tie a database to its key: the first key is noted, any other is refused from then on.

    With another key every caller would hear that his card is unknown.

    Raises:
        CardKeyError: the database's cards were stored with another key.
    """
    first = {"only_row": 1, "fingerprint": key.fingerprint()}
    async with engine.begin() as connection:
        await connection.execute(
            insert_into(connection, card_keys).values(first).on_conflict_do_nothing()
        )
        noted = (await connection.execute(select(card_keys.c.fingerprint))).scalar_one()
    if noted != key.fingerprint():
        raise CardKeyError("this database's cards were stored with another key")


@asynccontextmanager
async def open_bank(
    url: str,
    key: CardKey,
    *,
    pin_keys: PinKeys,
    clock: Clock,
    demo_on: date | None,
    limits: AttemptLimits | None = None,
    timeout_s: float = 4.0,
    hasher: PasswordHasher | None = None,
) -> AsyncIterator[SqlCardServices]:
    """Migrate and open the bank, and close it in the end.

    Args:
        url: As for `config.database.open_engine`.
        key: See `bank.card_key.load_card_key`.
        pin_keys: What PIN blocks are opened with.
        clock: For limits, codes and expiry dates.
        demo_on: Today, to add the demo's customers that are missing; None to add nobody.
        limits: How many failures are too many; as `AttemptLimits` says when not given.
        timeout_s: Seconds that one answer may take.
        hasher: What a PIN's hash costs; as `PinHashes` decides when not given.

    Raises:
        ConfigError: the URL, the schema or the key is wrong.
        PeerUnavailable: the database does not answer.
    """
    await upgrade(url, script_location=SCRIPT_LOCATION, version_table=VERSION_TABLE)
    engine = await open_engine(url)
    hashes = PinHashes(key, hasher=hasher)
    branch = Branch(engine, key, hashes, PinBlocks(pin_keys), clock, limits or AttemptLimits())
    bank = SqlCardServices(branch, timeout_s=timeout_s)
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
