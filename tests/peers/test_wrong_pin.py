"""Wrong PINs: three lock the card, in one call or in several; calling back resets nothing."""

import asyncio

import pytest

from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.lab.carrier import Caller
from tests.peers import evidence
from tests.peers.floor import Floor

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(150)]

CARD, OTHER_CARD = DEMO_CARDS[0], DEMO_CARDS[1]
SAID = ("identification.refused", "identification.locked", "menu.item.balance", "queue.one_moment")


async def test_three_wrong_pins_lock_the_card(floor: Floor) -> None:
    """Two callers at once: one keys three wrong PINs, speaks to a person and calls back with the
    right PIN; the other keys two, hangs up, calls back and keys the third."""
    anna = await floor.desk("anna")

    async with asyncio.TaskGroup() as both:
        stubborn = both.create_task(three_in_one_call(floor))
        clever = both.create_task(two_and_one(floor))
        pop = await anna.pop(limit_s=60)
    first, again = stubborn.result()
    before, after = clever.result()
    await evidence.nothing_is_left(floor)

    assert pop["call_id"] == evidence.call_id(floor, first)
    assert (pop["verification"], pop["reason"], pop["caller"]) == ("none", "card_locked", None)
    assert outcomes(pop["journey"]) == ["refused", "refused", "card_locked"]
    assert evidence.hear_each_other(first, floor.phone("anna"), 1500)
    said = {call: evidence.heard(floor, call, *SAID) for call in (first, again, before, after)}
    refused, locked, _, one_moment = SAID
    assert said[first] == [refused, refused, locked, one_moment]
    assert said[again] == [locked]
    assert said[before] == [refused, refused]
    assert said[after] == [locked]
    lines = await evidence.ended(floor, first, again, before, after)
    assert [line["outcome"] for line in lines] == ["answered", "hung_up", "hung_up", "hung_up"]
    assert {line["customer_id"] for line in lines} == {None}


async def three_in_one_call(floor: Floor) -> tuple[Caller, Caller]:
    first = await floor.call(voice_hz=1500)
    for _ in range(2):
        await floor.identify(first, CARD, pin=wrong(CARD))
    again = await floor.call()  # is greeted while the third PIN is keyed
    await floor.identify(first, CARD, pin=wrong(CARD))
    await first.hears("/identification.locked")
    await floor.identify(again, CARD)
    await hears_that_it_is_locked(again)
    await floor.phone("anna").answered()
    await evidence.chat(first, floor.phone("anna"))
    return first, again


async def two_and_one(floor: Floor) -> tuple[Caller, Caller]:
    before = await floor.call()
    for _ in range(2):
        await floor.identify(before, OTHER_CARD, pin=wrong(OTHER_CARD))
    await before.hears("/identification.card_or_star")
    await before.hang_up()
    after = await floor.call()
    await floor.identify(after, OTHER_CARD, pin=wrong(OTHER_CARD))
    await hears_that_it_is_locked(after)
    return before, after


async def hears_that_it_is_locked(caller: Caller) -> None:
    await caller.hears("/identification.locked")
    await caller.listen(1.2)
    await caller.hang_up()


def wrong(card: DemoCard) -> str:
    """A PIN that is not this card's."""
    return "1111" if card.pin != "1111" else "2222"


def outcomes(journey: object) -> list[str]:
    """Return how the steps ended that a pop shows."""
    assert isinstance(journey, list)
    return [step["outcome"] for step in journey]
