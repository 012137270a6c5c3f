"""Each benchmark measures something on the real thing; how much is for `make bench` to say."""

import asyncio

import pytest

from benchmarks import self_service

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(300)]


def test_self_service_measures_calls_that_were_served() -> None:
    """A call at each pace; what has to come later in a call does."""
    told: list[str] = []

    outcome = asyncio.run(self_service.measure(told.append, rounds=1))

    figures = outcome.figures
    assert 0 < figures["balance_after_last_key_s"] < figures["balance_typed_ahead_s"]
    assert figures["balance_typed_ahead_s"] < figures["call_typed_ahead_s"]
    assert [line.partition(":")[0] for line in told if line.startswith("round 1, ")] == [
        "round 1, stored keys", "round 1, by hand",
    ]  # fmt: skip
    assert outcome.lines()[-1].startswith("bench-self-service: ")
