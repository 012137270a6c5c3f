"""Who is looked at after an input, and when a pairing that is not possible yet is tried again."""

from callcenter_cti.domain.identifiers import AgentId, CalendarId
from callcenter_cti.routing.conditions import Bounds, Condition
from callcenter_cti.routing.policy import Match, Step
from tests.fakes.floor import Floor, a_policy, a_queue, offers, skills

EN = {"en": 3}


def test_an_agent_taken_back_from_a_call_gets_it_again_only_if_he_is_the_best() -> None:
    """The call changes the queue while he rings; Anna is idle for longer."""
    fraud = a_queue("fraud", {"fraud": 1})
    floor = Floor(a_policy(a_queue("cards"), fraud, anna=EN, ben={"en": 3, "fraud": 1}))
    floor.come("anna")
    floor.wait(1)
    floor.come("ben")
    assert offers(floor.queue("1", "fraud")) == [("ben", "1")]

    assert offers(floor.queue("1", "cards")) == [("anna", "1")]


def test_a_pairing_that_costs_more_than_the_wait_is_made_once_it_is_worthwhile() -> None:
    """A level of Chinese that lacks is worth a minute of waiting; the time itself brings it."""
    floor = Floor(a_policy(a_queue(ideal=skills({"zh": 1}), under_cost=1.0), anna=EN))
    floor.come("anna")

    assert offers(floor.queue("1")) == []
    assert offers(floor.wait(59)) == []
    assert offers(floor.wait(1.1)) == [("anna", "1")]


def test_an_agent_who_comes_is_not_given_what_is_not_worthwhile_yet() -> None:
    """It is tried again at the moment when it is."""
    floor = Floor(a_policy(a_queue(ideal=skills({"zh": 1}), under_cost=1.0), anna=EN))
    floor.queue("1")
    floor.wait(30)
    floor.log_in("anna")

    assert offers(floor.ready("anna")) == []
    assert offers(floor.wait(29)) == []
    assert offers(floor.wait(1.1)) == [("anna", "1")]


def test_the_bound_on_all_waits_goes_before_what_an_agent_costs() -> None:
    """An overdue caller takes any agent."""
    queue = a_queue(ideal=skills({"zh": 1}), under_cost=99.0, longest_wait_s=100.0)
    floor = Floor(a_policy(queue, anna=EN))
    floor.come("anna")
    floor.queue("1")

    assert offers(floor.wait(79)) == []
    assert offers(floor.wait(1)) == [("anna", "1")]


def test_fairness_sends_calls_to_who_is_idle_for_longest_though_he_fits_less() -> None:
    """An agent's idle minute counts against a level that lacks."""
    queue = a_queue(ideal=skills({"en": 3}), under_cost=0.1)
    fair = a_policy(queue, anna=EN, ben={"en": 2}, given={"fairness": 1.0})
    plain = a_policy(queue, anna=EN, ben={"en": 2})

    for policy, chosen in ((fair, "ben"), (plain, "anna")):
        floor = Floor(policy)
        floor.come("ben")
        floor.wait(60)
        floor.come("anna")
        floor.wait(60)
        assert offers(floor.queue("1")) == [(chosen, "1")]


def test_several_calls_and_several_agents_meet_in_the_order_of_the_index() -> None:
    """Both agents become free by one input, with two calls waiting."""
    steps = (Step(Match(skills({"en": 1}))),)
    floor = Floor(a_policy(a_queue(steps=steps), anna=EN, ben={"en": 5}))
    floor.come("anna")
    floor.wait(1)
    floor.come("ben")
    floor.report("sydney", up=False)
    floor.queue("1")
    floor.wait(1)
    floor.queue("2")

    assert offers(floor.report("sydney")) == [("anna", "1"), ("ben", "2")]


def test_an_agent_who_comes_is_weighed_with_his_idleness() -> None:
    """It makes a pairing worthwhile that the wait alone does not."""
    queue = a_queue(ideal=skills({"zh": 1}), under_cost=1.0)
    floor = Floor(a_policy(queue, anna=EN, given={"fairness": 1.0}))
    floor.come("anna")
    floor.not_ready("anna")
    floor.wait(100)
    floor.queue("1")

    assert offers(floor.ready("anna")) == [("anna", "1")]


