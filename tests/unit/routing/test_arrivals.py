"""How calls come."""

import pytest

from callcenter_cti.routing.effects import (
    CloseQueue,
    RefuseAnswer,
    WithdrawOffer,
)
from callcenter_cti.routing.policy import LEASE_GRACE_S
from tests.fakes.floor import RING_S, Floor, a_policy, a_queue, of_kind, offers, states

EN = {"en": 3}
LEASE_S = RING_S + LEASE_GRACE_S


@pytest.fixture
def floor() -> Floor:
    """Two agents; Anna is ready and is asked first."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.come("anna")
    return floor


def test_a_call_that_enters_again_keeps_its_age_and_its_place() -> None:
    """A flow that lost its place in the queue's music, not in the queue."""
    floor = Floor(a_policy(anna=EN))
    floor.queue("1")
    floor.wait(1)
    floor.queue("2")
    floor.wait(1)

    floor.queue("1")

    assert (floor.place("1"), floor.place("2")) == (1, 2)


def test_a_call_that_enters_again_while_it_rings_is_offered_anew(floor: Floor) -> None:
    """Whoever was to ring the agent is gone: the reservation is taken back without blame."""
    floor.queue("1")
    old = floor.token("1")

    effects = floor.queue("1")

    assert [effect.reason for effect in of_kind(effects, WithdrawOffer)] == [None]
    assert offers(effects) == [("anna", "1")]
    assert floor.token("1") != old
    assert of_kind(floor.accept("1", old), RefuseAnswer) != []


def test_a_call_that_enters_again_after_a_conversation_keeps_its_age(floor: Floor) -> None:
    """The agent wraps up, the caller waits for another one, ahead of the younger."""
    floor.queue("1")
    floor.accept("1")
    floor.wait(60)
    floor.queue("2")

    effects = floor.queue("1")

    assert states(effects) == [("anna", "wrap_up", "")]
    assert (floor.place("1"), floor.place("2")) == (1, 2)


def test_a_queue_that_nobody_of_the_roster_can_serve_closes_at_once() -> None:
    """The caller is told; the router forgets him."""
    floor = Floor(a_policy(a_queue("cards"), a_queue("fraud", {"fraud": 1}), anna=EN))

    (close,) = floor.queue("1", "fraud")

    assert isinstance(close, CloseQueue)
    assert close.reason == "no agent of the roster can serve it"
    assert floor.state.calls == {}


def test_an_unknown_queue_closes_at_once() -> None:
    """A name that the rules lack strands nobody."""
    floor = Floor(a_policy(anna=EN))

    assert of_kind(floor.queue("1", "nowhere"), CloseQueue) != []


def test_a_queue_whose_agents_are_all_at_home_lets_callers_wait() -> None:
    """They are in the roster, so they may come."""
    floor = Floor(a_policy(anna=EN))

    floor.queue("1")

    assert floor.place("1") == 1
    assert floor.agent_of("1") is None


def test_a_call_that_asks_for_an_unknown_queue_leaves_the_one_in_which_it_waited(
    floor: Floor,
) -> None:
    """It is counted there as flowed out, and its agent is free."""
    floor.queue("1")
    floor.fail("1")

    assert of_kind(floor.queue("1", "nowhere"), CloseQueue) != []
    assert floor.state.calls == {}
    assert floor.counts().flowed_out == 1
