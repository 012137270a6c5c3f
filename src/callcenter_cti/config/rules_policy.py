"""From the rules file's models to the router's policy. Decides nothing; the file is checked."""

from collections.abc import Iterable, Mapping
from math import inf

from callcenter_cti.config.comparisons import bounds
from callcenter_cti.config.rules_queues import (
    ConditionRules,
    MatchRules,
    OverflowRules,
    PlanRules,
    QueueRules,
    StepRules,
    WorthRules,
)
from callcenter_cti.config.rules_schema import AgentRules, CallPatternRules, RulesFile, SiteRules
from callcenter_cti.domain.call_patterns import CallPattern
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import (
    AgentId,
    CalendarId,
    HotlineId,
    PlanId,
    QueueId,
    SiteId,
    SkillId,
)
from callcenter_cti.routing.conditions import Bounds, Condition
from callcenter_cti.routing.policy import (
    Lending,
    Match,
    Plan,
    Policy,
    QueuePolicy,
    RosterAgent,
    Route,
    SitePolicy,
    Step,
    Worth,
)


def policy_of(file: RulesFile) -> Policy:
    """Return what the router reads of the rules."""
    return Policy(
        version=file.version,
        queues=_queues(file.queues),
        agents={AgentId(name): agent_of(name, agent) for name, agent in file.agents.items()},
        not_ready_reasons=frozenset(file.not_ready_reasons),
        sites={SiteId(name): _site(name, site) for name, site in file.sites.items()},
        tiers=_worth(file.tiers),
        fairness=file.fairness,
        max_hops=file.max_hops,
        cool_down_s=file.cool_down_s,
        plans=tuple(_plan(name, plan) for name, plan in file.plans.items()),
    )


def _queues(written: Mapping[str, QueueRules]) -> dict[QueueId, QueuePolicy]:
    return {QueueId(name): queue_of(name, queue) for name, queue in written.items()}


def queue_of(name: str, written: QueueRules) -> QueuePolicy:
    """Return a queue's rules."""
    return QueuePolicy(
        queue=QueueId(name),
        steps=tuple(_step(step, written.skills) for step in written.steps),
        ring_s=written.ring_s,
        wrap_up_s=written.wrap_up_s,
        rona_return_after_s=written.rona.return_after_s,
        service_level_s=written.service_level_s,
        short_abandon_s=written.short_abandon_s,
        handling_s=written.handling_s,
        patience_s=written.patience_s,
        longest_wait_s=written.longest_wait_s,
        preferred_wait_s=written.preferred_wait_s,
        calendar=_calendar(written.calendar),
        routes=_routes(written.overflow),
        worth=_worth(written.worth),
        ideal=_skills(written.ideal),
        under_cost=written.under_cost,
        over_cost=written.over_cost,
    )


def _step(written: StepRules, skills: Mapping[str, int]) -> Step:
    return Step(
        _match(written.match, skills),
        written.after_s,
        None if written.sites is None else _sites(written.sites),
        None if written.when is None else condition_of(written.when),
        written.replace,
        written.order,
    )


def _match(written: MatchRules, skills: Mapping[str, int]) -> Match:
    asked = skills if written.skills is None else written.skills
    return Match(_skills(asked), tuple(map(_skills, written.any_of)), written.level or 0)


def condition_of(written: ConditionRules) -> Condition:
    """Return a condition."""
    return Condition(
        _bounds(written.expected_wait_s),
        _bounds(written.ready_agents),
        _bounds(written.waiting),
        tuple(map(SiteId, written.site_up or ())),
        tuple(map(SiteId, written.site_down or ())),
        tuple(map(CalendarId, written.open or ())),
        tuple(map(CalendarId, written.closed or ())),
    )


def _bounds(written: str | None) -> Bounds | None:
    return None if written is None else bounds(written)


def _routes(written: Iterable[OverflowRules]) -> dict[SiteId, tuple[Route, ...]]:
    routes: dict[SiteId, tuple[Route, ...]] = {}
    for way in written:
        for home in map(SiteId, way.origin):
            routes[home] = (*routes.get(home, ()), _route(way))
    return routes


def _route(written: OverflowRules) -> Route:
    return Route(
        SiteId(written.to),
        written.cost,
        written.floor_s,
        written.floor_s if written.release_s is None else written.release_s,
        written.adjust_s,
        written.adjust_ratio,
        written.wait_improved_s,
        frozenset(written.mask),
    )


def _site(name: str, written: SiteRules) -> SitePolicy:
    return SitePolicy(
        SiteId(name), written.stale_after_s, lending_of(written), _calendar(written.calendar)
    )


def lending_of(written: SiteRules) -> Lending | None:
    """Return while what a site lends; None: it lends always."""
    begin, end = written.lend_while, written.lend_until
    if begin is None:
        return None
    level = _above(begin.service_level)
    wait_s = _below(begin.expected_wait_s)
    return Lending(
        level,
        wait_s,
        level if end is None or end.service_level is None else _below(end.service_level),
        wait_s if end is None or end.expected_wait_s is None else _above(end.expected_wait_s),
    )


def _above(written: str | None) -> float:
    above = None if written is None else bounds(written).above
    return 0.0 if above is None else round(above, 9)


def _below(written: str | None) -> float:
    below = None if written is None else bounds(written).below
    return inf if below is None else round(below, 9)


def _plan(name: str, written: PlanRules) -> Plan:
    line = written.line
    return Plan(
        PlanId(name),
        _queues(written.queues),
        None if line is None else (QueueId(line.queue), SiteId(line.site)),
        None if written.when is None else condition_of(written.when),
        None if written.until is None else condition_of(written.until),
    )


def agent_of(name: str, written: AgentRules) -> RosterAgent:
    """Return an agent."""
    return RosterAgent(
        AgentId(name),
        written.name,
        SiteId(written.site),
        f"PJSIP/{written.phone}",
        _skills(written.skills),
        written.level,
        {QueueId(queue): seconds for queue, seconds in written.handling_s.items()},
    )


def pattern_of(written: CallPatternRules) -> CallPattern:
    """Return a pattern of calls."""
    return CallPattern(
        frozenset(written.products or ()),
        frozenset(written.languages or ()),
        frozenset(written.tiers or ()),
        frozenset(map(SiteId, written.sites or ())),
        frozenset(map(HotlineId, written.hotlines or ())),
        frozenset(written.reasons or ()),
        written.emergency,
    )


def _worth(written: Mapping[Tier, WorthRules]) -> dict[Tier, Worth]:
    return {tier: Worth(one.worth, one.credit_s) for tier, one in written.items()}


def _skills(levels: Mapping[str, int]) -> dict[SkillId, int]:
    return {SkillId(skill): level for skill, level in levels.items()}


def _sites(names: Iterable[str]) -> frozenset[SiteId]:
    return frozenset(map(SiteId, names))


def _calendar(name: str | None) -> CalendarId | None:
    return None if name is None else CalendarId(name)
