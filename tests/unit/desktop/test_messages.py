"""What a desktop and the engine say to each other."""

import json

import pytest

from callcenter_cti.desktop import messages
from callcenter_cti.domain.agents import AgentState
from tests.fakes.agent_desk import ANNA, FakeAgentDesk, offer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "ready"}', messages.Ready(type="ready")),
        (
            '{"type": "not_ready", "reason": "break"}',
            messages.NotReady(type="not_ready", reason="break"),
        ),
        ('{"type": "log_out"}', messages.LogOut(type="log_out")),
        (
            '{"type": "pop_shown", "token": "t"}',
            messages.PopShown(type="pop_shown", token="t"),
        ),
    ],
)
def test_what_a_desktop_may_say(text: str, said: messages.FromDesktop) -> None:
    """Four messages."""
    assert messages.parse(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "{}",
        '{"type": "fly"}',
        '{"type": "ready", "agent": "ben"}',
        '{"type": "not_ready"}',
        '{"type": "not_ready", "reason": ""}',
        '{"type": "not_ready", "reason": 7}',
        '{"type": "pop_shown", "token": "%s"}' % ("x" * 200),
    ],
)
def test_anything_else_is_no_message(text: str) -> None:
    """Unknown types, unknown fields, wrong types, empty and overlong values."""
    assert messages.parse(text) is None


def test_state_names_the_offer_that_belongs_to_it() -> None:
    """So that a page can tell whether the pop it has is the right one."""
    desk = FakeAgentDesk()

    sent = messages.state(desk.put(ANNA, AgentState.RESERVED, offer=offer("offer-9")))

    as_json = json.loads(sent.model_dump_json())
    assert as_json["offer"] == "offer-9"
    assert as_json["state"] == "reserved"
    assert as_json["since"] == "2026-03-02T09:00:00Z"
