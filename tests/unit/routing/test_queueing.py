"""The life of a queued call."""

import pytest

from callcenter_cti.domain.agents import AgentState, OfferFailure, ReservationStatus
from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing.effects import (
    CloseQueue,
    ConnectCall,
    EndCall,
    OfferCall,
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
    assert positions(effects) == []


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


def test_who_leaves_while_waiting_is_abandoned() -> None:
    """Nobody is reserved, so nobody is freed."""
    floor = Floor(a_policy(anna=EN))
    floor.queue("1")
    floor.wait(9)

    assert floor.leave("1") == [EndCall(CallId("1"), a_queue().queue, None, 9, 0)]


def test_who_leaves_while_the_phone_rings_frees_the_agent_with_his_idle_time(
    floor: Floor,
) -> None:
    """The ring stops, and the agent is the longest idle still."""
    floor.wait(1)
    floor.come("ben")
    floor.queue("1")
    lease = floor.record("anna").lease
    assert lease is not None
    floor.wait(5)

    effects = floor.leave("1")

    (withdrawn,) = of_kind(effects, WithdrawOffer)
    assert (withdrawn.agent, withdrawn.reason) == ("anna", None)
    assert states(effects) == [("anna", "ready", "")]
    assert lease.status is ReservationStatus.CANCELED
    assert [end.agent for end in of_kind(effects, EndCall)] == [None]
    assert offers(floor.queue("2")) == [("anna", "2")]


def test_who_leaves_while_talking_sends_the_agent_into_wrap_up(floor: Floor) -> None:
    """Waiting and talking are told apart."""
    floor.queue("1")
    floor.wait(4)
    floor.accept("1")
    floor.wait(100)

    effects = floor.leave("1")

    (end,) = of_kind(effects, EndCall)
    assert (end.agent, end.waited_s, end.talked_s) == ("anna", 4, 100)
    assert states(effects) == [("anna", "wrap_up", "")]
    assert of_kind(effects, WithdrawOffer) == []


def test_a_wrap_up_completes_the_reservation(floor: Floor) -> None:
    """ACCEPTED, WRAPPING, COMPLETED."""
    floor.queue("1")
    floor.accept("1")
    lease = floor.record("anna").lease
    assert lease is not None
    seen: list[ReservationStatus] = []

    floor.leave("1")
    seen.append(lease.status)
    floor.ready("anna")
    seen.append(lease.status)

    assert seen == [ReservationStatus.WRAPPING, ReservationStatus.COMPLETED]
    assert floor.record("anna").lease is None


def test_a_call_that_left_twice_ends_once(floor: Floor) -> None:
    """Flow and site both report it."""
    floor.queue("1")
    floor.leave("1")

    assert floor.leave("1") == []


def test_a_call_that_enters_again_keeps_its_age_and_is_told_its_place_again() -> None:
    """A flow that lost its place in the queue's music, not in the queue."""
    floor = Floor(a_policy(anna=EN))
    floor.queue("1")
    floor.wait(1)
    floor.queue("2")
    floor.wait(1)

    assert positions(floor.queue("1")) == [("1", 1)]


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
    assert positions(effects) == [("1", 1), ("2", 2)]


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

    assert positions(floor.queue("1")) == [("1", 1)]
    assert floor.agent_of("1") is None


def test_places_count_from_one_by_age_in_each_queue(floor: Floor) -> None:
    """A call that rings keeps its place; who leaves lets all behind him move up."""
    floor = Floor(a_policy(a_queue("cards"), a_queue("loans"), anna=EN))
    floor.come("anna")
    first = floor.queue("1", "cards")
    floor.wait(1)
    floor.queue("2", "cards")
    floor.queue("a", "loans")
    floor.wait(1)
    floor.queue("3", "cards")

    assert positions(first) == [("1", 1)]
    assert positions(floor.effects) == [("1", 1), ("2", 2), ("a", 1), ("3", 3)]
    assert positions(floor.leave("2")) == [("3", 2)]
    assert positions(floor.accept("1")) == [("3", 1)]
