"""What changes around the floor: sites, calendars, plans, advice, and the rules themselves.

Decides what each means for agents and for calls that wait. Chooses nobody.
"""

from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.identifiers import PlanId, SiteId
from callcenter_cti.routing.agents import AgentEvent
from callcenter_cti.routing.assignment import look_at_all
from callcenter_cti.routing.departures import send_away
from callcenter_cti.routing.effects import ChangePlan
from callcenter_cti.routing.errors import UnknownPlan
from callcenter_cti.routing.inputs import (
    AdviceReceived,
    CalendarChanged,
    PlanSwitched,
    RulesChanged,
    SiteReported,
)
from callcenter_cti.routing.plans import switches
from callcenter_cti.routing.policy import SITE_UNKNOWN, Plan
from callcenter_cti.routing.state import AgentRecord, QueuedCall, SiteRecord, Wish
from callcenter_cti.routing.timers import Timer
from callcenter_cti.routing.turn import ON_A_CALL, Turn
from callcenter_cti.routing.waiting import look_at_held, place_anew, skip_unstaffed


def report_site(turn: Turn, fact: SiteReported) -> None:
    """Take news of a site; one that works again has its agents back."""
    record = turn.state.sites.setdefault(fact.site, SiteRecord())
    was_up, record.is_up, record.seen_at = record.is_up, fact.up, turn.now
    turn.router.timers.set(turn.router.due_of_site(fact.site), Timer.SITE, fact.site)
    if was_up and not fact.up:
        _lose_agents(turn, fact.site)
    elif fact.up and not was_up:
        for agent in _agents_of(turn, fact.site, AgentState.UNKNOWN):
            turn.move(agent, AgentEvent.FIND)
        look_at_all(turn)


def lose_site(turn: Turn, site: SiteId) -> None:
    """Take a site for unknown: nothing was heard of it for too long."""
    turn.state.sites[site].is_up = False
    _lose_agents(turn, site)


def _lose_agents(turn: Turn, site: SiteId) -> None:
    for agent in _agents_of(turn, site, AgentState.READY):
        turn.move(agent, AgentEvent.LOSE, reason=SITE_UNKNOWN)
    look_at_all(turn)


def _find_and_lose_agents(turn: Turn) -> None:
    """Let each agent's state fit the site where he is now: the roster may have moved him."""
    for record in turn.state.agents.values():
        is_up = turn.floor.is_up(record.site)
        if record.state is AgentState.READY and not is_up:
            turn.move(record, AgentEvent.LOSE, reason=SITE_UNKNOWN)
        elif record.state is AgentState.UNKNOWN and is_up:
            turn.move(record, AgentEvent.FIND)


def _agents_of(turn: Turn, site: SiteId, state: AgentState) -> list[AgentRecord]:
    return [
        record
        for record in turn.state.agents.values()
        if record.site == site and record.state is state
    ]


def change_calendar(turn: Turn, fact: CalendarChanged) -> None:
    """Take a calendar's turn; who waits is served on, perhaps elsewhere."""
    turn.state.calendars[fact.calendar] = fact.open
    look_at_all(turn)


def switch_plan(turn: Turn, fact: PlanSwitched) -> None:
    """Switch a contingency plan by hand or by schedule.

    Raises:
        UnknownPlan: the rules do not have it.
    """
    plan = next((one for one in turn.state.policy.plans if one.plan == fact.plan), None)
    if plan is None:
        raise UnknownPlan(fact.plan)
    if fact.on != (fact.plan in turn.state.plans):
        _switch(turn, plan, fact.actor, on=fact.on)


def switch_watched_plans(turn: Turn) -> bool:
    """Switch each plan once whose condition has come true; tell whether there was any."""
    has_switched = False
    for plan in turn.state.policy.plans:
        is_on = plan.plan in turn.state.plans
        if plan.watched and switches(plan, turn.floor.line(*plan.watched), is_on=is_on):
            _switch(turn, plan, Actor.SYSTEM, on=not is_on)
            has_switched = True
    return has_switched


def _switch(turn: Turn, plan: Plan, actor: Actor, *, on: bool) -> None:
    if on:
        turn.state.plans[plan.plan] = actor
    else:
        del turn.state.plans[plan.plan]
    turn.effects.append(ChangePlan(plan.plan, on, actor))
    turn.rebuild()
    for call in _waiting(turn):
        if call.queue in plan.queues:
            place_anew(turn, call, turn.floor.rules[call.queue], turn.state.policy.version)
    _send_unserved_away(turn)
    look_at_all(turn)


def take_advice(turn: Turn, fact: AdviceReceived) -> None:
    """Take the adviser's values; those of other rules change nothing."""
    if fact.advice.rules_version == turn.state.policy.version:
        turn.state.advice = fact.advice
        turn.floor.take_advice(fact.advice)
        look_at_all(turn)


def change_rules(turn: Turn, fact: RulesChanged) -> None:
    """Swap the rules; who is no longer in the roster goes home after his call."""
    state = turn.state
    state.policy = fact.policy
    _end_plans(turn, {plan.plan for plan in fact.policy.plans})
    for agent in fact.policy.agents.values():
        record = state.agents.setdefault(agent.agent, AgentRecord(agent.agent, agent.site))
        record.site = agent.site
    turn.rebuild()
    for record in tuple(state.agents.values()):
        if record.agent not in fact.policy.agents:
            _dismiss(turn, record)
    _find_and_lose_agents(turn)
    if fact.re_evaluate_waiting:
        for call in _waiting(turn):
            rules = turn.floor.rules.get(call.queue)
            if rules is not None:
                place_anew(turn, call, rules, fact.policy.version)
    _send_unserved_away(turn)
    look_at_held(turn)
    turn.floor.staff_left = True
    skip_unstaffed(turn)
    look_at_all(turn)


def _end_plans(turn: Turn, known: set[PlanId]) -> None:
    """Switch the plans off that the new rules do not have."""
    for plan in tuple(turn.state.plans):
        if plan not in known:
            del turn.state.plans[plan]
            turn.effects.append(ChangePlan(plan, on=False, actor=Actor.SYSTEM))


def _send_unserved_away(turn: Turn) -> None:
    """Send calls that nobody answered yet away if nobody of the roster could ever come."""
    for call in tuple(turn.state.calls.values()):
        if not call.is_talking and not turn.floor.is_rostered(turn.floor.kind_of(call)):
            send_away(turn, call)


def _waiting(turn: Turn) -> list[QueuedCall]:
    return [call for call in turn.state.calls.values() if call.is_waiting]


def _dismiss(turn: Turn, record: AgentRecord) -> None:
    if record.state in ON_A_CALL:
        record.wish = Wish(AgentState.LOGGED_OUT, "", Actor.SYSTEM)
    elif record.state is not AgentState.LOGGED_OUT:
        turn.move(record, AgentEvent.LOG_OUT)
