"""Disciplines that others route by, beside which the router is measured.

Small and exact, over the same simulated floor. Each answers the two questions of routing: which
agent for a call (`prefer_team`), which call for an agent (`prefer_class`); the lowest key wins.
Whoever has been idle longest is asked first. None of them leaves an agent idle whom a caller could
have, and none knows what is ahead.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from callcenter_cti.planning.instance import Instance
from callcenter_cti.planning.simulation import Pairing
from callcenter_cti.planning.traffic import Caller

Key = tuple[float, ...]


class Fit(NamedTuple):
    """A class and a team that may serve it."""

    worth: float
    """Cost of a minute of the class's waiting."""
    rate: float
    """Calls per minute of one agent."""
    is_far: bool
    """Whether they are at different sites."""
    breadth: int
    """How many classes the team can serve."""


class Rule:
    """First come, first served; the longest idle agent (what app_queue does with penalties)."""

    name = "fcfs"

    def prefer_team(self, fit: Fit, idle_since: float) -> Key:
        """Rank a team for a call; own site first."""
        return (fit.is_far, idle_since)

    def prefer_class(self, fit: Fit, came_at: float, now: float) -> Key:
        """Rank a class by its oldest call for an agent."""
        return (fit.is_far, came_at)


class Priority(Rule):
    """The class whose minute costs most goes before all others (mod_callcenter's tiers)."""

    name = "priority"

    def prefer_class(self, fit: Fit, came_at: float, now: float) -> Key:
        """Worth first, then age."""
        return (fit.is_far, -fit.worth, came_at)


class SkillOnly(Rule):
    """The most specialised, then the fastest agent; the call that an agent is best at."""

    name = "skill_only"

    def prefer_team(self, fit: Fit, idle_since: float) -> Key:
        """Specialists first: generalists stay free."""
        return (fit.is_far, fit.breadth, -fit.rate, idle_since)

    def prefer_class(self, fit: Fit, came_at: float, now: float) -> Key:
        """What he is fastest at, then age."""
        return (fit.is_far, -fit.rate, came_at)


class PlainGcmu(Rule):
    """Generalised c-mu (Mandelbaum, Stolyar 2004): worth times rate times age, fastest agent."""

    name = "gcmu"

    def prefer_team(self, fit: Fit, idle_since: float) -> Key:
        """The fastest."""
        return (fit.is_far, -fit.rate, idle_since)

    def prefer_class(self, fit: Fit, came_at: float, now: float) -> Key:
        """Worth times rate times age."""
        return (fit.is_far, -fit.worth * fit.rate * (now - came_at), came_at)


RULES: tuple[type[Rule], ...] = (Rule, Priority, SkillOnly, PlainGcmu)


@dataclass(slots=True)
class ReferenceDiscipline:
    """A rule at work (`simulation.Discipline`)."""

    instance: Instance
    rule: Rule
    _fits: dict[tuple[int, int], Fit] = field(init=False)
    _idle: list[deque[float]] = field(init=False)
    """By team: since when its free agents are idle, the longest first."""
    _lines: list[OrderedDict[int, float]] = field(init=False)
    """By class: who waits, by number, and since when."""
    _team_of: dict[int, int] = field(default_factory=dict)
    """Who serves a caller."""

    def __post_init__(self) -> None:
        instance = self.instance
        breadth = [
            sum(instance.cost(kind, team) is not None for kind in instance.classes)
            for team in instance.teams
        ]
        self._fits = {
            (number, place): Fit(
                kind.worth, 60 / kind.handling_s[team.name], kind.site != team.site, breadth[place]
            )
            for number, kind in enumerate(instance.classes)
            for place, team in enumerate(instance.teams)
            if instance.cost(kind, team) is not None
        }
        self._idle = [deque([0.0] * team.heads) for team in instance.teams]
        self._lines = [OrderedDict() for _ in instance.classes]

    def come(self, caller: Caller, now: float) -> Sequence[Pairing]:
        """Give him an agent, or let him wait."""
        free = [
            (self.rule.prefer_team(self._fits[caller.kind, team], idle[0]), team)
            for team, idle in enumerate(self._idle)
            if idle and (caller.kind, team) in self._fits
        ]
        if not free:
            self._lines[caller.kind][caller.number] = now
            return ()
        team = min(free)[1]
        self._idle[team].popleft()
        return self._pair(caller.number, team)

    def give_up(self, caller: Caller, now: float) -> Sequence[Pairing]:
        """Forget him."""
        del self._lines[caller.kind][caller.number]
        return ()

    def finish(self, caller: Caller, now: float) -> Sequence[Pairing]:
        """Give the agent another caller, or let him idle."""
        team = self._team_of.pop(caller.number)
        waiting = [
            (self.rule.prefer_class(self._fits[kind, team], next(iter(line.values())), now), kind)
            for kind, line in enumerate(self._lines)
            if line and (kind, team) in self._fits
        ]
        if not waiting:
            self._idle[team].append(now)
            return ()
        number, _ = self._lines[min(waiting)[1]].popitem(last=False)
        return self._pair(number, team)

    def next_wake(self) -> float | None:
        """Never."""
        return None

    def wake(self, now: float) -> Sequence[Pairing]:
        """Nothing happens by itself."""
        return ()

    def _pair(self, number: int, team: int) -> list[Pairing]:
        self._team_of[number] = team
        return [Pairing(number, team)]
