"""Which visits the engine still knows."""

from dataclasses import replace

from callcenter_cti.bank.demo_cards import DemoCard
from callcenter_cti.domain.cards import CardNumber
from callcenter_cti.domain.facts import CallArrived, CallEnded
from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.flows.open_visits import OpenVisits
from tests.fakes.agent_desk import START, call
from tests.flows.conftest import House
from tests.flows.stories import identifies


def ended(call_id: str) -> CallEnded:
    facts = replace(call(), call_id=CallId(call_id))
    return CallEnded(facts, "lost", None, None, waited_s=0.0, talked_s=0.0, at=START)


async def test_a_call_that_ended_is_forgotten_without_a_last_request(house: House) -> None:
    """An Asterisk that died asks nothing any more."""
    await house.call("hears identification.card_or_star\nhangs up")
    assert len(house.visits) == 1

    house.visits.on_fact(ended("sydney-1.1"))

    assert house.visits.find(CallId("sydney-1.1")) is None


async def test_the_end_of_another_call_closes_no_visit(house: House) -> None:
    """Nor does any other fact, nor the end of a call that is unknown."""
    await house.call("hears identification.card_or_star\nhangs up")

    house.visits.on_fact(ended("sydney-1.2"))
    house.visits.on_fact(CallArrived(replace(call(), call_id=CallId("sydney-1.1")), START))

    assert house.visits.find(CallId("sydney-1.1")) is not None


async def test_a_visit_forgets_the_card_number_when_a_person_takes_over(
    house: House, card: DemoCard
) -> None:
    """It lives as long as the call does, an hour maybe, and no flow needs the number any more."""
    identified = f"{identifies(card)}hears menu.item.balance\n"

    await house.call(f"{identified}hangs up")
    kept = house.visits.find(CallId("sydney-1.1"))
    assert kept is not None
    before = kept.card_number
    await house.call(f"{identified}keys 0\nhears queue.one_moment\nhangs up")
    waiting = house.visits.find(CallId("sydney-1.2"))
    assert waiting is not None

    assert before == CardNumber(card.number)
    assert waiting.card_number is None


def test_nothing_is_open_at_first() -> None:
    """An engine begins without visits."""
    assert len(OpenVisits()) == 0
