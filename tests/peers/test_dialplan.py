"""The dialplan against engines of every kind: whatever the engine does, the caller is served."""

from pathlib import Path

import pytest

from callcenter_cti.lab import ears
from callcenter_cti.lab.ami_client import AmiClient, Event
from callcenter_cti.lab.carrier import Caller, Carrier
from callcenter_cti.lab.configuration import MUSIC_HZ
from callcenter_cti.lab.exchanges import Exchanges
from callcenter_cti.lab.phone import Phone, PhoneMode
from callcenter_cti.lab.site import Site
from tests.peers.scripted_engine import Script, ScriptedEngine, Session, at_once

pytestmark = pytest.mark.asterisk

APOLOGY = "sorry-youre-having-problems"
DIALLED = "PJSIP/6003"


class Bench:
    """One caller, one phone that stands for the agents, and the sounds to compare with."""

    def __init__(self, exchanges: Exchanges, site: Site, carrier: Carrier) -> None:
        self.sounds = exchanges.root.sounds
        self.site = site
        self.carrier = carrier

    async def call(self, engine: ScriptedEngine | None) -> Caller:
        """Let calls ask this engine, and dial the hotline."""
        if engine is not None:
            await self.site.point_at_engine(engine.address)
        return await self.carrier.call(self.site, "1800")

    async def fallback(self, since: int) -> Event:
        """Wait until a call has entered the fallback."""
        return await self.site.wait_event(is_fallback, since=since)

    async def any_phone(self) -> Phone:
        """Wait until somebody whom the fallback queue rang has answered."""
        event = await self.site.wait_event(
            lambda e: e["Event"] == "AgentConnect", since=self.site_mark
        )
        phone = self.carrier.phones[event["MemberName"].removeprefix("PJSIP/")]
        await phone.answered()
        return phone

    def start(self) -> None:
        """Remember where the log is before the call."""
        self.site_mark = self.site.mark()

    def sound(self, name: str) -> Path:
        return self.sounds / f"{name}.wav"

    def fallbacks(self) -> int:
        """Count the calls that entered the fallback."""
        return sum(map(is_fallback, self.site.ami.events[self.site_mark :]))


def is_fallback(event: Event) -> bool:
    return event.get("UserEvent") == "CtiFallback"


@pytest.fixture
def bench(exchanges: Exchanges, sydney: Site, carrier: Carrier) -> Bench:
    bench = Bench(exchanges, sydney, carrier)
    bench.start()
    return bench


async def dial(session: Session) -> None:
    """Answer, then ask the dialplan to ring the phone."""
    await session.do("ANSWER")
    values = {"NEXT": "dial", "DIAL": DIALLED, "RING_S": "20", "TOKEN": "tok-1"}
    for name, value in values.items():
        await session.do(f"SET VARIABLE CTI_{name} {value}")


async def silent(session: Session) -> None:
    await session.silent()


async def answer_and_be_silent(session: Session) -> None:
    """Live until the caller hears music, then freeze."""
    await session.do("ANSWER")
    await session.do("SET MUSIC ON default")
    await session.do("SET VARIABLE TIMEOUT(absolute) 2")
    await session.silent()


async def speak(session: Session) -> None:
    """Play a long prompt."""
    await session.do("ANSWER")
    await session.do('STREAM FILE demo-congrats ""')
    await session.silent()


async def is_served_by_the_fallback(bench: Bench, caller: Caller) -> None:
    """The caller hears the apology, talks to an agent, and is hung up after him."""
    await bench.fallback(bench.site_mark)
    await caller.up()
    phone = await bench.any_phone()
    await caller.listen(1.0)
    await phone.hang_up()
    await caller.ended()
    assert ears.heard(bench.sound(APOLOGY), caller.heard_wav)
    assert ears.tone_heard(caller.heard_wav, phone.voice_hz) > 0.9


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


async def test_the_engines_ami_user_sees_calls_but_no_keys(bench: Bench) -> None:
    """The shipped template gives events of calls and devices, not keys, variables or commands,
    and permits no action that could place a call."""
    plan = bench.site.plan
    user = AmiClient(plan.address, "cti", plan.engine_secret)
    await user.open()
    try:
        async with ScriptedEngine({"call": collect}) as engine:
            caller = await bench.call(engine)
            await caller.up()
            await caller.asked()
            await caller.press("4711")
            await caller.ended()
        await bench.site.empty()
        await user.wait_event(lambda e: e["Event"] == "Hangup", since=0)
        refused = await user.attempt("Originate", Channel="PJSIP/6001", Application="Hangup")
    finally:
        await user.close()
    seen = {event["Event"] for event in user.events}
    assert {"FullyBooted", "Newchannel", "Newstate", "DeviceStateChange", "Hangup"} <= seen
    assert not {
        e for e in seen if e.startswith(("DTMF", "AGI", "VarSet", "UserEvent", "Newexten"))
    }
    assert refused["Response"] == "Error"


async def collect(session: Session) -> None:
    """Ask for four keys and hang up."""
    await session.do("ANSWER")
    await session.do("GET DATA beep 5000 4")
    await session.do("SET VARIABLE CTI_NEXT hangup")


async def test_the_shipped_log_settings_show_no_keys(bench: Bench) -> None:
    """Keys that a caller pressed are nowhere in Asterisk's log; with the level dtmf they were."""
    before = len(bench.site.instance.log.read_text())
    async with ScriptedEngine({"call": collect}) as engine:
        caller = await bench.call(engine)
        await caller.up()
        await caller.asked()
        await caller.press("4711")
        await caller.ended()
    log = bench.site.instance.log.read_text()[before:]
    assert "GET DATA" in log or "Playing 'beep" in log
    assert "DTMF" not in log
    assert "4711" not in log
