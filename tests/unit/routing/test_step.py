"""The step as a whole: refusals, new rules, eviction."""

import copy

import pytest

from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.errors import RoutingError
from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing.effects import CloseQueue, WithdrawOffer
from callcenter_cti.routing.inputs import RulesChanged
from callcenter_cti.routing.step import evict
from tests.fakes.floor import WRAP_UP_S, Floor, a_policy, a_queue, of_kind, offers, states

EN = {"en": 3}


def busy_floor() -> Floor:
    """Anna talks to 1, Ben is rung for 2, 3 waits, Carl is at home."""
    floor = Floor(a_policy(anna=EN, ben=EN, carl=EN))
    floor.come("anna")
    floor.queue("1")
    floor.accept("1")
    floor.come("ben")
    floor.queue("2")
    floor.queue("3")
    return floor


@pytest.mark.parametrize(
    ("ask", "who"),
    [
        (Floor.ready, "carl"),
        (Floor.not_ready, "carl"),
        (Floor.ready, "nemo"),
        (Floor.log_in, "nemo"),
    ],
)
def test_a_refused_input_changes_nothing(ask: object, who: str) -> None:
    """Not even half."""
    assert callable(ask)
    floor = busy_floor()
    before = copy.deepcopy(floor.state)

    with pytest.raises(RoutingError):
        ask(floor, who)

    assert floor.state == before


def test_the_same_inputs_at_the_same_times_have_the_same_effects() -> None:
    """Neither chance nor the clock has a say."""
    assert busy_floor().effects == busy_floor().effects


def test_two_agents_who_become_free_at_once_get_two_calls() -> None:
    """One input may lead to many reservations."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.come("anna", "ben")
    for call in ("1", "2"):
        floor.queue(call)
        floor.accept(call)
    floor.queue("3")
    floor.queue("4")
    floor.leave("1")
    floor.leave("2")

    assert offers(floor.wait(WRAP_UP_S)) == [("anna", "3"), ("ben", "4")]


def test_new_rules_bring_new_agents() -> None:
    """Who is new can log in and gets what waits."""
    floor = busy_floor()
    floor.take(RulesChanged(a_policy(version="v2", anna=EN, ben=EN, carl=EN, dora=EN)))
    floor.log_in("dora")

    assert offers(floor.ready("dora")) == [("dora", "3")]


def test_new_rules_send_home_who_is_no_longer_in_the_roster() -> None:
    """At once off a call, else after it."""
    floor = busy_floor()
    floor.come("carl")
    floor.leave("3")

    effects = floor.take(RulesChanged(a_policy(version="v2", dora=EN)))

    assert states(effects) == [("carl", "logged_out", "")]
    assert states(floor.fail("2"))[-1] == ("ben", "logged_out", "")
    floor.leave("1")
    assert states(floor.wait(WRAP_UP_S)) == [("anna", "logged_out", "")]


def test_new_rules_without_an_agent_who_is_at_home_change_nothing() -> None:
    """He is logged out already."""
    floor = busy_floor()

    assert floor.take(RulesChanged(a_policy(version="v2", anna=EN, ben=EN))) == []


def test_new_rules_without_a_queue_let_those_be_served_who_are_in_it() -> None:
    """They keep the rules that they came under; who comes now is sent away."""
    floor = busy_floor()

    effects = floor.take(RulesChanged(a_policy(a_queue("loans"), anna=EN, ben=EN, carl=EN)))

    assert effects == []
    assert of_kind(floor.queue("4"), CloseQueue) != []
    floor.log_in("carl")
    assert offers(floor.ready("carl")) == [("carl", "3")]
    assert states(floor.leave("1")) == [("anna", "wrap_up", "")]


def test_new_rules_without_anybody_for_a_queue_close_it_but_not_its_conversations() -> None:
    """Waiting and ringing callers are told, the talking one talks on."""
    floor = busy_floor()
    zh = {"zh": 5}

    effects = floor.take(RulesChanged(a_policy(version="v2", anna=zh, ben=zh, carl=zh)))

    assert [close.call for close in of_kind(effects, CloseQueue)] == ["2", "3"]
    assert [offer.call for offer in of_kind(effects, WithdrawOffer)] == ["2"]
    assert floor.state_of("ben") is AgentState.READY
    assert floor.state_of("anna") is AgentState.TALKING
    assert states(floor.leave("1")) == [("anna", "wrap_up", "")]


@pytest.mark.parametrize(
    ("call", "changed"),
    [("1", [("anna", "not_ready", "fault")]), ("2", [("ben", "not_ready", "fault")]), ("3", [])],
)
def test_eviction_takes_a_call_off_in_any_state(
    call: str, changed: list[tuple[str, str, str]]
) -> None:
    """Its agent rests until somebody has looked."""
    floor = busy_floor()

    assert states(evict(floor.router, CallId(call), floor.now)) == changed
    assert CallId(call) not in floor.state.calls


def test_eviction_ends_a_wrap_up_too() -> None:
    """The lease is the agent's then, the call is gone already."""
    floor = busy_floor()
    floor.leave("1")

    assert states(evict(floor.router, CallId("1"), floor.now)) == [("anna", "not_ready", "fault")]
    assert floor.record("anna").lease is None
