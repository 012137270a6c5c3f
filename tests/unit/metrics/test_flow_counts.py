"""What callers do in flows, counted by hand."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from prometheus_client import CollectorRegistry

from callcenter_cti.domain.facts import CallEnded, FlowFailed, FlowStepEnded, FlowStepEntered
from callcenter_cti.domain.identifiers import CallId, SiteId
from callcenter_cti.metrics.catalogue import Catalogue
from callcenter_cti.metrics.collector import Collector
from tests.fakes.agent_desk import START, call

SYDNEY = SiteId("sydney")
CALL = CallId("sydney-1")
Read = Callable[..., float | None]


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(CollectorRegistry())


@pytest.fixture
def collector(catalogue: Catalogue) -> Collector:
    return Collector(catalogue)


@pytest.fixture
def read(catalogue: Catalogue) -> Read:
    """Reads one sample of Sydney."""

    def sample(name: str, **labels: str) -> float | None:
        return catalogue.registry.get_sample_value(
            f"callcenter_{name}", {"site": SYDNEY, **labels}
        )

    return sample


def entered(flow: str, step: str, *, name: CallId = CALL) -> FlowStepEntered:
    return FlowStepEntered(name, SYDNEY, flow, step, START)


def left(flow: str, step: str, outcome: str, *, seconds: float = 1.0) -> FlowStepEnded:
    return FlowStepEnded(CALL, SYDNEY, flow, step, outcome, seconds, START)


def ended(name: CallId, outcome: str) -> CallEnded:
    return CallEnded(replace(call(), call_id=name), outcome, None, None, 0, 0, START)


def test_five_callers_in_a_step_counted_by_hand(
    collector: Collector, read: Read, catalogue: Catalogue
) -> None:
    """Five come, one confirms after 4 s, two hang up after 9 s, one wants a person, one thinks."""
    for _ in range(5):
        collector.on_fact(entered("points", "confirm"))
    collector.on_fact(left("points", "confirm", "done", seconds=4.0))
    for _ in range(2):
        collector.on_fact(left("points", "confirm", "hung_up", seconds=9.0))
    collector.on_fact(left("points", "confirm", "person"))

    step = {"flow": "points.confirm"}
    assert read("flow_steps_entered_total", **step) == 5
    outcomes = ("done", "hung_up", "person", "no_input", "no_match", "failed")
    counted = [read("flow_steps_total", **step, outcome=outcome) for outcome in outcomes]
    assert counted == [1, 2, 1, 0, 0, 0]
    seconds = catalogue.registry.get_sample_value("callcenter_flow_step_seconds_sum", step)
    assert seconds == 4 + 9 + 9 + 1


def test_all_series_of_a_step_begin_at_nothing(collector: Collector, read: Read) -> None:
    """A rate sees the first caller who gives up only when the series was there before him."""
    assert read("flow_steps_total", flow="points.confirm", outcome="hung_up") is None

    collector.on_fact(entered("points", ""))
    collector.on_fact(entered("points", "confirm"))

    assert read("flow_steps_total", flow="points.confirm", outcome="hung_up") == 0
    assert read("flow_calls_total", flow="points", outcome="contained") == 0
    assert read("flow_faults_total", flow="points") == 0


def test_whole_flows_are_counted_apart_from_their_steps(collector: Collector, read: Read) -> None:
    """A flow has a name of its own, and no time."""
    collector.on_fact(entered("points", ""))
    collector.on_fact(left("points", "", "not_enough_points"))

    assert read("flows_entered_total", flow="points") == 1
    assert read("flows_total", flow="points", outcome="not_enough_points") == 1
    assert read("flow_steps_entered_total", flow="points.") is None


def test_calls_by_the_flows_that_they_came_to(collector: Collector, read: Read) -> None:
    """A call counts once for each, however often its caller was there, by how the call ended."""
    other = CallId("sydney-2")
    for flow in ("balance", "points", "balance"):
        collector.on_fact(entered(flow, ""))
    collector.on_fact(entered("points", "", name=other))
    collector.on_fact(ended(CALL, "answered"))
    collector.on_fact(ended(other, "contained"))
    collector.on_fact(ended(other, "contained"))

    assert read("flow_calls_total", flow="balance", outcome="answered") == 1
    assert read("flow_calls_total", flow="points", outcome="answered") == 1
    assert read("flow_calls_total", flow="points", outcome="contained") == 1
    assert read("flow_calls_total", flow="balance", outcome="contained") == 0


def test_calls_whose_end_is_never_told_are_forgotten(
    collector: Collector, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory does not grow with them; the oldest go first."""
    monkeypatch.setattr("callcenter_cti.metrics.flow_counts._LIVE_CALLS", 2)
    for name in ("a", "b", "c"):
        collector.on_fact(entered("points", "", name=CallId(name)))
    for name in ("a", "b", "c"):
        collector.on_fact(ended(CallId(name), "contained"))

    assert read("flow_calls_total", flow="points", outcome="contained") == 2


def test_faults_are_counted_where_they_hit_the_caller(collector: Collector, read: Read) -> None:
    """One for each line `flow.failed` in the log."""
    collector.on_fact(FlowFailed(CALL, SYDNEY, "balance", START))

    assert read("flow_faults_total", flow="balance") == 1
