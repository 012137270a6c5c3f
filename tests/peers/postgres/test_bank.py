"""The bank on a real PostgreSQL."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.card_services import HeldBack, Locked, Refused, Reward, Verified
from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.bank.rewards import PRICES
from callcenter_cti.bank.sql import SqlCardServices
from callcenter_cti.config.database import open_engine
from callcenter_cti.domain.errors import PeerUnavailable
from tests.contracts.bank_under_test import BankUnderTest
from tests.contracts.card_changes_contract import KEY, CardChangesContract
from tests.contracts.card_services_contract import (
    FIRST,
    WRONG_PIN,
    CardServicesContract,
    SprayingContract,
    attempt,
    token_of,
)
from tests.fakes.seeded_bank import (
    NARROW,
    bank_on,
    migrate_and_seed,
    open_demo_bank,
    seed,
    sql_bank_under_test,
)
from tests.peers.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def seeded(postgres_server: PostgresServer) -> str:
    """Name of a database with the demo's customers, to copy."""
    url = postgres_server.new_database()
    with asyncio.Runner() as runner:
        runner.run(migrate_and_seed(url))
    return url.rpartition("/")[2]


@pytest.fixture
def seeded_url(postgres_server: PostgresServer, seeded: str) -> str:
    """The URL of a seeded database of the test's own."""
    return postgres_server.new_database(template=seeded)


@pytest.fixture
async def engine(seeded_url: str) -> AsyncIterator[AsyncEngine]:
    engine = await open_engine(seeded_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def bank(engine: AsyncEngine) -> AsyncIterator[SqlCardServices]:
    async with bank_on(engine) as bank:
        yield bank


class TestSqlCardServicesOnPostgres(CardServicesContract, SprayingContract, CardChangesContract):
    """The contracts, on PostgreSQL."""

    @pytest.fixture
    async def peer(self, engine: AsyncEngine) -> AsyncIterator[BankUnderTest]:
        async with sql_bank_under_test(engine) as peer:
            yield peer

    @pytest.fixture
    async def narrow_peer(self, engine: AsyncEngine) -> AsyncIterator[BankUnderTest]:
        async with sql_bank_under_test(engine, limits=NARROW) as peer:
            yield peer


async def test_two_engines_on_one_database_share_the_count(seeded_url: str):
    """Guesses that race through two processes' connections are counted together."""
    engines = [await open_engine(seeded_url) for _ in range(2)]
    async with bank_on(engines[0]) as one, bank_on(engines[1]) as other:
        verdicts = await asyncio.gather(
            *(attempt(bank, FIRST, WRONG_PIN) for bank in (one, other) * 10)
        )

    assert verdicts.count(Refused()) == 2
    assert verdicts.count(Locked()) == 18
    for engine in engines:
        await engine.dispose()


async def test_two_engines_grant_a_wish_once(seeded_url: str):
    """The same key that races through two processes' connections takes the points once."""
    engines = [await open_engine(seeded_url) for _ in range(2)]
    async with bank_on(engines[0]) as one, bank_on(engines[1]) as other:
        token = await token_of(one, FIRST)
        answers = await asyncio.gather(
            *(bank.redeem(token, Reward.STATEMENT_CREDIT, KEY) for bank in (one, other) * 5)
        )
        left = await other.points(token)

    assert len(set(answers)) == 1
    assert left.balance == FIRST.points - PRICES[Reward.STATEMENT_CREDIT]  # type: ignore[operator]
    for engine in engines:
        await engine.dispose()


async def test_two_engines_count_a_caller_together(seeded_url: str):
    """Failures that race are counted one after the other: ten at once hold him back."""
    engines = [await open_engine(seeded_url) for _ in range(2)]
    async with bank_on(engines[0]) as one, bank_on(engines[1]) as other:
        verdicts = await asyncio.gather(
            *(
                attempt(bank, card, WRONG_PIN)
                for bank, card in zip((one, other) * 7, DEMO_CARDS, strict=False)
            )
        )

    assert verdicts.count(Refused()) == 9
    assert verdicts.count(HeldBack()) == 5
    for engine in engines:
        await engine.dispose()


async def test_seeding_twice_at_once_adds_each_customer_once(postgres_url: str):
    """Two engines that start together leave one demo bank behind."""
    async with open_demo_bank(postgres_url, demo_on=None):
        engines = [await open_engine(postgres_url) for _ in range(2)]

        added = await asyncio.gather(*(seed(engine) for engine in engines))

        for engine in engines:
            await engine.dispose()
    assert sum(added) == len(DEMO_CARDS)


async def test_two_engines_that_start_at_once_migrate_once(postgres_url: str):
    """Neither fails, and both serve."""

    async def ready() -> bool:
        async with open_demo_bank(postgres_url, demo_on=None) as bank:
            return await bank.ready()

    assert all(await asyncio.gather(ready(), ready()))


async def test_server_that_is_not_there_is_unavailable():
    """A refused connection is said so, without URL or password."""
    engine = await open_engine("postgresql://postgres:secret@127.0.0.1:1/bank?sslmode=disable")
    async with bank_on(engine) as bank:
        with pytest.raises(PeerUnavailable) as caught:
            await attempt(bank, FIRST)
        assert await bank.ready() is False
    await engine.dispose()

    assert caught.value.peer == "bank"
    assert "secret" not in str(caught.value)


async def test_frozen_server_is_unavailable_in_time_and_served_from_again(
    postgres_server: PostgresServer, engine: AsyncEngine
):
    """A server that stops costs a caller the limit; when it goes on, so does the bank."""
    async with bank_on(engine, timeout_s=1.0) as bank:
        assert isinstance(await attempt(bank, FIRST), Verified)
        backends = postgres_server.backends()
        for pid in backends:
            os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(PeerUnavailable, match="no answer in time"):
                await asyncio.wait_for(attempt(bank, FIRST), 3.0)
        finally:
            for pid in backends:
                os.kill(pid, signal.SIGCONT)
        await bank.close()

        assert isinstance(await attempt(bank, FIRST), Verified)


async def test_restarted_connections_are_not_noticed_by_callers(
    postgres_server: PostgresServer, bank: SqlCardServices
):
    """The server ended all our connections (a restart does); the next caller is served."""
    assert isinstance(await attempt(bank, FIRST), Verified)

    await asyncio.to_thread(
        postgres_server.run_sql,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    )

    assert isinstance(await attempt(bank, FIRST), Verified)
