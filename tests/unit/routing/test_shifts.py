"""What agents ask for."""

import pytest

from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.routing.effects import ChangeAgentState
from callcenter_cti.routing.errors import IllegalEvent, UnknownAgent, UnknownReason
from callcenter_cti.routing.inputs import NotReadyRequested
from tests.fakes.floor import WRAP_UP_S, Floor, a_policy, a_queue, of_kind, offers, states

EN = {"en": 3}


@pytest.fixture
def floor() -> Floor:
    """One agent who knows English."""
    return Floor(a_policy(anna=EN))


def talking(floor: Floor) -> None:
    """Let Anna talk to call 1."""
    floor.come("anna")
    floor.queue("1")
    floor.accept("1")


def test_the_first_state_is_not_ready(floor: Floor) -> None:
    """Nobody gets a call before he asks for one."""
    assert states(floor.log_in("anna")) == [("anna", "not_ready", "logged_in")]


def test_a_second_log_in_changes_nothing(floor: Floor) -> None:
    """A second browser does not interrupt."""
    floor.come("anna")

    assert floor.log_in("anna") == []
    assert floor.state_of("anna") is AgentState.READY


def test_every_change_is_numbered_and_names_its_actor(floor: Floor) -> None:
    """Sequence numbers rise by one."""
    floor.come("anna")
    floor.not_ready("anna")

    changes = of_kind(floor.effects, ChangeAgentState)

    assert [change.sequence for change in changes] == [1, 2, 3]
    assert {change.actor for change in changes} == {Actor.AGENT}
    assert [change.previous for change in changes] == ["logged_out", "not_ready", "ready"]


def test_log_out_is_granted_at_once_off_a_call(floor: Floor) -> None:
    """And only once."""
    floor.come("anna")

    assert states(floor.log_out("anna")) == [("anna", "logged_out", "")]
    assert floor.log_out("anna") == []


def test_log_out_waits_for_the_call_and_its_wrap_up(floor: Floor) -> None:
    """The wrap-up ends in LOGGED_OUT instead of READY."""
    talking(floor)

    assert floor.log_out("anna") == []
    assert states(floor.leave("1")) == [("anna", "wrap_up", "")]
    assert floor.log_out("anna") == []
    assert states(floor.wait(WRAP_UP_S)) == [("anna", "logged_out", "")]


def test_log_out_while_the_phone_rings_follows_an_abandoned_ring(floor: Floor) -> None:
    """The agent goes home although he was released to READY."""
    floor.come("anna")
    floor.queue("1")
    floor.log_out("anna")

    assert states(floor.leave("1")) == [("anna", "ready", ""), ("anna", "logged_out", "")]


def test_not_ready_while_the_phone_rings_replaces_the_state_after_a_missed_ring(
    floor: Floor,
) -> None:
    """His own reason stands, so he does not come back by himself."""
    floor.come("anna")
    floor.queue("1")
    floor.not_ready("anna", "lunch")

    assert states(floor.fail("1")) == [
        ("anna", "not_ready", "rona"),
        ("anna", "not_ready", "lunch"),
    ]


def test_not_ready_follows_the_conversation_and_its_wrap_up(floor: Floor) -> None:
    """The actor of the wish is named when it is granted."""
    talking(floor)
    assert floor.not_ready("anna", "lunch") == []
    assert floor.record("anna").wish is not None
    floor.leave("1")

    effects = floor.wait(WRAP_UP_S)

    assert states(effects) == [("anna", "not_ready", "lunch")]
    assert of_kind(effects, ChangeAgentState)[0].actor is Actor.AGENT


def test_not_ready_ends_a_wrap_up(floor: Floor) -> None:
    """And forgets an earlier wish."""
    talking(floor)
    floor.log_out("anna")
    floor.leave("1")

    assert states(floor.not_ready("anna", "break")) == [("anna", "not_ready", "break")]
    assert floor.record("anna").wish is None
    assert floor.wait(WRAP_UP_S) == []


def test_another_reason_is_a_change_and_the_same_is_none(floor: Floor) -> None:
    """From break to lunch."""
    floor.log_in("anna")

    assert states(floor.not_ready("anna", "break")) == [("anna", "not_ready", "break")]
    assert states(floor.not_ready("anna", "lunch")) == [("anna", "not_ready", "lunch")]
    assert floor.not_ready("anna", "lunch") == []


def test_ready_ends_a_wrap_up(floor: Floor) -> None:
    """The timer does not ring later."""
    talking(floor)
    floor.leave("1")

    assert states(floor.ready("anna")) == [("anna", "ready", "")]
    assert floor.wait(WRAP_UP_S) == []


def test_ready_on_a_call_takes_back_the_wish_to_stop(floor: Floor) -> None:
    """READY follows the wrap-up again."""
    talking(floor)
    floor.not_ready("anna")

    assert floor.ready("anna") == []
    floor.leave("1")
    assert states(floor.wait(WRAP_UP_S)) == [("anna", "ready", "")]


def test_ready_twice_changes_nothing(floor: Floor) -> None:
    """A double click."""
    floor.come("anna")

    assert floor.ready("anna") == []


def test_idle_time_counts_from_the_log_in(floor: Floor) -> None:
    """Who was away is not the longest idle."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.come("anna")
    floor.wait(1)
    floor.come("ben")
    floor.log_out("anna")
    floor.wait(1)
    floor.come("anna")

    assert offers(floor.queue("1")) == [("ben", "1")]


def test_idle_time_survives_a_break(floor: Floor) -> None:
    """It counts since the last conversation, not since the last READY."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.come("anna")
    floor.wait(1)
    floor.come("ben")
    floor.not_ready("anna")
    floor.wait(10)
    floor.ready("anna")

    assert offers(floor.queue("1")) == [("anna", "1")]


def test_a_reason_that_the_rules_do_not_list_is_refused(floor: Floor) -> None:
    """Nothing changes."""
    floor.come("anna")

    with pytest.raises(UnknownReason):
        floor.not_ready("anna", "rona")
    assert floor.state_of("anna") is AgentState.READY


def test_the_system_may_give_a_reason_of_its_own(floor: Floor) -> None:
    """An agent's desktop is gone."""
    floor.come("anna")
    fact = NotReadyRequested(AgentId("anna"), "desktop_gone", Actor.SYSTEM)

    assert states(floor.take(fact)) == [("anna", "not_ready", "desktop_gone")]


@pytest.mark.parametrize("ask", [Floor.ready, Floor.not_ready])
def test_who_is_not_logged_in_can_only_log_in(floor: Floor, ask: object) -> None:
    """The request is refused and changes nothing."""
    assert callable(ask)
    with pytest.raises(IllegalEvent):
        ask(floor, "anna")

    assert floor.record("anna").sequence == 0
    assert floor.state_of("anna") is AgentState.LOGGED_OUT


@pytest.mark.parametrize("ask", [Floor.log_in, Floor.log_out, Floor.ready, Floor.not_ready])
def test_an_agent_whom_the_roster_lacks_is_refused(floor: Floor, ask: object) -> None:
    """By name."""
    assert callable(ask)
    with pytest.raises(UnknownAgent, match="nemo"):
        ask(floor, "nemo")


def test_no_wrap_up_is_no_pause() -> None:
    """A queue without wrap-up leads from the conversation to READY, through WRAP_UP."""
    floor = Floor(a_policy(a_queue("cards", wrap_up_s=0), anna=EN))
    talking(floor)

    assert states(floor.leave("1")) == [("anna", "wrap_up", ""), ("anna", "ready", "")]
