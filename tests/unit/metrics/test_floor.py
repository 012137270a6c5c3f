"""The router's own numbers as they are scraped."""

from math import inf, isnan

import pytest
from prometheus_client import CollectorRegistry

from callcenter_cti.acd.floor_numbers import FloorNumbers, LineNumbers
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.metrics.floor import FloorMetrics
from callcenter_cti.routing.estimates import GuessError, ServiceCounts

GOLD, SYDNEY, TOKYO = QueueId("gold"), SiteId("sydney"), SiteId("tokyo")
COUNTS = ServiceCounts(
    offered=10, answered=7, answered_within=6, abandoned=3, abandoned_within=2, short_abandoned=1
)
NUMBERS = FloorNumbers(
    (
        LineNumbers(
            GOLD, SYDNEY, 4, 95.5, 0.75, COUNTS, {Tier.PRIVATE: GuessError(2, -6.0, 10.0)}
        ),
        LineNumbers(GOLD, TOKYO, 0, None, 1.0, ServiceCounts(), {}),
    ),
    {(SYDNEY, "talking"): 30.0, (SYDNEY, "free"): 10.0, (TOKYO, "not_ready"): 5.0},
)


@pytest.fixture
def registry() -> CollectorRegistry:
    """What a scrape sees after the numbers were copied."""
    registry = CollectorRegistry()
    metrics = FloorMetrics(registry)
    metrics.read = lambda: NUMBERS
    metrics.refresh()
    return registry


@pytest.mark.parametrize(
    ("name", "labels", "value"),
    [
        ("calls_waiting", {}, 4),
        ("expected_wait_seconds", {}, 95.5),
        ("expected_wait_seconds", {"site": "tokyo"}, inf),
        ("service_level_recent_ratio", {}, 0.75),
        ("service_level_ratio", {"formula": "short_abandon_excluded"}, 6 / 9),
        ("service_level_ratio", {"formula": "answered"}, 6 / 7),
        ("service_level_ratio", {"formula": "offered"}, 6 / 10),
        ("service_level_ratio", {"formula": "abandon_positive"}, 8 / 10),
        ("service_level_ratio", {"formula": "abandon_ignored"}, 6 / 8),
        ("expected_wait_checked_total", {"tier": "private"}, 2),
        ("expected_wait_error_seconds_total", {"tier": "private"}, 10),
        ("expected_wait_bias_seconds", {"tier": "private"}, -3),
    ],
)
def test_numbers_of_a_line(
    registry: CollectorRegistry, name: str, labels: dict[str, str], value: float
) -> None:
    """Counted by hand."""
    labels = {"site": "sydney", "queue": "gold"} | labels

    assert registry.get_sample_value(f"callcenter_{name}", labels) == pytest.approx(value)


def test_numbers_of_agents(registry: CollectorRegistry) -> None:
    """By site; where nobody was at work, occupancy is no number."""
    read = registry.get_sample_value
    talked = read("callcenter_agent_seconds_total", {"site": "sydney", "state": "talking"})

    assert talked == 30
    assert read("callcenter_occupancy_ratio", {"site": "sydney"}) == 0.75
    assert isnan(read("callcenter_occupancy_ratio", {"site": "tokyo"}) or 0)


def test_numbers_are_those_of_the_last_copy() -> None:
    """A scrape, which runs in a thread, never looks at the router."""
    registry = CollectorRegistry()
    metrics = FloorMetrics(registry)
    metrics.read = lambda: NUMBERS
    labels = {"site": "sydney", "queue": "gold"}

    before = registry.get_sample_value("callcenter_calls_waiting", labels)
    metrics.refresh()

    assert (before, registry.get_sample_value("callcenter_calls_waiting", labels)) == (None, 4)
