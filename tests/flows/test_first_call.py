"""The first call, told as text: what callers hear and key, and what becomes of them."""

import pytest
from structlog.testing import capture_logs

from callcenter_cti.acd.waiting import AgentOffered, MissedRing, Place, QueueClosed
from callcenter_cti.bank.demo_cards import DemoCard
from callcenter_cti.domain.agents import OfferFailure
from callcenter_cti.domain.calls import Verification
from callcenter_cti.domain.facts import FlowFailed
from callcenter_cti.domain.identifiers import AgentId, OfferToken
from callcenter_cti.ivr.script import Script
from tests.flows.conftest import House

AGENT = AgentOffered(AgentId("anna"), "PJSIP/6001", 15, OfferToken("sydney-1.1/1"))


def identifies(card: DemoCard) -> str:
    return f"""
        hears identification.card_or_star
        keys {card.number}#
        hears identification.pin
        keys {card.pin}
    """


def whole_call(card: DemoCard) -> str:
    return f"""
        is answered
        hears welcome.platinum
        {identifies(card)}
        hears menu.item.balance
        keys 1
        hears balance.current (amount {card.balance})
        hears balance.available_credit (amount {card.available})
        hears balance.transactions
        hears balance.more
        silent
        hears done.menu_or_person
        keys 0
        hears queue.one_moment
    """


async def test_a_caller_hears_his_balance_and_reaches_an_agent(house, card):
    """Identification, balance, a person: the dialplan is told whom to ring."""
    house.room.news_of_callers += [AGENT]

    caller = await house.call(whole_call(card))

    assert caller.variables == {
        "CHANNEL(language)": "en",
        "CTI_DIAL": "PJSIP/6001",
        "CTI_RING_S": "15",
        "CTI_TOKEN": "sydney-1.1/1",
        "CTI_NEXT": "dial",
    }
    [(facts, queue)] = house.room.queued
    assert queue == "premium"
    assert facts.customer is not None
    assert facts.customer.name == card.name
    assert facts.verification is Verification.CARD_AND_PIN
    assert facts.reason == "asked"
    assert [(step.name, step.outcome) for step in facts.journey] == [
        ("identification", "done"),
        ("balance", "done"),
        ("ending", "wants_person"),
    ]


async def test_five_transactions_are_told_newest_first(house, card):
    """The list counts from one to five, and goes on when the caller asks for more."""
    caller = await house.call(
        f"{identifies(card)}\nhears menu.item.balance\nkeys 1\nhears balance.transactions\n"
        + "hears balance.entry\n" * 5
        + "hears balance.more\nkeys 1\nhears balance.entry\nhears balance.more\nsilent\n"
        "hears done.menu_or_person\nkeys 1\nhears menu.item.balance\nkeys 9\nhears goodbye"
    )

    told = [line for line in caller.transcript if line.startswith("hears balance.entry (count ")]
    assert [line.split()[3] for line in told] == [str(place) for place in range(1, 11)]
    assert house.outcome == "contained"
    assert caller.variables["CTI_NEXT"] == "hangup"


async def test_a_key_stops_the_balance(house, card):
    """Whoever knows enough is back in the menu at once."""
    caller = await house.call(
        f"{identifies(card)}\nhears menu.item.balance\nkeys 1\nhears balance.current\ninterrupts 1\n"
        "hears menu.item.balance\nkeys 9"
    )

    assert "hears balance.available" not in caller.transcript


async def test_zero_during_the_balance_leads_to_a_person(house, card):
    """The key for a person works while the caller listens."""
    house.room.news_of_callers += [AGENT]

    await house.call(
        f"{identifies(card)}\nhears menu.item.balance\nkeys 1\nhears balance.transactions\ninterrupts 0\n"
        "hears queue.one_moment"
    )

    assert len(house.room.queued) == 1


@pytest.mark.parametrize(
    "question", ["identification.card_or_star", "identification.pin", "menu.item.person"]
)
async def test_zero_means_a_person_at_every_question(house, card, question):
    """Nobody has to finish what he began."""
    house.room.news_of_callers += [AGENT]
    before = {
        "identification.card_or_star": "",
        "identification.pin": f"hears identification.card_or_star\nkeys {card.number}#",
        "menu.item.person": identifies(card),
    }[question]

    caller = await house.call(f"{before}\nhears {question}\nkeys 0\nhears queue.one_moment")

    [(facts, _)] = house.room.queued
    assert facts.reason == "asked"
    assert caller.variables["CTI_NEXT"] == "dial"


async def test_three_wrong_pins_lock_the_card_and_lead_to_a_person(house, card):
    """The bank counts; the caller hears why and is not sent away."""
    house.room.news_of_callers += [AGENT]
    wrong = f"hears identification.card_or_star\nkeys {card.number}#\nhears identification.pin\nkeys 0001"

    await house.call(
        f"{wrong}\nhears identification.refused\n{wrong}\nhears identification.refused\n{wrong}\n"
        "hears identification.locked\nhears queue.one_moment"
    )

    [(facts, _)] = house.room.queued
    assert facts.reason == "card_locked"
    assert facts.customer is None


