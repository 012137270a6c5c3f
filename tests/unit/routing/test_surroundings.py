"""What changes around the floor: sites, plans, advice, rules."""

from collections.abc import Mapping

import pytest

from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import CalendarId, PlanId, QueueId, SiteId
from callcenter_cti.routing.advice import Advice, Stream, StreamAdvice
from callcenter_cti.routing.conditions import Bounds, Condition
from callcenter_cti.routing.effects import ChangePlan, CloseQueue, OfferCall
from callcenter_cti.routing.errors import UnknownPlan
from callcenter_cti.routing.inputs import AdviceReceived
from callcenter_cti.routing.policy import Match, Plan, Policy, SitePolicy, Step
from tests.fakes.floor import Floor, a_policy, a_queue, an_agent, of_kind, offers, skills, states

EN = {"en": 3}
CARDS, SYDNEY, STORM = QueueId("cards"), SiteId("sydney"), PlanId("storm")


def test_a_site_of_which_nothing_is_heard_for_too_long_is_unknown() -> None:
    """Its idle agents get no calls until it is heard of again."""
    site = SitePolicy(SYDNEY, stale_after_s=30.0)
    floor = Floor(a_policy(anna=EN, ben=EN, given={"sites": {SYDNEY: site}}))
    floor.report("sydney")
    floor.come("anna")
    floor.wait(20)
    floor.report("sydney")

    assert floor.wait(29) == []
    assert states(floor.wait(1)) == [("anna", "unknown", "site_unknown")]
    floor.come("ben")
    assert floor.state_of("ben") is AgentState.UNKNOWN
    assert offers(floor.queue("1")) == []
    assert offers(floor.report("sydney")) == [("anna", "1")]


def test_new_rules_move_agents_between_sites_that_are_up_and_down() -> None:
    """Each agent's state fits the site where he is now."""
    floor = Floor(a_policy(anna=EN))
    floor.come("anna")
    floor.report("perth", up=False)
    from_perth = a_policy(version="v2", agents={"anna": an_agent("anna", EN, site="perth")})

    assert states(floor.rules(from_perth)) == [("anna", "unknown", "site_unknown")]
    assert states(floor.rules(a_policy(version="v3", anna=EN))) == [("anna", "ready", "")]


def test_a_closed_queue_sends_callers_away_and_serves_those_who_wait() -> None:
    """Closed means the stated treatment, never silence."""
    floor = Floor(a_policy(a_queue(calendar=CalendarId("office")), anna=EN))
    floor.queue("1")
    floor.calendar("office", opens=False)

    (close,) = of_kind(floor.queue("2"), CloseQueue)
    assert close.reason == "closed"
    floor.log_in("anna")
    assert offers(floor.ready("anna")) == [("anna", "1")]


def with_plan(*, watched: bool) -> Policy:
    """Return rules with a plan that lets Chinese speakers serve cards."""
    plan = Plan(
        STORM,
        {CARDS: a_queue(needs={"zh": 1})},
        (CARDS, SYDNEY) if watched else None,
        Condition(waiting=Bounds(above=1)),
        Condition(waiting=Bounds(below=1)),
    )
    return a_policy(
        a_queue(needs={"en": 5}), anna={"en": 5}, ben={"zh": 5}, given={"plans": (plan,)}
    )


def test_a_plan_is_switched_by_hand_and_undone() -> None:
    """Who waits is served by its rules, at the age that he has."""
    floor = Floor(with_plan(watched=False))
    floor.come("ben")
    floor.queue("1")
    floor.wait(5)

    effects = floor.plan("storm", on=True)

    assert of_kind(effects, ChangePlan) == [ChangePlan(STORM, on=True, actor=Actor.SUPERVISOR)]
    (offer,) = of_kind(effects, OfferCall)
    assert (offer.agent, offer.waited_s) == ("ben", 5)
    assert floor.plan("storm", on=True) == []
    assert of_kind(floor.plan("storm", on=False), ChangePlan) != []
    with pytest.raises(UnknownPlan, match="'flood'"):
        floor.plan("flood", on=True)


