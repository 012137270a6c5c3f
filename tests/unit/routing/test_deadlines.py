"""What happens by itself."""

from callcenter_cti.domain.agents import AgentState, OfferFailure
from callcenter_cti.routing.effects import WithdrawOffer
from callcenter_cti.routing.inputs import TimePassed
from callcenter_cti.routing.policy import LEASE_GRACE_S
from callcenter_cti.routing.step import next_deadline
from tests.fakes.floor import (
    RING_S,
    WRAP_UP_S,
    Floor,
    a_policy,
    a_queue,
    of_kind,
    offers,
    states,
)

EN = {"en": 3}
LEASE_S = RING_S + LEASE_GRACE_S


def test_an_empty_floor_has_no_deadline() -> None:
    """Nothing is due, and time alone changes nothing."""
    floor = Floor(a_policy(anna=EN))
    floor.come("anna")

    assert next_deadline(floor.router) is None
    assert floor.take(TimePassed()) == []


def test_a_lease_that_runs_out_is_a_missed_ring() -> None:
    """Whatever became of the one who was to ring."""
    floor = Floor(a_policy(anna=EN))
    floor.come("anna")
    floor.queue("1")
    assert next_deadline(floor.router) == LEASE_S

    effects = floor.wait(LEASE_S)

    assert [effect.reason for effect in of_kind(effects, WithdrawOffer)] == [
        OfferFailure.RING_NO_ANSWER
    ]
    assert states(effects) == [("anna", "not_ready", "rona")]
    assert floor.agent_of("1") is None


def test_an_answer_stops_the_lease() -> None:
    """A conversation has no deadline."""
    floor = Floor(a_policy(anna=EN))
    floor.come("anna")
    floor.queue("1")
    floor.accept("1")

    assert next_deadline(floor.router) is None


def test_a_wrap_up_ends_in_ready_and_the_next_call() -> None:
    """Of the queue that the call was in."""
    floor = Floor(a_policy(anna=EN))
    floor.come("anna")
    floor.queue("1")
    floor.accept("1")
    floor.queue("2")
    floor.leave("1")

    assert floor.wait(WRAP_UP_S - 1) == []
    assert offers(floor.wait(1)) == [("anna", "2")]


def test_an_agent_returns_after_a_missed_ring_if_the_queue_says_so() -> None:
    """After the stated time, by the system."""
    floor = Floor(a_policy(a_queue("cards", return_after_s=45), anna=EN))
    floor.come("anna")
    floor.queue("1")
    floor.fail("1")

    assert floor.wait(44) == []
    assert states(floor.wait(1)) == [("anna", "ready", "")]


def test_an_agent_stays_away_after_a_missed_ring_if_the_queue_says_so() -> None:
    """Until he says that he is back."""
    floor = Floor(a_policy(anna=EN))
    floor.come("anna")
    floor.queue("1")
    floor.fail("1")

    assert offers(floor.wait(10 * 3600)) == []
    assert next_deadline(floor.router) is None
    assert floor.state_of("anna") is AgentState.NOT_READY


def test_deadlines_of_one_moment_fire_in_the_order_of_time_then_of_agents() -> None:
    """Even when the owner comes late."""
    floor = Floor(a_policy(anna=EN, ben=EN, carl=EN))
    floor.come("carl")
    floor.queue("1")
    floor.wait(1)
    floor.come("ben", "anna")
    floor.queue("2")
    floor.queue("3")
    floor.now += 1000

    effects = floor.take(TimePassed())

    assert [effect.agent for effect in of_kind(effects, WithdrawOffer)] == ["carl", "anna", "ben"]
    assert next_deadline(floor.router) == 0.8 * 3600  # when the first becomes overdue
