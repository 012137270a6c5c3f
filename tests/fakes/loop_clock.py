"""A clock that goes with the event loop: for tests on a virtual loop (`pytest.mark.looptime`)."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class LoopClock:
    """Both clocks of the port; starts at 0 and at `START`."""

    def __init__(self) -> None:
        self._zero = asyncio.get_running_loop().time()

    def now(self) -> float:
        """Monotonic seconds."""
        return asyncio.get_running_loop().time() - self._zero

    def wall(self) -> datetime:
        """Aware UTC."""
        return START + timedelta(seconds=self.now())
