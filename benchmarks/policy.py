"""What waiting costs under this router, and under what others route by.

The real router with its adviser, on a simulated floor; beside it the disciplines of
`reference_disciplines` on the same callers: the n-th call of a class comes at the same time, with
the same patience and the same work. Cost: every minute of waiting at the worth of its class, and
transfers. Each replication begins with an empty floor and is counted after `WARM_UP_S`; the
confidence interval is that of the mean paired difference over replications (Student).

Loads multiply the arrivals. Targets are ratios of mean costs, and the 99th percentile of each
class's waits (those who gave up included) as a share of its bound.
"""

import asyncio
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Final

import numpy as np
from scipy import stats

from benchmarks.instance_file import read_instance
from benchmarks.reference_disciplines import RULES, ReferenceDiscipline
from benchmarks.targets import Bound, Outcome, Say, Target
from callcenter_cti.planning.instance import Instance
from callcenter_cti.planning.simulated_router import SimulatedRouter
from callcenter_cti.planning.simulation import Discipline, Ledger, simulate
from callcenter_cti.planning.traffic import callers

NAME: Final = "policy"
OWN_INSTANCE: Final = Path(__file__).parent / "instances" / "bank_cards.json"
REPLICATIONS: Final = 8
WARM_UP_S: Final = 3600.0
UNTIL_S: Final = 4 * 3600.0
CONFIDENCE: Final = 0.95
ROUTER: Final = "router"
AGAINST_FCFS: Final = {0.95: 0.80, 1.0: 0.65, 1.05: 0.55, 1.15: 0.55}
"""By load: greatest ratio of our cost to that of first come, first served."""
AGAINST_GCMU: Final = 0.88


@dataclass(frozen=True, slots=True)
class Replication:
    """One run of all disciplines on the same callers."""

    load: float
    cost: Mapping[str, float]
    """Per hour, by discipline."""
    waits_s: Sequence[Sequence[float]]
    """Under the router, by class."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one process is to do."""

    instance: Instance
    load: float
    seed: int
    until_s: float
    warm_up_s: float


async def measure(
    say: Say,
    *,
    instance: Path | None = None,
    replications: int = REPLICATIONS,
    until_s: float = UNTIL_S,
    warm_up_s: float = WARM_UP_S,
) -> Outcome:
    """Simulate every load, on as many processors as there are.

    Args:
        say: Takes what is found.
        instance: A file; None: the repository's own instance.
        replications: How many for each load; at least 2.
        until_s: Simulated seconds of each.
        warm_up_s: Of which so many are not counted.

    Raises:
        CannotMeasureError: the file is not an instance.
    """
    name, numbers = read_instance(instance or OWN_INSTANCE)
    say(
        f"{name}: {len(numbers.classes)} classes, {len(numbers.teams)} pools, "
        f"{sum(team.heads for team in numbers.teams)} agents, "
        f"{sum(one.per_hour for one in numbers.classes):.0f} calls per hour at load 1; "
        f"{replications} replications of {(until_s - warm_up_s) / 3600:g} h"
    )
    tasks = [
        Task(numbers.at_load(load), load, seed, until_s, warm_up_s)
        for load in AGAINST_FCFS
        for seed in range(replications)
    ]
    runs = await asyncio.to_thread(_run_all, tasks)
    figures: dict[str, float] = {}
    for load in AGAINST_FCFS:
        figures |= _report(say, numbers, load, [one for one in runs if one.load == load])
    return Outcome(NAME, figures, _targets())


def _run_all(tasks: Sequence[Task]) -> list[Replication]:
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        return list(processes.map(replicate, tasks))


def replicate(task: Task) -> Replication:
    """Run every discipline on the same callers."""
    instance = task.instance
    coming = callers(instance, seed=task.seed, until_s=task.until_s)

    def run(discipline: Discipline) -> Ledger:
        return simulate(instance, coming, discipline, until_s=task.until_s)

    cost = {
        rule.name: run(ReferenceDiscipline(instance, rule())).cost_per_hour(since_s=task.warm_up_s)
        for rule in RULES
    }
    ours = run(SimulatedRouter(instance))
    cost[ROUTER] = ours.cost_per_hour(since_s=task.warm_up_s)
    waits = [ours.waits_s(kind, since_s=task.warm_up_s) for kind in range(len(instance.classes))]
    return Replication(task.load, cost, waits)


def _report(
    say: Say, instance: Instance, load: float, runs: Sequence[Replication]
) -> dict[str, float]:
    """Say what was found at a load, and return its figures."""
    at = f"load_{load:g}"
    ours = [run.cost[ROUTER] for run in runs]
    figures = {f"{ROUTER}_{at}_cost_per_hour": fmean(ours)}
    say(f"load {load:g}: this router {fmean(ours):.1f} per hour")
    for rule in (rule.name for rule in RULES):
        theirs = [run.cost[rule] for run in runs]
        ratio = fmean(ours) / fmean(theirs)
        mean, half = _interval(b - a for a, b in zip(ours, theirs, strict=True))
        say(
            f"  {rule} {fmean(theirs):.1f}; ratio {ratio:.3f}; "
            f"saves {mean:.1f} +- {half:.1f} ({CONFIDENCE:.0%} confidence)"
        )
        figures |= {
            f"{rule}_{at}_cost_per_hour": fmean(theirs),
            f"against_{rule}_{at}_ratio": ratio,
            f"saved_{rule}_{at}_cost_per_hour": mean,
            f"saved_{rule}_{at}_interval_cost_per_hour": half,
        }
    return figures | _waits(say, instance, at, runs)


def _waits(say: Say, instance: Instance, at: str, runs: Sequence[Replication]) -> dict[str, float]:
    """Say each class's 99th percentile, and return the greatest as a share of its bound."""
    shares: list[float] = []
    lines: list[str] = []
    for kind, one in enumerate(instance.classes):
        waits = [wait for run in runs for wait in run.waits_s[kind]]
        p99 = float(np.quantile(waits, 0.99)) if waits else 0.0
        shares.append(p99 / one.bound_s)
        lines.append(f"{one.name} {p99:.0f}/{one.bound_s:g}")
    say(f"  99th percentile of the wait / bound, in s: {', '.join(lines)}")
    return {f"p99_{at}_of_bound_ratio": max(shares)}


def _interval(differences: Iterable[float]) -> tuple[float, float]:
    """Return the mean, and half the width of its confidence interval."""
    found = list(differences)
    quantile = float(stats.t.ppf((1 + CONFIDENCE) / 2, len(found) - 1))
    return fmean(found), quantile * stdev(found) / len(found) ** 0.5


def _targets() -> list[Target]:
    found: list[Target] = []
    for load, limit in AGAINST_FCFS.items():
        at = f"load_{load:g}"
        found += [
            Target(f"against_fcfs_{at}_ratio", Bound.AT_MOST, limit),
            Target(f"against_gcmu_{at}_ratio", Bound.AT_MOST, AGAINST_GCMU),
            Target(f"p99_{at}_of_bound_ratio", Bound.AT_MOST, 1.0),
        ]
    return found
