"""The real router as the discipline of a simulated floor, with its adviser each minute.

Every decision is the router's own: callers and agents are told to it as inputs of `step`, and its
effects are carried out. Agents answer at once, so ringing takes no time. Advice takes none either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from callcenter_cti.domain.agents import Actor
from callcenter_cti.domain.identifiers import CallId, QueueId, SiteId
from callcenter_cti.planning.adviser import advise
from callcenter_cti.planning.arrivals import Arrivals
from callcenter_cti.planning.instance import TIER, Instance, policy_of, team_of
from callcenter_cti.planning.reading import read_floor
from callcenter_cti.planning.simulation import Pairing
from callcenter_cti.planning.traffic import Caller
from callcenter_cti.routing.advice import Stream
from callcenter_cti.routing.effects import ConnectCall, Effect, OfferCall
from callcenter_cti.routing.inputs import (
    AdviceReceived,
    AgentLoggedIn,
    CallLeft,
    CallQueued,
    Input,
    OfferAccepted,
    ReadyRequested,
    TimePassed,
)
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.step import next_deadline, starting_with, step


@dataclass(slots=True)
class SimulatedRouter:
    """A discipline (`simulation.Discipline`)."""

    instance: Instance
    is_advised: bool = True
    """False: the router is left without advice."""
    advice_every_s: float = 60.0
    """Seconds of simulated time."""
    forecast: bool = False
    """True: the instance's own rates are known as a forecast; otherwise they are counted."""
    router: Router = field(init=False)
    arrivals: Arrivals = field(init=False)
    _team: dict[str, int] = field(init=False)
    _advice_at: float = 0.0

    def __post_init__(self) -> None:
        self.router = starting_with(policy_of(self.instance))
        self._team = {team.name: number for number, team in enumerate(self.instance.teams)}
        streams = [self._stream(kind) for kind in range(len(self.instance.classes))]
        rates = [one.per_hour / 60 for one in self.instance.classes]
        known = dict(zip(streams, rates, strict=True)) if self.forecast else {}
        self.arrivals = Arrivals(0.0, known)
        if not self.is_advised:
            self._advice_at = inf
        for agent in self.router.state.policy.agents:
            step(self.router, AgentLoggedIn(agent, Actor.AGENT), 0.0)
            step(self.router, ReadyRequested(agent, Actor.AGENT), 0.0)

    def come(self, caller: Caller, now: float) -> Sequence[Pairing]:
        """A caller waits."""
        stream = self._stream(caller.kind)
        self.arrivals.note(stream, now)
        return self._take(CallQueued(_call(caller), stream.queue, stream.home, stream.tier), now)

    def give_up(self, caller: Caller, now: float) -> Sequence[Pairing]:
        """A caller who waited is gone."""
        return self._take(CallLeft(_call(caller)), now)

    def finish(self, caller: Caller, now: float) -> Sequence[Pairing]:
        """The call of an agent is over; he is free."""
        return self._take(CallLeft(_call(caller)), now)

    def next_wake(self) -> float | None:
        """When the router's next deadline or the next advice is due."""
        due = next_deadline(self.router)
        return self._advice_at if due is None else min(due, self._advice_at)

    def wake(self, now: float) -> Sequence[Pairing]:
        """The time has come."""
        due = next_deadline(self.router)
        if due is not None and due <= now:
            return self._take(TimePassed(), now)
        self._advice_at += self.advice_every_s
        advice = advise(read_floor(self.router, self.arrivals, now))
        return self._take(AdviceReceived(advice), now) if advice is not None else ()

    def _take(self, fact: Input, now: float) -> list[Pairing]:
        """Tell the router, and let every agent whom it rings answer."""
        done: list[Pairing] = []
        effects: list[Effect] = step(self.router, fact, now)
        for effect in effects:  # it grows
            if isinstance(effect, OfferCall):
                effects += step(self.router, OfferAccepted(effect.call, effect.token), now)
            elif isinstance(effect, ConnectCall):
                done.append(Pairing(int(effect.call), self._team[team_of(effect.agent)]))
        return done

    def _stream(self, kind: int) -> Stream:
        one = self.instance.classes[kind]
        return Stream(QueueId(one.name), SiteId(one.site), TIER)


def _call(caller: Caller) -> CallId:
    return CallId(str(caller.number))
