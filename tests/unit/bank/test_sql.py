"""The SQL bank on SQLite."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.card_key import CardKey, CardKeyError
from callcenter_cti.bank.card_services import Locked, Refused, Verified
from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.bank.sql import SqlCardServices, bind_key
from callcenter_cti.bank.tables import cards
from callcenter_cti.config.database import open_engine
from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.errors import PeerUnavailable
from tests.contracts.card_changes_contract import CardChangesContract
from tests.contracts.card_services_contract import (
    FIRST,
    UNKNOWN_CARD,
    WRONG_PIN,
    CardServicesContract,
    SprayingContract,
    attempt,
)
from tests.fakes.seeded_bank import CHEAP, KEY, TODAY, bank_on, open_demo_bank


class CountingHashes(PinHashes):
    """Counts checks; can be held up in the middle of one, or broken."""

    def __init__(self) -> None:
        super().__init__(KEY, hasher=CHEAP)
        self.checked: list[str | None] = []
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.crash = False

    async def matches(self, stored: str | None, card: CardNumber, pin: Pin) -> bool:
        self.checked.append(stored)
        self.reached.set()
        await self.go_on.wait()
        if self.crash:
            raise RuntimeError("the check crashed")
        return await super().matches(stored, card, pin)


@pytest.fixture
def hashes() -> CountingHashes:
    return CountingHashes()


@pytest.fixture
async def counting_bank(
    engine: AsyncEngine, hashes: CountingHashes
) -> AsyncIterator[SqlCardServices]:
    async with bank_on(engine, hashes=hashes) as bank:
        yield bank


async def attempts_of_first(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        query = select(cards.c.pin_attempts).where(
            cards.c.number_hmac == KEY.number(FIRST.card_number)
        )
        return int((await connection.execute(query)).scalar_one())


class TestSqlCardServicesOnSqlite(CardServicesContract, SprayingContract, CardChangesContract):
    """The contracts, on the embedded database."""


async def test_of_twenty_racing_guesses_three_are_checked(
    counting_bank: SqlCardServices, hashes: CountingHashes
):
    """The PIN hash is looked at three times; all others are turned away before."""
    await asyncio.gather(*(attempt(counting_bank, FIRST, WRONG_PIN) for _ in range(20)))

    assert len(hashes.checked) == 3


async def test_two_engines_on_one_database_share_the_count(bank_file: Path):
    """Guesses that race through two processes' connections are counted together."""
    engines = [await open_engine(f"sqlite:///{bank_file}") for _ in range(2)]
    async with bank_on(engines[0]) as one, bank_on(engines[1]) as other:
        verdicts = await asyncio.gather(
            *(attempt(bank, FIRST, WRONG_PIN) for bank in (one, other) * 10)
        )

    assert verdicts.count(Refused()) == 2
    assert verdicts.count(Locked()) == 18
    for engine in engines:
        await engine.dispose()


async def test_attempt_is_in_the_database_before_the_pin_is_checked(
    counting_bank: SqlCardServices, hashes: CountingHashes, bank_file: Path
):
    """Another connection sees the count while the check still runs: it was committed."""
    hashes.go_on.clear()
    verifying = asyncio.create_task(attempt(counting_bank, FIRST, WRONG_PIN))
    await hashes.reached.wait()

    with closing(sqlite3.connect(bank_file)) as other:
        counted = other.execute("SELECT sum(pin_attempts) FROM bank_cards").fetchone()

    hashes.go_on.set()
    assert counted == (1,)
    assert await verifying == Refused()


async def test_check_that_crashes_stays_counted(
    counting_bank: SqlCardServices, hashes: CountingHashes, engine: AsyncEngine
):
    """Whoever makes the check fail gets no guess for free."""
    hashes.crash = True

    for _ in range(3):
        with pytest.raises(RuntimeError):
            await attempt(counting_bank, FIRST, WRONG_PIN)

    hashes.crash = False
    assert await attempts_of_first(engine) == 3
    assert await attempt(counting_bank, FIRST) == Locked()


async def test_wrong_pin_counts_though_the_caller_hung_up(
    counting_bank: SqlCardServices, hashes: CountingHashes, engine: AsyncEngine
):
    """Hanging up in the middle of the check undoes nothing."""
    hashes.go_on.clear()
    verifying = asyncio.create_task(attempt(counting_bank, FIRST, WRONG_PIN))
    await hashes.reached.wait()

    verifying.cancel()
    await asyncio.wait({verifying})
    hashes.go_on.set()
    await counting_bank.close()

    assert verifying.cancelled()
    assert await attempts_of_first(engine) == 1


