"""Advice about agents of another site: what they cost, against what a call still has before it."""

import pytest

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.routing.advice import Advice, Stream, StreamAdvice
from callcenter_cti.routing.effects import OfferCall
from callcenter_cti.routing.inputs import AdviceReceived
from callcenter_cti.routing.policy import Route
from tests.fakes.floor import Floor, a_policy, a_queue, an_agent, of_kind, offers

EN = {"en": 3}
HOME, FAR = SiteId("sydney"), SiteId("hongkong")


def advised_floor(price: float) -> Floor:
    """Anna of Sydney talks; a call of Sydney is worth 3, an agent of Hong Kong as much as said."""
    queue = a_queue(routes={HOME: (Route(FAR),)})
    agents = {"anna": an_agent("anna", EN), "ben": an_agent("ben", EN, site=FAR)}
    floor = Floor(a_policy(queue, agents=agents, given={"cool_down_s": 0.0}))
    floor.come("anna")
    floor.queue("0")
    floor.accept("0")
    stream = StreamAdvice(Stream(QueueId("cards"), HOME, Tier.STANDARD), (3.0,))
    floor.take(AdviceReceived(Advice("v1", (stream,), {"hongkong/1": (price,)})))
    return floor


@pytest.mark.parametrize(("price", "chosen"), [(1.0, [("ben", "1")]), (5.0, [])])
def test_a_call_goes_to_a_far_agent_who_costs_less_than_it_saves(
    price: float, chosen: list[tuple[str, str]]
) -> None:
    """What it has waited already is no reason, and time alone makes none."""
    floor = advised_floor(price)
    floor.come("ben")

    assert offers(floor.queue("1", waited_s=600.0)) == chosen
    assert offers(floor.wait(600)) == []


@pytest.mark.parametrize(("price", "chosen"), [(1.0, [("ben", "1")]), (5.0, [])])
def test_a_far_agent_who_comes_is_weighed_the_same(
    price: float, chosen: list[tuple[str, str]]
) -> None:
    """From his side too."""
    floor = advised_floor(price)
    floor.queue("1", waited_s=600.0)
    floor.log_in("ben")

    assert offers(floor.ready("ben")) == chosen


def test_the_explanation_has_the_price_and_leaves_out_what_was_waited() -> None:
    """The terms add up to the index."""
    floor = advised_floor(1.0)
    floor.come("ben")

    (offer,) = of_kind(floor.queue("1", waited_s=600.0), OfferCall)

    terms = offer.explanation.terms
    assert (terms.waited, terms.value, terms.price) == (0.0, 3.0, 1.0)
    assert terms.total == pytest.approx(0.25 * 2.0)


def test_a_missed_call_is_weighed_with_the_price_of_each_far_pool() -> None:
    """Anna has missed it, so it may go away."""
    floor = advised_floor(1.0)
    floor.leave("0")
    floor.ready("anna")
    floor.queue("1", waited_s=600.0)
    floor.come("ben")

    assert offers(floor.fail("1")) == [("ben", "1")]


def test_two_far_bands_wait_for_one_agent() -> None:
    """A tier that the adviser does not know is weighed by its wait."""
    floor = advised_floor(5.0)
    floor.queue("1", waited_s=60.0)
    floor.queue("2", waited_s=30.0, tier=Tier.PRIVATE)
    floor.log_in("ben")

    assert offers(floor.ready("ben")) == [("ben", "2")]
