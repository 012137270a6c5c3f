"""The real router on two sites, every decision priced by the exact optimum (`two_sites`)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from callcenter_cti.planning.instance import CallerClass, Instance, Team
from callcenter_cti.planning.simulated_router import SimulatedRouter
from callcenter_cti.planning.simulation import Discipline, Pairing, simulate
from callcenter_cti.planning.traffic import Caller, callers
from tests.oracles.two_sites import Optimum, State, TwoSites

NAMES = ("first", "second")


@dataclass(slots=True)
class Priced:
    """A discipline whose decisions are priced."""

    inner: Discipline
    optimum: Optimum
    since_s: float
    """Decisions before are not counted: the floor begins empty."""
    price: float = 0.0
    state: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    homes: dict[int, int] = field(default_factory=dict)
    """Where callers who were not served yet came from."""
    served_at: dict[int, int] = field(default_factory=dict)

    def come(self, caller: Caller, now: float) -> Sequence[Pairing]:
        self.state[2 * caller.kind + 1] += 1
        self.homes[caller.number] = caller.kind
        return self._judge(self.inner.come(caller, now), now)

    def give_up(self, caller: Caller, now: float) -> Sequence[Pairing]:
        self.state[2 * caller.kind + 1] -= 1
        return self._judge(self.inner.give_up(caller, now), now)

    def finish(self, caller: Caller, now: float) -> Sequence[Pairing]:
        self.state[2 * self.served_at.pop(caller.number)] -= 1
        return self._judge(self.inner.finish(caller, now), now)

    def next_wake(self) -> float | None:
        return self.inner.next_wake()

    def wake(self, now: float) -> Sequence[Pairing]:
        return self._judge(self.inner.wake(now), now, by_itself=True)

    def _judge(
        self, pairings: Sequence[Pairing], now: float, *, by_itself: bool = False
    ) -> Sequence[Pairing]:
        was, transfers = self._key(), 0
        for number, team in pairings:
            home = self.homes.pop(number)
            self.state[2 * home + 1] -= 1
            self.state[2 * team] += 1
            self.served_at[number] = team
            transfers += home != team
        if now >= self.since_s:
            self.price += self.optimum.price_of(was, self._key(), transfers, by_itself=by_itself)
        return pairings

    def _key(self) -> State:
        busy, waiting, far_busy, far_waiting = self.state
        return busy, waiting, far_busy, far_waiting


def instance_of(sites: TwoSites) -> Instance:
    """The same two sites as an instance for the simulation; both serve all who come."""
    handling_s = dict.fromkeys(NAMES, 60 / sites.service)
    classes = [
        CallerClass(
            name, name, arrivals * 60, 60 / sites.abandonment, sites.worth, handling_s, 14400
        )
        for name, arrivals in zip(NAMES, sites.arrivals, strict=True)
    ]
    teams = [Team(name, name, heads) for name, heads in zip(NAMES, sites.agents, strict=True)]
    first, second = NAMES
    costs = {first: {second: sites.transfer}, second: {first: sites.transfer}}
    return Instance(tuple(classes), tuple(teams), costs)


def cost_of_router(
    best: Optimum, *, hours: float, seed: int, advice_every_s: float = inf
) -> float:
    """The router's long-run cost per minute; it knows the rates as a forecast."""
    instance = instance_of(best.sites)
    until_s, since_s = hours * 3600, 3600.0
    priced = Priced(
        SimulatedRouter(instance, forecast=True, advice_every_s=advice_every_s), best, since_s
    )
    coming = callers(instance, seed=seed, until_s=until_s)
    simulate(instance, coming, priced, until_s=until_s)
    return best.cost + priced.price / (until_s - since_s) * 60
