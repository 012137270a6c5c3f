"""The scripted caller beyond the contract of calls: what it records, and how it disagrees."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.call import Call, Menu, Question
from callcenter_cti.ivr.outcomes import Asked, Heard, HungUp, Match, Said
from callcenter_cti.ivr.prompts import Amount, Prompt
from callcenter_cti.ivr.script import Script
from callcenter_cti.ivr.scripted import ScriptedCall, ScriptMismatch

PIN = Question((Prompt("ask.pin"),), 4, 4, secret=True)
MENU = Menu((Prompt("ask.menu"),), keys="12")


async def visit(call: Call) -> Asked:
    """Greet, ask for a secret, offer a menu, say something, wait with music."""
    await call.answer()
    await call.play(Prompt("welcome"))
    await call.ask(PIN)
    asked = await call.menu(MENU)
    await call.play(Amount(Money(1250, "AUD")))
    await call.hold_music(on=True)
    await call.set_variable("CTI_NEXT", "dial")
    return asked


WHOLE = """
    is answered
    hears welcome
    hears ask.pin
    keys 9753
    hears ask.menu
    interrupts 2
    hears amount 12.50 AUD
    music starts
"""


async def test_transcript_tells_the_call_in_the_words_of_scripts():
    """Everything is recorded, what was keyed for a secret question as stars."""
    call = ScriptedCall.from_text(WHOLE, strict=True)

    assert await call.run(visit) == Match("2")

    assert "\n".join(call.transcript) == str(Script.parse(WHOLE)).replace("9753", "****")
    assert (call.music, call.variables) == (True, {"CTI_NEXT": "dial"})


async def test_caller_can_leave_at_every_step():
    """A script cut anywhere runs to the flow's end, and all that came before is the same."""
    for script in Script.parse(WHOLE).cut_everywhere():
        call = ScriptedCall(script, strict=True)

        await call.run(visit)

        assert "\n".join(call.transcript) == str(script).replace("9753", "****")
        assert call.is_gone


async def test_script_may_leave_out_what_it_is_not_about():
    """A script that is not strict names what matters to its test."""
    call = ScriptedCall.from_text("keys 9753\nkeys 2\nhears amount 12.50 AUD")

    assert await call.run(visit) == Match("2")
    assert call.transcript[:2] == ["is answered", "hears welcome"]


async def test_strict_script_names_all_that_is_played():
    """A prompt that a strict script does not have is a mismatch at once."""
    call = ScriptedCall.from_text("hears welcome\nhears ask.card", strict=True)

    with pytest.raises(ScriptMismatch) as raised:
        await call.run(visit)

    assert str(raised.value) == (
        "the script has line 2: `hears ask.card`, but the flow plays `hears ask.pin`; so far:\n"
        "    is answered\n"
        "    hears welcome"
    )


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("", "the script has its end, but the flow waits for a key"),
        ("hears ask.pin\nhears sorry\nkeys 1", "line 2: `hears sorry`, but the flow waits"),
        ("hears welcome\ninterrupts 1", "`hears welcome` cannot be interrupted"),
        ("keys 9753\nkeys 1\nkeys 2", "line 3: `keys 2`, but the flow has ended"),
        ("keys 9753\nkeys 1\nhears thanks", "line 3: `hears thanks`, but the flow has ended"),
    ],
)
async def test_flow_and_script_disagree(script: str, complaint: str):
    """The error says what the script has next and what the flow does instead."""
    with pytest.raises(ScriptMismatch) as raised:
        await ScriptedCall.from_text(script).run(visit)

    assert complaint in str(raised.value)


async def test_flow_cannot_hide_a_mismatch():
    """A flow that catches everything for its last announcement still fails the test."""

    async def flow(call: Call) -> None:
        with suppress(Exception):  # as the last announcement of real flows does
            await visit(call)

    with pytest.raises(ScriptMismatch, match="the flow waits for a key"):
        await ScriptedCall.from_text("").run(flow)


async def test_call_is_over_after_a_mismatch():
    """No further verb of the flow succeeds: the first disagreement is the one that is told."""
    call = ScriptedCall.from_text("")
    with pytest.raises(ScriptMismatch) as first:
        await call.ask(PIN)

    with pytest.raises(ScriptMismatch) as second:
        await call.play(Prompt("trouble.last"))
    assert second.value is first.value


async def test_flow_that_never_ends_is_stopped():
    """A loop without a question cannot hang the tests."""

    async def flow(call: Call) -> None:
        while True:
            await call.play(Prompt("again"))

    with pytest.raises(ScriptMismatch, match="talks for ever"):
        await ScriptedCall.from_text("").run(flow)


async def test_last_hang_up_may_come_after_the_flow():
    """The caller who hangs up when all is said is no mismatch."""
    call = ScriptedCall.from_text("hears welcome\nhangs up")

    async def flow(call: Call) -> Heard:
        return await call.play(Prompt("welcome"))

    assert await call.run(flow) == HungUp()


async def test_caller_leaves_when_the_test_says_so():
    """A test that drives other parts too can let the caller hang up at its own time."""
    call = ScriptedCall.from_text("")

    async def flow(call: Call) -> Heard:
        await call.hold_music(on=True)
        await call.hung_up()
        return await call.play(Prompt("welcome"))

    async with asyncio.TaskGroup() as group:
        running = group.create_task(call.run(flow))
        await asyncio.sleep(0)
        call.leave()

    assert running.result() == HungUp()
    assert not call.music


async def test_other_tasks_run_while_the_flow_talks():
    """Verbs let other tasks run, as they do on a real channel."""
    call = ScriptedCall.from_text("")
    seen: list[str] = []

    async def other() -> None:
        seen.append("other")

    async with asyncio.TaskGroup() as group:
        group.create_task(other())
        await call.play(Prompt("welcome"))
        seen.append("flow")

    assert seen == ["other", "flow"]


@pytest.mark.parametrize(
    ("flow", "line"),
    [
        (lambda call: call.say_digits("42"), "hears digits 42"),
        (lambda call: call.hang_up(), "is hung up"),
        (lambda call: call.hold_music(on=False), None),
    ],
)
async def test_what_is_recorded(flow: Callable[[Call], Awaitable[object]], line: str | None):
    """Each verb leaves its line; stopping music that does not play leaves none."""
    call = ScriptedCall.from_text("")

    await call.run(flow)

    assert call.transcript == ([line] if line else [])


async def test_variables_can_be_set_before():
    """The dialplan's variables are there from the start."""
    call = ScriptedCall.from_text("", variables={"CTI_HOTLINE": "1000"})

    assert await call.variable("CTI_HOTLINE") == "1000"
    assert await call.set_variable("X", "1") == Said()
