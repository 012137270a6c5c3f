"""A contact centre in numbers: who calls, who answers, what waiting costs. For simulation.

`policy_of` writes it as rules of the router, the same way for every instance: a queue for each
class of callers, an agent for each head, a route to each site that may help. Knows no file;
`benchmarks/instance_file.py` reads one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import AgentId, QueueId, SiteId, SkillId
from callcenter_cti.routing.policy import (
    Match,
    Policy,
    QueuePolicy,
    RosterAgent,
    Route,
    Step,
    Worth,
)

TIER = Tier.STANDARD
"""Of all callers: what tells classes apart is their queue."""


@dataclass(frozen=True, slots=True)
class CallerClass:
    """Callers who are alike."""

    name: str
    site: str
    """Where they wait."""
    per_hour: float
    """Calls, at load 1."""
    patience_s: float
    """Mean seconds until one who waits gives up."""
    worth: float
    """Cost of a minute of waiting."""
    handling_s: Mapping[str, float]
    """Mean seconds of a call with wrap-up, by team; teams that are not named cannot serve it."""
    bound_s: float
    """Longest wait that the rules allow (`longest_wait_s`)."""


@dataclass(frozen=True, slots=True)
class Team:
    """Agents who are alike."""

    name: str
    site: str
    heads: int


@dataclass(frozen=True, slots=True)
class Instance:
    """A contact centre."""

    classes: tuple[CallerClass, ...]
    teams: tuple[Team, ...]
    transfer_costs: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By site of the caller, then of the agent: worth of a transfer; who is not named is not
    asked."""

    def at_load(self, load: float) -> "Instance":
        """Return the same with so many times the calls."""
        classes = tuple(replace(one, per_hour=one.per_hour * load) for one in self.classes)
        return replace(self, classes=classes)

    def cost(self, caller: CallerClass, team: Team) -> float | None:
        """Return what it costs to serve a class by a team; None: it is not possible."""
        if team.name not in caller.handling_s:
            return None
        if caller.site == team.site:
            return 0.0
        return self.transfer_costs.get(caller.site, {}).get(team.site)


def policy_of(instance: Instance) -> Policy:
    """Return the router's rules for an instance; the version is always the same."""
    agents = [
        _agent(instance, team, number) for team in instance.teams for number in range(team.heads)
    ]
    return Policy(
        version="instance",
        queues={QueueId(one.name): _queue(instance, one) for one in instance.classes},
        agents={agent.agent: agent for agent in agents},
        not_ready_reasons=frozenset({"break"}),
    )


def team_of(agent: AgentId) -> str:
    """Return the name of an agent's team."""
    return agent.rpartition(".")[0]


def _agent(instance: Instance, team: Team, number: int) -> RosterAgent:
    mine = [one for one in instance.classes if team.name in one.handling_s]
    return RosterAgent(
        AgentId(f"{team.name}.{number:04}"),
        f"{team.name} {number}",
        SiteId(team.site),
        "",
        {SkillId(one.name): 3 for one in mine},
        handling_s={QueueId(one.name): one.handling_s[team.name] for one in mine},
    )


def _queue(instance: Instance, caller: CallerClass) -> QueuePolicy:
    routes = instance.transfer_costs.get(caller.site, {})
    ways = tuple(Route(SiteId(to), cost) for to, cost in routes.items())
    return QueuePolicy(
        queue=QueueId(caller.name),
        steps=(Step(Match({SkillId(caller.name): 1})),),
        ring_s=20,
        wrap_up_s=0,
        rona_return_after_s=None,
        service_level_s=20,
        short_abandon_s=5,
        handling_s=min(caller.handling_s.values()),
        patience_s=caller.patience_s,
        longest_wait_s=ceil(caller.bound_s),
        preferred_wait_s=0,
        routes={SiteId(caller.site): ways} if ways else {},
        worth={TIER: Worth(caller.worth)},
    )
