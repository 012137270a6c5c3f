"""The metrics as a whole: names and labels."""

import pytest
from prometheus_client import CollectorRegistry

from callcenter_cti.metrics.catalogue import Catalogue

LABELS = {"site", "queue", "hotline", "tier", "flow", "outcome", "state", "reason", "plan",
          "formula"}  # fmt: skip


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(CollectorRegistry())


def test_every_metric_is_named_alike_and_helps(catalogue: Catalogue) -> None:
    """Ours begin with the project's name; the process's own keep theirs."""
    metrics = list(catalogue.registry.collect())

    assert len(metrics) >= 20
    for metric in metrics:
        assert metric.name.startswith(("callcenter_", "process_", "python_gc_")), metric.name
        assert len(metric.documentation) > 10, metric.name
        if metric.type == "histogram":
            assert metric.name.endswith("_seconds"), metric.name


def test_labels_have_few_and_known_values(catalogue: Catalogue) -> None:
    """Never a number, a name or a channel; the version stands in the build information alone."""
    labels = {
        metric._name: set(metric._labelnames)
        for metric in (*vars(catalogue).values(), *catalogue.floor.all)
        if hasattr(metric, "_labelnames")
    }

    assert labels.pop("callcenter_build_info") == {"version"}
    assert set().union(*labels.values()) <= LABELS


def test_two_engines_in_one_process_do_not_share_numbers() -> None:
    """The registry is handed in; there is no global one."""
    one, other = Catalogue(CollectorRegistry()), Catalogue(CollectorRegistry())

    one.pops_shown.inc()

    assert one.registry.get_sample_value("callcenter_pops_shown_total") == 1
    assert other.registry.get_sample_value("callcenter_pops_shown_total") == 0


def test_breaker_is_in_one_state(catalogue: Catalogue) -> None:
    """It is read at each scrape; a bank without one is in none."""
    states = ("closed", "open", "half_open")

    def read() -> list[float | None]:
        name, registry = "callcenter_bank_breaker", catalogue.registry
        return [registry.get_sample_value(name, {"state": state}) for state in states]

    without = read()
    catalogue.bank_breaker.read = lambda: "open"

    assert without == [0, 0, 0]
    assert read() == [0, 1, 0]


def test_totals_kept_elsewhere_are_read_at_each_scrape(catalogue: Catalogue) -> None:
    """The writer of records and the AGI server count for themselves."""
    total = [7]
    catalogue.records_spilled.read = lambda: total[0]
    catalogue.agi_sessions.set_function(lambda: 3)

    first = catalogue.registry.get_sample_value("callcenter_records_spilled_total")
    total[0] = 9
    second = catalogue.registry.get_sample_value("callcenter_records_spilled_total")

    assert (first, second) == (7, 9)
    assert catalogue.registry.get_sample_value("callcenter_agi_sessions") == 3
