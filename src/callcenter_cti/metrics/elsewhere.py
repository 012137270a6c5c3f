"""Metrics whose values somebody else keeps: they are read at each scrape. Names none."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector as RegistryCollector


class CountedElsewhere(RegistryCollector):
    """A counter whose total somebody else keeps; it is read at each scrape."""

    def __init__(self, name: str, documentation: str, *, registry: CollectorRegistry) -> None:
        self._name = name
        self._documentation = documentation
        self.read: Callable[[], int] = lambda: 0
        """Set by `app.py`: returns the total so far."""
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Return the metric as of now."""
        yield CounterMetricFamily(self._name, self._documentation, value=self.read())


class StateElsewhere(RegistryCollector):
    """A gauge for each state that something can be in; read at each scrape."""

    def __init__(
        self, name: str, documentation: str, *, states: Sequence[str], registry: CollectorRegistry
    ) -> None:
        self._name = name
        self._documentation = documentation
        self._states = states
        self.read: Callable[[], str] = lambda: ""
        """Set by `app.py`: returns the state now, empty when there is nothing to be in one."""
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Return the metric as of now."""
        metric = GaugeMetricFamily(self._name, self._documentation, labels=("state",))
        now = self.read()
        for state in self._states:
            metric.add_metric((state,), float(state == now))
        yield metric


Labelled = Iterable[tuple[tuple[str, ...], float]]
"""Values, each with those of its labels in their order."""


class ValuesElsewhere(RegistryCollector):
    """A gauge, or a counter, with labels; read at each scrape."""

    def __init__(
        self,
        name: str,
        documentation: str,
        labels: tuple[str, ...],
        *,
        registry: CollectorRegistry,
        counts: bool = False,
    ) -> None:
        self._name = name
        self._documentation = documentation
        self._labelnames = labels
        self._family = CounterMetricFamily if counts else GaugeMetricFamily
        self.read: Callable[[], Labelled] = lambda: ()
        """Set by whoever keeps them."""
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Return the metric as of now."""
        metric = self._family(self._name, self._documentation, labels=self._labelnames)
        for labels, value in self.read():
            metric.add_metric(labels, value)
        yield metric
