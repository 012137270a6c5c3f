"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Both clocks of the port, moved together; starts at an arbitrary, fixed moment."""

    def __init__(self, now: float = 1000.0, wall: datetime | None = None) -> None:
        self._now = now
        self._wall = wall or datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> float:
        """Monotonic seconds."""
        return self._now

    def wall(self) -> datetime:
        """Aware UTC."""
        return self._wall

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
        self._wall += timedelta(seconds=seconds)
