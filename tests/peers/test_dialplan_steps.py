"""The dialplan's reports to the engine: each step of a call, and every way in which it ends."""

import pytest

from callcenter_cti.lab import ears
from callcenter_cti.lab.phone import PhoneMode
from tests.peers.dialplan_bench import (
    Bench,
    dial,
    is_served_by_the_fallback,
    silent,
    speak,
)
from tests.peers.scripted_engine import ScriptedEngine, Session

pytestmark = pytest.mark.asterisk


async def test_the_engine_hears_of_every_step_and_of_the_end(bench: Bench) -> None:
    """Call, answered, after-dial and ended come with the same call id, site and token."""
    phone = bench.carrier.phones["6003"]

    async def done(session: Session) -> None:
        await session.do("SET VARIABLE CTI_NEXT hangup")

    async def ended(session: Session) -> None:
        causes.append(await session.do("GET VARIABLE HANGUPCAUSE"))

    causes: list[str] = []
    async with ScriptedEngine({"call": dial, "after-dial": done, "ended": ended}) as engine:
        caller = await bench.call(engine)
        await phone.answered()
        await caller.listen(0.5)
        await phone.hang_up()
        await caller.ended()
        await engine.asked("ended")
        await bench.site.empty()
    assert causes == ["200 result=1 (16)"]
    call_id = engine.requests[0].arguments[2]
    assert [(s.path, s.arguments) for s in engine.requests] == [
        ("call", ("1800", "sydney", call_id)),
        ("answered", (call_id, "tok-1", "sydney")),
        ("after-dial", (call_id, "tok-1", "ANSWER", "sydney", "16")),
        ("ended", (call_id, "sydney")),
    ]
    assert call_id.startswith("sydney-")


@pytest.mark.parametrize(
    ("mode", "result"),
    [
        (PhoneMode.BUSY, "BUSY"),
        (PhoneMode.REJECT, "CHANUNAVAIL"),
        (PhoneMode.NO_ANSWER, "NOANSWER"),
    ],
)
async def test_an_unanswered_ring_goes_back_to_the_engine(
    bench: Bench, mode: PhoneMode, result: str
) -> None:
    """The engine learns how the ring ended and may let the caller wait on."""
    await bench.carrier.phones["6003"].set_mode(mode)

    async def short_ring(session: Session) -> None:
        await dial(session)
        await session.do("SET VARIABLE CTI_RING_S 1")

    async def done(session: Session) -> None:
        await session.do("SET VARIABLE CTI_NEXT hangup")

    async with ScriptedEngine({"call": short_ring, "after-dial": done}) as engine:
        caller = await bench.call(engine)
        after = await engine.asked("after-dial")
        await caller.ended()
    assert after.arguments[2] == result
    assert bench.fallbacks() == 0


async def test_a_refused_answer_drops_the_agent_and_keeps_the_caller(bench: Bench) -> None:
    """The agent is not connected; the engine hears REFUSED and decides again."""
    phone = bench.carrier.phones["6003"]

    async def refuse(session: Session) -> None:
        await session.do("SET VARIABLE CTI_ANSWER refused")

    async def say_goodbye(session: Session) -> None:
        await session.do('STREAM FILE vm-goodbye ""')
        await session.do("SET VARIABLE CTI_NEXT hangup")

    scripts = {"call": dial, "answered": refuse, "after-dial": say_goodbye}
    async with ScriptedEngine(scripts) as engine:
        caller = await bench.call(engine)
        await phone.ringing()
        await phone.ended()
        after = await engine.asked("after-dial")
        await caller.ended()
        await engine.asked("ended")
    call_id = engine.requests[0].arguments[2]
    assert after.arguments[:4] == (call_id, "tok-1", "REFUSED", "sydney")
    assert engine.requests[1].arguments == (call_id, "tok-1", "sydney")
    assert ears.heard(bench.sound("vm-goodbye"), caller.heard_wav, compared_s=0.6)
    assert ears.tone_heard(caller.heard_wav, phone.voice_hz) < 0.1
    assert bench.fallbacks() == 0


async def test_silence_at_the_answer_drops_the_agent_and_keeps_the_caller(bench: Bench) -> None:
    """An engine that does not confirm in time: the engine is asked again, with LOST."""
    phone = bench.carrier.phones["6003"]
    await bench.site.set_global("CTI_ANSWER_GUARD_S", "1")
    async with ScriptedEngine({"call": dial, "answered": silent}) as engine:
        caller = await bench.call(engine)
        await phone.ringing()
        await phone.ended()
        after = await engine.asked("after-dial")

        assert after.arguments[2] == "LOST"
        await is_served_by_the_fallback(bench, caller)


async def test_a_caller_who_leaves_is_reported_on_his_dead_channel(bench: Bench) -> None:
    """Hanging up in the middle of a prompt ends the call request and brings ``ended``."""
    async with ScriptedEngine({"call": speak}) as engine:
        caller = await bench.call(engine)
        await caller.hears("demo-congrats")
        await caller.up()

        await caller.hang_up()

        await engine.asked("ended")
        await bench.site.empty()
    assert engine.paths() == ["call", "ended"]
    assert bench.fallbacks() == 0


async def test_a_caller_who_leaves_while_the_phone_rings_stops_it(bench: Bench) -> None:
    """The phone stops ringing, and the engine hears the end without an after-dial."""
    phone = bench.carrier.phones["6003"]
    await phone.set_mode(PhoneMode.NO_ANSWER)
    async with ScriptedEngine({"call": dial}) as engine:
        caller = await bench.call(engine)
        await phone.ringing()

        await caller.hang_up()

        await phone.ended()
        await engine.asked("ended")
        await bench.site.empty()
    assert engine.paths() == ["call", "ended"]


async def test_a_caller_who_leaves_while_they_talk_frees_the_agent(bench: Bench) -> None:
    """The phone is hung up, and the engine hears the end."""
    phone = bench.carrier.phones["6003"]
    async with ScriptedEngine({"call": dial}) as engine:
        caller = await bench.call(engine)
        await phone.answered()
        await caller.up()

        await caller.hang_up()

        await phone.ended()
        await engine.asked("ended")
        await bench.site.empty()
    assert engine.paths()[-1] == "ended"
    assert await bench.site.device_state("6003") == "NOT_INUSE"


async def test_a_caller_who_leaves_before_the_answer_is_reported(bench: Bench) -> None:
    """A call that is cancelled while it still rings at the carrier ends like any other."""
    async with ScriptedEngine({"call": wait_unanswered}) as engine:
        caller = await bench.call(engine)
        await engine.asked("call")

        await caller.hang_up()

        await engine.asked("ended")
        await bench.site.empty()
    assert bench.fallbacks() == 0


async def wait_unanswered(session: Session) -> None:
    """Leave the channel ringing until the caller gives up."""
    await session.until_closed()
