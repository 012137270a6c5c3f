"""Agents interned into pools: same site, same fit to every queue. Knows who of them is free.

Whatever the router weighs between two pools it weighs once, not once an agent; inside a pool the
longest idle is asked. How agents stand is counted by cells, the pools of one site that one queue
asks for at the same steps. Decides which agents are alike, and nothing about calls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, nsmallest
from math import inf
from typing import Final

import numpy as np
import numpy.typing as npt

from callcenter_cti.domain.identifiers import AgentId, SiteId
from callcenter_cti.routing.policy import (
    HOME,
    Order,
    Policy,
    QueuePolicy,
    RosterAgent,
    Step,
)
from callcenter_cti.routing.standing import Column, column_of
from callcenter_cti.routing.state import AgentRecord

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Cell = list[int]
"""How many agents stand in each column."""
_WIDTH: Final = len(Column)


@dataclass(frozen=True, slots=True)
class Fit:
    """How the agents of a pool fit one queue."""

    steps: int
    """Bit n is set: step n asks for them."""
    skills: tuple[int, ...]
    """By step: sum of their levels in the skills that it asks for, if its order looks at that."""
    cost: float
    """Price of their lacking or exceeding the queue's ideal, in worth."""
    handling_s: float


@dataclass(slots=True, eq=False)
class Pool:
    """Agents who are alike."""

    place: int
    """Its row in every table."""
    key: str
    """Names it in advice: ``SITE/NUMBER``, the same for the same rules."""
    site: SiteId
    fits: tuple[Fit | None, ...]
    """By number of the queue; None: no step asks for them."""
    size: int = 0
    """Agents of the roster."""
    free: int = 0
    """Agents who could be asked now."""
    prices: tuple[float, ...] = ()
    """Advised price of taking one agent, by how many are free (the last holds for more)."""
    cells: list[Cell] = field(default_factory=list)
    """One for each queue that asks for them."""
    _heap: list[tuple[float, AgentId, int, AgentRecord]] = field(default_factory=list)
    """By idleness; entries of agents who are not free any more are dropped when they surface."""

    def add(self, record: AgentRecord) -> None:
        """Take an agent who is free now."""
        self.free += 1
        record.stamp += 1
        heappush(self._heap, (record.idle_since, record.agent, record.stamp, record))
        if len(self._heap) > 2 * self.free + 16:
            self._heap = [entry for entry in self._heap if _holds(entry)]
            heapify(self._heap)

    def drop(self, record: AgentRecord) -> None:
        """Let go of an agent who was free."""
        self.free -= 1
        record.stamp += 1

    def first(self) -> AgentRecord | None:
        """Return the longest idle of those who are free."""
        heap = self._heap
        while heap:
            _, _, stamp, record = heap[0]
            if record.stamp == stamp:
                return record
            heappop(heap)
        return None

    def in_order(self, count: int) -> list[AgentRecord]:
        """Return the longest idle ones, so many at most, in order."""
        return [entry[3] for entry in nsmallest(count, filter(_holds, self._heap))]

    @property
    def price(self) -> float:
        """Advised price of taking one more agent; infinite while none is free."""
        if self.free < 1:
            return inf
        return self.prices[min(self.free, len(self.prices)) - 1] if self.prices else 0.0


def _holds(entry: tuple[float, AgentId, int, AgentRecord]) -> bool:
    return entry[3].stamp == entry[2]


