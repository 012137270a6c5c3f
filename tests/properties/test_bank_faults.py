"""Redemption and activation while everything between voice system and bank goes wrong.

A thousand random schedules of faults, over real sockets. Whatever happens, each wish is granted
once, and asking again with its key tells so: points and states are whole.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.attempt_limits import AttemptLimits
from callcenter_cti.bank.card_changes import (
    ChangeKey,
    ChangeUnsure,
    Done,
    Obstacle,
    Prevented,
)
from callcenter_cti.bank.card_services import Attempt, CardState, Refused, Reward
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.bank.demo_server import DemoServer
from callcenter_cti.bank.http import HttpCardServices
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.bank.rewards import PRICES
from callcenter_cti.bank.seed import seed_demo
from callcenter_cti.bank.tables import cards, changes, points, reward_orders
from callcenter_cti.config.database import open_engine
from callcenter_cti.domain.cards import CardNumber, Pin, luhn_valid
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CardToken, CustomerId, HotlineId
from tests.contracts.card_services_contract import WRONG_PIN
from tests.fakes.faulty_bank import Fault, Faults, some_faults
from tests.fakes.pin_keys import SEALER
from tests.fakes.seeded_bank import CHEAP, KEY, TODAY, bank_on, migrate_bank
from tests.fakes.served_bank import TOKEN, asking, listening

SCHEDULES = 100
"""In each of ten tests; one for each wish."""
CALLERS = 36
"""Who activate a card in each of three tests; they have 2.75 wishes on average."""
AT_ONCE = 6
TRY_S = 0.08
TOTAL_S = 0.5
TOO_LATE_S = 0.12
POINTS = 400_000
_Answer = TypeVar("_Answer")


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> None:
    """Leave this watch to the contracts, which run the same code: it doubles the time here."""


@dataclass
class Chaos:
    """A bank, the way to it, and what happens on the way."""

    bank: HttpCardServices
    patient: HttpCardServices
    """The same bank, asked by somebody who waits."""
    faults: Faults
    engine: AsyncEngine
    unsure: int = 0
    failed: int = 0

    async def wish(
        self,
        key: ChangeKey,
        faults: list[Fault],
        change: Callable[[HttpCardServices], Awaitable[_Answer]],
    ) -> _Answer:
        """Ask for something once while faults happen, and again when they are over."""
        self.faults.plan(key, faults)
        heard = None
        try:
            heard = await change(self.bank)
        except ChangeUnsure:
            self.unsure += 1
        except PeerUnavailable:
            self.failed += 1
        self.faults.plan(key, [])
        told = await change(self.patient)
        assert heard in (None, told)
        return told

    async def rows(self, table: Table) -> list[dict[str, object]]:
        """Look into the bank's books."""
        async with self.engine.connect() as connection:
            return [dict(row._mapping) for row in await connection.execute(select(table))]


def extra_cards(like: DemoCard, count: int, **different: object) -> list[DemoCard]:
    """Return customers of the test's own."""
    made = []
    for index in range(count):
        body = f"40000099{index:07d}"
        number = next(body + digit for digit in "0123456789" if luhn_valid(body + digit))
        made.append(
            replace(
                like,
                customer_id=CustomerId(f"X{index}"),
                number=number,
                phone=f"6125551{index:04d}",
                **different,  # type: ignore[arg-type]
            )
        )
    return made


@asynccontextmanager
async def chaos(folder: Path, customers_cards: list[DemoCard]) -> AsyncIterator[Chaos]:
    """Serve a bank with these customers alone."""
    asyncio.get_running_loop().set_debug(False)  # it takes most of the time of many small tasks
    url = f"sqlite:///{folder / 'bank.db'}"
    await migrate_bank(url)
    engine = await open_engine(url)
    hashes = PinHashes(KEY, hasher=CHEAP)
    await seed_demo(engine, KEY, hashes, today=TODAY, customers_cards=customers_cards)
    faults = Faults(too_late_s=TOO_LATE_S)
    limits = AttemptLimits(different_cards=10**6)
    async with bank_on(engine, hashes=hashes, limits=limits) as bank:
        application = DemoServer(bank, token=TOKEN).application()
        application.middlewares.insert(0, faults.middleware)
        async with (
            listening(application) as url,
            asking(url, try_s=TRY_S, total_s=TOTAL_S, breaker_failures=10**6) as asked,
            asking(url) as patient,
        ):
            yield Chaos(asked, patient, faults, engine)
            await faults.settled()
    await engine.dispose()


