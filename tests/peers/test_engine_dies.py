"""The engine dies or freezes with callers at every step: Asterisk serves them all without it,
and the engine that is started afterwards takes the next call.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from callcenter_cti.lab import ears
from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.phone import Phone, PhoneMode
from callcenter_cti.lab.project_files import prompts_folder
from tests.peers import evidence
from tests.peers.floor import HOTLINE, Floor, open_floor

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(150)]


async def test_callers_of_a_killed_engine_are_served(floor: Floor) -> None:
    """SIGKILL while one talks, one's agent is rung, one waits and one listens: the first goes on
    talking; the others hear the apology and talk to whom Asterisk's own queue rings. The next
    engine does not ring who still talks, and puts a caller through to her afterwards."""
    anna, _ = await floor.desk("anna"), await floor.desk("ben")
    phone, other = floor.phone("anna"), floor.phone("ben")
    await phone.set_mode(PhoneMode.ANSWER, ring_s=0.2)
    await other.set_mode(PhoneMode.MANUAL)
    talking, rung, waiting, listening = [
        await floor.call(voice_hz=hz) for hz in (1500, 1600, 1700, 1800)
    ]
    await floor.ask_for_person(talking)
    await phone.answered()
    await evidence.stands(anna, "talking")
    await floor.ask_for_person(rung)
    await other.ringing()
    await floor.ask_for_person(waiting)
    await waiting.hears("SET MUSIC")
    await listening.hears("/identification.card_or_star")

    floor.engine.kill()
    killed_at = time.monotonic()

    await other.set_mode(PhoneMode.ANSWER)
    async with asyncio.TaskGroup() as served:
        for caller, hz in ((rung, 1600), (waiting, 1700), (listening, 1800)):
            _ = served.create_task(evidence.talks_natively(floor, caller, hz))
    assert evidence.heard(floor, listening, "identification.card_or_star") == [
        "identification.card_or_star"
    ]

    await floor.engine.start()
    anna = await floor.desk("anna")
    late = await floor.call(voice_hz=1500)
    await floor.ask_for_person(late)
    await late.hears("/queue.next")
    assert (anna.view["state"], evidence.popped(anna)) == ("ready", [])  # her phone is in use
    talked_on_s = time.monotonic() - killed_at
    await evidence.talk(talking, phone)
    assert longest_s(phone.heard_wav, 1500) > talked_on_s > 5
    assert longest_s(talking.heard_wav, phone.voice_hz) > talked_on_s
    await phone.answered()
    assert not evidence.hears_the_apology(floor, talking)
    assert evidence.heard(floor, talking, "goodbye") == ["goodbye"]
    await evidence.chat(late, phone)
    assert evidence.hear_each_other(late, phone, 1500)
    await evidence.nothing_is_left(floor)
    lines = await evidence.ended(floor, talking, late)
    assert [(line["outcome"], line["agent"]) for line in lines] == [
        ("answered", None), ("answered", "anna"),
    ]  # fmt: skip
    assert len(evidence.ends(floor)) == 2


def longest_s(recording: Path, hz: float) -> float:
    """Return for how many seconds a voice was heard without a break."""
    longest = run = 0
    for _, share in ears.tone_over_time(recording, hz):
        run = run + 1 if share > 0.9 else 0
        longest = max(longest, run)
    return longest / 4  # windows are a quarter of a second apart


async def is_served(floor: Floor) -> Caller:
    """Let a caller go through the engine to an agent, as always."""
    anna = await floor.desk("anna")
    caller = await floor.call(voice_hz=1500)
    await floor.ask_for_person(caller)
    await anna.pop()
    phone: Phone = floor.phone("anna")
    await phone.answered()
    await evidence.talk(caller, phone)
    assert evidence.hear_each_other(caller, phone, 1500)
    await evidence.stands(anna, "wrap_up")
    await evidence.nothing_is_left(floor)
    await evidence.ended(floor, caller)
    return caller


@pytest.fixture
async def impatient(lab: Laboratory, prepared: Path, tmp_path: Path) -> AsyncIterator[Floor]:
    """A floor on which callers are taken from a frozen engine after four seconds."""
    async with open_floor(
        lab,
        prepared=prepared,
        prompts=prompts_folder(),
        folder=tmp_path,
        more={"agi_patience_s": 4},
    ) as floor:
        yield floor


async def test_callers_of_a_frozen_engine_are_served(impatient: Floor) -> None:
    """SIGSTOP, sockets open: one who waits and one who has just dialled are taken from the
    engine in time; thawed, it forgets both and takes the next call."""
    floor = impatient
    await floor.site.set_global("CTI_FIRST_REPLY_S", "2")
    waiting = await floor.call(voice_hz=1600)
    await floor.ask_for_person(waiting)
    await waiting.hears("/queue.next")
    await waiting.hears("SET MUSIC")
    await waiting.hears("TIMEOUT(absolute)")  # from now on he is taken back after four seconds

    with frozen(floor.engine.pid):
        mark = floor.site.mark()
        new = await floor.lab.carrier.call(floor.site, HOTLINE, voice_hz=1700)
        names = await fallen_back(floor, 2, since=mark)
        await new.up()
        async with asyncio.TaskGroup() as served:
            _ = served.create_task(evidence.talks_natively(floor, waiting, 1600))
            _ = served.create_task(evidence.talks_natively(floor, new, 1700))

    assert names == {evidence.call_id(floor, waiting), evidence.call_id(floor, new)}
    await evidence.ended(floor, waiting, new)
    served_again = await is_served(floor)
    assert dict(evidence.ends(floor))[evidence.call_id(floor, served_again)] == "answered"
    assert len(evidence.ends(floor)) == 3


async def fallen_back(floor: Floor, count: int, *, since: int) -> set[str]:
    """Wait until so many calls have entered the fallback; return their names."""
    names = set()
    for _ in range(count):
        place, event = await floor.site.ami.find_event(
            lambda e: e.get("UserEvent") == "CtiFallback", since=since
        )
        names.add(event["Uniqueid"])
        since = place + 1
    return names


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """Stop a process, and let it go on at the end."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