def test_a_watched_plan_is_switched_by_its_line_and_ends_by_another_condition() -> None:
    """On with two who wait, off with none."""
    floor = Floor(with_plan(watched=True))
    floor.queue("1")
    assert of_kind(floor.effects, ChangePlan) == []
    floor.queue("2")
    assert [change.on for change in of_kind(floor.effects, ChangePlan)] == [True]
    floor.leave("1")
    floor.leave("2")

    assert [change.on for change in of_kind(floor.effects, ChangePlan)] == [True, False]


def test_a_plan_that_new_rules_do_not_have_ends() -> None:
    """By the system."""
    floor = Floor(with_plan(watched=False))
    floor.plan("storm", on=True)

    effects = floor.rules(a_policy(version="v2", anna=EN))

    assert of_kind(effects, ChangePlan) == [ChangePlan(STORM, on=False, actor=Actor.SYSTEM)]


def advised(
    version: str = "v1", prices: Mapping[str, tuple[float, ...]] | None = None
) -> AdviceReceived:
    """Return advice by which standard callers of cards should go to the first pool."""
    stream = Stream(CARDS, SYDNEY, Tier.STANDARD)
    advice = StreamAdvice(stream, (1.0, 2.0), frozenset({"sydney/1", "perth/9"}))
    return AdviceReceived(Advice(version, (advice,), prices or {}, bonus=0.5))


def two_pools() -> Floor:
    """Ben is idle for longer than Anna, whose pool is the first."""
    floor = Floor(
        a_policy(a_queue(), a_queue("loans", {"loans": 1}), anna={"en": 3, "loans": 1}, ben=EN)
    )
    floor.come("ben")
    floor.wait(60)
    floor.come("anna")
    return floor


def test_advice_sends_calls_to_the_pool_that_it_names() -> None:
    """And the explanation has its terms."""
    assert offers(two_pools().queue("1")) == [("ben", "1")]
    floor = two_pools()
    floor.take(advised(prices={"sydney/2": (0.4,)}))

    (offer,) = of_kind(floor.queue("1"), OfferCall)

    assert offer.agent == "anna"
    assert offer.explanation.terms.bonus == 0.5
    assert offer.explanation.terms.value == 1.0
    (other,) = of_kind(floor.queue("2"), OfferCall)
    assert (other.agent, other.explanation.terms.price) == ("ben", 0.0)


def test_advice_of_other_rules_changes_nothing() -> None:
    """It came late."""
    floor = two_pools()
    floor.take(advised("v0"))

    assert floor.state.advice is None
    assert offers(floor.queue("1")) == [("ben", "1")]


def test_advice_holds_for_calls_that_some_agents_missed() -> None:
    """Each pool is weighed with who may be asked there."""
    floor = two_pools()
    floor.take(advised(prices={"sydney/2": (0.4,)}))
    floor.queue("1")

    assert offers(floor.fail("1")) == [("ben", "1")]


def test_advice_that_comes_while_calls_wait_holds_for_them() -> None:
    """Under it the call is worth more, and that is told."""
    floor = Floor(a_policy(anna=EN))
    floor.queue("0")
    floor.come("anna")
    floor.accept("0")
    floor.queue("1")
    floor.queue("2")
    floor.take(advised())
    floor.leave("0")

    (offer,) = of_kind(floor.ready("anna"), OfferCall)

    assert offer.explanation.terms.value == 2.0
    assert offer.explanation.terms.bonus == 0.5


def test_re_evaluated_callers_come_under_the_new_rules_and_keep_their_age() -> None:
    """Others keep theirs; a queue that is gone keeps its callers."""
    floor = Floor(a_policy(a_queue(), a_queue("loans"), anna=EN))
    floor.queue("1")
    floor.queue("2", "loans")
    floor.wait(5)
    floor.rules(a_policy(version="v2", anna=EN), re_evaluate=True)

    assert (floor.call("1").rules_version, floor.call("2").rules_version) == ("v2", "v1")
    assert floor.call("1").entered_at == 0


