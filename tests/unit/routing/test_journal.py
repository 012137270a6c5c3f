"""How a router's life is lived again: from a snapshot, event by event, faults included."""

from callcenter_cti.domain.agents import Actor
from callcenter_cti.domain.identifiers import AgentId, CallId, QueueId, SiteId
from callcenter_cti.routing.inputs import AgentLoggedIn, CallLeft, CallQueued, TimePassed
from callcenter_cti.routing.journal import CallEvicted, take, woken
from callcenter_cti.routing.snapshot import snapshot
from tests.fakes.floor import HOME, Floor, a_policy

QUEUED = CallQueued(CallId("1"), QueueId("cards"), SiteId(HOME))


def a_floor() -> Floor:
    """Anna is free."""
    floor = Floor(a_policy(anna={"en": 3}))
    floor.come("anna")
    return floor


def test_a_woken_router_does_the_same() -> None:
    """Whoever waited is offered, whoever comes is queued."""
    lived, again = a_floor(), woken(snapshot(a_floor().state))

    assert take(again, TimePassed(), 0.0) == []
    assert take(again, QUEUED, 1.0) == take(lived.router, QUEUED, 1.0)
    assert again.state == lived.state


def test_what_was_refused_is_refused_again_by_its_name() -> None:
    """And nothing has changed."""
    router = woken(snapshot(a_floor().state))

    told = take(router, AgentLoggedIn(AgentId("nobody"), Actor.AGENT), 1.0)

    assert told == "UnknownAgent"
    assert router.state == a_floor().state


def test_a_call_that_was_taken_off_by_force_is_taken_off_again() -> None:
    """Its agent is where he was put then; the end that its flow reports changes nothing more."""
    floor = a_floor()
    floor.queue("1")

    effects = take(floor.router, CallEvicted(CallId("1")), 2.0)

    assert not isinstance(effects, str)
    assert floor.record("anna").reason == "fault"
    assert len(effects) == 1
    assert take(floor.router, CallLeft(CallId("1")), 3.0) == []
