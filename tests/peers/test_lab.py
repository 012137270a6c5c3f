"""The laboratory itself: what the other tests rely on."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import pytest

from callcenter_cti.lab import ears
from callcenter_cti.lab.carrier import Carrier
from callcenter_cti.lab.configuration import MUSIC_HZ
from callcenter_cti.lab.exchanges import Exchanges
from callcenter_cti.lab.site import Site
from tests.peers.scripted_engine import ScriptedEngine, Session

pytestmark = pytest.mark.asterisk


def sound(exchanges: Exchanges, name: str) -> Path:
    """A packaged sound as wav."""
    return exchanges.root.sounds / f"{name}.wav"


async def test_keys_arrive_exactly_and_both_sides_are_heard(
    exchanges: Exchanges, sydney: Site, carrier: Carrier
) -> None:
    """Eight keys come through as pressed; the caller hears prompts, music, then the agent."""
    keys: list[str] = []

    async def call(session: Session) -> None:
        await session.do("ANSWER")
        await session.do('STREAM FILE hello-world ""')
        keys.append(await session.do("GET DATA agent-pass 5000 8"))
        for name, value in (("NEXT", "dial"), ("DIAL", "PJSIP/6002"), ("RING_S", "20")):
            await session.do(f"SET VARIABLE CTI_{name} {value}")

    async with ScriptedEngine({"call": call}) as engine:
        await sydney.point_at_engine(engine.address)
        phone = carrier.phones["6002"]

        caller = await carrier.call(sydney, "1800", voice_hz=1500)
        await caller.up()
        await caller.hears("hello-world")
        await caller.asked()
        await caller.listen(0.6)
        await caller.press("40718293")
        await phone.answered()
        await caller.listen(1.5)
        await phone.hang_up()
        await caller.ended()

    assert keys == ["200 result=40718293"]
    prompts = {name: sound(exchanges, name) for name in ("hello-world", "vm-goodbye")}
    assert [name for name, _ in ears.prompts_heard(prompts, caller.heard_wav)] == ["hello-world"]
    assert ears.heard(sound(exchanges, "agent-pass"), caller.heard_wav, compared_s=0.25)
    assert ears.tone_heard(caller.heard_wav, MUSIC_HZ) > 0.9
    assert ears.tone_heard(caller.heard_wav, phone.voice_hz) > 0.9
    assert ears.tone_heard(phone.heard_wav, 1500) > 0.9


async def test_asterisk_killed_and_started_again_has_its_phones_back(sydney: Site) -> None:
    """After SIGKILL and a start in the same folder every phone can be rung again."""
    await sydney.kill()

    await sydney.revive()

    assert [await sydney.device_state(p.extension) for p in sydney.plan.phones] == [
        "NOT_INUSE"
    ] * len(sydney.plan.phones)


async def test_nothing_is_left_when_the_owner_is_killed(exchanges: Exchanges) -> None:
    """A program that started a laboratory and dies by SIGKILL leaves no Asterisk behind."""
    root = exchanges.root.modules.parents[4]
    owner = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        OWNER,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"CALLCENTER_ASTERISK_ROOT": str(root)},
    )
    assert owner.stdout is not None
    async with asyncio.timeout(40):
        line = (await owner.stdout.readline()).decode().split()
    folder, pids = Path(line[0]), [int(pid) for pid in line[1:]]
    assert all(is_alive(pid) for pid in pids)

    owner.kill()
    await owner.wait()

    async with asyncio.timeout(10):
        while any(map(is_alive, pids)):  # noqa: ASYNC110 - the kernel tells by /proc only
            await asyncio.sleep(0.02)
    shutil.rmtree(folder)


OWNER = """
import asyncio
from callcenter_cti.lab.laboratory import Laboratory

async def main():
    start = Laboratory.start(sites=["sydney"], phones=[], engine="127.0.0.1:1", progress=str)
    async with start as lab:
        running = [lab.exchanges.carrier, *lab.exchanges.sites.values()]
        print(lab.exchanges.folder, *(instance.pid for instance in running), flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def is_alive(pid: int) -> bool:
    """Whether a process runs: neither gone nor a zombie that nobody has reaped yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_a_clean_restart_keeps_the_phones_and_the_settings(
    sydney: Site, carrier: Carrier
) -> None:
    """After a restart calls go through as before, and settings of before the restart are gone."""
    await sydney.set_global("CTI_FALLBACK_S", "7")
    before = sydney.instance.pid

    await sydney.restart()

    assert sydney.instance.pid != before
    value = await sydney.ami.action("Getvar", Variable="CTI_FALLBACK_S")
    assert value["Value"] == "300"
    caller = await carrier.call(sydney, "1800")
    await caller.up()
    await caller.hang_up()
