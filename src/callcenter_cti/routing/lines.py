"""A line: the callers of one queue at one home site, and what is true of them now.

Answers how long they are expected to wait, who is at work for them, and how well they are served.
Decides nothing; `lanes` and the conditions of steps and plans ask it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from callcenter_cti.domain.identifiers import CalendarId, SiteId
from callcenter_cti.routing.estimates import expected_wait_s
from callcenter_cti.routing.policy import QueuePolicy
from callcenter_cti.routing.pools import Cell, Pools
from callcenter_cti.routing.standing import AT_WORK, Column
from callcenter_cti.routing.state import LineRecord


@dataclass(slots=True, eq=False)
class Surroundings:
    """What lies outside a line: sites and calendars."""

    is_up: Callable[[SiteId], bool]
    is_open: Callable[[CalendarId], bool]


@dataclass(slots=True, eq=False)
class Line:
    """One line, as conditions see it (`conditions.LineFacts`)."""

    record: LineRecord
    rules: QueuePolicy
    """The queue's present rules."""
    pools: Pools
    cells: list[Cell]
    """How the agents stand who can serve it at home."""
    mask: int
    """Their pools as bits."""
    around: Surroundings
    count: int = 0
    """Callers who wait."""
    _at_work: int | None = field(default=None)

    @property
    def home(self) -> SiteId:
        """Where its callers are."""
        return self.record.home

    @property
    def has_free_agent(self) -> bool:
        """Whether anybody at home could be asked now."""
        return self.pools.free_mask & self.mask != 0

    @property
    def at_work(self) -> int:
        """Agents at home who take its calls, now or after the present one."""
        if self._at_work is None:
            self._at_work = sum(cell[column] for cell in self.cells for column in AT_WORK)
        return self._at_work

    def staff_changed(self) -> None:
        """Forget how many are at work: somebody came, went or stopped."""
        self._at_work = None

    def expected_wait_at(self, position: int) -> float:
        """Return the expected wait, in seconds, of the caller at a position (1 is next)."""
        if not self.at_work:
            return inf
        interval = self.record.pace.interval_s
        if interval is None:
            interval = self.rules.handling_s / self.at_work
        return expected_wait_s(position, interval, self.record.patience.mean_s)

    # What conditions ask.

    def expected_wait_s(self) -> float:
        """Return the expected wait of a caller who entered now."""
        return 0.0 if self.has_free_agent else self.expected_wait_at(self.count + 1)

    def ready_agents(self) -> int:
        """Count the agents at home who could be asked now."""
        return sum(cell[Column.FREE] for cell in self.cells)

    def waiting(self) -> int:
        """Count its callers."""
        return self.count

    def is_up(self, site: SiteId) -> bool:
        """Tell whether a site is known to work."""
        return self.around.is_up(site)

    def is_open(self, calendar: CalendarId) -> bool:
        """Tell whether a calendar is open."""
        return self.around.is_open(calendar)
