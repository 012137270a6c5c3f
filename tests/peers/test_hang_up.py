"""Hanging up at every step of a call: afterwards nothing is left of it, on either side."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.phone import PhoneMode
from tests.peers import evidence
from tests.peers.floor import Floor

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(150)]


async def test_leaving_the_voice_system_or_the_queue_at_any_step(floor: Floor) -> None:
    """Seven callers leave at seven places: no channel and no session stays, and each call has
    one line in the log, with the right outcome."""
    anna = await floor.desk("anna", ready=False)

    async with asyncio.TaskGroup() as leaving:
        tasks = [leaving.create_task(leave(floor, step)) for step in OUTCOMES]
    calls = [task.result() for task in tasks]
    await evidence.nothing_is_left(floor)
    await evidence.ended(floor, *calls)

    outcomes = OUTCOMES.values()
    wanted = zip((evidence.call_id(floor, caller) for caller in calls), outcomes, strict=True)
    assert evidence.ends(floor) == sorted(wanted)
    assert await evidence.number(floor, "callcenter_calls_arrived_total") == len(OUTCOMES)
    for outcome in ("hung_up", "contained", "abandoned"):
        counted = await evidence.number(floor, "callcenter_calls_ended_total", outcome=outcome)
        assert counted == list(outcomes).count(outcome)
    assert await evidence.number(floor, "callcenter_calls_ended_total") == len(OUTCOMES)
    assert await evidence.number(floor, "callcenter_calls_offered_total") == 1
    assert await evidence.number(floor, "callcenter_calls_abandoned_total") == 1
    assert anna.view["state"] == "not_ready"
    assert not any(message["type"] == "pop" for message in anna.messages)


async def leave(floor: Floor, step: "Step") -> Caller:
    caller = await floor.call()
    await step(floor, caller)
    await caller.hang_up()
    return caller


async def at_the_greeting(_: Floor, caller: Caller) -> None:
    await caller.hears("/welcome.platinum")


async def at_the_card_question(_: Floor, caller: Caller) -> None:
    """In the middle of the number."""
    await caller.hears("/identification.card_or_star")
    await caller.press("40")
    await caller.hears("GET DATA")


async def at_the_pin_question(_: Floor, caller: Caller) -> None:
    await caller.hears("/identification.card_or_star")
    await caller.press(f"{DEMO_CARDS[0].number}#")
    await caller.hears("/identification.pin")


async def at_the_menu(floor: Floor, caller: Caller) -> None:
    await floor.identify(caller, DEMO_CARDS[1])
    await caller.hears("/menu.item.balance")


async def in_the_balance(floor: Floor, caller: Caller) -> None:
    await floor.identify(caller, DEMO_CARDS[2])
    await caller.hears("/menu.item.balance")
    await caller.press("1")
    await caller.hears("/balance.current")


async def back_at_the_menu(floor: Floor, caller: Caller) -> None:
    """After the balance: he has heard what he called for, and cut the rest."""
    await floor.identify(caller, DEMO_CARDS[3])
    await caller.hears("/menu.item.balance")
    await caller.press("1")
    await caller.hears("/balance.current")
    await caller.press("1")
    await caller.hears("/menu.item.balance")


async def on_hold(floor: Floor, caller: Caller) -> None:
    await floor.ask_for_person(caller)
    await caller.hears("SET MUSIC")


Step = Callable[[Floor, Caller], Awaitable[None]]
OUTCOMES: dict[Step, str] = {
    at_the_greeting: "hung_up",
    at_the_card_question: "hung_up",
    at_the_pin_question: "hung_up",
    at_the_menu: "hung_up",
    in_the_balance: "hung_up",
    back_at_the_menu: "contained",
    on_hold: "abandoned",
}


async def test_hanging_up_with_an_agent_on_the_line(floor: Floor) -> None:
    """While the phone rings, while they talk, by either side: the phone is released, the agent
    is free (after a ring) or wraps up (after a talk), and each call has one line in the log."""
    anna = await floor.desk("anna")
    phone = floor.phone("anna")

    await phone.set_mode(PhoneMode.MANUAL)
    rung = await floor.call()
    await floor.ask_for_person(rung)
    pop = await anna.pop()
    await phone.ringing()
    await evidence.stands(anna, "ringing")
    await rung.hang_up()
    await phone.ended()
    assert await evidence.withdrawn(anna, pop["token"]) is None
    await evidence.stands(anna, "ready")
    await evidence.nothing_is_left(floor)

    await phone.set_mode(PhoneMode.ANSWER, ring_s=0.2)
    talked = await floor.call(voice_hz=1500)
    await floor.ask_for_person(talked)
    await phone.answered()
    await evidence.stands(anna, "talking")
    await talked.listen(1.2)
    await talked.hang_up()
    await phone.ended()
    assert evidence.hear_each_other(talked, phone, 1500)
    await evidence.stands(anna, "wrap_up")
    await evidence.nothing_is_left(floor)
    await anna.ready()

    served = await floor.call()
    await floor.ask_for_person(served)
    await phone.answered()
    await evidence.stands(anna, "talking")
    await phone.hang_up()
    await served.ended()
    assert evidence.heard(floor, served, "goodbye", "queue.again") == ["goodbye"]
    await evidence.stands(anna, "wrap_up")
    await evidence.nothing_is_left(floor)

    lines = await evidence.ended(floor, rung, talked, served)
    assert [line["outcome"] for line in lines] == ["abandoned", "answered", "answered"]
    assert [line["agent"] for line in lines] == [None, "anna", "anna"]
    assert len(evidence.ends(floor)) == 3
    assert await evidence.number(floor, "callcenter_calls_answered_total") == 2
    assert await evidence.number(floor, "callcenter_calls_abandoned_total") == 1
    assert await evidence.number(floor, "callcenter_offers_total") == 3
    died = await evidence.number(floor, "callcenter_offers_died_total", reason="withdrawn")
    assert died == 1
    assert await evidence.number(floor, "callcenter_agents", state="wrap_up") == 1
    assert await evidence.number(floor, "callcenter_agents") == 1
