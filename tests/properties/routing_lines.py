"""What a line has taught: its pace, its callers' patience, how well they were served of late.

Written from the sources that `routing.estimates` names, to be compared with it.
"""

import math
from dataclasses import dataclass

from callcenter_cti.routing.policy import QueuePolicy

RECENT_S = 600.0


@dataclass
class LineBook:
    """The callers of one queue at one home site."""

    waited_s: float
    """All waits; begins with the patience of one who had given up."""
    gave_up: int = 1
    interval_s: float | None = None
    since: float = 0.0
    hits: float = 0.0
    calls: float = 0.0
    at: float = 0.0
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    flowed_out: int = 0

    def serve(self, now: float) -> None:
        """Somebody who waited got an agent."""
        seen, self.since = now - self.since, now
        if self.interval_s is None:
            self.interval_s = seen
        else:
            self.interval_s = 0.9 * self.interval_s + 0.1 * seen

    def answer(self, now: float, waited_s: float, *, in_time: bool) -> None:
        """Somebody was answered."""
        self.answered += 1
        self.waited_s += waited_s
        self._recall(now, hit=in_time)

    def abandon(self, now: float, waited_s: float, rules: QueuePolicy) -> None:
        """Somebody left."""
        self.abandoned += 1
        self.gave_up += 1
        self.waited_s += waited_s
        if waited_s > rules.short_abandon_s:
            self._recall(now, hit=False)

    def _recall(self, now: float, *, hit: bool) -> None:
        fade = math.exp(-(now - self.at) / RECENT_S)
        self.hits, self.calls, self.at = self.hits * fade + hit, self.calls * fade + 1, now

    @property
    def service_level(self) -> float:
        return self.hits / self.calls if self.calls else 1.0

    def expected_wait_s(self, position: int, handling_s: float, at_work: int) -> float:
        """Serving and giving up together take callers out; see `estimates.expected_wait_s`."""
        if not at_work:
            return math.inf
        interval = handling_s / at_work if self.interval_s is None else self.interval_s
        patience = max(self.waited_s / self.gave_up, 1.0)
        return patience * math.log(1 + position * interval / patience)
