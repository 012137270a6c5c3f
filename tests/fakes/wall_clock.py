"""A clock that stands until it is moved."""

from datetime import UTC, datetime, timedelta


class StandingClock:
    """Both clocks of `domain.clock.Clock`, moved together by `advance`."""

    def __init__(self, wall: datetime = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)) -> None:
        self._wall = wall
        self._now = 1000.0

    def now(self) -> float:
        return self._now

    def wall(self) -> datetime:
        return self._wall

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
        self._wall += timedelta(seconds=seconds)
