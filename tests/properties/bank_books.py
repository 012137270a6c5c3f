"""The bank's books after bad weather, compared with all that callers asked for and were told."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from callcenter_cti.bank.card_services import Reward
from callcenter_cti.bank.rewards import PRICES
from callcenter_cti.bank.tables import cards, changes, points, reward_orders
from tests.fakes.faulty_bank import Fault
from tests.properties.bad_weather import Mishap, World

HEARD = {
    "points.redeemed": "done",
    "points.not_enough": "not_enough_points",
    "activation.done": "done",
    "activation.already_active": "already_active",
    "activation.refused": "refused",
    "identification.locked": "locked",
    "trouble.unsure": "unsure",
    "trouble.host_down": "undone",
}
"""What a caller is told about his wish."""


@dataclass
class Wish:
    """A change that a caller asked for, as he lived through it."""

    key: str
    told: str = ""
    """In the words of `HEARD`; empty when he heard no end of it."""
    reference: str = ""


def wishes_of(call: str, transcript: Iterable[str], asked_by: str) -> list[Wish]:
    """Read what a caller wished for, and what he was told, from all that he heard and keyed."""
    wishes: list[Wish] = []
    last = ""
    for line in transcript:
        heard, _, values = line.removeprefix("hears ").partition(" (")
        if line.startswith("keys ") and last == asked_by:
            wishes.append(Wish(f"{call}/{len(wishes) + 1}"))
        elif wishes and heard in HEARD and not wishes[-1].told:
            wishes[-1].told = HEARD[heard]
        elif wishes and heard == "reference.is" and wishes[-1].told == "done":
            wishes[-1].reference = values.removeprefix("digits ").removesuffix(")")
        last = heard
    return wishes


async def check_what_callers_heard(world: World, asked_by: str) -> None:
    """Compare it with the bank's journal: nobody was told what is not so."""
    journal = {str(row["key"]): row for row in await world.rows(changes)}
    assert set(journal) <= set(world.faults.asked)
    wishes = [
        wish
        for name, caller in world.callers.items()
        for wish in wishes_of(name, caller.transcript, asked_by)
    ]
    assert {wish.key for wish in wishes} >= set(world.faults.asked)
    for wish in wishes:
        made = json.loads(str(journal[wish.key]["answer"])) if wish.key in journal else {}
        if wish.told == "undone":
            assert not made, wish
        elif wish.told not in ("", "unsure"):
            assert wish.told == made.get("obstacle", made.get("outcome")), wish
            assert wish.reference == made.get("reference", ""), wish
    world.told.update(wish.told for wish in wishes)


async def check_asking_again(world: World) -> None:
    """Each change that was made is answered as at first when it is asked for again."""
    tables = (cards, points, reward_orders, changes)
    before = [await world.rows(table) for table in tables]
    world.faults.over = True
    for row in before[-1]:
        asked = world.faults.asked[str(row["key"])]
        again = await world.ask_again(str(row["key"]), asked.path, asked.body)
        assert again == json.loads(str(row["answer"]))
    assert [await world.rows(table) for table in tables] == before


async def check_points(world: World, *, had: int) -> None:
    """Compare points, orders and journal: each price was taken once, for one reward."""
    made = {}
    for row in await world.rows(changes):
        answer = json.loads(str(row["answer"]))
        if answer["outcome"] == "done":
            asked = world.faults.asked[str(row["key"])]
            reward = Reward(json.loads(asked.body)["reward"])
            made[answer["reference"]] = (asked.path.split("/")[3], reward, PRICES[reward])
    orders = {
        order["reference"]: (order["card"], order["reward"], order["points"])
        for order in await world.rows(reward_orders)
    }
    assert orders == made, "one order for each price"
    taken: Counter[object] = Counter()
    for card, _, price in made.values():
        taken[card] += price
    for account in await world.rows(points):
        assert account["balance"] == had - taken[account["card"]]


async def check_states(world: World) -> None:
    """Go through the journal card by card: activated once, and each failure counted once."""
    failures: Counter[str] = Counter()
    activated: Counter[str] = Counter()
    for row in await world.rows(changes):
        number = json.loads(world.faults.asked[str(row["key"])].body)["number"]
        answer = json.loads(str(row["answer"]))
        if answer["outcome"] == "refused":
            failures[number] += 1
            assert row["failures"] == failures[number]
        else:
            expected = "prevented" if activated[number] else "done"
            assert answer["outcome"] == expected, "activated once, and then never"
            failures[number] = 0
            activated[number] = 1
    stored = await world.rows(cards)
    assert sorted(str(row["last4"]) for row in stored if row["state"] == "active") == sorted(
        number[-4:] for number in activated
    )
    assert sum(int(str(row["pin_attempts"])) for row in stored) == sum(failures.values())


def check_something_happened(world: World) -> None:
    """The schedules are no good-weather days."""
    assert set(world.faults.happened) == set(Fault)
    assert set(world.mishaps) == set(Mishap)
    assert {"done", "unsure", ""} <= set(world.told)
