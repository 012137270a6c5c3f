"""Outcomes as JSON."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.bank.card_changes import CaseOpened, Done, Obstacle, Prevented
from callcenter_cti.bank.card_services import HeldBack, Locked, Refused, Verified
from callcenter_cti.bank.outcomes import Outcome, read_outcome, write_outcome
from tests.fakes.agent_desk import customer

OUTCOMES: list[Outcome] = [
    Done("00000017"),
    *(Prevented(obstacle) for obstacle in Obstacle),
    CaseOpened("12345678", "disputes-tokyo", date(2026, 3, 2)),
    Refused(),
    Locked(),
    HeldBack(),
    Verified(customer()),
]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=repr)
def test_outcome_comes_back_as_it_was_written(outcome: Outcome):
    """Every kind of them."""
    assert read_outcome(write_outcome(outcome)) == outcome


def test_members_of_a_later_version_are_left_out():
    """A bank may add what an older voice system does not know."""
    told = json.loads(write_outcome(Done("00000017"))) | {"thanks": "a lot"}

    assert read_outcome(json.dumps(told)) == Done("00000017")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"outcome": "unheard_of"}',
        '{"outcome": ["done"]}',
        '{"outcome": "done"}',
        '{"outcome": "done", "reference": 12345678}',
        '{"outcome": "done", "reference": "1234"}',
        '{"outcome": "done", "reference": "1234567a"}',
        '{"outcome": "prevented", "obstacle": "bad weather"}',
        '{"outcome": "verified", "customer": {"name": "4111111111111111"}}',
        "[" * 100_000,
    ],
)
def test_whatever_is_no_outcome_is_a_value_error_that_shows_nothing(text: str):
    """An answer may hold what no log should."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared below
        read_outcome(text)

    assert str(caught.value) in (
        "no outcome that we know",
        "a reference number has eight digits",
    )


@given(st.binary())
def test_any_bytes_are_read_or_refused(text: bytes):
    """Nothing but a ValueError comes of garbage."""
    with pytest.raises(ValueError):  # noqa: PT011 - any
        read_outcome(text)
