"""The adviser as the ACD asks for him (adapter of `acd.adviser.Adviser`)."""

from collections.abc import Callable
from functools import partial

from callcenter_cti.planning.adviser import advise
from callcenter_cti.planning.arrivals import Arrivals
from callcenter_cti.planning.reading import read_floor
from callcenter_cti.routing.advice import Advice, Stream
from callcenter_cti.routing.router import Router


class FloorAdviser:
    """Counts who comes, and looks at the floor.

    Args:
        since: Monotonic seconds from which he counts.
    """

    def __init__(self, since: float) -> None:
        self._arrivals = Arrivals(since)

    def note(self, stream: Stream, now: float) -> None:
        """Note that a call came."""
        self._arrivals.note(stream, now)

    def look(self, router: Router, now: float) -> Callable[[], Advice | None]:
        """Look at the floor; what is returned works the advice out, in whatever thread."""
        return partial(advise, read_floor(router, self._arrivals, now))
