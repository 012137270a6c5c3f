"""Calls as they wait: classes of calls that are alike, and the rows in which they stand by age.

A class is a queue's rules, a home site, a tier, and where the call may not go. Calls of a class
stand in bands, one for each step of their rules; inside a band the oldest is first. Whatever the
router weighs between calls it weighs between the heads of bands.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import CallId, SiteId
from callcenter_cti.routing.lines import Line
from callcenter_cti.routing.policy import QueuePolicy, Worth
from callcenter_cti.routing.reach import Reach
from callcenter_cti.routing.state import QueuedCall

EMERGENCY: Final = 1e9
OVERDUE: Final = 1e6
"""What is added to the index to lift a call above all without it. It must be more than any index:
a caller worth 100 a minute who has waited for an hour has 6,000 with an agent who finishes a call
a minute. And it must leave a double enough digits: beside 1e9 an index is exact to 1e-7."""

Entry = tuple[float, CallId, QueuedCall]


class ClassKey(NamedTuple):
    """What two calls have in common that are weighed alike."""

    queue: int
    """Number of the queue's rules in the pools."""
    home: SiteId
    tier: Tier
    emergency: bool
    denied: frozenset[SiteId]


@dataclass(slots=True, eq=False)
class Band:
    """The calls of one class at one step, oldest first."""

    place: int
    """Its row in every table."""
    kind: "CallClass"
    step: int
    """The last step that is open to them."""
    overdue: bool
    """They have waited for as long as anybody may, and outrank all others."""
    reach: Reach
    """Whom they may be offered to."""
    basic: int = 0
    """Pools that the adviser wants to serve them, as bits."""
    calls: list[Entry] = field(default_factory=list)

    @property
    def lift(self) -> float:
        """What is added to the index of its calls: nothing, unless they go before others."""
        return (EMERGENCY if self.kind.key.emergency else 0.0) + (OVERDUE if self.overdue else 0.0)

    @property
    def head(self) -> QueuedCall | None:
        """The oldest."""
        return self.calls[0][2] if self.calls else None

    def add(self, call: QueuedCall) -> bool:
        """Take a call in at its age; tell whether it is the head."""
        entry = (call.entered_at, call.call, call)
        if not self.calls or entry > self.calls[-1]:
            self.calls.append(entry)
            return len(self.calls) == 1
        insort(self.calls, entry)
        return self.calls[0] is entry

    def remove(self, call: QueuedCall) -> bool:
        """Take a call out; tell whether it was the head."""
        place = bisect_left(self.calls, (call.entered_at, call.call))
        del self.calls[place]
        return place == 0

    def older_than(self, moment: float, call: CallId) -> int:
        """Count the calls that come before one that entered at a moment."""
        return bisect_left(self.calls, (moment, call))

    def __iter__(self) -> Iterator[QueuedCall]:
        return (entry[2] for entry in self.calls)


@dataclass(slots=True, eq=False)
class CallClass:
    """Calls that are weighed alike."""

    key: ClassKey
    rules: QueuePolicy
    worth: Worth
    line: Line
    waiting: int = 0
    """How many stand in its bands."""
    values: tuple[float, ...] | None = None
    """Advised worth of taking one out, by how many wait (the last holds for more); None: the
    adviser does not know the stream."""
    bands: dict[tuple[int, bool], Band] = field(default_factory=dict)
    """By step and whether they are overdue."""
    reaches: dict[int, Reach] = field(default_factory=dict)
    """By step."""
    staffed: dict[int, bool] = field(default_factory=dict)
    """By step: whether anybody is logged in for it; forgotten when somebody comes or goes."""
    is_rostered: bool | None = None
    """Whether anybody of the roster could ever take its calls; None: not looked at yet."""

    @property
    def value(self) -> float:
        """Advised worth of taking one of those who wait now."""
        if not self.values or not self.waiting:
            return 0.0
        return self.values[min(self.waiting, len(self.values)) - 1]

    def worth_at(self, waited_s: float) -> float:
        """Return what so much waiting counts, credit included."""
        return self.worth.per_minute * (waited_s + self.worth.credit_s) / 60
