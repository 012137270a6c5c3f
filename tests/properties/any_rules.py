"""Any rules: random queues, steps, sites, tiers, plans and rosters, small enough to meet often.

Decides which rules the properties of routing are tried on. Knows nothing of what they mean.
"""

from typing import Any

from hypothesis import strategies as st

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import AgentId, CalendarId, PlanId, QueueId, SiteId, SkillId
from callcenter_cti.routing.advice import Advice, Stream, StreamAdvice
from callcenter_cti.routing.conditions import Bounds, Condition
from callcenter_cti.routing.policy import (
    HOME,
    Lending,
    Match,
    Order,
    Plan,
    Policy,
    QueuePolicy,
    RosterAgent,
    Route,
    SitePolicy,
    Step,
    Worth,
)

SITES = ("sydney", "hongkong", "tokyo")
AGENTS = ("ann", "ben", "cy", "dee", "eve", "fay")
QUEUES = ("cards", "loans", "fraud")
CALENDARS = ("office", "night")
PLANS = ("storm", "bank_down")
PATIENCE_S = {"cards": 300.0, "loans": 60.0, "fraud": 120.0}
"""By queue; the same in all versions, since a line keeps what it began with."""


def _skills(**levels: int) -> dict[SkillId, int]:
    return {SkillId(skill): level for skill, level in levels.items()}


def _sites(*names: str) -> frozenset[SiteId]:
    return frozenset(SiteId(name) for name in names)


_MATCHES = (
    *[Match(_skills(en=1))] * 3,
    Match(_skills(en=3)),
    Match(_skills(zh=2)),
    Match(_skills(zh=1, en=1)),
    Match({}, any_of=(_skills(zh=3), _skills(en=2))),
    Match(_skills(en=1), level=2),
    Match({}),
)
_SKILLS = (
    *[_skills(en=3)] * 2,
    _skills(en=1),
    _skills(en=3, zh=3),
    _skills(en=2, zh=1),
    _skills(zh=3),
)
_PLACES = (
    *[None] * 4,
    _sites(HOME),
    _sites(HOME, "tokyo"),
    _sites("hongkong"),
    _sites("sydney", "tokyo"),
)
_CONDITIONS = (
    Condition(expected_wait_s=Bounds(above=20.0)),
    Condition(expected_wait_s=Bounds(below=200.0)),
    Condition(ready_agents=Bounds(below=1.0)),
    Condition(ready_agents=Bounds(above=0.0)),
    Condition(waiting=Bounds(above=1.0)),
    Condition(waiting=Bounds(above=0.0, below=3.0), sites_up=(SiteId("hongkong"),)),
    Condition(sites_down=(SiteId("sydney"),)),
    Condition(open=(CalendarId("office"),)),
    Condition(closed=(CalendarId("night"),)),
)
_SWITCHES = (
    (Condition(waiting=Bounds(above=1.0)), Condition(waiting=Bounds(below=1.0))),
    (Condition(expected_wait_s=Bounds(above=60.0)), Condition(expected_wait_s=Bounds(below=20.0))),
    (Condition(ready_agents=Bounds(below=1.0)), Condition(ready_agents=Bounds(above=1.0))),
    (Condition(sites_down=(SiteId("sydney"),)), Condition(sites_up=(SiteId("sydney"),))),
    (Condition(closed=(CalendarId("office"),)), None),
)
_WORTHS = (Worth(), Worth(5.0), Worth(1.0, 60.0), Worth(2.0, 30.0), Worth(0.3))
_LENDINGS = (
    None,
    None,
    Lending(0.8, 20.0, 0.5, 60.0),
    Lending(0.5, 100.0, 0.5, 100.0),
    Lending(0.0, 0.0, 0.0, 300.0),
)

agents = st.sampled_from(AGENTS)
sites = st.sampled_from(SITES)
queues = st.sampled_from(QUEUES)
_whens = st.sampled_from((None, *_CONDITIONS))


@st.composite
def _steps(draw: st.DrawFn) -> tuple[Step, ...]:
    count = draw(st.sampled_from((1, 1, 2, 2, 3)))
    after_s, steps = 0.0, []
    for number in range(count):
        last = number == count - 1
        step = Step(
            draw(st.sampled_from(_MATCHES)),
            after_s,
            draw(st.sampled_from(_PLACES)),
            None if last else draw(_whens),
            replace=number > 0 and draw(st.integers(0, 4)) == 0,
            order=draw(st.sampled_from((*[Order.LONGEST_IDLE] * 2, *Order))),
        )
        steps.append(step)
        after_s += draw(st.sampled_from((1.0, 10.0, 40.0)))
    return tuple(steps)


@st.composite
def _routes(draw: st.DrawFn) -> dict[SiteId, tuple[Route, ...]]:
    routes: dict[SiteId, tuple[Route, ...]] = {}
    for home in SITES:
        ways = []
        for far in SITES:
            if far == home or draw(st.booleans()):
                continue
            floor_s = draw(st.sampled_from((0.0, 0.0, 10.0, 60.0)))
            ways.append(
                Route(
                    SiteId(far),
                    cost=draw(st.sampled_from((0.0, 0.0, 0.1, 1.5))),
                    floor_s=floor_s,
                    release_s=draw(st.sampled_from((0.0, floor_s))),
                    adjust_s=draw(st.sampled_from((0.0, 5.0))),
                    adjust_ratio=draw(st.sampled_from((0.0, 0.2))),
                    wait_improved_s=draw(st.sampled_from((0.0, 10.0))),
                    mask=frozenset({"balance"}) if far == "tokyo" else frozenset(),
                )
            )
        routes[SiteId(home)] = tuple(ways)
    return routes


