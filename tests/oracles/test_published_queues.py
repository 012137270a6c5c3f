"""The simulated router against queueing formulas and against ciw, an independent simulator."""

from math import sqrt
from statistics import fmean, stdev

import ciw
import pytest

from callcenter_cti.planning.erlang import Queue, waits
from callcenter_cti.planning.instance import CallerClass, Instance, Team
from callcenter_cti.planning.simulated_router import SimulatedRouter
from callcenter_cti.planning.simulation import simulate
from callcenter_cti.planning.traffic import callers

RUNS = 6
UNTIL_S, SINCE_S = 16 * 3600.0, 3600.0
T_95 = 2.571
"""Student's quantile for six runs."""


def caller(name: str, per_hour: float, teams: dict[str, float], **more: float) -> CallerClass:
    known = {"patience_s": 180.0, "worth": 1.0, "bound_s": 36000.0} | more
    return CallerClass(name, "main", per_hour, handling_s=teams, **known)


def mean_waits(instance: Instance) -> list[list[float]]:
    """Mean wait of each class, by run."""
    found: list[list[float]] = []
    for seed in range(RUNS):
        coming = callers(instance, seed=seed, until_s=UNTIL_S)
        router = SimulatedRouter(instance, is_advised=False)
        ledger = simulate(instance, coming, router, until_s=UNTIL_S)
        kinds = range(len(instance.classes))
        found.append([fmean(ledger.waits_s(kind, since_s=SINCE_S)) for kind in kinds])
    return found


def agrees(measured: list[float], wanted: float, error: float = 0.0) -> bool:
    """Whether a value lies in the 95 % confidence interval, with its own error if it has one."""
    half = T_95 * sqrt(stdev(measured) ** 2 / len(measured) + error**2)
    return abs(fmean(measured) - wanted) <= half


@pytest.mark.parametrize("patience_s", [180.0, 1e9])
def test_one_queue_is_erlangs(patience_s: float) -> None:
    """Erlang A with callers who give up, Erlang C with callers who hardly ever do."""
    agents = 11 if patience_s < 1e6 else 13
    instance = Instance(
        (caller("only", 200, {"team": 180.0}, patience_s=patience_s),),
        (Team("team", "main", agents),),
    )

    measured = [run[0] for run in mean_waits(instance)]

    assert agrees(measured, waits(Queue(200, 180, agents, patience_s)).mean_wait_s)


def test_two_classes_of_the_same_worth_wait_as_one_queue() -> None:
    """A V design without priorities: the oldest first, whoever it is."""
    both = tuple(caller(name, 100, {"team": 180.0}) for name in ("first", "second"))
    instance = Instance(both, (Team("team", "main", 11),))

    measured = [fmean(run) for run in mean_waits(instance)]

    assert agrees(measured, waits(Queue(200, 180, 11, 180)).mean_wait_s)


def test_a_dear_class_waits_as_with_priority_in_another_simulator() -> None:
    """A V design with priority, which a worth a thousand times as great comes to."""
    dear = caller("dear", 100, {"team": 180.0}, worth=1000.0)
    plain = caller("plain", 100, {"team": 180.0})
    instance = Instance((dear, plain), (Team("team", "main", 11),))

    ours = mean_waits(instance)

    theirs = [_priority_waits(seed) for seed in range(RUNS)]
    for kind in range(2):
        column = [run[kind] for run in theirs]
        error = stdev(column) / sqrt(RUNS)
        assert agrees([run[kind] for run in ours], fmean(column), error)


def _priority_waits(seed: int) -> list[float]:
    """Mean wait of each class, in seconds, by ciw: two priorities, impatient callers."""
    patience = ciw.dists.Exponential(1 / 180)
    network = ciw.create_network(
        arrival_distributions={
            "Class 0": [ciw.dists.Exponential(100 / 3600)],
            "Class 1": [ciw.dists.Exponential(100 / 3600)],
        },
        service_distributions={
            "Class 0": [ciw.dists.Exponential(1 / 180)],
            "Class 1": [ciw.dists.Exponential(1 / 180)],
        },
        reneging_time_distributions={"Class 0": [patience], "Class 1": [patience]},
        priority_classes={"Class 0": 0, "Class 1": 1},
        number_of_servers=[11],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(UNTIL_S)
    records = [
        one
        for one in simulation.get_all_records(only=["service", "renege"])
        if one.arrival_date >= SINCE_S
    ]
    return [
        fmean(one.waiting_time for one in records if one.customer_class == name)
        for name in ("Class 0", "Class 1")
    ]


@pytest.mark.parametrize("design", ["N", "W"])
def test_shared_agents_bring_the_waits_of_classes_together(design: str) -> None:
    """N and W designs: with agents shared, all wait hardly more than in one pooled queue."""
    second = {"shared": 180.0} if design == "N" else {"shared": 180.0, "seconds": 180.0}
    teams = [Team("firsts", "main", 6), Team("shared", "main", 6)]
    if design == "W":
        teams = [Team("firsts", "main", 4), Team("shared", "main", 4), Team("seconds", "main", 4)]
    first = caller("first", 130, {"firsts": 180.0, "shared": 180.0})
    instance = Instance((first, caller("second", 80, second)), tuple(teams))

    runs = mean_waits(instance)

    pooled = waits(Queue(210, 180, 12, 180)).mean_wait_s
    apart = waits(Queue(130, 180, 6, 180)).mean_wait_s
    together = fmean((130 * one + 80 * two) / 210 for one, two in runs)
    assert pooled * 0.95 <= together <= pooled + (apart - pooled) / 4
