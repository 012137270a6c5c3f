"""Texts of the router's refusals."""

import pytest

from callcenter_cti.domain.errors import RoutingError
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.routing.errors import IllegalEvent, UnknownAgent, UnknownReason


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            IllegalEvent("agent", "logged_out", "go_ready"),
            "agent: go_ready is not possible in logged_out",
        ),
        (UnknownAgent(AgentId("nemo")), "no agent 'nemo' in the roster"),
        (UnknownReason("nap"), "'nap' is not one of the rules' reasons for not ready"),
    ],
)
def test_refusals_name_what_was_refused(error: RoutingError, text: str) -> None:
    """The text is made from the facts."""
    assert str(error) == text


def test_an_unknown_agent_is_a_lookup_error_too() -> None:
    """Desktops that know nothing of routing catch it as such."""
    assert isinstance(UnknownAgent(AgentId("nemo")), LookupError)
