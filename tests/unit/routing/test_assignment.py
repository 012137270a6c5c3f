"""Who is looked at after an input, and when a pairing that is not possible yet is tried again."""

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
