"""The router's own numbers at one moment, copied: whoever reads them needs no router.

Decides what occupancy is: time reserved, ringing, talking, holding and wrapping up, divided by
that and the time free. Time with a phone in use or unreachable counts neither way.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final

import numpy as np

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.routing.estimates import GuessError, ServiceCounts
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.standing import Column
from callcenter_cti.routing.state import AgentRecord

_BUSY: Final = frozenset(
    column.name.lower()
    for column in (
        Column.RESERVED,
        Column.RINGING,
        Column.TALKING,
        Column.HOLD,
        Column.WRAP_UP,
    )
)
_FREE: Final = Column.FREE.name.lower()


@dataclass(frozen=True, slots=True)
class LineNumbers:
    """The callers of one queue at one site."""

    queue: QueueId
    site: SiteId
    waiting: int
    expected_wait_s: float | None
    """Of a caller who would come now; None: nobody is at work for him."""
    recent: float
    """Share of the last calls that were answered in time, 0 to 1."""
    counts: ServiceCounts
    errors: Mapping[Tier, GuessError]


@dataclass(frozen=True, slots=True)
class FloorNumbers:
    """All of them."""

    lines: tuple[LineNumbers, ...] = ()
    seconds: Mapping[tuple[SiteId, str], float] = field(default_factory=dict)
    """Time that the agents of a site spent in each column of `standing.Column`, in small letters,
    up to now."""

    def occupancy(self) -> dict[SiteId, float | None]:
        """Return each site's share of busy time; None: nobody was at work yet."""
        busy: defaultdict[SiteId, float] = defaultdict(float)
        free: defaultdict[SiteId, float] = defaultdict(float)
        for (site, column), seconds in self.seconds.items():
            busy[site] += seconds if column in _BUSY else 0.0
            free[site] += seconds if column == _FREE else 0.0
        return {
            site: busy[site] / (busy[site] + free[site]) if busy[site] + free[site] else None
            for site in busy
        }


NO_NUMBERS: Final = FloorNumbers()


def read_numbers(router: Router, now: float) -> FloorNumbers:
    """Copy the numbers of a router; only between two of its inputs."""
    lines = tuple(
        _line(router, queue, home)
        for queue, homes in router.state.lines.items()
        if queue in router.floor.rules
        for home in homes
    )
    return FloorNumbers(lines, _seconds(router, now))


def _seconds(router: Router, now: float) -> dict[tuple[SiteId, str], float]:
    by_site: defaultdict[SiteId, list[AgentRecord]] = defaultdict(list)
    for record in router.state.agents.values():
        by_site[record.site].append(record)
    spent: dict[tuple[SiteId, str], float] = {}
    for site, records in by_site.items():
        # By array: ten thousand agents are read within milliseconds, on the event loop.
        columns = np.array([record.seconds for record in records]).sum(axis=0)
        present = np.array([record.column for record in records])
        stay = now - np.array([record.counted_since for record in records])
        columns += np.bincount(present, stay, minlength=len(Column))
        spent |= {(site, column.name.lower()): float(columns[column]) for column in Column}
    return spent


def _line(router: Router, queue: QueueId, home: SiteId) -> LineNumbers:
    line, record = router.floor.line(queue, home), router.state.lines[queue][home]
    expected_s = line.expected_wait_s()
    return LineNumbers(
        queue,
        home,
        line.count,
        expected_s if expected_s < inf else None,
        record.recent.value,
        replace(record.counts),
        {tier: replace(error) for tier, error in record.errors.items()},
    )
