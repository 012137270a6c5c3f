"""The router against the exact optimum of two sites, under one and the same set of rules.

How it is measured: the real router with its adviser on simulated traffic; each decision is priced
by the exact optimum (`two_sites`, performance difference lemma), so that 20 simulated hours give
the long-run cost to a fraction of a percent.
"""

import pytest

from tests.oracles.measured import cost_of_router
from tests.oracles.two_sites import TwoSites, optimum

HOURS = 20.0
PUBLISHED = [((0.9, 0.6), 0.25, 0.3436), ((0.9, 0.6), 1, 0.5129), ((1.1, 0.5), 3, 0.8755)]
FAMILY = [
    ((0.9, 0.6), 0.1),
    ((0.9, 0.6), 2),
    ((1.1, 0.5), 0.5),
    ((1.0, 1.0), 1),
    ((1.0, 1.0), 5),
    ((0.8, 0.3), 0.5),
    ((0.8, 0.3), 2),
    ((1.3, 0.9), 1),
]


@pytest.mark.parametrize(("arrivals", "transfer", "cost"), PUBLISHED)
def test_the_optimum_is_that_computed_elsewhere(
    arrivals: tuple[float, float], transfer: float, cost: float
) -> None:
    """Value iteration agrees with an independent one, to the four digits that are known."""
    assert optimum(TwoSites(arrivals, transfer)).cost == pytest.approx(cost, abs=6e-5)


@pytest.mark.parametrize(("arrivals", "transfer"), [one[:2] for one in PUBLISHED] + FAMILY)
def test_router_is_within_five_percent_of_the_optimum(
    arrivals: tuple[float, float], transfer: float
) -> None:
    """Whatever a transfer costs, from always worth it to never."""
    best = optimum(TwoSites(arrivals, transfer, longest=16))

    cost = cost_of_router(best, hours=HOURS, seed=1)

    assert best.cost * 0.999 <= cost <= best.cost * 1.05
