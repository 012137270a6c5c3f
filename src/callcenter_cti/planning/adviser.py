"""The adviser of the router: what the floor looks like -> values for the index.

Theory. Three things that the router's index cannot know from one call and one agent:

- *basic pairings*: those in which the fluid optimum serves anybody at all, with what waits now
  added to what comes within `HORIZON`. They have a bonus, so that specialists are left to those
  who need them, and generalists to where there is most to gain.
- the *value* of taking out one of q callers who wait: the relative value of his stream as a queue
  of its own, with the agents that it can count on.
- the *price* of taking one of k free agents for somebody else's caller: the relative value of the
  callers for whom his pool is meant. A caller goes to another site when value - transfer cost -
  price is above zero (Ott and Krishnan 1985); it is what keeps two sites from sharing too much.

Both are measured over a stream's own site: what others may lend is not counted on.

One set of numbers does for all floors; `docs/explanation/routing.md` tells how they were measured.
Pure: no clock, no router. Returns None where the problem has no solution.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from callcenter_cti.planning.allocation import (
    Numbers,
    Pairings,
    best_flows,
    least_use,
)
from callcenter_cti.planning.picture import FitView, Picture, StreamView
from callcenter_cti.planning.relative_values import Birth, of_agents, of_waiting
from callcenter_cti.routing.advice import Advice, StreamAdvice

HORIZON: Final = 5.0
"""Minutes in which those who wait now are to be served."""
BONUS_MINUTES: Final = 10.0
"""A basic pairing goes before another whose caller has waited this much longer."""
LONGEST_LINE: Final = 400
"""Callers of one stream up to whom values are told apart; by then they hardly rise any more."""
LEAST_AGENTS: Final = 0.25
"""Agents that a stream hardly anybody calls in can count on."""
_NOTHING: Final = 1e-6
"""Agents below this are a rounding error of the solver."""


def advise(picture: Picture) -> Advice | None:
    """Return advice for a floor; None: nobody serves or nobody calls, or there is no solution."""
    plan = _plan(picture)
    if plan is None:
        return None
    return Advice(
        picture.rules_version,
        tuple(plan.of_stream(number) for number in range(len(picture.streams))),
        plan.prices(),
        plan.bonus(),
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """The programmes' solutions."""

    picture: Picture
    pairings: Pairings
    names: tuple[str, ...]
    """Of the pools."""
    flows: Numbers
    """Agents by pairing, as in the fluid optimum."""
    shares: Numbers
    """Agents by pairing, all work shared evenly."""
    agents: Numbers
    """The same, with every agent given to somebody."""

    def of_stream(self, number: int) -> StreamAdvice:
        view = self.picture.streams[number]
        mine = self.pairings.stream == number
        basic = self.pairings.pool[mine & (self.flows > _NOTHING)]
        agents = self.agents[mine]
        served = float(agents @ self.pairings.rate[mine])
        count = float(agents.sum())
        service = served / count if count else float(self.pairings.rate[mine].max(initial=0.0))
        values: tuple[float, ...] = ()
        if service:
            queue = Birth(
                view.per_minute,
                max(count, LEAST_AGENTS),
                service,
                60 / view.patience_s,
                view.worth,
            )
            values = tuple(of_waiting(queue, LONGEST_LINE).tolist())
        return StreamAdvice(view.stream, values, frozenset(self.names[pool] for pool in basic))

    def prices(self) -> dict[str, tuple[float, ...]]:
        """By pool: what its own callers lose by each agent taken."""
        foreign = {
            fit.pool for view in self.picture.streams for fit in view.fits if not fit.is_own
        }
        return {
            name: self._prices_of(place)
            for place, name in enumerate(self.names)
            if name in foreign
        }

    def _prices_of(self, place: int) -> tuple[float, ...]:
        at = (self.pairings.pool == place) & (self.shares > _NOTHING)
        agents, streams = self.shares[at], self.pairings.stream[at]
        if not len(agents):
            return ()
        calls = agents * self.pairings.rate[at]
        views = [self.picture.streams[number] for number in streams]
        mean = calls / calls.sum()
        heads = int(self.pairings.heads[place])
        queue = Birth(
            float(calls.sum()),
            heads,
            float(calls.sum() / agents.sum()),
            float(mean @ [60 / view.patience_s for view in views]),
            float(mean @ [view.worth for view in views]),
        )
        return tuple(of_agents(queue, heads, LONGEST_LINE).tolist())

    def bonus(self) -> float:
        """Worth per agent's minute of `BONUS_MINUTES` of a mean caller's waiting."""
        calls = self.shares * self.pairings.rate
        if not calls.sum():
            return 0.0
        worth = np.array([view.worth for view in self.picture.streams])
        mean = (calls * self.pairings.rate * worth[self.pairings.stream]).sum() / calls.sum()
        return BONUS_MINUTES * float(mean)


def _plan(picture: Picture) -> _Plan | None:
    names = tuple(pool.pool for pool in picture.pools if pool.heads > 0)
    place = {name: number for number, name in enumerate(names)}
    own = [
        (number, fit) for number, view in enumerate(picture.streams) for fit in _own(view, place)
    ]
    if not own:
        return None
    heads = {pool.pool: float(pool.heads) for pool in picture.pools}
    coming = np.array([view.per_minute for view in picture.streams])
    waiting = np.array([view.waiting for view in picture.streams]) / HORIZON
    pairings = Pairings(
        np.array([number for number, _ in own], dtype=np.intp),
        np.array([place[fit.pool] for _, fit in own], dtype=np.intp),
        np.array([60 / fit.handling_s for _, fit in own]),
        np.array([heads[name] for name in names]),
        _servable(coming, own),
    )
    flows = best_flows(_with_demand(pairings, coming + waiting), _rewards(picture, own))
    even = least_use(pairings)
    if flows is None or even is None:
        return None
    shares = even[0]
    used = pairings.by_pool(shares)[pairings.pool]
    agents = np.divide(
        shares * pairings.heads[pairings.pool], used, out=np.zeros_like(shares), where=used > 0
    )
    return _Plan(picture, pairings, names, flows, shares, agents)


def _own(view: StreamView, place: dict[str, int]) -> list[FitView]:
    """Return who is meant for a stream: its own site; others only if nobody is there."""
    there = [fit for fit in view.fits if fit.pool in place]
    return [fit for fit in there if fit.is_own] or there


def _servable(coming: Numbers, own: list[tuple[int, FitView]]) -> Numbers:
    """Return the demand without streams that nobody can serve: they would leave no solution."""
    served = np.zeros(len(coming))
    served[[number for number, _ in own]] = 1.0
    return coming * served


def _with_demand(pairings: Pairings, demand: Numbers) -> Pairings:
    return Pairings(pairings.stream, pairings.pool, pairings.rate, pairings.heads, demand)


def _rewards(picture: Picture, own: list[tuple[int, FitView]]) -> Numbers:
    """Return what serving a call saves: all that he would wait until he gives up."""
    views = picture.streams
    return np.array([views[n].worth * views[n].patience_s / 60 - fit.cost for n, fit in own])
