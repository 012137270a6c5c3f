"""More callers than agents: who waits hears so, and is served in the order of arrival."""

import pytest

from callcenter_cti.lab.configuration import MUSIC_HZ
from callcenter_cti.lab.ears import tone_heard
from callcenter_cti.lab.phone import PhoneMode
from tests.peers import evidence
from tests.peers.floor import Floor

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(150)]

SAID = ("queue.hold", "queue.next", "queue.position.1", "number.2", "queue.again", "goodbye")


async def test_one_agent_serves_three_callers_in_their_order(floor: Floor) -> None:
    """The others hear music and their place, and nobody is rung for them until the agent is
    ready again."""
    anna = await floor.desk("anna")
    phone = floor.phone("anna")
    await phone.set_mode(PhoneMode.ANSWER, ring_s=0.2)

    first, second, third = [await floor.call(voice_hz=hz) for hz in (1500, 1600, 1700)]
    await floor.ask_for_person(first)
    await phone.answered()
    await evidence.stands(anna, "talking")
    await floor.ask_for_person(second)
    await second.hears("/queue.next")
    await floor.ask_for_person(third)
    await third.hears("/queue.position")
    await third.hears("/number.2")
    await evidence.talk(first, phone, seconds=0.2)
    await evidence.stands(anna, "wrap_up")
    await second.listen(1.0)
    rung_in_wrap_up = len(evidence.rings(floor, "anna"))

    for caller in (second, third):
        await anna.ready()
        await phone.answered()
        await evidence.stands(anna, "talking")
        await evidence.chat(caller, phone)
        assert evidence.hear_each_other(caller, phone, 1600 if caller is second else 1700)
        await evidence.stands(anna, "wrap_up")
    await evidence.nothing_is_left(floor)
    lines = await evidence.ended(floor, first, second, third)

    assert rung_in_wrap_up == 1
    assert evidence.popped(anna) == [line["call_id"] for line in lines]
    assert [line["outcome"] for line in lines] == ["answered"] * 3
    assert lines[0]["waited_s"] < 5 < lines[1]["waited_s"]
    assert evidence.heard(floor, first, *SAID) == ["goodbye"]
    assert evidence.heard(floor, second, *SAID) == ["queue.hold", "queue.next"]
    assert evidence.heard(floor, third, *SAID)[:3] == [
        "queue.hold", "queue.position.1", "number.2",
    ]  # fmt: skip
    for caller in (second, third):
        assert tone_heard(caller.heard_wav, MUSIC_HZ) > 0.9
