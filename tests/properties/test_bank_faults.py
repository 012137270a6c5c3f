"""Redemption and activation while everything between caller and bank goes wrong.

A thousand random schedules, each of one change that a caller asks for: through the flows, the
adapter with its retries, real sockets and the demo bank's server to its database. Answers are
late, delivered twice, cut or wrong; callers hang up and engines die meanwhile. Points and states
are whole, what callers heard is true, and each change was made once.
"""

import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from callcenter_cti.bank import http_link
from callcenter_cti.bank.card_changes import ChangeKey
from callcenter_cti.bank.card_services import CardState
from callcenter_cti.bank.change_journal import ChangeJournal, Entry
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.bank.rewards import CATALOGUE
from callcenter_cti.bank.tables import changes
from callcenter_cti.domain.cards import luhn_valid
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CustomerId
from tests.fakes.faulty_bank import Fault
from tests.fakes.free_caller import SILENT, Decide
from tests.fakes.seeded_bank import TODAY
from tests.properties import bad_weather as bad_weather_of
from tests.properties.bad_weather import World, bad_weather, crowd
from tests.properties.bank_books import (
    check_asking_again,
    check_points,
    check_something_happened,
    check_states,
    check_what_callers_heard,
)

SCHEDULES = 100
"""In each of ten tests."""
FEW = 25
"""Where a test only shows that another can fail."""
POINTS = 4_000_000
WISHES = 5
"""In one call at most."""
WRONG_PIN = "0001"
MENU, CATALOGUE_END = "press 0", "press 9"
"""The last that is heard before the menu, and the rewards, can be chosen from."""
CALLS = 30
"""After so many a customer whose card is not active gives up; one or two is what it takes."""


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop(quick_loop: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the watches to the contracts, which run the same code: they double the time here.

    Between two tries there is no pause, and no line in the log, for the same reason.
    """
    monkeypatch.setattr(http_link, "FIRST_PAUSE_S", 0.0)
    with capture_logs():
        yield


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


def redeeming(card: DemoCard, chance: random.Random) -> Decide:
    """Make a caller who redeems points a few times."""
    left = iter(range(WISHES))
    answers: dict[str, Callable[[], str]] = {
        "identification.card_or_star": lambda: f"{card.number}#",
        "identification.pin": lambda: card.pin,
        MENU: lambda: "2",
        CATALOGUE_END: lambda: str(chance.randint(1, len(CATALOGUE))),
        "points.confirm": lambda: "1",
        "done.menu_or_person": lambda: SILENT if next(left, None) is None else "1",
    }
    return lambda heard: answers.get(heard[-1], lambda: SILENT)()


def activating(card: DemoCard, mistakes: list[str]) -> Decide:
    """Make a caller who activates a card; his mistakes, which are used up, come first."""
    expiry = card.expiry(TODAY)
    answers: dict[str, Callable[[], str]] = {
        "identification.card_or_star": lambda: "*",
        MENU: lambda: "3",
        "identification.card": lambda: f"{card.number}#",
        "activation.expiry": lambda: f"{expiry.month:02d}{expiry.year % 100:02d}",
        "identification.pin": lambda: mistakes.pop() if mistakes else card.pin,
    }
    return lambda heard: answers.get(heard[-1], lambda: SILENT)()


async def redeem_in_bad_weather(folder: Path, seed: int, schedules: int) -> World:
    """Let customers of ten cards redeem their points, and check the books."""
    customers_cards = extra_cards(DEMO_CARDS[0], 10, points=POINTS, expiring=0)
    chance = random.Random(seed)  # noqa: S311 - faults are no secret
    async with bad_weather(folder, customers_cards, chance) as world:

        async def caller() -> None:
            await world.call(redeeming(chance.choice(customers_cards), chance))

        await crowd(caller, lambda: len(world.faults.asked) < schedules)
        await world.faults.settled()
        await check_what_callers_heard(world, "points.confirm")
        await check_points(world, had=POINTS)
        await check_asking_again(world)
    return world


async def activate_in_bad_weather(folder: Path, seed: int, schedules: int) -> World:
    """Let customers activate their cards, and check the books.

    Whoever does not hear that his card is active calls again.
    """
    customers_cards = extra_cards(DEMO_CARDS[0], schedules, state=CardState.INACTIVE)
    chance = random.Random(1000 + seed)  # noqa: S311 - faults are no secret
    waiting = iter(customers_cards)
    async with bad_weather(folder, customers_cards, chance) as world:

        async def customer() -> None:
            card = next(waiting)
            mistakes = [WRONG_PIN] * chance.choice([0, 0, 1, 2])
            for _ in range(CALLS):
                name = await world.call(activating(card, mistakes))
                await world.faults.settled(f"{name}/")
                heard = set(world.callers[name].transcript)
                if heard & {"hears activation.done", "hears activation.already_active"}:
                    return
            raise AssertionError("a card that its holder cannot activate")

        await crowd(customer, lambda: len(world.faults.asked) < schedules)
        await world.faults.settled()
        await check_what_callers_heard(world, "identification.pin")
        await check_states(world)
        await check_asking_again(world)
    return world


@pytest.mark.parametrize("seed", range(7))
async def test_points_taken_are_rewards_ordered(tmp_path: Path, seed: int):
    """Each redemption takes its price once and orders one reward, or neither."""
    check_something_happened(await redeem_in_bad_weather(tmp_path, seed, SCHEDULES))


@pytest.mark.parametrize("seed", range(3))
async def test_cards_are_activated_once_and_failures_count_once(tmp_path: Path, seed: int):
    """Some callers mistype first; whatever happens, each of their tries counts once."""
    check_something_happened(await activate_in_bad_weather(tmp_path, seed, SCHEDULES))


@pytest.mark.parametrize("run", [redeem_in_bad_weather, activate_in_bad_weather])
async def test_bank_that_forgets_its_keys_is_found_out(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Callable[[Path, int, int], Awaitable[World]],
):
    """The tests above see a change that is made twice."""
    begin = ChangeJournal.begin

    async def forgetful(
        self: ChangeJournal, connection: AsyncConnection, key: ChangeKey, request: str
    ) -> Entry:
        await connection.execute(delete(changes).where(changes.c.key == key))
        return await begin(self, connection, key, request)

    monkeypatch.setattr(ChangeJournal, "begin", forgetful)

    with pytest.raises(AssertionError, match=r"one order|activated once|told|cannot activate"):
        await run(tmp_path, 0, FEW)


async def test_engine_that_calls_an_unsure_change_undone_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The tests above see a caller who is told what is not so."""
    monkeypatch.setattr(http_link, "ChangeUnsure", PeerUnavailable)
    monkeypatch.setattr(
        bad_weather_of, "some_faults", lambda _chance: [Fault.CUT_AFTER] * http_link.MAX_TRIES
    )

    with pytest.raises(AssertionError, match="told='undone'"):
        await redeem_in_bad_weather(tmp_path, 0, FEW)