def test_a_step_for_which_nobody_is_logged_in_is_skipped_and_the_explanation_says_so() -> None:
    """Also once the last one who was has gone."""
    steps = (Step(Match(skills({"zh": 1}))), Step(Match(skills(EN)), 60.0))
    floor = Floor(a_policy(a_queue(steps=steps), anna=EN, ben={"zh": 5}))
    floor.log_in("ben")
    floor.come("anna")
    assert offers(floor.queue("1")) == []

    (offer,) = of_kind(floor.log_out("ben"), OfferCall)

    assert (offer.agent, offer.explanation.skipped) == ("anna", (0,))


def test_advice_says_nothing_of_callers_whom_it_does_not_know() -> None:
    """No price and no bonus."""
    floor = two_pools()
    floor.take(advised(prices={"sydney/1": (9.0,), "sydney/2": (9.0,)}))

    (offer,) = of_kind(floor.queue("1", tier=Tier.PRIVATE), OfferCall)

    assert (offer.explanation.terms.price, offer.explanation.terms.bonus) == (0.0, 0.0)


def test_advised_values_hold_for_a_call_that_was_missed() -> None:
    """No pool is the wanted one; at home nobody is priced."""
    floor = Floor(
        a_policy(
            a_queue(), a_queue("loans", {"loans": 1}), anna={"en": 3, "loans": 1}, ben=EN, cy=EN
        )
    )
    stream = StreamAdvice(Stream(CARDS, SYDNEY, Tier.STANDARD), (9.0,))
    prices = {"sydney/1": (1.0,), "sydney/2": (2.0,)}
    floor.take(AdviceReceived(Advice("v1", (stream,), prices)))
    floor.come("ben", "anna")
    assert offers(floor.queue("1")) == [("anna", "1")]

    assert offers(floor.fail("1")) == [("ben", "1")]


def test_a_plan_leaves_callers_of_other_queues_alone_and_outlives_new_rules_that_have_it() -> None:
    """It is on as long as nobody switches it off."""
    plan = Plan(STORM, {CARDS: a_queue(ring_s=9)})
    queues = (a_queue(), a_queue("loans"))
    floor = Floor(a_policy(*queues, anna=EN, given={"plans": (plan,)}))
    floor.queue("1", "loans")
    floor.queue("2")
    floor.plan("storm", on=True)
    assert floor.call("1").rules.ring_s == 20
    assert floor.call("2").rules.ring_s == 9

    effects = floor.rules(a_policy(*queues, version="v2", anna=EN, given={"plans": (plan,)}))

    assert of_kind(effects, ChangePlan) == []
    assert STORM in floor.state.plans


def test_new_rules_keep_in_mind_who_missed_a_call() -> None:
    """Anna is not rung for it again before she shows that she is back."""
    floor = Floor(a_policy(a_queue(return_after_s=10), anna=EN))
    floor.come("anna")
    floor.queue("1")
    floor.fail("1")
    floor.rules(a_policy(a_queue(return_after_s=10), version="v2", anna=EN))

    assert offers(floor.wait(60)) == []
    assert offers(floor.ready("anna")) == [("anna", "1")]


def test_a_missed_call_is_weighed_with_the_bonus_of_the_pool_that_is_wanted() -> None:
    """Dora is of the same pool as Anna, who missed it; Ben is idle for longer."""
    both = {"en": 3, "loans": 1}
    queues = (a_queue(), a_queue("loans", {"loans": 1}))
    floor = Floor(a_policy(*queues, anna=both, ben=EN, dora=both))
    floor.take(advised())
    floor.come("anna", "ben")
    floor.wait(1)
    floor.come("dora")
    assert offers(floor.queue("1")) == [("anna", "1")]

    assert offers(floor.fail("1")) == [("dora", "1")]