async def test_a_caller_who_comes_back_has_no_new_tries(house, card):
    """Hanging up after two wrong PINs gives one more try, not three."""
    wrong = f"hears identification.card_or_star\nkeys {card.number}#\nhears identification.pin\nkeys 0001"
    await house.call(
        f"{wrong}\nhears identification.refused\n{wrong}\nhears identification.refused\nhangs up"
    )
    house.room.news_of_callers += [AGENT]

    await house.call(f"{wrong}\nhears identification.locked\nhears queue.one_moment")

    assert house.room.queued[-1][0].reason == "card_locked"


async def test_an_unknown_card_is_refused_in_the_words_of_a_wrong_pin(house):
    """Nobody learns which cards exist."""
    house.room.news_of_callers += [AGENT]
    unknown = "hears identification.card_or_star\nkeys 4000000000000002#\nhears identification.pin"

    await house.call(
        f"{unknown}\nkeys 1234\nhears identification.refused\n" * 2
        + f"{unknown}\nkeys 1234\nhears identification.locked\nhears queue.one_moment"
    )

    assert house.room.queued[0][0].reason == "card_locked"


async def test_a_mistyped_card_number_never_reaches_the_bank(house, card):
    """The check digit finds the slip; no attempt is counted."""
    house.bank.unavailable = True

    caller = await house.call(
        "hears identification.card_or_star\nkeys 4000000000000001#\nhears identification.card_wrong\n"
        "hears identification.card_or_star\nhangs up"
    )

    assert caller.is_gone
    assert house.outcome == "hung_up"


async def test_three_mistyped_card_numbers_lead_to_a_person(house):
    """A caller who cannot key his number is helped."""
    house.room.news_of_callers += [AGENT]

    await house.call(
        "hears identification.card_or_star\nkeys 4000000000000001#\nhears identification.card_wrong\n"
        * 3
        + "hears queue.one_moment"
    )

    assert house.room.queued[0][0].reason == "identification_failed"


async def test_a_silent_caller_reaches_a_person(house):
    """Three times nothing keyed: perhaps there is no keypad."""
    house.room.news_of_callers += [AGENT]

    await house.call("silent\nhears ask.no_input\nsilent\nsilent\nhears queue.one_moment")

    assert house.room.queued[0][0].reason == "no_input"


async def test_a_star_in_the_pin_is_no_pin(house, card):
    """What cannot be a PIN is not sent to the bank."""
    house.room.news_of_callers += [AGENT]

    await house.call(
        f"hears identification.card_or_star\nkeys {card.number}#\nhears identification.pin\nkeys 12*4\n"
        "hears identification.pin_length\nkeys 12*4\nkeys 12*4\nhears queue.one_moment"
    )

    assert house.room.queued[0][0].reason == "no_match"


async def test_a_dead_bank_is_told_and_a_person_takes_over(house, card):
    """The caller hears an honest sentence."""
    house.bank.unavailable = True
    house.room.news_of_callers += [AGENT]

    await house.call(
        f"{identifies(card)}\nhears trouble.bank\nhears trouble.person\nhears queue.one_moment"
    )

    assert house.room.queued[0][0].reason == "trouble"


async def test_whatever_fails_the_caller_hears_a_last_word(house, card):
    """A fault of ours is said, and the dialplan's fallback takes the caller."""

    async def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    house.bank.account = broken

    with capture_logs() as lines:
        caller = await house.call(
            f"{identifies(card)}\nhears menu.item.balance\nkeys 1\nhears trouble.last"
        )

    [line] = lines
    assert (line["event"], line["flow"]) == ("flow.failed", "balance")
    [failed] = [fact for fact in house.facts if isinstance(fact, FlowFailed)]
    assert failed.flow == "balance"
    assert caller.variables["CTI_NEXT"] == "fallback"
    assert house.outcome == "fallback"


async def test_a_full_router_hands_the_caller_to_the_fallback(house):
    """No place in the router's inbox is no reason to lose a caller."""
    house.room.full = True

    caller = await house.call("hears identification.card_or_star\nkeys 0\nhears queue.one_moment")

    assert caller.variables["CTI_NEXT"] == "fallback"


async def test_a_queue_that_closes_hands_its_callers_to_the_fallback(house):
    """An engine that stops leaves nobody in silence."""
    house.room.news_of_callers += [QueueClosed("the engine stops")]

    caller = await house.call("hears identification.card_or_star\nkeys 0\nhears queue.one_moment")

    assert caller.variables["CTI_NEXT"] == "fallback"
    assert house.outcome == "fallback"


@pytest.mark.looptime
async def test_a_waiting_caller_hears_music_and_his_position(house):
    """First music, then his place, then music again until he leaves."""
    house.room.places += [Place(3, None)]

    await house.call(
        "hears identification.card_or_star\nkeys 0\nhears queue.one_moment\nmusic starts\nmusic stops\n"
        "hears queue.hold\nhears queue.position (count 3 position)\nmusic starts\nhangs up"
    )

    assert house.outcome == ""