@st.composite
def a_queue(draw: st.DrawFn, name: str) -> QueuePolicy:
    """Draw how one queue is served."""
    worth = {draw(st.sampled_from(Tier)): draw(st.sampled_from(_WORTHS))}
    return QueuePolicy(
        queue=QueueId(name),
        steps=draw(_steps()),
        ring_s=draw(st.sampled_from((10, 20))),
        wrap_up_s=draw(st.sampled_from((0.0, 30.0))),
        rona_return_after_s=draw(st.sampled_from((None, 10.0))),
        service_level_s=draw(st.sampled_from((5.0, 20.0))),
        short_abandon_s=2.0,
        handling_s=draw(st.sampled_from((30.0, 240.0, 900.0))),
        patience_s=PATIENCE_S[name],
        longest_wait_s=draw(st.sampled_from((50.0, 125.0, 3600.0))),
        preferred_wait_s=draw(st.sampled_from((0.0, 15.0, 45.0))),
        calendar=draw(st.sampled_from((None, None, CalendarId("office")))),
        routes=draw(_routes()),
        worth=worth if draw(st.booleans()) else {},
        ideal=_skills(en=2, zh=2) if draw(st.booleans()) else {},
        under_cost=draw(st.sampled_from((0.0, 0.1, 1.0))),
        over_cost=draw(st.sampled_from((0.0, 0.2))),
    )


@st.composite
def _an_agent(draw: st.DrawFn, name: str, number: int) -> RosterAgent:
    handling = {QueueId("cards"): draw(st.sampled_from((60.0, 400.0)))}
    return RosterAgent(
        AgentId(name),
        name.title(),
        SiteId(draw(st.sampled_from((*["sydney"] * 3, *SITES)))),
        f"PJSIP/{6001 + number}",
        draw(st.sampled_from(_SKILLS)),
        draw(st.sampled_from((1, 1, 2))),
        handling if draw(st.integers(0, 3)) == 0 else {},
    )


@st.composite
def _a_site(draw: st.DrawFn, name: str) -> SitePolicy:
    return SitePolicy(
        SiteId(name),
        draw(st.sampled_from((None, None, 50.0))),
        draw(st.sampled_from(_LENDINGS)),
        draw(st.sampled_from((None, None, CalendarId("night")))),
    )


@st.composite
def _a_plan(draw: st.DrawFn, name: str, present: tuple[str, ...]) -> Plan:
    queue = draw(st.sampled_from(present))
    watched = None
    if draw(st.booleans()):
        watched = (QueueId(draw(st.sampled_from(present))), SiteId(draw(sites)))
    when, until = draw(st.sampled_from(_SWITCHES))
    return Plan(PlanId(name), {QueueId(queue): draw(a_queue(queue))}, watched, when, until)


@st.composite
def policies(draw: st.DrawFn, version: str = "v1") -> Policy:
    """Draw one version of the rules."""
    present = QUEUES[: draw(st.sampled_from((1, 2, 3, 3, 3)))]
    rostered = draw(st.permutations(AGENTS))[: draw(st.integers(2, len(AGENTS)))]
    plans = PLANS[: draw(st.sampled_from((0, 0, 1, 2)))]
    return Policy(
        version=version,
        queues={QueueId(name): draw(a_queue(name)) for name in present},
        agents={
            AgentId(name): draw(_an_agent(name, number)) for number, name in enumerate(rostered)
        },
        not_ready_reasons=frozenset({"lunch", "break"}),
        sites={SiteId(name): draw(_a_site(name)) for name in SITES},
        tiers={Tier.PRIVATE: Worth(4.0, 90.0)} if draw(st.booleans()) else {},
        fairness=draw(st.sampled_from((0.0, 0.0, 0.0, 0.02, 1.0))),
        max_hops=draw(st.sampled_from((0, 1, 3, 3))),
        cool_down_s=draw(st.sampled_from((0.0, 20.0, 60.0))),
        plans=tuple(draw(_a_plan(name, present)) for name in plans),
    )


@st.composite
def advice(draw: st.DrawFn, version: str) -> Advice:
    """Draw an adviser's values, for streams and pools that there may be."""
    kind: Any = st.tuples(queues, sites, st.sampled_from((Tier.STANDARD, Tier.PRIVATE)))
    streams = [
        Stream(QueueId(queue), SiteId(home), tier)
        for queue, home, tier in draw(st.lists(kind, min_size=1, max_size=4, unique=True))
    ]
    pools = [f"{site}/{number}" for site in SITES for number in (1, 2)]
    wanted = st.frozensets(st.sampled_from(pools), max_size=3)
    values = st.sampled_from(((1.0,), (0.5, 3.0), (0.0, 0.0, 8.0)))
    return Advice(
        version,
        tuple(StreamAdvice(one, draw(values), draw(wanted)) for one in streams),
        {pool: draw(st.sampled_from(((2.0,), (6.0, 0.5), (0.0,)))) for pool in pools},
        draw(st.sampled_from((0.0, 0.1))),
    )