def test_two_who_become_free_at_once_take_the_calls_that_suit_each_best() -> None:
    """Ben is looked at first; his call has a better agent in Zoe, and she a better call."""
    fraud = a_queue("fraud", {"fraud": 1}, longest_wait_s=3600.0)
    cards = a_queue(ideal=skills({"en": 5}), under_cost=0.2)
    floor = Floor(a_policy(cards, fraud, ben={"en": 3}, zoe={"en": 5, "fraud": 1}))
    floor.come("ben", "zoe")
    floor.queue("b", waited_s=200.0)
    floor.queue("z", waited_s=200.0)
    floor.accept("b")
    floor.accept("z")
    floor.queue("old", "fraud")
    floor.wait(200)
    floor.queue("1")
    floor.wait(100)
    floor.leave("b")
    floor.leave("z")

    assert sorted(offers(floor.wait(30))) == [("ben", "1"), ("zoe", "old")]


def test_one_who_waits_for_his_agent_is_taken_when_she_and_another_become_free_at_once() -> None:
    """Ben is looked at first; the call that he would get has a better agent in Zoe."""
    cards = a_queue(ideal=skills({"en": 5}), under_cost=0.2, preferred_wait_s=900.0)
    floor = Floor(a_policy(cards, ben={"en": 3}, zoe={"en": 5}))
    floor.come("ben", "zoe")
    floor.queue("b", waited_s=200.0)
    floor.queue("z", waited_s=200.0)
    floor.accept("b")
    floor.accept("z")
    floor.queue("hers", preferred=AgentId("zoe"))
    floor.wait(1)
    floor.queue("1")
    floor.wait(100)
    floor.leave("b")
    floor.leave("z")

    assert sorted(offers(floor.wait(30))) == [("ben", "1"), ("zoe", "hers")]


def test_what_waits_for_others_is_not_looked_at_for_an_agent() -> None:
    """New classes of callers whom he cannot serve come to stand beside those whom he can."""
    floor = Floor(a_policy(a_queue(), a_queue("fraud", {"fraud": 1}), anna=EN, ben={"fraud": 1}))
    floor.queue("1")
    floor.come("anna")
    floor.accept("1")
    floor.queue("2", "fraud")
    floor.queue("3")
    floor.leave("1")

    assert offers(floor.ready("anna")) == [("anna", "3")]
    assert floor.agent_of("2") is None


def test_a_condition_that_a_decision_makes_true_is_seen_in_the_same_turn() -> None:
    """Once Anna, the last one ready, is taken, the other step opens, and Ben is asked."""
    nobody = Condition(ready_agents=Bounds(below=2))
    steps = (Step(Match(skills({"en": 1})), when=nobody), Step(Match(skills({"en": 1})), 600.0))
    vip = a_queue("vip", {"en": 1})
    floor = Floor(a_policy(a_queue(steps=steps), vip, anna=EN, ben=EN))
    floor.come("anna", "ben")
    assert offers(floor.queue("1")) == []

    assert offers(floor.queue("2", "vip")) == [("anna", "2"), ("ben", "1")]


def test_calls_of_several_classes_get_each_the_best_agent_when_a_gate_opens_for_all() -> None:
    """The older call first, by the index of both sides."""
    steps = (
        Step(Match(skills({"en": 1})), when=Condition(open=(CalendarId("office"),))),
        Step(Match(skills({"en": 1})), 600.0),
    )
    floor = Floor(a_policy(a_queue(steps=steps), a_queue("loans", steps=steps), anna=EN, ben=EN))
    floor.calendar("office", opens=False)
    floor.come("anna", "ben")
    floor.queue("2")
    floor.wait(1)
    floor.queue("1", "loans")

    assert offers(floor.calendar("office", opens=True)) == [("anna", "2"), ("ben", "1")]


def test_of_two_moments_to_look_again_the_sooner_holds() -> None:
    """The later one is not noted."""
    floor = Floor(a_policy(anna=EN))
    floor.queue("1")

    floor.router.retry(0, 5.0)
    floor.router.retry(0, 9.0)

    assert floor.router.retries == {0: 5.0}
