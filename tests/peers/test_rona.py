"""A phone that nobody answers: the caller goes to the next agent, the first one gets no calls."""

import pytest

from callcenter_cti.lab.phone import PhoneMode
from tests.peers import evidence
from tests.peers.floor import Floor

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(150)]

SAID = ("queue.one_moment", "queue.again", "queue.next")


@pytest.mark.parametrize(
    ("mode", "why", "reason"),
    [
        (PhoneMode.NO_ANSWER, "ring_no_answer", "rona"),
        (PhoneMode.REJECT, "agent_declined", "agent_declined"),
        (PhoneMode.BUSY, "agent_declined", "agent_declined"),
    ],
)
async def test_the_next_agent_gets_the_call(
    floor: Floor, mode: PhoneMode, why: str, reason: str
) -> None:
    """Not answered, declined, busy: the pop is taken away with the reason, the agent is not
    ready, and the next agent talks to the caller, who was told nothing of it."""
    anna, ben = await floor.desk("anna"), await floor.desk("ben")
    await floor.phone("anna").set_mode(mode)
    phone = floor.phone("ben")

    caller = await floor.call()
    await floor.ask_for_person(caller)
    lost = await anna.pop()
    await floor.phone("anna").ringing()
    assert await evidence.withdrawn(anna, lost["token"]) == why
    await evidence.stands(anna, "not_ready", reason)
    pop = await ben.pop()
    await phone.ringing()
    await phone.answered()
    await evidence.chat(caller, phone)
    await evidence.stands(ben, "wrap_up")
    await evidence.nothing_is_left(floor)
    [line] = await evidence.ended(floor, caller)

    assert pop["call_id"] == lost["call_id"] == evidence.call_id(floor, caller)
    assert pop["token"] != lost["token"]
    assert evidence.hear_each_other(caller, phone, 1500)
    assert evidence.heard(floor, caller, *SAID) == ["queue.one_moment"]
    assert (line["outcome"], line["agent"]) == ("answered", "ben")
    assert len(evidence.rings(floor, "anna")) == 1
    died = await evidence.number(floor, "callcenter_offers_died_total", reason=why)
    assert died == await evidence.number(floor, "callcenter_offers_died_total") == 1


async def test_a_sole_agent_is_rung_again_when_he_says_that_he_is_back(floor: Floor) -> None:
    """He is not rung in a loop; the caller waits with music, and gets him in the end."""
    anna = await floor.desk("anna")
    phone = floor.phone("anna")
    await phone.set_mode(PhoneMode.NO_ANSWER)

    caller = await floor.call()
    await floor.ask_for_person(caller)
    await phone.ringing()
    await evidence.stands(anna, "not_ready", "rona")
    await caller.hears("/queue.again")
    await caller.hears("/queue.next")
    await caller.hears("SET MUSIC")
    assert len(evidence.rings(floor, "anna")) == 1
    await phone.set_mode(PhoneMode.ANSWER, ring_s=0.2)
    await anna.ready()
    await phone.answered()
    await evidence.chat(caller, phone)
    await evidence.stands(anna, "wrap_up")
    await evidence.nothing_is_left(floor)

    assert evidence.hear_each_other(caller, phone, 1500)
    assert evidence.heard(floor, caller, *SAID) == list(SAID)
    assert len(evidence.rings(floor, "anna")) == 2
    assert [outcome for _, outcome in evidence.ends(floor)] == ["answered"]


async def test_an_agent_whose_phone_is_unplugged_is_passed_over(floor: Floor) -> None:
    """He stays ready, is not offered what his phone cannot ring for, and is rung again as soon
    as it is back."""
    anna, ben = await floor.desk("anna"), await floor.desk("ben")
    exchange, extension = floor.lab.carrier.instance, floor.phone("anna").extension
    await exchange.command(f"pjsip send unregister phone-{extension}")
    await floor.site.wait_event(
        lambda e: (
            e["Event"] == "DeviceStateChange"
            and (e["Device"], e["State"]) == (f"PJSIP/{extension}", "UNAVAILABLE")
        ),
        since=0,
    )

    caller = await floor.call()
    await floor.ask_for_person(caller)
    await ben.pop()
    await floor.phone("ben").answered()
    await exchange.command(f"pjsip send register phone-{extension}")
    next_caller = await floor.call()
    await floor.ask_for_person(next_caller)
    await anna.pop()
    await floor.phone("anna").answered()
    await evidence.chat(caller, floor.phone("ben"), seconds=0.1)
    await evidence.chat(next_caller, floor.phone("anna"), seconds=0.1)
    await evidence.nothing_is_left(floor)

    assert len(evidence.rings(floor, "anna")) == 1
    assert await evidence.number(floor, "callcenter_offers_died_total") == 0
    assert [outcome for _, outcome in evidence.ends(floor)] == ["answered", "answered"]