async def test_right_pin_does_not_count_though_the_caller_hung_up(
    counting_bank: SqlCardServices, hashes: CountingHashes, engine: AsyncEngine
):
    """Who keys the right PIN and hangs up three times finds his card open."""
    for _ in range(3):
        hashes.go_on.clear()
        hashes.reached.clear()
        verifying = asyncio.create_task(attempt(counting_bank, FIRST))
        await hashes.reached.wait()
        verifying.cancel()
        await asyncio.wait({verifying})
        hashes.go_on.set()
        await counting_bank.close()

    assert await attempts_of_first(engine) == 0


async def test_unknown_card_costs_a_check_like_a_wrong_pin(
    counting_bank: SqlCardServices, hashes: CountingHashes
):
    """The slow hash runs for a card that is not there, so that the time tells nothing."""
    await attempt(counting_bank, UNKNOWN_CARD, WRONG_PIN)
    await attempt(counting_bank, FIRST, WRONG_PIN)

    assert len(hashes.checked) == 2
    assert hashes.checked[0] is None


async def test_count_and_lock_outlive_a_restart(bank_file: Path):
    """A new engine on the same file goes on counting where the last one stopped."""
    verdicts = []
    for _ in range(4):
        engine = await open_engine(f"sqlite:///{bank_file}")
        async with bank_on(engine) as bank:
            verdicts.append(await attempt(bank, FIRST, WRONG_PIN))
        await engine.dispose()

    assert verdicts == [Refused(), Refused(), Locked(), Locked()]


async def test_no_card_number_and_no_pin_is_in_the_file(bank: SqlCardServices, bank_file: Path):
    """A thief of the file and its journal finds no number, in part or whole, and no PIN."""
    await attempt(bank, FIRST)
    await attempt(bank, FIRST, WRONG_PIN)

    stored = b"".join(file.read_bytes() for file in bank_file.parent.glob("bank.db*"))

    assert FIRST.name.encode() in stored
    for card in DEMO_CARDS:
        assert card.number.encode() not in stored
        assert card.number[:-4].encode() not in stored
        assert f"{card.number}:{card.pin}".encode() not in stored


async def test_held_lock_makes_the_bank_unavailable_in_time(bank_file: Path, engine: AsyncEngine):
    """Another process that keeps the database locked costs the caller no more than the limit."""
    with closing(sqlite3.connect(bank_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with bank_on(engine, timeout_s=0.05) as bank:
            with pytest.raises(PeerUnavailable) as caught:
                await attempt(bank, FIRST)
            other.execute("ROLLBACK")

    assert (caught.value.peer, caught.value.reason) == ("bank", "no answer in time")


async def test_reading_goes_on_while_another_process_writes(
    bank: SqlCardServices, bank_file: Path
):
    """A writer elsewhere delays no balance."""
    verdict = await attempt(bank, FIRST)
    assert isinstance(verdict, Verified)
    with closing(sqlite3.connect(bank_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        account = await bank.account(verdict.customer.card)

    assert account.balance == FIRST.balance


async def test_database_without_tables_is_not_ready(tmp_path: Path):
    """A bank that nobody migrated reports itself, and its errors hold no values."""
    engine = await open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    async with bank_on(engine) as bank:
        assert await bank.ready() is False
        with pytest.raises(PeerUnavailable) as caught:
            await attempt(bank, FIRST)
    await engine.dispose()

    assert "bank is unavailable" in str(caught.value)
    assert KEY.number(FIRST.card_number) not in str(caught.value.__cause__)


async def test_foreign_keys_are_enforced(engine: AsyncEngine):
    """A card cannot be given to a customer who is not there."""
    async with engine.begin() as connection:
        with pytest.raises(IntegrityError):
            await connection.execute(update(cards).values(customer_id="nobody"))


async def test_another_key_is_refused(engine: AsyncEngine):
    """A lost key file is noticed at the start, not by callers whose cards are unknown."""
    await bind_key(engine, KEY)
    await bind_key(engine, KEY)

    with pytest.raises(CardKeyError, match="another key"):
        await bind_key(engine, CardKey(b"quite another key of 32 bytes...."))


async def test_open_bank_migrates_seeds_and_serves(tmp_path: Path):
    """From nothing to a verified customer, who is still there at the next start."""
    url = f"sqlite:///{tmp_path / 'var' / 'bank.db'}"
    async with open_demo_bank(url, demo_on=TODAY) as bank:
        verdict = await attempt(bank, FIRST)

    async with open_demo_bank(url, demo_on=None) as bank:
        again = await attempt(bank, FIRST)

    assert isinstance(verdict, Verified)
    assert again == verdict
