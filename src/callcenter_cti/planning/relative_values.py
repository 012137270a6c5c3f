"""What one caller more costs in the long run: relative values of one queue (M/M/n+M).

Theory. In a birth-and-death process with cost rates, `delta[x]` = h(x) - h(x-1), what it costs in
the long run to begin with x callers instead of x - 1, follows from Poisson's equation (Howard
1960; for routing: Ott and Krishnan 1985): g = cost(x) + l delta[x+1] - d(x) delta[x], with g the
mean cost, l the arrivals and d(x) the departures at x. Forward from 0 it is stable while
departures are slower than arrivals, backward from the far end once they are faster: it is solved
from both sides.

Decides nothing about pairings; `adviser` does.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Birth:
    """One queue; all rates per minute."""

    arrivals: float
    """At least 0; hardly any is taken for `LEAST_ARRIVALS`."""
    agents: float
    """Above 0; a fraction is an agent who has other work too."""
    service: float
    """Calls that an agent finishes; above 0."""
    abandonment: float
    """1 / mean patience; above 0."""
    worth: float
    """Cost of one caller's minute of waiting."""


LEAST_ARRIVALS = 1e-6
"""Per minute; with none at all the equation has no solution to speak of."""


def deltas(queue: Birth, longest: int) -> Numbers:
    """Return `delta[x]` for x from 0 (unused, 0) to `longest` callers beyond the busy agents."""
    top = ceil(queue.agents) + longest
    callers = np.arange(top + 1)
    waiting = np.maximum(callers - queue.agents, 0.0)
    leaving = np.minimum(callers, queue.agents) * queue.service + waiting * queue.abandonment
    cost = queue.worth * waiting
    arrivals = max(queue.arrivals, LEAST_ARRIVALS)
    mean_cost = _mean(arrivals, leaving, cost)
    delta = np.zeros(top + 2)
    delta[1] = mean_cost / arrivals
    last = 1
    while last < top and leaving[last] < arrivals:
        delta[last + 1] = (mean_cost - cost[last] + leaving[last] * delta[last]) / arrivals
        last += 1
    delta[top + 1] = queue.worth / queue.abandonment
    for x in range(top, last, -1):
        delta[x] = (cost[x] - mean_cost + arrivals * delta[x + 1]) / leaving[x]
    return delta[: top + 1]


def of_waiting(queue: Birth, longest: int) -> Numbers:
    """Return the worth of taking out one of q callers who wait, for q from 1 to `longest`."""
    first = ceil(queue.agents) + 1
    return deltas(queue, longest)[first : first + longest]


def of_agents(queue: Birth, agents: int, longest: int) -> Numbers:
    """Return the price of taking one of k free agents, for k from 1 to `agents`.

    `agents` is how many there are, `queue.agents` rounded; lines are cut at `longest`.
    """
    delta = deltas(queue, longest)
    callers = np.clip(agents + 1 - np.arange(1, agents + 1), 1, len(delta) - 1)
    return delta[callers]


def _mean(arrivals: float, leaving: Numbers, cost: Numbers) -> float:
    """Return the mean cost per minute, from the stationary law; in logs, it spans many orders."""
    steps = np.log(arrivals) - np.log(leaving[1:])
    weight = np.concatenate(([0.0], np.cumsum(steps)))
    weight = np.exp(weight - weight.max())
    return float((weight * cost).sum() / weight.sum())
