"""Two sites that may help each other at a price: the exact optimum, by value iteration.

A Markov decision process in continuous time. A state is how many agents are busy and how many
callers wait, at each site; after each event any callers who wait may be given to any free agents,
those of the other site at the cost of a transfer. Waiting costs by the minute, callers give up.
Queues are cut at `longest`.

Solved by relative value iteration on the uniformised chain (Howard 1960; Puterman 1994, ch. 8.5).
`price_of` measures any discipline against it, one that remembers more than the state too: by the
performance difference lemma (Cao 1999; Kakade and Langford 2002) its long-run cost is the optimum
plus the rate at which it accumulates V(where it went) + transfers - W(where it was), W being the
value of the best decision there. That has hardly any noise, because good decisions add nothing.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
State = tuple[int, int, int, int]
"""Busy, waiting at the first site; busy, waiting at the second."""
ASSIGNMENTS = (((1, -1, 0, 0), 0), ((0, -1, 1, 0), 1), ((0, 0, 1, -1), 0), ((1, 0, 0, -1), 1))
"""What giving one caller to one agent changes, and how many transfers it is."""


@dataclass(frozen=True, slots=True)
class TwoSites:
    """The instance; rates per minute."""

    arrivals: tuple[float, float]
    transfer: float
    """Cost of serving a caller at the other site."""
    agents: tuple[int, int] = (4, 4)
    service: float = 0.25
    abandonment: float = 1 / 3
    worth: float = 1.0
    """Cost of a minute of one caller's waiting."""
    longest: int = 25


@dataclass(slots=True)
class Optimum:
    """The solution."""

    sites: TwoSites
    cost: float = 0.0
    """Least long-run cost per minute."""
    after: Numbers = field(init=False)
    """V: value of a state in which nobody is given to anybody before the next event."""
    before: Numbers = field(init=False)
    """W: value of a state with the best decision still to come."""

    def price_of(self, was: State, now: State, transfers: int, *, by_itself: bool) -> float:
        """Return what a decision costs more than the best one.

        Args:
            was: State after the event, before the decision.
            now: State after the decision.
            transfers: How many callers it gave to the other site's agents.
            by_itself: True if no event went before: then the best decision was due earlier, and
                what was lost by not taking it has been charged already.
        """
        begun = self.after[was] if by_itself else self.before[was]
        return float(self.after[now] + self.sites.transfer * transfers - begun)


def optimum(sites: TwoSites, *, tolerance: float = 1e-5, first: Numbers | None = None) -> Optimum:
    """Return the optimum, its cost to a relative tolerance; `first` is where to begin."""
    chain = _Chain(sites)
    value = np.zeros(chain.shape) if first is None else first
    for _ in range(20_000):
        best = chain.decide(value)
        stepped = chain.step(best)
        moved = stepped - value
        value = stepped - stepped[0, 0, 0, 0]
        least, most = float(moved.min()), float(moved.max())
        if most - least < tolerance * most:
            found = Optimum(sites, (least + most) / 2 * chain.pace)
            found.after = value
            found.before = chain.decide(value)
            return found
    raise AssertionError("value iteration did not settle")


class _Chain:
    """The uniformised chain."""

    def __init__(self, sites: TwoSites) -> None:
        self.sites = sites
        first, second = sites.agents
        self.shape = (first + 1, sites.longest + 1, second + 1, sites.longest + 1)
        busy, waiting, far_busy, far_waiting = np.indices(self.shape)
        self.cost = sites.worth * (waiting + far_waiting).astype(float)
        self.events = [
            ((0, 1, 0, 0), np.full(self.shape, sites.arrivals[0])),
            ((0, 0, 0, 1), np.full(self.shape, sites.arrivals[1])),
            ((-1, 0, 0, 0), busy * sites.service),
            ((0, 0, -1, 0), far_busy * sites.service),
            ((0, -1, 0, 0), waiting * sites.abandonment),
            ((0, 0, 0, -1), far_waiting * sites.abandonment),
        ]
        total: Numbers = np.sum([rates for _, rates in self.events], axis=0)
        self.pace = float(total.max())
        self.stay = self.pace - total

    def decide(self, value: Numbers) -> Numbers:
        """Return W for V: the best of all assignments, one after the other."""
        best = value
        for _ in range(sum(self.sites.agents) + 1):
            better = best
            for change, transfers in ASSIGNMENTS:
                moved = self._moved(best, change) + transfers * self.sites.transfer
                better = np.minimum(better, moved)
            if np.array_equal(better, best):
                return best
            best = better
        return best

    def step(self, value: Numbers) -> Numbers:
        """Return V, one event later; a caller who finds a full queue is lost."""
        summed = self.cost + self.stay * value
        for change, rates in self.events:
            moved = self._moved(value, change)
            summed += rates * np.where(np.isfinite(moved), moved, value)
        return np.asarray(summed / self.pace, dtype=np.float64)

    def _moved(self, value: Numbers, change: State) -> Numbers:
        """Return for each state the value of the state after a change; infinite: there is none."""
        found = np.full(self.shape, np.inf)
        to, of = [], []
        for size, by in zip(self.shape, change, strict=True):
            to.append(slice(max(0, -by), size - max(0, by)))
            of.append(slice(max(0, by), size - max(0, -by)))
        found[tuple(to)] = value[tuple(of)]
        return found
