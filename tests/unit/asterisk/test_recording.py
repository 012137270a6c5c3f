"""When a recording does not hear the caller: from a secret on, until he is asked for more."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from callcenter_cti.ivr.call import Call, Menu, Question
from callcenter_cti.ivr.prompts import Prompt
from callcenter_cti.ivr.script import Script
from tests.contracts.agi_peer import AgiPeer
from tests.fakes.agi_switch import Switch

PIN = Question((Prompt("ask"),), 4, 4, secret=True)
OPEN = Question((Prompt("ask"),), 4, 4)
MENU = Menu((Prompt("ask"),), keys="1")
CHANNEL = "sydney-1795360445.1"
CHECK = "GET VARIABLE MIXMONITOR_FILENAME"
STOP = "EXEC StopMixMonitor "
MUTED, HEARD = f"mute {CHANNEL}", f"unmute {CHANNEL}"

Flow = Callable[[Call], Awaitable[object]]


@pytest.fixture
async def switch() -> AsyncIterator[Switch]:
    switch = Switch()
    switch.address = await switch.server.start("127.0.0.1", 0)
    yield switch
    await switch.server.close(grace_s=1.0)


def recorded(script: str, *, file: str = "/calls/1.wav") -> AgiPeer:
    """Return a caller whose channel is recorded; a recording of two files has no mixed one."""
    return AgiPeer(Script.parse(script), {"MIXMONITOR_FILENAME": file})


@pytest.mark.parametrize("file", ["/calls/1.wav", ""])
async def test_secret_is_kept_out_of_a_recording(switch: Switch, file: str) -> None:
    """Muted before the question is begun, heard again when the session is over."""
    commands = await switch.commands_with(
        recorded("keys 9753", file=file), lambda call: call.ask(PIN)
    )

    assert commands[:2] == [CHECK, "STREAM FILE /prompts/en/ask 0123456789*"]
    assert switch.recordings.asked == [MUTED, HEARD]


async def test_call_that_nobody_records_costs_one_command(switch: Switch) -> None:
    """Card number and PIN, one after the other, ask Asterisk once and the site never."""

    async def flow(call: Call) -> None:
        await call.ask(PIN)
        await call.ask(PIN)

    commands = await switch.commands_of("keys 9753\nkeys 9753", flow)

    assert commands.count(CHECK) == 1
    assert switch.recordings.asked == []


async def test_questions_that_are_no_secret_cost_nothing(switch: Switch) -> None:
    """Neither a command nor a mute, recorded or not."""

    async def flow(call: Call) -> None:
        await call.ask(OPEN)
        await call.menu(MENU)
        await call.play(Prompt("ask"), barge_in=True)

    commands = await switch.commands_with(recorded("keys 1234\nkeys 1"), flow)

    assert CHECK not in commands
    assert switch.recordings.asked == []


AFTER: dict[str, Flow] = {
    "menu": lambda call: call.menu(MENU),
    "question": lambda call: call.ask(OPEN),
    "announcement that a key can cut": lambda call: call.play(Prompt("ask"), barge_in=True),
    "music": lambda call: call.hold_music(on=True),
}
BETWEEN: dict[str, Flow] = {
    "announcement": lambda call: call.play(Prompt("again")),
    "bank": lambda call: call.collect_while(asyncio.sleep(0)),
    "secret": lambda call: call.ask(PIN),
    "variable": lambda call: call.set_variable("X", "1"),
}


@pytest.mark.parametrize("after", AFTER)
async def test_caller_is_recorded_again_when_something_else_begins(
    switch: Switch, after: str
) -> None:
    """He answers a menu, an open question, or talks to whoever comes."""
    seen: list[list[str]] = []

    async def flow(call: Call) -> None:
        await call.ask(PIN)
        seen.append(list(switch.recordings.asked))
        await AFTER[after](call)
        seen.append(list(switch.recordings.asked))

    await switch.commands_with(recorded("keys 9753\nkeys 1234\nkeys 1"), flow)

    assert seen == [[MUTED], [MUTED, HEARD]]
    assert switch.recordings.asked == [MUTED, HEARD]


@pytest.mark.parametrize("between", BETWEEN)
async def test_caller_stays_unheard_between_two_secrets(switch: Switch, between: str) -> None:
    """He keys the next one while he is told that the last was wrong."""
    seen: list[list[str]] = []

    async def flow(call: Call) -> None:
        await call.ask(PIN)
        await BETWEEN[between](call)
        seen.append(list(switch.recordings.asked))
        await call.ask(PIN)

    await switch.commands_with(recorded("keys 9753\nkeys 9753\nkeys 9753"), flow)

    assert seen == [[MUTED]]
    assert switch.recordings.asked == [MUTED, HEARD]


async def test_recording_that_began_meanwhile_is_muted_for_the_next_secret(
    switch: Switch,
) -> None:
    """Each secret looks anew."""
    peer = AgiPeer(Script.parse("keys 9753\nkeys 1\nkeys 9753"))

    async def flow(call: Call) -> None:
        await call.ask(PIN)
        await call.menu(MENU)
        peer.variables["MIXMONITOR_FILENAME"] = "/calls/1.wav"
        await call.ask(PIN)

    await switch.commands_with(peer, flow)

    assert switch.recordings.asked == [MUTED, HEARD]


async def test_recording_that_cannot_be_muted_is_stopped(switch: Switch) -> None:
    """Before the caller is asked; every recording that the channel may have."""
    switch.recordings.reachable = False

    with capture_logs() as logs:
        commands = await switch.commands_with(recorded("keys 9753"), lambda call: call.ask(PIN))

    assert commands[:5] == [CHECK, STOP, STOP, STOP, STOP]
    assert commands[5].startswith("STREAM FILE")
    assert [line["event"] for line in logs] == ["recording.stopped"]


async def test_keys_typed_ahead_are_kept_out_after_the_first(switch: Switch) -> None:
    """They may be the number that is asked for next: the recording hears no second key."""
    seen: list[str] = []

    async def flow(call: Call) -> None:
        await call.collect_while(switch.recordings.was_asked.wait())
        heard = await call.play(Prompt("welcome"), barge_in=True)
        call.unread(heard.key)  # type: ignore[union-attr]  # he is there
        seen.extend(switch.recordings.asked)
        await call.ask(PIN)

    await switch.commands_with(recorded("keys 9753"), flow)

    assert seen == [MUTED]
    assert switch.recordings.asked == [MUTED, HEARD]


async def test_key_that_cut_a_greeting_is_followed_by_silence(switch: Switch) -> None:
    """What answers a secret question is unheard from the moment that the question is known."""

    async def flow(call: Call) -> None:
        heard = await call.play(Prompt("welcome"), barge_in=True)
        call.unread(heard.key)  # type: ignore[union-attr]  # he is there
        await call.ask(PIN)

    commands = await switch.commands_with(recorded("hears welcome\ninterrupts 9753"), flow)

    assert [line.partition(" /")[0] for line in commands[:3]] == [
        "STREAM FILE", CHECK, "GET DATA  3000 3",
    ]  # fmt: skip
    assert switch.recordings.asked == [MUTED, HEARD]


async def test_caller_who_hangs_up_in_the_secret_is_unmuted(switch: Switch) -> None:
    """His channel may live on: in the dialplan's fallback, redirected, or timed out."""
    await switch.commands_with(recorded("hears ask\nhangs up"), lambda call: call.ask(PIN))

    assert switch.recordings.asked == [MUTED, HEARD]


