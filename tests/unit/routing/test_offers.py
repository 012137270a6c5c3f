"""A call and the agent reserved for it."""

import pytest

from callcenter_cti.domain.agents import AgentState, OfferFailure, ReservationStatus
from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing.effects import (
    ConnectCall,
    OfferCall,
    RefuseAnswer,
    WithdrawOffer,
)
from callcenter_cti.routing.policy import LEASE_GRACE_S
from tests.fakes.floor import RING_S, Floor, a_policy, of_kind, offers, states

EN = {"en": 3}
LEASE_S = RING_S + LEASE_GRACE_S


@pytest.fixture
def floor() -> Floor:
    """Two agents; Anna is ready and is asked first."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.come("anna")
    return floor


def test_a_reservation_is_a_lease_with_a_token(floor: Floor) -> None:
    """It binds call, agent, token and rules until it expires."""
    floor.wait(3)

    (offer,) = of_kind(floor.queue("1"), OfferCall)

    lease = floor.record("anna").lease
    assert lease is not None
    assert lease is floor.state.calls[CallId("1")].lease
    assert (lease.call, lease.agent, lease.token) == (offer.call, "anna", offer.token)
    assert (lease.rules_version, lease.expires_at) == ("v1", 3 + LEASE_S)
    assert offer.expires_at == lease.expires_at
    assert lease.status is ReservationStatus.PENDING


def test_every_offer_of_a_call_has_another_token(floor: Floor) -> None:
    """So that no report about the first can be taken for the second."""
    floor.queue("1")
    first = floor.token("1")
    floor.fail("1")
    floor.come("ben")

    assert floor.token("1") != first


def test_an_answer_connects(floor: Floor) -> None:
    """The wait includes the ring."""
    floor.queue("1")
    floor.wait(4)

    (connect,) = of_kind(floor.accept("1"), ConnectCall)

    assert (connect.agent, connect.waited_s) == ("anna", 4)
    assert floor.state_of("anna") is AgentState.TALKING


def test_an_answer_told_twice_connects_once(floor: Floor) -> None:
    """The second report is neither refused nor repeated."""
    floor.queue("1")
    floor.accept("1")

    assert floor.accept("1") == []


@pytest.mark.parametrize("token", ["1/2", "1/0", "2/1", "x"])
def test_an_answer_with_a_foreign_token_is_refused(floor: Floor, token: str) -> None:
    """And changes nothing."""
    floor.queue("1")

    assert of_kind(floor.accept("1", token), RefuseAnswer) != []
    assert floor.state_of("anna") is AgentState.RESERVED


def test_an_answer_to_an_unknown_call_is_refused(floor: Floor) -> None:
    """The caller left meanwhile."""
    assert of_kind(floor.accept("1", "1/1"), RefuseAnswer) != []


def test_an_answer_after_the_lease_is_refused_though_no_timer_fired(floor: Floor) -> None:
    """The lease decides, not the punctuality of whoever fires it."""
    floor.queue("1")
    floor.now += LEASE_S

    assert of_kind(floor.accept("1"), RefuseAnswer) != []
    assert floor.state_of("anna") is AgentState.RESERVED


def test_a_missed_ring_frees_the_caller_and_rests_the_agent(floor: Floor) -> None:
    """RONA: the caller is offered next, with his age."""
    floor.come("ben")
    floor.queue("1")
    floor.wait(20)

    effects = floor.fail("1")

    (withdrawn,) = of_kind(effects, WithdrawOffer)
    assert (withdrawn.agent, withdrawn.reason) == ("anna", OfferFailure.RING_NO_ANSWER)
    assert ("anna", "not_ready", "rona") in states(effects)
    (offer,) = of_kind(effects, OfferCall)
    assert (offer.agent, offer.waited_s) == ("ben", 20)


def test_a_caller_whose_ring_failed_is_served_before_younger_ones(floor: Floor) -> None:
    """He keeps his place."""
    floor.queue("1")
    floor.wait(1)
    floor.queue("2")
    floor.wait(1)
    floor.fail("1")
    floor.log_in("ben")

    assert offers(floor.ready("ben")) == [("ben", "1")]


@pytest.mark.parametrize(
    ("failure", "reason", "status"),
    [
        (OfferFailure.RING_NO_ANSWER, "rona", ReservationStatus.TIMED_OUT),
        (OfferFailure.AGENT_DECLINED, "agent_declined", ReservationStatus.REJECTED),
        (OfferFailure.DEVICE_UNREACHABLE, "device_unreachable", ReservationStatus.REJECTED),
    ],
)
def test_the_agent_and_the_reservation_say_why_the_ring_failed(
    floor: Floor, failure: OfferFailure, reason: str, status: ReservationStatus
) -> None:
    """Three reasons are told apart."""
    floor.queue("1")
    lease = floor.record("anna").lease
    assert lease is not None

    floor.fail("1", reason=failure)

    assert floor.record("anna").reason == reason
    assert lease.status is status
    assert floor.record("anna").lease is None


@pytest.mark.parametrize("token", ["1/2", "x"])
def test_a_failure_with_a_stale_token_changes_nothing(floor: Floor, token: str) -> None:
    """The ring of the present reservation goes on."""
    floor.queue("1")

    assert floor.fail("1", token) == []
    assert floor.fail("none", token) == []
    assert floor.state_of("anna") is AgentState.RESERVED


def test_a_failure_after_the_answer_changes_nothing(floor: Floor) -> None:
    """A Dial that ends after a conversation is no missed ring."""
    floor.queue("1")
    floor.accept("1")

    assert floor.fail("1") == []


def test_a_held_conversation_is_told_apart() -> None:
    """What does not fit changes nothing."""
    floor = Floor(a_policy(anna=EN))
    floor.come("anna")
    floor.queue("1")
    assert floor.hold("1") == []
    assert floor.hold("none") == []
    floor.accept("1")

    assert states(floor.hold("1")) == [("anna", "hold", "")]
    assert floor.hold("1") == []
    assert states(floor.hold("1", on=False)) == [("anna", "talking", "")]
    assert floor.hold("1", on=False) == []


def test_a_ring_that_is_told_twice_is_one() -> None:
    """RINGING lasts until the lease ends."""
    floor = Floor(a_policy(anna=EN))
    floor.come("anna")
    floor.queue("1")

    assert states(floor.ring("1")) == [("anna", "ringing", "")]
    floor.accept("1")
    assert floor.ring("1") == []
    assert floor.ring("none", "x") == []
