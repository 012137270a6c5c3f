"""Calls that wait for the agent whom they should have: the last one, a relationship manager."""

from callcenter_cti.domain.agents import DeviceState
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.routing.conditions import Bounds, Condition
from callcenter_cti.routing.effects import OfferCall
from callcenter_cti.routing.policy import Match, Step
from tests.fakes.floor import Floor, a_policy, a_queue, of_kind, offers, skills

EN = {"en": 3}
ANNA = AgentId("anna")


def busy_with_another() -> Floor:
    """Anna talks; Ben is free."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.come("anna")
    floor.queue("0")
    floor.accept("0")
    floor.come("ben")
    return floor


def test_the_preferred_agent_is_asked_first_though_another_is_idle_for_longer() -> None:
    """And the explanation says why."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.come("ben")
    floor.wait(60)
    floor.come("anna")

    (offer,) = of_kind(floor.queue("1", preferred=ANNA), OfferCall)

    assert offer.agent == "anna"
    assert offer.explanation.preferred


def test_a_caller_waits_for_his_agent_alone_while_another_is_free() -> None:
    """For the queue's time, then all are asked."""
    floor = busy_with_another()

    assert offers(floor.queue("1", preferred=ANNA)) == []
    assert floor.place("1") == 1
    assert offers(floor.wait(14)) == []
    assert offers(floor.wait(1)) == [("ben", "1")]


def test_his_agent_takes_him_as_soon_as_she_is_free() -> None:
    """Before the time is over."""
    floor = busy_with_another()
    floor.queue("1", preferred=ANNA)
    floor.leave("0")

    assert offers(floor.ready("anna")) == [("anna", "1")]


def test_a_caller_waits_no_longer_for_an_agent_who_stops_working() -> None:
    """All are asked at once."""
    floor = busy_with_another()
    floor.queue("1", preferred=ANNA)
    floor.leave("0")

    assert offers(floor.not_ready("anna")) == [("ben", "1")]


def test_a_caller_whose_agent_is_not_at_work_waits_for_nobody_alone() -> None:
    """Nor one whose agent the roster does not have, nor an emergency."""
    floor = Floor(a_policy(anna=EN, ben=EN, carl=EN, dora=EN))
    floor.come("ben", "carl")

    assert offers(floor.queue("1", preferred=ANNA)) == [("ben", "1")]
    assert offers(floor.queue("2", preferred=AgentId("nemo"))) == [("carl", "2")]
    floor.come("anna", "dora")
    floor.device("anna", DeviceState.IN_USE)
    stolen = floor.queue("3", preferred=ANNA, emergency=True)
    assert offers(stolen) == [("dora", "3")]


def test_a_caller_who_leaves_waits_for_nobody() -> None:
    """His agent is free for others afterwards."""
    floor = busy_with_another()
    floor.queue("1", preferred=ANNA)
    floor.leave("1")
    floor.leave("0")

    assert offers(floor.ready("anna")) == []


def test_an_overdue_caller_goes_before_one_who_waits_for_this_agent() -> None:
    """A condition lets him through because the other one came; he is above all but emergencies."""
    crowded = Condition(waiting=Bounds(above=1))
    steps = (Step(Match(skills(EN)), when=crowded), Step(Match(skills({"zh": 1})), 3000.0))
    floor = Floor(
        a_policy(a_queue(steps=steps, longest_wait_s=100.0), anna=EN, ben={"en": 3, "zh": 1})
    )
    floor.log_in("ben")
    floor.come("anna")
    floor.queue("old")
    floor.wait(90)

    assert offers(floor.queue("new", preferred=ANNA)) == [("anna", "old")]


def test_of_two_who_wait_for_one_agent_the_older_is_first() -> None:
    """The index decides, and it grows with the wait."""
    floor = busy_with_another()
    floor.queue("2", preferred=ANNA)
    floor.wait(1)
    floor.queue("1", preferred=ANNA)
    floor.leave("0")

    assert offers(floor.ready("anna")) == [("anna", "2")]


def test_new_rules_let_a_caller_wait_for_all_whose_agent_may_not_serve_him_any_more() -> None:
    """She does not speak his language any more."""
    floor = busy_with_another()
    floor.queue("1", preferred=ANNA)

    effects = floor.rules(a_policy(version="v2", anna={"zh": 1}, ben=EN), re_evaluate=True)

    assert offers(effects) == [("ben", "1")]


def test_new_rules_by_which_she_may_not_serve_him_hold_for_one_who_keeps_the_old_too() -> None:
    """The roster is the present one for all."""
    floor = busy_with_another()
    floor.queue("1", preferred=ANNA)

    effects = floor.rules(a_policy(version="v2", anna={"zh": 1}, ben=EN))

    assert offers(effects) == [("ben", "1")]
    assert floor.call("1").rules_version == "v1"


def test_new_rules_that_change_nothing_for_him_let_him_wait_for_her_on() -> None:
    """Ben is free all the time."""
    floor = busy_with_another()
    floor.queue("1", preferred=ANNA)

    assert floor.rules(a_policy(version="v2", anna=EN, ben=EN)) == []
    assert floor.call("1").is_held
