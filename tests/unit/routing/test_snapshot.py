"""A state that is stored and brought back to life does what it would have done."""

from copy import deepcopy

from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing.inputs import CallLeft, TimePassed
from callcenter_cti.routing.journal import CallEvicted, take, woken
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.snapshot import snapshot, state_of
from tests.fakes.floor import Floor, a_policy, a_queue

EN = {"en": 3}


def a_day() -> Floor:
    """Anna talks, Ben rings, two wait: one of them under older rules."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.come("anna", "ben")
    floor.queue("1")
    floor.accept("1")
    floor.queue("2")
    floor.queue("3")
    floor.rules(a_policy(a_queue(ring_s=7), version="v2", anna=EN, ben=EN))
    floor.queue("4")
    return floor


def test_what_was_shared_is_shared_again() -> None:
    """A call and its agent have one lease, calls of one version one set of rules."""
    floor = a_day()
    stored = deepcopy(snapshot(floor.state))
    for record in stored.state.agents.values():
        record.lease = deepcopy(record.lease)  # a store of text shares nothing

    state = state_of(stored)

    assert state == floor.state
    assert state.calls[CallId("2")].lease is state.agents[floor.record("ben").agent].lease
    assert state.calls[CallId("4")].rules is state.policy.queues[state.calls[CallId("4")].queue]
    assert state.calls[CallId("3")].rules is state.calls[CallId("2")].rules


def test_a_snapshot_names_the_older_rules_once() -> None:
    """Three calls are under them."""
    stored = snapshot(a_day().state)

    assert len(stored.older_rules) == 1
    assert stored.rules_of == {"1": 0, "2": 0, "3": 0}


def test_a_journal_is_lived_again_with_its_faults() -> None:
    """Effects, the names of refusals, and calls taken off by force."""
    floor = a_day()
    router = woken(deepcopy(snapshot(floor.state)))

    assert take(router, TimePassed(), floor.now) == []
    assert take(router, CallEvicted(CallId("3")), floor.now) == []
    assert take(router, CallLeft(CallId("4")), floor.now) == floor.leave("4")
    assert take(Router(floor.state), "no input", floor.now) == "KeyError"  # type: ignore[arg-type]
