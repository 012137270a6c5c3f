"""The clock as a port: whoever needs time is handed one; only `app.py` knows the real one."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Two clocks: one for durations, one for records. Never subtract wall times."""

    def now(self) -> float:
        """Monotonic seconds."""
        ...

    def wall(self) -> datetime:
        """Aware UTC, for records and calendars only."""
        ...
