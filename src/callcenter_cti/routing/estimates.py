"""What the router learns from its own inputs: pace, patience, service level, error of its guesses.

Pure arithmetic on what it is told, with the time as an argument. Sources: expected wait with
abandonment is the mean first-passage time of a pure death process (Whitt 1999, "Improving service
by informing customers about anticipated delays", section 3); patience is the maximum-likelihood
estimate under censoring, all waits divided by the abandonments (Brown et al. 2005, section 5).
"""

from dataclasses import dataclass
from math import exp, inf, log1p
from typing import Final

_PACE_WEIGHT: Final = 0.1
"""Weight of the newest interval between two services in their mean."""
RECENT_S: Final = 600.0
"""Time in which a call's weight in the recent service level falls to 1/e."""


def expected_wait_s(ahead: int, interval_s: float, patience_s: float) -> float:
    """Return the expected time until the caller with `ahead - 1` before him is served.

    Each of those ahead is served, one every `interval_s`, or gives up after `patience_s`.

    Args:
        ahead: Position, 1 for the next.
        interval_s: Mean seconds between two services; infinite: nobody serves.
        patience_s: Mean seconds until a waiting caller gives up.
    """
    if interval_s == inf:
        return inf
    return patience_s * log1p(ahead * interval_s / patience_s)


@dataclass(slots=True)
class Pace:
    """How fast a line is served while somebody waits in it."""

    interval_s: float | None = None
    """Mean seconds between two services; None: none was seen yet."""
    since: float = 0.0
    """The last service, or the moment from which somebody waited."""

    def begin(self, now: float) -> None:
        """Note that the line is not empty any more."""
        self.since = now

    def serve(self, now: float) -> None:
        """Note a service of one who waited."""
        seen = now - self.since
        self.since = now
        before = self.interval_s
        self.interval_s = seen if before is None else before + _PACE_WEIGHT * (seen - before)


@dataclass(slots=True)
class Patience:
    """How long callers of a line wait before they give up."""

    waited_s: float
    """All waits; starts with the expected patience, as if one had given up after it."""
    abandoned: int = 1

    def note(self, waited_s: float, *, gave_up: bool) -> None:
        """Note the end of a wait."""
        self.waited_s += waited_s
        self.abandoned += gave_up

    @property
    def mean_s(self) -> float:
        """Mean patience; above 0."""
        return max(self.waited_s / self.abandoned, 1.0)


@dataclass(slots=True)
class RecentShare:
    """A share of calls in which the newest count most: exponential forgetting."""

    hits: float = 0.0
    calls: float = 0.0
    at: float = 0.0

    def note(self, now: float, *, hit: bool) -> None:
        """Count a call."""
        kept = exp((self.at - now) / RECENT_S)
        self.hits = self.hits * kept + hit
        self.calls = self.calls * kept + 1
        self.at = now

    @property
    def value(self) -> float:
        """The share, 0 to 1; 1 before the first call."""
        return self.hits / self.calls if self.calls else 1.0


@dataclass(slots=True)
class ServiceCounts:
    """The counters that every formula of the service level is made of; see the glossary."""

    offered: int = 0
    answered: int = 0
    answered_within: int = 0
    abandoned: int = 0
    abandoned_within: int = 0
    short_abandoned: int = 0
    flowed_out: int = 0
    """Ended without an answer and without the caller leaving: closed, handed back."""
    answered_wait_s: float = 0.0
    """Sum of the waits of those answered, ringing included."""

    def answer(self, waited_s: float, *, within_s: float) -> None:
        """Count an answer."""
        self.answered += 1
        self.answered_within += waited_s <= within_s
        self.answered_wait_s += waited_s

    def abandon(self, waited_s: float, *, within_s: float, short_s: float) -> None:
        """Count one who left."""
        self.abandoned += 1
        self.abandoned_within += waited_s <= within_s
        self.short_abandoned += waited_s <= short_s

    @property
    def sl_answered(self) -> float:
        """Answered in time / answered."""
        return _share(self.answered_within, self.answered)

    @property
    def sl_offered(self) -> float:
        """Answered in time / (answered + abandoned)."""
        return _share(self.answered_within, self.answered + self.abandoned)

    @property
    def sl_abandon_positive(self) -> float:
        """(Answered in time + abandoned in time) / (answered + abandoned)."""
        within = self.answered_within + self.abandoned_within
        return _share(within, self.answered + self.abandoned)

    @property
    def sl_abandon_ignored(self) -> float:
        """Answered in time / (answered + abandoned - abandoned in time)."""
        counted = self.answered + self.abandoned - self.abandoned_within
        return _share(self.answered_within, counted)

    @property
    def sl_short_abandon_excluded(self) -> float:
        """Answered in time / (answered + abandoned - short abandons); the project's default."""
        counted = self.answered + self.abandoned - self.short_abandoned
        return _share(self.answered_within, counted)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


@dataclass(slots=True)
class GuessError:
    """How far predicted waits were from the real ones, in seconds."""

    count: int = 0
    sum_s: float = 0.0
    """Of predicted minus actual."""
    absolute_s: float = 0.0

    def note(self, predicted_s: float, actual_s: float) -> None:
        """Compare a prediction with what came."""
        self.count += 1
        self.sum_s += predicted_s - actual_s
        self.absolute_s += abs(predicted_s - actual_s)

    @property
    def bias_s(self) -> float:
        """Mean of predicted minus actual."""
        return self.sum_s / self.count if self.count else 0.0

    @property
    def mean_absolute_s(self) -> float:
        """Mean distance."""
        return self.absolute_s / self.count if self.count else 0.0
