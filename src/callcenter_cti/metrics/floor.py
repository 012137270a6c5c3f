"""The router's own numbers on `/metrics`: waiting, expected wait, service level, occupancy.

Decides only how they are named; the router counts and estimates. They are copied on the event loop
before a scrape is answered, because that happens in a thread.
"""

from collections.abc import Callable, Iterator
from math import inf, nan

from prometheus_client import CollectorRegistry

from callcenter_cti.acd.floor_numbers import NO_NUMBERS, FloorNumbers, LineNumbers
from callcenter_cti.metrics.elsewhere import Labelled, ValuesElsewhere
from callcenter_cti.routing.estimates import GuessError

_LINE = ("site", "queue")
_CLASS = ("site", "queue", "tier")


class FloorMetrics:
    """Metrics of lines (a queue at the callers' site), of classes of callers, and of agents."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Put them into a registry."""
        self.read: Callable[[], FloorNumbers] = lambda: NO_NUMBERS
        """Set by `app.py`: returns the numbers now."""
        self._numbers = NO_NUMBERS
        self.all: tuple[ValuesElsewhere, ...] = (
            *self._of_lines(registry),
            *self._of_forecasts(registry),
            *self._of_agents(registry),
        )

    def refresh(self) -> None:
        """Copy the numbers; on the event loop."""
        self._numbers = self.read()

    def _of_lines(self, registry: CollectorRegistry) -> Iterator[ValuesElsewhere]:
        yield self._line(
            registry,
            "callcenter_calls_waiting",
            "Callers who wait in a queue, without those for whom a phone rings.",
            lambda line: line.waiting,
        )
        yield self._line(
            registry,
            "callcenter_expected_wait_seconds",
            "Expected wait of a caller who would enter the queue now; +Inf while nobody is at "
            "work for it at the site.",
            lambda line: inf if line.expected_wait_s is None else line.expected_wait_s,
        )
        yield self._line(
            registry,
            "callcenter_service_level_recent_ratio",
            "Share of the last calls that were answered in time, the newest counting most "
            "(weight 1/e after ten minutes); 1 before the first.",
            lambda line: line.recent,
        )
        levels = ValuesElsewhere(
            "callcenter_service_level_ratio",
            "Service level since the engine started by its formula: short_abandon_excluded (the "
            "default), answered, offered, abandon_positive, abandon_ignored; see the glossary.",
            (*_LINE, "formula"),
            registry=registry,
        )
        levels.read = self._levels
        yield levels

    def _of_forecasts(self, registry: CollectorRegistry) -> Iterator[ValuesElsewhere]:
        checked = ValuesElsewhere(
            "callcenter_expected_wait_checked",
            "Answered calls of a class whose expected wait was compared with the real one.",
            _CLASS,
            registry=registry,
            counts=True,
        )
        checked.read = lambda: self._by_class(lambda error: error.count)
        error = ValuesElsewhere(
            "callcenter_expected_wait_error_seconds",
            "Sum of the distances between expected and real waits; divided by those checked: "
            "the mean error.",
            _CLASS,
            registry=registry,
            counts=True,
        )
        error.read = lambda: self._by_class(lambda error: error.absolute_s)
        bias = ValuesElsewhere(
            "callcenter_expected_wait_bias_seconds",
            "Mean of expected minus real waits of a class: above 0, callers are told too much.",
            _CLASS,
            registry=registry,
        )
        bias.read = lambda: self._by_class(lambda error: error.bias_s)
        yield from (checked, error, bias)

    def _of_agents(self, registry: CollectorRegistry) -> Iterator[ValuesElsewhere]:
        seconds = ValuesElsewhere(
            "callcenter_agent_seconds",
            "Seconds that agents spent in each state; READY is split into free, phone_in_use and "
            "phone_unreachable.",
            ("site", "state"),
            registry=registry,
            counts=True,
        )
        seconds.read = lambda: (
            ((site, state), spent) for (site, state), spent in self._numbers.seconds.items()
        )
        occupancy = ValuesElsewhere(
            "callcenter_occupancy_ratio",
            "Share of the time at work in which agents were reserved, ringing, talking, holding "
            "or wrapping up, since the engine started; NaN before anybody was at work.",
            ("site",),
            registry=registry,
        )
        occupancy.read = lambda: (
            ((site,), nan if share is None else share)
            for site, share in self._numbers.occupancy().items()
        )
        yield from (seconds, occupancy)

    def _line(
        self,
        registry: CollectorRegistry,
        name: str,
        documentation: str,
        value: Callable[[LineNumbers], float],
    ) -> ValuesElsewhere:
        made = ValuesElsewhere(name, documentation, _LINE, registry=registry)
        made.read = lambda: (
            ((line.site, line.queue), value(line)) for line in self._numbers.lines
        )
        return made

    def _levels(self) -> Labelled:
        for line in self._numbers.lines:
            for formula in (
                "short_abandon_excluded", "answered", "offered", "abandon_positive",
                "abandon_ignored",
            ):  # fmt: skip
                level: float = getattr(line.counts, f"sl_{formula}")
                yield (line.site, line.queue, formula), level

    def _by_class(self, value: Callable[[GuessError], float]) -> Labelled:
        for line in self._numbers.lines:
            for tier, error in line.errors.items():
                yield (line.site, line.queue, tier), value(error)
