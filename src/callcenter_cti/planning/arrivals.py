"""How many callers of each stream come: counted with exponential forgetting.

Theory. A mean over the last `MEMORY_S` in which the newest calls count most; before as much time
has passed, it is the plain mean over the time that has (the bias correction of exponential
smoothing). A forecast counts as if it had been seen for `FORECAST_S` before the first call. Knows
no calendar: who expects a busy hour says so by a forecast.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp
from typing import Final

from callcenter_cti.routing.advice import Stream

MEMORY_S: Final = 1800.0
"""Seconds in which a call's weight falls to 1/e: the half hour for which centres plan staff."""
FORECAST_S: Final = 600.0


@dataclass(slots=True)
class _Count:
    calls: float = 0.0
    seconds: float = 0.0
    """Time that the calls were counted over, forgotten like them."""
    at: float = 0.0

    def pass_to(self, now: float) -> None:
        """Let time pass."""
        kept = exp((self.at - now) / MEMORY_S)
        self.calls *= kept
        self.seconds = self.seconds * kept + MEMORY_S * (1 - kept)
        self.at = now


@dataclass(slots=True)
class Arrivals:
    """Counts of all streams from a moment on."""

    since: float
    """Monotonic seconds."""
    forecast: Mapping[Stream, float] = field(default_factory=dict)
    """Calls per minute that are expected, where anybody expects any."""
    _counts: dict[Stream, _Count] = field(default_factory=dict)

    def note(self, stream: Stream, now: float) -> None:
        """Count a call that came."""
        count = self._count(stream)
        count.pass_to(now)
        count.calls += 1

    def per_minute(self, stream: Stream, now: float) -> float:
        """Return how many calls of a stream come in a minute."""
        count = self._count(stream)
        count.pass_to(now)
        return 60 * count.calls / count.seconds if count.seconds else 0.0

    def streams(self) -> tuple[Stream, ...]:
        """Return the streams of which anything is known."""
        return tuple(self._counts | dict.fromkeys(self.forecast, None))

    def _count(self, stream: Stream) -> _Count:
        count = self._counts.get(stream)
        if count is None:
            expected = self.forecast.get(stream)
            seconds = 0.0 if expected is None else FORECAST_S
            calls = 0.0 if expected is None else expected * FORECAST_S / 60
            count = self._counts[stream] = _Count(calls, seconds, self.since)
        return count
