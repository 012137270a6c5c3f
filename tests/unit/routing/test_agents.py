"""The table of agent states."""

import pytest

from callcenter_cti.domain.agents import AgentState
from callcenter_cti.routing.agents import TRANSITIONS, AgentEvent, next_state
from callcenter_cti.routing.errors import IllegalEvent


@pytest.mark.parametrize("state", AgentState)
@pytest.mark.parametrize("event", AgentEvent)
def test_a_state_follows_exactly_where_the_table_has_one(
    state: AgentState, event: AgentEvent
) -> None:
    """What the table lacks is refused with state and event in the error."""
    expected = TRANSITIONS[state].get(event)

    if expected is not None:
        assert next_state(state, event) is expected
    else:
        with pytest.raises(IllegalEvent) as refused:
            next_state(state, event)
        assert (refused.value.state, refused.value.event) == (state, event)


def test_every_state_is_in_the_table() -> None:
    """A state that is forgotten would be a KeyError on a live floor."""
    assert set(TRANSITIONS) == set(AgentState)


def test_only_a_ready_agent_can_be_reserved() -> None:
    """READY is the only routable state."""
    reservable = {state for state, row in TRANSITIONS.items() if AgentEvent.RESERVE in row}

    assert reservable == {AgentState.READY}


@pytest.mark.parametrize(
    ("state", "other"),
    [(AgentState.TALKING, AgentState.HOLD), (AgentState.HOLD, AgentState.TALKING)],
)
def test_a_conversation_ends_in_wrap_up_or_by_a_fault(
    state: AgentState, other: AgentState
) -> None:
    """No other way leads out of TALKING and HOLD but from one to the other."""
    assert set(TRANSITIONS[state].values()) == {AgentState.WRAP_UP, AgentState.NOT_READY, other}
    assert TRANSITIONS[state][AgentEvent.FINISH] is AgentState.WRAP_UP
