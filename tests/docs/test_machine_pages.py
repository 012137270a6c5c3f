"""The page of state machines says what routing does."""

import re

import pytest

from callcenter_cti.domain.agents import AgentState, ReservationStatus
from callcenter_cti.routing import agents, reservations
from tests.docs.machine_pages import Table, diagram, page, transitions

MACHINES: list[tuple[Table, AgentState | ReservationStatus]] = [
    (agents.TRANSITIONS, AgentState.LOGGED_OUT),
    (reservations.TRANSITIONS, ReservationStatus.PENDING),
]


@pytest.mark.parametrize(("table", "first"), MACHINES, ids=["agent", "reservation"])
def test_the_picture_has_exactly_the_arrows_of_the_table(
    table: Table, first: AgentState | ReservationStatus
) -> None:
    """Read back from the picture, the table is the same."""
    drawn = {
        (state, event, following)
        for state, following, events in re.findall(
            r"^    (\w+) --> (\w+): (.+)$", diagram(table, first), re.M
        )
        for event in events.split(", ")
    }

    assert drawn == set(transitions(table))


@pytest.mark.parametrize(("table", "first"), MACHINES, ids=["agent", "reservation"])
def test_every_state_can_be_reached_from_the_first(
    table: Table, first: AgentState | ReservationStatus
) -> None:
    """A state to which no arrow leads is a mistake in the table."""
    reached = {str(first)}
    while more := {to for a, _, to in transitions(table) if a in reached} - reached:
        reached |= more

    assert reached == {str(state) for state in table}


def test_every_word_has_its_meaning() -> None:
    """States and events alike; an empty cell is a docstring that nobody wrote."""
    assert [line for line in page().splitlines() if line.endswith("|  |")] == []
