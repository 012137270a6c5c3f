"""Asterisk dies under the engine and comes back: the engine ends the calls that are gone, frees
the agents, and takes the next call.
"""

import asyncio

import pytest

from callcenter_cti.lab.desktop_client import DesktopClient
from callcenter_cti.lab.phone import PhoneMode
from tests.peers import evidence
from tests.peers.floor import Floor

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(150)]


async def test_asterisk_dies_with_callers_and_comes_back(floor: Floor) -> None:
    """One talks, one's agent is rung, one waits: all three calls are over, each with one line;
    who talked wraps up, who was rung is ready."""
    anna, ben = await floor.desk("anna"), await floor.desk("ben")
    phone, other = floor.phone("anna"), floor.phone("ben")
    await phone.set_mode(PhoneMode.ANSWER, ring_s=0.2)
    await other.set_mode(PhoneMode.MANUAL)
    talking, rung, waiting = [await floor.call() for _ in range(3)]
    await floor.ask_for_person(talking)
    await phone.answered()
    await evidence.stands(anna, "talking")
    await floor.ask_for_person(rung)
    await other.ringing()
    await evidence.stands(ben, "ringing")
    await floor.ask_for_person(waiting)
    await waiting.hears("SET MUSIC")
    before = len(evidence.log_lines(floor))

    await floor.site.kill()

    await evidence.logged(floor, "ami.link.changed", since=before, up=False)
    assert await evidence.number(floor, "callcenter_ami_link_up") == 0
    [line] = await evidence.ended(floor, waiting)
    assert line["outcome"] == "abandoned"

    await floor.site.revive()

    await evidence.logged(floor, "ami.link.changed", since=before, up=True)
    assert await evidence.number(floor, "callcenter_ami_link_up") == 1
    lines = await evidence.ended(floor, talking, rung)
    assert [(x["outcome"], x["agent"]) for x in lines] == [
        ("answered", "anna"), ("abandoned", None),
    ]  # fmt: skip
    await evidence.stands(anna, "wrap_up")
    await evidence.stands(ben, "ready")
    for side in (talking, rung, waiting, phone, other):  # nobody told them that it is over
        await side.hang_up()
    await evidence.nothing_is_left(floor)
    assert len(evidence.ends(floor)) == 3

    await other.set_mode(PhoneMode.ANSWER, ring_s=0.2)
    await is_served(floor, ben)
    assert len(evidence.ends(floor)) == 4


async def test_an_engine_that_is_there_first_connects_later(floor: Floor) -> None:
    """Started while Asterisk is down it keeps trying, is not ready meanwhile, and then serves."""
    await floor.engine.stop()
    await floor.site.kill()
    before = len(evidence.log_lines(floor))
    starting = asyncio.create_task(floor.engine.start())
    await evidence.logged(floor, "ami.link.changed", since=before, up=False)
    was_ready = starting.done()

    await floor.site.revive()
    await starting

    assert not was_ready
    await is_served(floor, await floor.desk("ben"))


async def is_served(floor: Floor, ben: DesktopClient) -> None:
    """Let a caller go through the engine to an agent, as always."""
    await floor.site.point_at_engine(floor.engine.agi)
    caller = await floor.call(voice_hz=1500)
    await floor.ask_for_person(caller)
    await ben.pop()
    await floor.phone("ben").answered()
    await evidence.talk(caller, floor.phone("ben"))
    assert evidence.hear_each_other(caller, floor.phone("ben"), 1500)
    await evidence.stands(ben, "wrap_up")
    await evidence.nothing_is_left(floor)
    [line] = await evidence.ended(floor, caller)
    assert line["outcome"] == "answered"
