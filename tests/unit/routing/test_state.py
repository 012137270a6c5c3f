"""What the router remembers, at a glance."""

from callcenter_cti.domain.identifiers import CallId
from tests.fakes.floor import Floor, a_policy

EN = {"en": 3}


def test_the_state_shows_calls_and_ready_agents_at_a_glance() -> None:
    """For logs and debuggers; nobody is named."""
    floor = Floor(a_policy(anna=EN, ben=EN))
    floor.queue("1")
    floor.queue("2")
    floor.come("anna")

    assert repr(floor.state) == "RoutingState(2 calls, 1 waiting, 0 ready)"


def test_a_call_that_rings_neither_waits_nor_talks() -> None:
    """And one that talks does not wait."""
    floor = Floor(a_policy(anna=EN))
    floor.queue("1")
    call = floor.state.calls[CallId("1")]
    assert (call.is_waiting, call.is_talking) == (True, False)

    floor.come("anna")
    assert (call.is_waiting, call.is_talking) == (False, False)

    floor.accept("1")
    assert (call.is_waiting, call.is_talking) == (False, True)
