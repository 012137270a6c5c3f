"""The dialplan and engines of every kind: whatever the engine does, the caller is served."""

import pytest

from callcenter_cti.lab import ears
from callcenter_cti.lab.configuration import MUSIC_HZ
from callcenter_cti.lab.phone import PhoneMode
from tests.peers.dialplan_bench import (
    APOLOGY,
    Bench,
    answer_and_be_silent,
    dial,
    is_served_by_the_fallback,
    silent,
    speak,
)
from tests.peers.scripted_engine import Script, ScriptedEngine, Session, at_once

pytestmark = pytest.mark.asterisk


async def test_no_engine_means_apology_and_a_person(bench: Bench) -> None:
    """Nobody listens at the engine's port: the fallback serves the caller."""
    caller = await bench.call(None)

    await is_served_by_the_fallback(bench, caller)


@pytest.mark.parametrize("script", [at_once, silent, answer_and_be_silent])
async def test_an_engine_that_gives_no_answer_is_left(bench: Bench, script: Script) -> None:
    """Closing at once, silence from the start, silence later: the fallback serves the caller,
    also when the engine never closes its socket."""
    await bench.site.set_global("CTI_FIRST_REPLY_S", "2")
    async with ScriptedEngine({"call": script}) as engine:
        caller = await bench.call(engine)

        await is_served_by_the_fallback(bench, caller)
        await bench.site.empty()


async def test_engine_killed_while_a_prompt_plays(bench: Bench) -> None:
    """The prompt is cut and the apology follows."""
    async with ScriptedEngine({"call": speak}) as engine:
        caller = await bench.call(engine)
        await caller.hears("demo-congrats")
        await caller.listen(1.0)

        await engine.die()

        await is_served_by_the_fallback(bench, caller)
    assert ears.heard(bench.sound("demo-congrats"), caller.heard_wav, compared_s=0.7)
    assert not ears.heard(bench.sound("demo-congrats"), caller.heard_wav, compared_s=5.0)


async def test_engine_killed_while_the_caller_waits_on_music(bench: Bench) -> None:
    """The music ends and the apology follows."""

    async def hold(session: Session) -> None:
        await session.do("ANSWER")
        await session.do("SET MUSIC ON default")
        await session.do("SET VARIABLE HOLDING 1")
        await session.silent()

    async with ScriptedEngine({"call": hold}) as engine:
        caller = await bench.call(engine)
        await caller.hears("HOLDING")
        await caller.listen(1.0)

        await engine.die()

        await is_served_by_the_fallback(bench, caller)
    assert ears.tone_over_time(caller.heard_wav, MUSIC_HZ)[0][1] > 0.9


async def test_engine_killed_while_the_phone_rings_and_is_answered(bench: Bench) -> None:
    """Agent and caller are connected all the same; afterwards the caller is served: no queue."""
    phone = bench.carrier.phones["6003"]
    await phone.set_mode(PhoneMode.MANUAL)
    async with ScriptedEngine({"call": dial}) as engine:
        caller = await bench.call(engine)
        await phone.ringing()

        await engine.die()

        await phone.pick_up()
        await caller.listen(1.0)
        await phone.hang_up()
        await caller.ended()
    assert ears.tone_heard(caller.heard_wav, phone.voice_hz) > 0.9
    assert bench.fallbacks() == 0


async def test_engine_killed_while_the_phone_rings_in_vain(bench: Bench) -> None:
    """The agent declines, nobody decides what is next: the fallback serves the caller."""
    phone = bench.carrier.phones["6003"]
    await phone.set_mode(PhoneMode.MANUAL)
    async with ScriptedEngine({"call": dial}) as engine:
        caller = await bench.call(engine)
        await phone.ringing()
        await engine.die()
        await phone.set_mode(PhoneMode.ANSWER)

        await phone.hang_up()

        await is_served_by_the_fallback(bench, caller)


async def test_engine_killed_while_they_talk(bench: Bench) -> None:
    """The conversation goes on; when the agent hangs up the call is over, without an apology."""
    phone = bench.carrier.phones["6003"]
    async with ScriptedEngine({"call": dial}) as engine:
        caller = await bench.call(engine)
        await phone.answered()
        await bench.site.wait_event(lambda e: e["Event"] == "BridgeEnter", since=bench.site_mark)

        await engine.die()

        await caller.listen(2.0)
        await phone.hang_up()
        await caller.ended()
    shares = [share for _, share in ears.tone_over_time(caller.heard_wav, phone.voice_hz)]
    assert sum(share > 0.9 for share in shares) >= 5
    assert bench.fallbacks() == 0
    assert not ears.heard(bench.sound(APOLOGY), caller.heard_wav)


async def test_an_engine_that_dials_for_ever_is_left(bench: Bench) -> None:
    """The number of turns of one call is limited; then the fallback serves the caller."""
    await bench.site.set_global("CTI_MAX_TURNS", "3")
    async with ScriptedEngine({"call": nobody, "after-dial": nobody}) as engine:
        caller = await bench.call(engine)

        await is_served_by_the_fallback(bench, caller)
    assert engine.paths().count("after-dial") == 3


async def nobody(session: Session) -> None:
    """Ask for a phone that does not exist."""
    await dial(session)
    await session.do("SET VARIABLE CTI_DIAL PJSIP/6999")


async def test_the_fallback_queue_ends_with_a_goodbye(bench: Bench) -> None:
    """When nobody answers in the queue the caller hears a goodbye and is hung up."""
    for phone in bench.carrier.phones.values():
        await phone.set_mode(PhoneMode.NO_ANSWER)
    await bench.site.set_global("CTI_FALLBACK_S", "2")

    caller = await bench.call(None)
    await caller.up()
    await caller.ended()

    sounds = {name: bench.sound(name) for name in (APOLOGY, "goodbye")}
    # the very end of the goodbye may be cut by the hang-up
    in_order = ears.prompts_heard(sounds, caller.heard_wav, compared_s=0.7)
    assert [name for name, _ in in_order] == [APOLOGY, "goodbye"]
    assert ears.tone_heard(caller.heard_wav, MUSIC_HZ) > 0.9
