"""Which agent gets which call."""

from dataclasses import replace
from math import inf

import pytest

from callcenter_cti.domain.agents import AgentState, DeviceState
from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.routing.effects import OfferCall
from callcenter_cti.routing.explanation import PassedOver
from callcenter_cti.routing.policy import Match, Order, Step
from callcenter_cti.routing.pools import Pool
from callcenter_cti.routing.router import Router
from tests.fakes.floor import Floor, a_policy, a_queue, an_agent, of_kind, offers, skills

EN = {"en": 3}


def test_the_longest_idle_agent_is_chosen() -> None:
    """Whoever talked last, in whatever queue, is asked last."""
    floor = Floor(a_policy(a_queue("cards"), a_queue("loans"), anna=EN, ben=EN))
    floor.come("anna")
    floor.wait(5)
    floor.come("ben")
    floor.queue("1", "loans")
    floor.accept("1")
    floor.wait(60)
    floor.leave("1")
    floor.ready("anna")

    effects = floor.queue("2")

    assert offers(effects) == [("ben", "2")]


def test_equally_idle_agents_are_asked_by_agent_id() -> None:
    """Neither the order of the rules nor that of log-ins decides."""
    floor = Floor(a_policy(zoe=EN, mia=EN, ann=EN))
    floor.come("zoe", "mia", "ann")

    assert offers(floor.queue("1")) == [("ann", "1")]


def test_a_free_agent_gets_the_call_that_waited_longest_across_queues() -> None:
    """Age counts, not the queue."""
    floor = Floor(a_policy(a_queue("cards"), a_queue("loans"), anna=EN))
    floor.queue("z-old", "loans")
    floor.wait(1)
    floor.queue("a-young", "cards")
    floor.log_in("anna")

    assert offers(floor.ready("anna")) == [("anna", "z-old")]


def test_calls_of_the_same_moment_are_served_by_call_id() -> None:
    """The tie has a stated order."""
    floor = Floor(a_policy(anna=EN))
    floor.queue("b")
    floor.queue("a")
    floor.log_in("anna")

    assert offers(floor.ready("anna")) == [("anna", "a")]


def test_an_agent_without_the_skill_is_passed_over_for_a_younger_call_that_he_can_serve() -> None:
    """A call that nobody can take now does not block those behind it."""
    floor = Floor(
        a_policy(a_queue("cards"), a_queue("fraud", {"fraud": 2}), anna=EN, ben={"fraud": 3})
    )
    floor.queue("1", "fraud")
    floor.queue("2", "cards")
    floor.log_in("anna")

    assert offers(floor.ready("anna")) == [("anna", "2")]


@pytest.mark.parametrize("state", [DeviceState.IN_USE, DeviceState.UNREACHABLE])
def test_an_agent_whose_phone_cannot_ring_is_asked_once_it_can(state: DeviceState) -> None:
    """READY alone is not enough; the phone's coming back is."""
    floor = Floor(a_policy(anna=EN))
    floor.come("anna")
    floor.device("anna", state)

    assert offers(floor.queue("1")) == []
    assert offers(floor.device("anna", DeviceState.IDLE)) == [("anna", "1")]


def test_a_phone_that_was_never_reported_counts_as_idle() -> None:
    """A lost report stops no routing."""
    floor = Floor(a_policy(anna=EN))
    floor.come("anna")
    floor.device("anna", DeviceState.UNKNOWN)

    assert offers(floor.queue("1")) == [("anna", "1")]


def test_who_missed_a_call_is_not_rung_for_it_while_another_is_at_work() -> None:
    """The other one talks; the caller waits for him rather than ring in vain again."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.come("anna")
    floor.queue("1")
    floor.fail("1")
    floor.come("ben")
    floor.accept("1")
    floor.queue("2")
    floor.leave("1")
    floor.ready("ben")
    floor.fail("2")

    assert floor.state_of("ben") is AgentState.NOT_READY
    assert offers(floor.ready("anna")) == [("anna", "2")]


def test_who_missed_a_call_gets_other_calls() -> None:
    """The exclusion is for this call alone."""
    floor = Floor(a_policy(a_queue("cards"), anna=EN, ben=EN))
    floor.come("anna", "ben")
    floor.queue("1")
    floor.queue("0")
    floor.accept("0")
    floor.fail("1")

    floor.ready("anna")

    assert floor.agent_of("1") is None
    assert offers(floor.queue("2")) == [("anna", "2")]


def test_a_sole_agent_is_rung_again_only_after_he_says_that_he_is_back() -> None:
    """No loop of rings, and no stranded caller."""
    floor = Floor(a_policy(a_queue("cards", return_after_s=10), anna=EN))
    floor.come("anna")
    floor.queue("1")
    floor.fail("1")

    assert offers(floor.wait(3600)) == []
    assert floor.state_of("anna") is AgentState.READY
    assert offers(floor.ready("anna")) == [("anna", "1")]


def test_a_conversation_shows_that_an_agent_is_back() -> None:
    """He answered somebody else, so he may be rung for the call that he missed."""
    floor = Floor(a_policy(a_queue("cards", return_after_s=10, wrap_up_s=0), anna=EN))
    floor.come("anna")
    floor.queue("1")
    floor.fail("1")
    floor.wait(10)
    floor.queue("2")
    floor.accept("2")

    assert offers(floor.leave("2")) == [("anna", "1")]


def test_agents_who_rest_are_no_reason_to_let_the_caller_wait() -> None:
    """Ben is at lunch, so Anna, who is back, is asked again."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.log_in("ben")
    floor.come("anna")
    floor.queue("1")
    floor.fail("1")

    assert offers(floor.ready("anna")) == [("anna", "1")]


