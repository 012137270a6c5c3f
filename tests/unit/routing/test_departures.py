"""How calls go."""

import pytest

from callcenter_cti.domain.agents import ReservationStatus
from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing.effects import (
    EndCall,
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
