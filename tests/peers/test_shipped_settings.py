"""The settings that an Asterisk includes: what they let through, and what they keep back."""

import pytest

from callcenter_cti.lab.ami_client import AmiClient
from tests.peers.dialplan_bench import (
    Bench,
)
from tests.peers.scripted_engine import ScriptedEngine, Session

pytestmark = pytest.mark.asterisk


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


async def test_the_shipped_log_settings_show_no_keys(bench: Bench) -> None:
    """Neither keys that a caller pressed nor the names of files that he was played are in
    Asterisk's log, however talkative it is made; a warning is."""
    instance = bench.site.instance
    logs = {"shipped": instance.log, "everything": instance.talk}
    before = {name: len(log.read_text()) for name, log in logs.items()}
    await instance.command("core set debug 5")
    await instance.command("core set verbose 5")
    try:
        async with ScriptedEngine({"call": collect}) as engine:
            caller = await bench.call(engine)
            await caller.up()
            await caller.asked()
            await caller.press("4711")
            await caller.ended()
    finally:
        await instance.command("core set debug 0")
        await instance.command("core set verbose 3")
    written = {name: log.read_text()[before[name] :] for name, log in logs.items()}
    assert "Playing 'beep" in written["everything"]
    assert "no-such-sound" in written["shipped"]
    for kept_back in ("DTMF", "4711", "Playing", "beep"):
        assert kept_back not in written["shipped"]


async def collect(session: Session) -> None:
    """Ask for four keys and hang up; a file that is missing is worth a warning."""
    await session.do("ANSWER")
    await session.do("STREAM FILE no-such-sound 1")
    await session.do("GET DATA beep 5000 4")
    await session.do("SET VARIABLE CTI_NEXT hangup")