def test_the_explanation_counts_the_first_reason_of_each_other_agent() -> None:
    """It names nobody, and the counts add up to the rest of the roster."""
    floor = Floor(
        a_policy(
            a_queue("cards", {"en": 2}),
            a_queue("loans", {"loans": 1}),
            anna=EN, ben=EN, carl=EN, dora=EN, emil=EN, fred={"loans": 3}, gina=EN, hugo=EN,
            ivan=EN, jane=EN, kurt=EN,
        )
    )  # fmt: skip
    floor.come("kurt")
    floor.queue("x")
    floor.come("jane")
    floor.queue("r")
    floor.accept("x")
    floor.come("gina")
    floor.queue("w")
    floor.accept("w")
    floor.leave("w")
    floor.come("anna", "ben", "carl", "dora")
    floor.log_in("emil")
    floor.device("anna", DeviceState.IN_USE)
    floor.device("ben", DeviceState.UNREACHABLE)
    floor.wait(5)
    floor.come("hugo")
    floor.wait(7)

    (offer,) = of_kind(floor.queue("1"), OfferCall)

    assert offer.agent == "carl"
    assert offer.explanation.passed_over == {
        PassedOver.NOT_SKILLED: 1,
        PassedOver.LOGGED_OUT: 1,
        PassedOver.NOT_READY: 1,
        PassedOver.RESERVED: 1,
        PassedOver.TALKING: 1,
        PassedOver.WRAP_UP: 1,
        PassedOver.PHONE_IN_USE: 1,
        PassedOver.PHONE_UNREACHABLE: 1,
        PassedOver.LOWER: 2,
    }
    assert (offer.explanation.idle_s, offer.explanation.waited_s) == (12, 0)
    assert offer.explanation.rules_version == "v1"


def test_equal_calls_of_two_queues_are_served_by_call_id() -> None:
    """Same moment, same worth, another queue."""
    floor = Floor(a_policy(a_queue(), a_queue("loans"), anna=EN))
    floor.queue("b")
    floor.queue("a", "loans")
    floor.log_in("anna")

    assert offers(floor.ready("anna")) == [("anna", "a")]


def test_a_router_shows_its_state_at_a_glance() -> None:
    """As the state does."""
    floor = Floor(a_policy(anna=EN))

    assert repr(floor.router) == repr(Router(floor.state)) == repr(floor.state)


def test_many_classes_of_callers_fit() -> None:
    """The tables grow; the oldest is served first whatever his class."""
    queues = [a_queue(f"q{number}") for number in range(70)]
    floor = Floor(a_policy(*queues, anna=EN))
    for number in range(70):
        floor.queue(f"{number}", f"q{number}")
        floor.wait(1)
    floor.log_in("anna")

    assert offers(floor.ready("anna")) == [("anna", "0")]


def test_an_agent_who_comes_and_goes_often_leaves_no_trace() -> None:
    """Old entries among the free are dropped."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.come("anna", "ben")
    for _ in range(50):
        floor.not_ready("ben")
        floor.ready("ben")

    assert offers(floor.queue("1")) == [("anna", "1")]
    assert offers(floor.queue("2")) == [("ben", "2")]


@pytest.mark.parametrize(
    ("order", "chosen"),
    [(Order.LONGEST_IDLE, "cy"), (Order.MOST_SKILLED, "ben"), (Order.LEAST_SKILLED, "anna")],
)
def test_a_step_says_who_is_asked_first_among_equals(order: Order, chosen: str) -> None:
    """By idleness, or by the levels of the skills that it asks for."""
    step = Step(Match(skills({"en": 1})), order=order)
    floor = Floor(a_policy(a_queue(steps=(step,)), cy=EN, anna={"en": 1}, ben={"en": 5}))
    floor.come("cy")
    floor.wait(1)
    floor.come("anna", "ben")

    assert offers(floor.queue("1")) == [(chosen, "1")]


def test_a_pool_without_a_free_agent_cannot_be_paid_for() -> None:
    """Its price is infinite."""
    assert Pool(0, "sydney/1", SiteId("sydney"), ()).price == inf


@pytest.mark.parametrize("first", ["anna", "ben"])
def test_agents_of_the_same_index_are_asked_by_idleness_though_they_differ(first: str) -> None:
    """How fast they are counts nothing for a call that has not waited."""
    quick = replace(an_agent("ben", EN), handling_s={QueueId("cards"): 60.0})
    floor = Floor(a_policy(agents={"anna": EN, "ben": quick}))
    floor.come(first)
    floor.wait(1)
    floor.come("anna", "ben")

    assert offers(floor.queue("1")) == [(first, "1")]