async def test_hanging_up_at_every_step_ends_the_call_once(card):
    """Wherever the script is cut, the books are closed and nothing is dialled."""
    cuts = list(Script.parse(whole_call(card)).cut_everywhere())
    assert len(cuts) > 10

    for cut in cuts:
        house = House()
        caller = await house.call(cut)
        assert "CTI_NEXT" not in caller.variables, str(cut)
        assert len(house.room.ended) == 1, str(cut)
        assert not house.room.alive, str(cut)


async def test_no_transcript_or_variable_shows_a_secret(house, card):
    """Card number and PIN stay between caller and bank."""
    house.room.news_of_callers += [AGENT]

    caller = await house.call(whole_call(card))

    shown = "\n".join([*caller.transcript, *caller.variables.values(), repr(house.room.queued)])
    assert card.number not in shown
    assert card.number[:12] not in shown
    assert f"keys {card.pin}" not in shown


async def test_a_stale_answer_is_refused(house):
    """The agent's leg is dropped when the reservation is not his any more."""
    house.room.accepts = False

    leg = await house.request("answered", "sydney-1.1", "sydney-1.1/1")

    assert leg.variables == {"CTI_ANSWER": "refused"}


async def test_a_fresh_answer_is_left_alone(house):
    """Saying nothing connects the two."""
    leg = await house.request("answered", "sydney-1.1", "sydney-1.1/1")

    assert leg.variables == {}


@pytest.mark.parametrize(
    ("status", "cause", "failure"),
    [
        ("NOANSWER", "0", OfferFailure.RING_NO_ANSWER),
        ("BUSY", "17", OfferFailure.AGENT_DECLINED),
        ("CHANUNAVAIL", "21", OfferFailure.AGENT_DECLINED),
        ("CHANUNAVAIL", "3", OfferFailure.DEVICE_UNREACHABLE),
        ("CONGESTION", "34", OfferFailure.DEVICE_UNREACHABLE),
    ],
)
async def test_a_ring_in_vain_keeps_the_callers_place(house, status, cause, failure):
    """The router learns why; with another agent free the caller only hears the music go on."""
    house.room.news_of_callers += [AGENT]
    await house.call("hears identification.card_or_star\nkeys 0")
    house.room.news_of_callers += [AGENT]

    caller = await house.request("after-dial", "sydney-1.1", AGENT.token, status, "sydney", cause)

    assert house.room.missed == [MissedRing(AGENT.token, failure)]
    assert len(house.room.queued) == 2
    assert caller.variables["CTI_NEXT"] == "dial"


@pytest.mark.looptime
async def test_a_caller_who_must_wait_again_is_told_so(house):
    """Nobody else is free: he hears why it is not over, and his place."""
    house.room.news_of_callers += [AGENT]
    await house.call("hears identification.card_or_star\nkeys 0")
    house.room.news_of_callers.clear()
    house.room.places += [Place(1, None)]

    await house.request(
        "after-dial", "sydney-1.1", AGENT.token, "NOANSWER", "sydney", "0",
        script="music starts\nmusic stops\nhears queue.again\nhears queue.next\nhangs up",
    )  # fmt: skip


async def test_after_the_conversation_the_caller_hears_goodbye(house):
    """The agent hung up first; the call is over and the agent free."""
    house.room.news_of_callers += [AGENT]
    await house.call("hears identification.card_or_star\nkeys 0")

    caller = await house.request(
        "after-dial", "sydney-1.1", AGENT.token, "ANSWER", "sydney", "16", script="hears goodbye"
    )

    assert caller.variables["CTI_NEXT"] == "hangup"
    assert len(house.room.ended) == 1


async def test_a_caller_of_an_engine_that_died_is_queued_by_the_next(house):
    """After a restart the ring's end is reported for a call that nobody knows."""
    house.room.news_of_callers += [AGENT]

    caller = await house.request(
        "after-dial", "sydney-1.7", "sydney-1.7/1", "NOANSWER", "sydney", "0"
    )  # fmt: skip

    [(facts, _)] = house.room.queued
    assert facts.call_id == "sydney-1.7"
    assert facts.reason == "returned"
    assert caller.variables["CTI_NEXT"] == "dial"


async def test_a_caller_whom_an_engine_before_put_through_was_answered(house):
    """The engine died while they talked; the next one only learns of the end."""
    caller = await house.request(
        "after-dial", "sydney-1.7", "sydney-1.7/1", "ANSWER", "sydney", "16",
        script="hears goodbye",
    )  # fmt: skip

    assert house.outcome == "answered"
    assert caller.variables["CTI_NEXT"] == "hangup"


async def test_the_end_of_a_call_closes_its_visit(house, card):
    """The hang-up extension is the last word, and a second one changes nothing."""
    house.room.news_of_callers += [AGENT]
    await house.call(whole_call(card))
    assert len(house.visits) == 1

    await house.request("ended", "sydney-1.1", "sydney", script="hangs up")
    await house.request("ended", "sydney-1.1", "sydney", script="hangs up")

    assert len(house.visits) == 0
    assert len(house.room.ended) == 1