async def test_flow_that_fails_in_the_secret_unmutes(switch: Switch) -> None:
    """The fallback's conversation is recorded."""

    async def flow(call: Call) -> None:
        await call.ask(PIN)
        raise LookupError

    with capture_logs():
        await switch.commands_with(recorded("keys 9753"), flow)

    assert switch.recordings.asked == [MUTED, HEARD]


async def test_flow_that_is_cancelled_in_the_secret_unmutes(switch: Switch) -> None:
    """The engine stops while a caller keys his PIN."""

    async def flow(call: Call) -> None:
        await call.ask(PIN)
        await asyncio.get_running_loop().create_future()

    with capture_logs():
        talking = asyncio.create_task(switch.commands_with(recorded("keys 9753"), flow))
        await switch.recordings.was_asked.wait()
        await switch.server.close(grace_s=0.0)
        await talking

    assert switch.recordings.asked == [MUTED, HEARD]


async def test_session_that_is_cancelled_while_it_mutes_unmutes(switch: Switch) -> None:
    """Nobody knows whether Asterisk has muted already."""
    switch.recordings.silent = True

    with capture_logs():
        talking = asyncio.create_task(
            switch.commands_with(recorded("keys 9753"), lambda call: call.ask(PIN))
        )
        await switch.recordings.was_asked.wait()
        await switch.server.close(grace_s=0.0)
        await talking

    assert switch.recordings.asked == [MUTED, HEARD]


async def test_caller_who_is_gone_is_not_muted(switch: Switch) -> None:
    """Nothing is asked about a channel that hangs up."""

    async def flow(call: Call) -> None:
        await call.hung_up()
        await call.ask(PIN)

    commands = await switch.commands_with(recorded("hears ask\nhangs up"), flow_after_play(flow))

    assert CHECK not in commands
    assert switch.recordings.asked == []


def flow_after_play(flow: Flow) -> Flow:
    """Return a flow that plays something first, so that the script's caller can leave."""

    async def played(call: Call) -> None:
        await call.play(Prompt("ask"))
        await flow(call)

    return played