class Pools:
    """All pools of one version of the rules, and how their agents stand.

    Args:
        policy: Whose roster is pooled.
        queues: Every queue's rules that calls may be under; two agents are alike if they are to
            all of these.
    """

    def __init__(self, policy: Policy, queues: Sequence[QueuePolicy]) -> None:
        self.queues = tuple(queues)
        self.all: list[Pool] = []
        self.of_agent: dict[AgentId, Pool] = {}
        self.of_queue: list[list[Pool]] = [[] for _ in self.queues]
        """By number of the queue: the pools that some step asks for."""
        self.cells: list[dict[tuple[SiteId, int], Cell]] = [{} for _ in self.queues]
        """By number of the queue: the cells, by site and the steps that ask for them."""
        self._number = {id(queue): number for number, queue in enumerate(self.queues)}
        self._intern(policy)
        self._sort_into_cells()
        self.price: Numbers = np.full(len(self.all), inf)
        """Of taking one agent, by pool; infinite where none is free."""
        self.idle_since: Numbers = np.full(len(self.all), inf)
        """Of the longest idle, by pool; infinite where none is free."""
        self.free_mask = 0
        """Bit n is set: pool n has a free agent."""
        self.fitting = tuple(sum(pool.size for pool in pools) for pools in self.of_queue)
        """By number of the queue: agents of the roster whom some step asks for."""

    def number(self, queue: QueuePolicy) -> int:
        """Return the number by which the pools know a queue's rules."""
        return self._number[id(queue)]

    def cells_at(self, queue: QueuePolicy, site: SiteId) -> list[Cell]:
        """Return the cells of a queue at a site whose own callers its steps send there."""
        cells, own = self.cells[self.number(queue)], _steps_at_home(queue, site)
        return [cell for (where, steps), cell in cells.items() if where == site and steps & own]

    def mask_at(self, queue: QueuePolicy, site: SiteId) -> int:
        """Return the pools of these cells, as bits."""
        number, own = self.number(queue), _steps_at_home(queue, site)
        return sum(
            1 << pool.place
            for pool in self.of_queue[number]
            if pool.site == site and _asked(pool.fits[number]) & own
        )

    def enter(self, record: AgentRecord) -> None:
        """Count an agent in; he belongs to no pool if the roster has no such agent."""
        pool = self.of_agent.get(record.agent)
        record.column = column_of(record)
        if pool is not None:
            for cell in pool.cells:
                cell[record.column] += 1
            if record.column is Column.FREE:
                pool.add(record)
                self._refresh(pool)

    def update(self, record: AgentRecord) -> bool:
        """Count a change of an agent's state or phone; tell whether he became free."""
        before, after = record.column, column_of(record)
        if before is after:
            return False
        record.column = after
        pool = self.of_agent.get(record.agent)
        if pool is None:
            return False
        for cell in pool.cells:
            cell[before] -= 1
            cell[after] += 1
        if before is Column.FREE:
            pool.drop(record)
            self._refresh(pool)
        elif after is Column.FREE:
            pool.add(record)
            self._refresh(pool)
            return True
        return False

    def advise(self, prices: Mapping[str, tuple[float, ...]]) -> None:
        """Take the adviser's prices; pools that it does not name cost nothing."""
        for pool in self.all:
            pool.prices = prices.get(pool.key, ())
            self._refresh(pool)

    def _refresh(self, pool: Pool) -> None:
        place, first = pool.place, pool.first()
        if first is None:
            self.free_mask &= ~(1 << place)
            self.idle_since[place] = self.price[place] = inf
        else:
            self.free_mask |= 1 << place
            self.idle_since[place] = first.idle_since
            self.price[place] = pool.price

    def _intern(self, policy: Policy) -> None:
        fits: dict[object, tuple[Fit | None, ...]] = {}
        pools: dict[object, Pool] = {}
        numbers: dict[SiteId, int] = {}
        for agent in policy.agents.values():
            kind = (
                frozenset(agent.skills.items()),
                agent.level,
                frozenset(agent.handling_s.items()),
            )
            if kind not in fits:
                fits[kind] = tuple(_fit(queue, agent) for queue in self.queues)
            pool = pools.get((agent.site, fits[kind]))
            if pool is None:
                numbers[agent.site] = number = numbers.get(agent.site, 0) + 1
                pool = Pool(len(self.all), f"{agent.site}/{number}", agent.site, fits[kind])
                pools[agent.site, fits[kind]] = pool
                self.all.append(pool)
            pool.size += 1
            self.of_agent[agent.agent] = pool

    def _sort_into_cells(self) -> None:
        for pool in self.all:
            for number, fit in enumerate(pool.fits):
                if fit is not None:
                    self.of_queue[number].append(pool)
                    key = (pool.site, fit.steps)
                    pool.cells.append(self.cells[number].setdefault(key, [0] * _WIDTH))


def _steps_at_home(queue: QueuePolicy, site: SiteId) -> int:
    return sum(
        1 << n
        for n, step in enumerate(queue.steps)
        if step.sites is None or HOME in step.sites or site in step.sites
    )


def _asked(fit: Fit | None) -> int:
    return 0 if fit is None else fit.steps


def _fit(queue: QueuePolicy, agent: RosterAgent) -> Fit | None:
    admitted = [n for n, step in enumerate(queue.steps) if step.match.admits(agent)]
    if not admitted:
        return None
    return Fit(
        steps=sum(1 << n for n in admitted),
        skills=tuple(
            _skill(step, agent) if n in admitted else 0 for n, step in enumerate(queue.steps)
        ),
        cost=_qualification_cost(queue, agent),
        handling_s=agent.handling_s.get(queue.queue, queue.handling_s),
    )


def _skill(step: Step, agent: RosterAgent) -> int:
    if step.order is Order.LONGEST_IDLE:
        return 0
    return sum(agent.skills.get(skill, 0) for skill in step.match.skills)


def _qualification_cost(queue: QueuePolicy, agent: RosterAgent) -> float:
    gaps = [agent.skills.get(skill, 0) - level for skill, level in queue.ideal.items()]
    under = sum(-gap for gap in gaps if gap < 0)
    return queue.under_cost * under + queue.over_cost * sum(gap for gap in gaps if gap > 0)
