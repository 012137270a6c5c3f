"""The static planning problem: which agents for which callers, by linear programmes.

Theory. `best_flows` is the fluid problem whose solution names the basic activities: with it re-
solved as things change, control is asymptotically optimal for large systems with uncertain
arrivals and impatience (Bassamboo, Harrison and Zeevi 2006; Atar, Giat and Shimkin 2010).
`least_use` shares all work so that the busiest agents are as little busy as can be; it says how
much help each queue can count on. Both are solved by HiGHS. Knows arrays only.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Pairings:
    """Which stream may have which pool; parallel arrays, one entry a pairing."""

    stream: Places
    pool: Places
    rate: Numbers
    """Calls per minute of one agent; above 0."""
    heads: Numbers
    """Agents, by pool."""
    demand: Numbers
    """Calls per minute, by stream."""

    def by_pool(self, amount: Numbers) -> Numbers:
        """Sum an amount that is given by pairing."""
        return np.bincount(self.pool, amount, minlength=len(self.heads)).astype(np.float64)

    def by_stream(self, amount: Numbers) -> Numbers:
        """Sum an amount that is given by pairing."""
        return np.bincount(self.stream, amount, minlength=len(self.demand)).astype(np.float64)


def best_flows(pairings: Pairings, reward: Numbers) -> Numbers | None:
    """Return agents by pairing so that the reward of calls served is greatest; None: no solution.

    Args:
        pairings: Who may serve whom.
        reward: What serving one call is worth, by pairing.
    """
    gain = reward * pairings.rate
    limits = np.concatenate((pairings.heads, pairings.demand))
    return _solve(-gain, _rows(pairings, len(pairings.heads)), limits, None, None)


def least_use(pairings: Pairings) -> tuple[Numbers, float] | None:
    """Return agents by pairing for all demand, and the use of the busiest; None: no solution.

    A use above 1 says that there is more work than the agents can do.
    """
    streams, pools = len(pairings.demand), len(pairings.heads)
    count = len(pairings.rate)
    columns = np.arange(count)
    served = csr_array((pairings.rate, (pairings.stream, columns)), shape=(streams, count + 1))
    rows = np.concatenate((pairings.pool, np.arange(pools)))
    across = np.concatenate((columns, np.full(pools, count)))
    entries = np.concatenate((np.ones(count), -pairings.heads))
    used = csr_array((entries, (rows, across)), shape=(pools, count + 1))
    price = np.zeros(count + 1)
    price[-1] = 1.0
    found = _solve(price, used, np.zeros(pools), served, pairings.demand)
    return None if found is None else (found[:-1], float(found[-1]))


def _rows(pairings: Pairings, pools: int) -> csr_array:
    """Rows: agents used of each pool, then calls served of each stream."""
    columns = np.arange(len(pairings.rate))
    rows = np.concatenate((pairings.pool, pools + pairings.stream))
    entries = np.concatenate((np.ones(len(columns)), pairings.rate))
    shape = (pools + len(pairings.demand), len(columns))
    return csr_array((entries, (rows, np.tile(columns, 2))), shape=shape)


def _solve(
    price: Numbers,
    above: csr_array,
    limits: Numbers,
    equal: csr_array | None,
    sums: Numbers | None,
) -> Numbers | None:
    if not len(price):
        return None
    found = linprog(price, A_ub=above, b_ub=limits, A_eq=equal, b_eq=sums, method="highs")
    return None if found.x is None else np.asarray(found.x, dtype=np.float64)
