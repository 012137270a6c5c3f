"""Leaves a bank alone that fails again and again, so that callers hear at once what is served.

    closed ──(failures in a row)──▶ open ──(pause is over)──▶ half open ──(success)──▶ closed
                                     ▲                            │
                                     └────────(failure)───────────┘

Half open lets one try through and nobody else. Knows no clock and no network; after Nygard,
"Release It!", 5.2 (Pragmatic Bookshelf, 2nd edition 2018).
"""

from dataclasses import dataclass
from enum import StrEnum


class BreakerState(StrEnum):
    """Whether tries are let through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Permit:
    """Lets one try through; whoever has it tells how the try ended."""

    probe: bool
    """It decides for everybody."""


class CircuitBreaker:
    """One per peer. Times are monotonic seconds.

    Args:
        failures: Failures in a row that open it.
        open_s: Seconds that it stays open.
    """

    def __init__(self, *, failures: int, open_s: float) -> None:
        self._most = failures
        self._open_s = open_s
        self._failures = 0
        self._opened_at: float | None = None
        self._probing = False
        self.trips = 0
        """How often it opened, again after a failed try of half open included."""

    def state(self, now: float) -> BreakerState:
        """Return what a try would meet."""
        if self._opened_at is None:
            return BreakerState.CLOSED
        over = now >= self._opened_at + self._open_s
        return BreakerState.HALF_OPEN if over else BreakerState.OPEN

    def admit(self, now: float) -> Permit | None:
        """Let a try through, or not."""
        state = self.state(now)
        if state is BreakerState.CLOSED:
            return Permit(probe=False)
        if state is BreakerState.OPEN or self._probing:
            return None
        self._probing = True
        return Permit(probe=True)

    def succeeded(self, permit: Permit) -> None:
        """Note that the peer answered; a try of before it opened closes nothing."""
        if self._opened_at is not None and not permit.probe:
            return
        self._failures, self._opened_at, self._probing = 0, None, False

    def failed(self, permit: Permit, now: float) -> None:
        """Note that the peer did not answer."""
        if permit.probe:
            self._probing = False
            self._open(now)
        elif self._opened_at is None:
            self._failures += 1
            if self._failures >= self._most:
                self._open(now)

    def abandoned(self, permit: Permit) -> None:
        """Note that nobody waited for the end of a try: the next one may probe."""
        if permit.probe:
            self._probing = False

    def _open(self, now: float) -> None:
        self._opened_at = now
        self.trips += 1
