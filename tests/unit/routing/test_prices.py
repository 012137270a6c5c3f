"""Advised prices: what an agent of another site costs, and that agents at home are free."""

import pytest

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.routing.advice import Advice, Stream, StreamAdvice
from callcenter_cti.routing.effects import OfferCall
from callcenter_cti.routing.inputs import AdviceReceived
from tests.fakes.floor import Floor, of_kind, offers
from tests.unit.routing.test_lanes import busy_home, two_sites

VALUE = 5.0
"""Worth of taking one of those who wait, as advised."""


def advice(*, price: float) -> AdviceReceived:
    """Return advice by which an agent in Hong Kong costs so much."""
    stream = Stream(QueueId("cards"), SiteId("sydney"), Tier.STANDARD)
    streams = (StreamAdvice(stream, (VALUE,), frozenset()),)
    return AdviceReceived(Advice("v1", streams, {"hongkong/1": (price,)}, bonus=0.0))


def test_an_agent_who_costs_less_than_the_call_is_worth_is_taken() -> None:
    """The waiting so far is no reason to take him, and the explanation says so."""
    floor = busy_home(two_sites())
    floor.take(advice(price=0.4))

    (offer,) = of_kind(floor.queue("1"), OfferCall)

    terms = offer.explanation.terms
    assert (offer.agent, terms.price, terms.value, terms.waited) == ("ben", 0.4, VALUE, 0.0)


def test_an_agent_who_costs_more_is_left_idle() -> None:
    """However long the call waits, until it is overdue."""
    floor = busy_home(two_sites())
    floor.take(advice(price=9.0))

    assert offers(floor.queue("1")) == []
    assert offers(floor.wait(60)) == []


@pytest.mark.parametrize(("price", "taken"), [(0.4, [("ben", "1")]), (9.0, [])])
def test_an_agent_who_comes_free_far_away_costs_as_much(
    price: float, taken: list[tuple[str, str]]
) -> None:
    """The other question of routing has the same answer."""
    floor = Floor(two_sites())
    floor.come("anna")
    floor.queue("0")
    floor.accept("0")
    floor.take(advice(price=price))
    floor.queue("1")
    floor.wait(60)

    before = len(offers(floor.effects))

    floor.come("ben")

    assert offers(floor.effects)[before:] == taken


def test_an_agent_far_away_costs_as_much_for_a_call_that_was_missed() -> None:
    """Each pool is weighed with who may be asked there."""
    floor = Floor(two_sites())
    floor.come("anna")
    floor.come("ben")
    floor.take(advice(price=0.4))
    floor.queue("1")

    (offer,) = of_kind(floor.fail("1"), OfferCall)

    assert (offer.agent, offer.explanation.terms.price) == ("ben", 0.4)