async def all_of(work: list[Awaitable[None]]) -> None:
    """Do everything, a dozen at once."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(awaitable: Awaitable[None]) -> None:
        async with slots:
            await awaitable

    await asyncio.gather(*(one(awaitable) for awaitable in work))


@pytest.mark.parametrize("seed", range(7))
async def test_points_taken_are_rewards_ordered(tmp_path: Path, seed: int):
    """A hundred redemptions of ten cards: each takes its price once and orders one reward."""
    customers_cards = extra_cards(DEMO_CARDS[0], 10, points=POINTS, expiring=0)
    chance = random.Random(seed)  # noqa: S311 - faults are no secret
    answers: dict[ChangeKey, Done | Prevented] = {}
    async with chaos(tmp_path, customers_cards) as world:
        tokens = [CardToken(str(row["token"])) for row in await world.rows(cards)]

        async def redeem(number: int) -> None:
            key = ChangeKey(f"sydney-{seed}.{number}/1")
            card, reward = chance.choice(tokens), chance.choice(list(Reward))
            answers[key] = await world.wish(
                key, some_faults(chance), lambda bank: bank.redeem(card, reward, key)
            )

        await all_of([redeem(number) for number in range(SCHEDULES)])
        await world.faults.settled()
        await assert_points_are_whole(world, answers)
        assert_something_happened(world)


async def assert_points_are_whole(
    world: Chaos, answers: dict[ChangeKey, Done | Prevented]
) -> None:
    """Compare points, orders, journal and what callers were told."""
    orders = await world.rows(reward_orders)
    taken: Counter[object] = Counter()
    for order in orders:
        assert order["points"] == PRICES[Reward(str(order["reward"]))]
        taken[order["card"]] += int(str(order["points"]))
    for account in await world.rows(points):
        assert account["balance"] == POINTS - taken[account["card"]]
    told = [answer.reference for answer in answers.values() if isinstance(answer, Done)]
    assert sorted(told) == sorted(str(order["reference"]) for order in orders)
    journal = await world.rows(changes)
    assert sorted(str(row["key"]) for row in journal) == sorted(answers)
    assert all(row["answer"] is not None for row in journal)


@pytest.mark.parametrize("seed", range(3))
async def test_cards_are_activated_once_and_failures_count_once(tmp_path: Path, seed: int):
    """Three dozen callers, some of whom mistype first: every answer is the one of a good day."""
    customers_cards = extra_cards(DEMO_CARDS[0], CALLERS, state=CardState.INACTIVE)
    chance = random.Random(1000 + seed)  # noqa: S311 - faults are no secret
    async with chaos(tmp_path, customers_cards) as world:
        await all_of([_activate(world, chance, card) for card in customers_cards])
        await world.faults.settled()

        stored = await world.rows(cards)
        assert {row["state"] for row in stored} == {"active"}
        assert {row["pin_attempts"] for row in stored} == {0}
        journal = await world.rows(changes)
        assert len({row["key"] for row in journal}) == len(journal)
        assert all(row["answer"] is not None for row in journal)
        assert_something_happened(world)


async def _activate(world: Chaos, chance: random.Random, card: DemoCard) -> None:
    mistakes = chance.choice([0, 0, 1, 2])
    pins = [WRONG_PIN] * mistakes + [card.card_pin] * 2
    answers = []
    for number, pin in enumerate(pins):
        key = ChangeKey(f"{card.customer_id}/{number}")
        answers.append(await _wish(world, chance, card, pin, key))
    assert answers[:mistakes] == [Refused()] * mistakes
    assert isinstance(answers[mistakes], Done)
    assert answers[mistakes + 1] == Prevented(Obstacle.ALREADY_ACTIVE)


async def _wish(
    world: Chaos, chance: random.Random, card: DemoCard, pin: Pin, key: ChangeKey
) -> object:
    number: CardNumber = card.card_number
    block = SEALER.seal(pin, number)
    attempt = Attempt(card.phone, HotlineId("1001"))

    def activate(bank: HttpCardServices) -> Awaitable[object]:
        return bank.activate(number, card.expiry(TODAY), block, attempt, key)

    return await world.wish(key, some_faults(chance), activate)


def assert_something_happened(world: Chaos) -> None:
    """The schedules are no good-weather days."""
    assert set(world.faults.happened) == set(Fault)
    assert world.unsure > 0


async def test_wish_that_never_reached_the_bank_is_not_unsure(tmp_path: Path):
    """Nothing was sent, so nothing was done, and the caller may be told so."""
    [card] = extra_cards(DEMO_CARDS[0], 1)
    async with chaos(tmp_path, [card]) as world:
        [row] = await world.rows(cards)
        async with asking("http://127.0.0.1:1", try_s=TRY_S, total_s=TOTAL_S) as nowhere:
            with pytest.raises(PeerUnavailable) as caught:
                await nowhere.block(CardToken(str(row["token"])), ChangeKey("sydney-1/1"))

        assert not isinstance(caught.value, ChangeUnsure)
        async with world.engine.connect() as connection:
            count = await connection.execute(select(func.count()).select_from(changes))
            assert count.scalar_one() == 0
