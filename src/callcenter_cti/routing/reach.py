"""Whom calls may be offered to: the pools that their steps, their sites and their denials admit.

All calls of one queue, home, denial and step share a reach, whatever their tier. Decides what
stands in the way of each pairing (its gate), what it costs and how it ranks among equals.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.routing.gates import Gate, Gates
from callcenter_cti.routing.lanes import Lane
from callcenter_cti.routing.lines import Line
from callcenter_cti.routing.policy import HOME, Order, QueuePolicy, Step
from callcenter_cti.routing.pools import Cell, Fit, Places, Pool, Pools

_STEP_RANK: Final = 1_000_000
_SITE_RANK: Final = 1_000
"""Weights of a step's number and of a site's place (home, then the routes in their order) against
the sum of levels, in the order of equal pairings."""
_SIGN: Final = {Order.LONGEST_IDLE: 0, Order.MOST_SKILLED: -1, Order.LEAST_SKILLED: 1}


@dataclass(frozen=True, slots=True)
class ReachKey:
    """What decides whom a call may be offered to."""

    queue: int
    """Number of the queue's rules in the pools."""
    home: SiteId
    denied: frozenset[SiteId]
    step: int


@dataclass(slots=True, eq=False)
class Group:
    """Pools that are the same to a call but for who is idle there, and for advice."""

    site: SiteId
    rate: float
    """Calls that an agent finishes per minute."""
    cost: float
    """Price of the pairing in worth: transfer and qualification."""
    gate: Gate
    rank: int
    """The lower, the sooner among equal indices: by step, then site, then the step's order."""
    mask: int
    """The pools as bits."""
    pools: Places
    """The pools as rows."""


@dataclass(slots=True, eq=False)
class Reach:
    """Pools that may be asked."""

    groups: list[Group] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    """How their agents stand."""
    gates: list[Gate] = field(default_factory=list)
    """What the agents of each cell depend on."""
    mask: int = 0
    """All of them as bits."""
    group_of: dict[int, Group] = field(default_factory=dict)
    """By row of a pool that is among them."""


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """What `make_reach` needs to know of a line."""

    rules: QueuePolicy
    home: SiteId
    line: Line
    lanes: Mapping[SiteId, Lane]
    gates: Gates

    def lead_to(self, site: SiteId, step: Step) -> bool:
        """Tell whether a step's calls may go to a site, lanes taken for open."""
        if site == self.home:
            return step.sites is None or HOME in step.sites or site in step.sites
        return site in self.lanes and (step.sites is None or site in step.sites)


_Kind = tuple[SiteId, int, float, float, int]
"""Site, steps that ask, handling time, cost, skill as the order weighs it."""


def make_reach(pools: Pools, key: ReachKey, ways: Ways) -> Reach:
    """Find the pools of a reach, grouped."""
    open_steps = steps_in_force(ways.rules, key.step)
    kinds: dict[_Kind, list[Pool]] = {}
    for pool in pools.of_queue[key.queue]:
        fit = pool.fits[key.queue]
        if fit is not None and pool.site not in key.denied:
            steps = fit.steps & _steps_at(ways, open_steps, pool.site)
            if steps:
                kinds.setdefault(_kind(ways, pool, fit, steps), []).append(pool)
    reach = Reach([_group(ways, kind, alike) for kind, alike in kinds.items()])
    reach.mask = sum(group.mask for group in reach.groups)
    reach.group_of = {place: one for one in reach.groups for place in one.pools.tolist()}
    for (site, steps), cell in pools.cells[key.queue].items():
        asking = steps & _steps_at(ways, open_steps, site)
        if asking and site not in key.denied:
            reach.cells.append(cell)
            reach.gates.append(_gate(ways, site, _numbers(asking)))
    return reach


def steps_in_force(rules: QueuePolicy, step: int) -> range:
    """Return the numbers of the steps whose agents may be asked once a step is open."""
    first = max((n for n in range(step + 1) if rules.steps[n].replace), default=0)
    return range(first, step + 1)


def _steps_at(ways: Ways, open_steps: range, site: SiteId) -> int:
    return sum(1 << n for n in open_steps if ways.lead_to(site, ways.rules.steps[n]))


def _kind(ways: Ways, pool: Pool, fit: Fit, steps: int) -> _Kind:
    first = (steps & -steps).bit_length() - 1
    skill = _SIGN[ways.rules.steps[first].order] * fit.skills[first]
    return (pool.site, steps, fit.handling_s, fit.cost, skill)


def _group(ways: Ways, kind: _Kind, alike: list[Pool]) -> Group:
    site, steps, handling_s, cost, skill = kind
    numbers = _numbers(steps)
    return Group(
        site,
        60.0 / handling_s,
        cost + (ways.lanes[site].route.cost if site != ways.home else 0.0),
        _gate(ways, site, numbers),
        numbers[0] * _STEP_RANK + _site_rank(ways, site) + skill,
        sum(1 << pool.place for pool in alike),
        np.array([pool.place for pool in alike], dtype=np.intp),
    )


def _site_rank(ways: Ways, site: SiteId) -> int:
    return 0 if site == ways.home else (1 + list(ways.lanes).index(site)) * _SITE_RANK


def _numbers(steps: int) -> list[int]:
    return [n for n in range(steps.bit_length()) if steps >> n & 1]


def _gate(ways: Ways, site: SiteId, numbers: list[int]) -> Gate:
    lane = None if site == ways.home else ways.lanes[site]
    conditions = [ways.rules.steps[n].when for n in numbers]
    needed = tuple(one for one in conditions if one is not None)
    return ways.gates.get(ways.line, lane, needed if len(needed) == len(numbers) else ())
