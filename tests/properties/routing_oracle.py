"""Who may meet whom, and what it is worth: the rules read slowly and plainly, from the books.

Shares no code with the router but its data. Where the router remembers something that depends on
when it looked (a lane stays open by other thresholds than it opens by), the answer has three
values: yes, no, or it depends.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.routing.advice import Stream
from callcenter_cti.routing.conditions import Bounds, Condition
from callcenter_cti.routing.policy import (
    HOME,
    Order,
    QueuePolicy,
    RosterAgent,
    Route,
    Step,
    Worth,
)
from tests.properties.routing_books import Books, Caller, Person

Lane = tuple[str, str, str]
"""Queue, home, far site."""


@dataclass
class LaneWatch:
    """What was true of the lanes at each moment of a step so far."""

    before: set[Lane]
    """Those that were open when it began."""
    ever_opens: set[Lane] = field(default_factory=set)
    """Those that would have opened at some moment."""
    ever_closes: set[Lane] = field(default_factory=set)
    """Those that would have closed at some moment, had they been open."""


class Oracle:
    """Answers about the present moment of the books."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.watch = LaneWatch(set())

    # Steps.

    def settle(self) -> None:
        """Let each waiting call be where its age and the agents at work put it now."""
        for caller in self.books.waiting():
            if caller.is_entering:
                self._enter(caller)
            if caller.is_held and not self._holds(caller):
                caller.is_held = False
                caller.is_moved = True
            if not caller.is_held or caller.is_moved:
                self._advance(caller)
            caller.is_moved = False

    def _enter(self, caller: Caller) -> None:
        line = self.books.line(caller.line, caller.rules)
        if not self.books.count(caller.line):
            line.since = self.books.now
        caller.is_entering, caller.is_moved = False, True
        caller.is_held = self._holds(caller) and caller.preferred not in caller.missed

    def _holds(self, caller: Caller) -> bool:
        person = self.books.people.get(caller.preferred or "")
        if person is None or caller.emergency or self.books.now >= caller.hold_ends_at:
            return False
        everywhere = range(len(caller.rules.steps))
        return (
            person.is_at_work
            and any(self._admits(caller, n, person) for n in everywhere)
            and not self.is_cooling(caller, person.site)
        )

    def _advance(self, caller: Caller) -> None:
        steps = caller.rules.steps
        while caller.step + 1 < len(steps) and (
            self.books.now >= caller.entered_at + steps[caller.step + 1].after_s
            or not self._is_staffed(caller, caller.step)
        ):
            caller.step += 1

    def _is_staffed(self, caller: Caller, number: int) -> bool:
        people = self.books.people.values()
        return any(one.is_logged_in and self._admits(caller, number, one) for one in people)

    def _admits(self, caller: Caller, number: int, person: Person) -> bool:
        """Tell whether one step asks for an agent, where he is."""
        who = self.books.policy.agents.get(person.agent)  # type: ignore[call-overload]
        step = caller.rules.steps[number]
        return who is not None and fits(step, who) and self._leads_to(caller, step, person.site)

    def _leads_to(self, caller: Caller, step: Step, site: str) -> bool:
        if site in caller.denied:
            return False
        if site == caller.home:
            return step.sites is None or HOME in step.sites or site in step.sites
        is_routed = self.route(caller.queue, caller.home, site) is not None
        return is_routed and (step.sites is None or site in step.sites)

    def in_force(self, caller: Caller) -> range:
        first = 0
        for number in range(caller.step + 1):
            if caller.rules.steps[number].replace:
                first = number
        return range(first, caller.step + 1)

    def admitting(self, caller: Caller, person: Person) -> list[int]:
        """Return the steps in force that ask for an agent."""
        return [n for n in self.in_force(caller) if self._admits(caller, n, person)]

    # What a pairing is worth.

    def level(self, caller: Caller) -> int:
        """Emergencies are above all, calls that waited for as long as anybody may above the rest."""
        return 2 * caller.emergency + caller.is_overdue(self.books.now)

    def index(self, caller: Caller, person: Person) -> float:
        books = self.books
        rules, who = caller.rules, books.policy.agents[person.agent]  # type: ignore[index]
        rate = 60 / who.handling_s.get(rules.queue, rules.handling_s)
        worth = self._worth(caller)
        waited = worth.per_minute * (books.now - caller.entered_at + worth.credit_s) / 60
        gaps = [who.skills.get(skill, 0) - ideal for skill, ideal in rules.ideal.items()]
        cost = sum(-gap * rules.under_cost if gap < 0 else gap * rules.over_cost for gap in gaps)
        route = self.route(caller.queue, caller.home, person.site)
        if person.site != caller.home and route is not None:
            cost += route.cost
        fairness = books.policy.fairness / 60 * (books.now - person.idle_since)
        value, price, bonus = self._advised(caller, person)
        if price is None:
            price = 0.0
        else:
            waited = worth.per_minute * worth.credit_s / 60
        return rate * (waited + value - cost - price) + bonus + fairness

    def _worth(self, caller: Caller) -> Worth:
        named = caller.rules.worth.get(caller.tier) or self.books.policy.tiers.get(caller.tier)
        return named or Worth()

    def _advised(self, caller: Caller, person: Person) -> tuple[float, float | None, float]:
        """Return the value of the call, the price of the agent and the bonus of the pairing.

        A price is asked of callers of other sites whom the adviser knows; then what they have
        waited does not count.
        """
        advice = self.books.advice
        if advice is None or advice.rules_version != self.books.policy.version:
            return 0.0, None, 0.0
        stream = Stream(caller.rules.queue, SiteId(caller.home), caller.tier)
        advised = next((one for one in advice.streams if one.stream == stream), None)
        values = advised.values if advised is not None else None
        alike = [
            one for one in self.books.waiting() if not one.is_held and alike_calls(one, caller)
        ]
        value = at(values, len(alike)) if values else 0.0
        if caller.is_held:
            return value, None, 0.0
        pool = self.pools()[person.agent]
        bonus = advice.bonus if advised is not None and pool in advised.basic else 0.0
        if values is None or person.site == caller.home:
            return value, None, bonus
        free = [one for one in self.books.free() if self.pools()[one.agent] == pool]
        prices = advice.prices.get(pool, ())
        return value, at(prices, len(free)) if prices else 0.0, bonus

    def pools(self) -> dict[str, str]:
        """Return the names of the pools: by site, numbered in the order of the roster."""
        names: dict[object, str] = {}
        numbers: Counter[str] = Counter()
        found: dict[str, str] = {}
        for agent, who in self.books.policy.agents.items():
            kind = (who.site, *(fit(rules, who) for rules in self.books.policy.queues.values()))
            if kind not in names:
                numbers[who.site] += 1
                names[kind] = f"{who.site}/{numbers[who.site]}"
            found[agent] = names[kind]
        return found

    def rank(self, caller: Caller, person: Person) -> tuple[float, ...]:
        """Return what orders agents of the same index: step, the step's order."""
        number = self.admitting(caller, person)[0]
        step = caller.rules.steps[number]
        skills = self.books.policy.agents[person.agent].skills  # type: ignore[index]
        level = sum(skills.get(skill, 0) for skill in step.match.skills)
        sign = {Order.LONGEST_IDLE: 0, Order.MOST_SKILLED: -1, Order.LEAST_SKILLED: 1}
        return number, sign[step.order] * level

    # What forbids a pairing: True, it is sure; False, it is sure not; None, it depends.

    def may_meet(self, caller: Caller, person: Person) -> bool | None:
        """Tell whether a call that is not held may be offered to an agent who is free."""
        if not self.admitting(caller, person) or self.is_cooling(caller, person.site):
            return False
        return both(self.gate(caller, person), negate(self.is_excluded(caller, person)))

    def is_excluded(self, caller: Caller, person: Person) -> bool | None:
        if person.agent not in caller.missed:
            return False
        if not caller.missed[person.agent]:
            return True
        answers = [
            self.gate(caller, other)
            for other in self.books.people.values()
            if other.is_at_work
            and other.agent not in caller.missed
            and self.admitting(caller, other)
            and not self.is_cooling(caller, other.site)
        ]
        return True if True in answers else None if None in answers else False

    def is_cooling(self, caller: Caller, site: str) -> bool:
        if site == caller.home:
            return False
        until = caller.cooling.get(site, -math.inf)
        return caller.hops >= self.books.policy.max_hops or until > self.books.now

    def gate(self, caller: Caller, person: Person) -> bool | None:
        steps = [caller.rules.steps[n] for n in self.admitting(caller, person)]
        whens = [step.when for step in steps]
        if not any(when is None or self._is_true(when, caller.line) for when in whens):
            return False
        if person.site == caller.home:
            return True
        return self._lane_is_open((caller.queue, caller.home, person.site))

    def _lane_is_open(self, lane: Lane) -> bool | None:
        queue, home, far = lane
        watch, back = self.watch, (queue, far, home)
        was = lane in watch.before or lane in watch.ever_opens
        if not (was and self._stays(lane)) and not self._opens(lane):
            return False
        stayed = lane in watch.before and lane not in watch.ever_closes
        is_open = self._opens(lane) or (stayed and self._stays(lane))
        if (back in watch.before or back in watch.ever_opens) and self._stays(back):
            is_sure = back in watch.before and back not in watch.ever_closes
            return False if is_sure else None
        return True if is_open else None

    # Lanes.

    def begin(self, open_lanes: set[Lane]) -> None:
        """Begin a step with these lanes open."""
        self.watch = LaneWatch(open_lanes)

    def look_at_lanes(self) -> None:
        """Note what is true of the lanes at this moment."""
        for lane in self.lanes():
            if self._opens(lane):
                self.watch.ever_opens.add(lane)
            if not self._stays(lane):
                self.watch.ever_closes.add(lane)

    def lanes(self) -> Iterator[Lane]:
        for queue, rules in self.rules_of_lines().items():
            for home, routes in rules.routes.items():
                for route in routes:
                    yield queue, home, route.to

    def rules_of_lines(self) -> dict[str, QueuePolicy]:
        gone = {caller.queue: caller.rules for caller in reversed(self.books.callers.values())}
        return gone | self.books.rules

    def route(self, queue: str, home: str, far: str) -> Route | None:
        rules = self.rules_of_lines()[queue]
        routes = rules.routes.get(home, ())  # type: ignore[call-overload]
        return next((route for route in routes if route.to == far), None)

    def _opens(self, lane: Lane) -> bool:
        return self._lane(lane, was_open=False)

    def _stays(self, lane: Lane) -> bool:
        return self._lane(lane, was_open=True)

    def _lane(self, lane: Lane, *, was_open: bool) -> bool:
        queue, home, far = lane
        books, route = self.books, self.route(*lane)
        policy = books.policy.sites.get(far)  # type: ignore[call-overload]
        if route is None or far in books.down or not books.count((queue, home)):
            return False
        if policy is not None and policy.calendar in books.closed:
            return False
        there = self.expected_wait_s((queue, far))
        lending = policy.lending if policy is not None else None
        if lending is not None:
            least = lending.release_service_level if was_open else lending.service_level
            most = lending.release_expected_wait_s if was_open else lending.expected_wait_s
            line = books.lines.get((queue, far))
            if (line.service_level if line else 1.0) < least or there > most:
                return False
        here = self._wait_at_home((queue, home))
        if here == math.inf:
            return True
        if here <= (route.release_s if was_open else route.floor_s) or there == math.inf:
            return False
        adjusted = there + max(route.adjust_s, route.adjust_ratio * there)
        return here - adjusted > (0.0 if was_open else route.wait_improved_s)

    def _wait_at_home(self, line: tuple[str, str]) -> float:
        books, home = self.books, line[1]
        policy = books.policy.sites.get(home)  # type: ignore[call-overload]
        if home in books.down or (policy is not None and policy.calendar in books.closed):
            return math.inf
        return self.wait_at(line, books.count(line))

    # Lines.

    def at_home(self, line: tuple[str, str]) -> list[Person]:
        """Return the agents of a line's own site whom some step of its queue asks for there."""
        queue, home = line
        roster, rules = self.books.policy.agents, self.rules_of_lines()[queue]
        return [
            person
            for person in self.books.people.values()
            if person.site == home
            and person.agent in roster
            and any(
                (step.sites is None or HOME in step.sites or home in step.sites)
                and fits(step, roster[person.agent])  # type: ignore[index]
                for step in rules.steps
            )
        ]

    def wait_at(self, line: tuple[str, str], position: int) -> float:
        rules = self.rules_of_lines()[line[0]]
        at_work = sum(person.is_at_work for person in self.at_home(line))
        return self.books.line(line, rules).expected_wait_s(position, rules.handling_s, at_work)

    def expected_wait_s(self, line: tuple[str, str]) -> float:
        if any(person.is_free for person in self.at_home(line)):
            return 0.0
        return self.wait_at(line, self.books.count(line) + 1)

    def _is_true(self, when: Condition, line: tuple[str, str]) -> bool:
        books = self.books
        ready = sum(person.is_free for person in self.at_home(line))
        return (
            within(when.expected_wait_s, self.expected_wait_s(line))
            and within(when.ready_agents, ready)
            and within(when.waiting, books.count(line))
            and not any(site in books.down for site in when.sites_up)
            and all(site in books.down for site in when.sites_down)
            and not any(calendar in books.closed for calendar in when.open)
            and all(calendar in books.closed for calendar in when.closed)
        )

    def plan_is_due(self, number: int) -> bool:
        """Tell whether a watched plan ought to be switched now."""
        plan = self.books.policy.plans[number]
        condition = plan.until if plan.plan in self.books.plans else plan.when
        if plan.watched is None or condition is None or plan.watched[0] not in self.books.rules:
            return False
        return self._is_true(condition, plan.watched)


def fits(step: Step, who: RosterAgent) -> bool:
    """Tell whether a step asks for an agent, wherever he is."""
    floors = [step.match.skills, *([] if not step.match.any_of else step.match.any_of)]
    met = [all(who.skills.get(skill, 0) >= low for skill, low in one.items()) for one in floors]
    return who.level >= step.match.level and met[0] and (len(met) == 1 or any(met[1:]))


def fit(rules: QueuePolicy, who: RosterAgent) -> object:
    """Return all that a queue can see of an agent; those of whom it is the same are alike."""
    asked = [n for n, step in enumerate(rules.steps) if fits(step, who)]
    if not asked:
        return None
    levels = [
        sum(who.skills.get(one, 0) for one in rules.steps[n].match.skills)
        for n in asked
        if rules.steps[n].order is not Order.LONGEST_IDLE
    ]
    gaps = [who.skills.get(skill, 0) - ideal for skill, ideal in rules.ideal.items()]
    cost = sum(-gap * rules.under_cost if gap < 0 else gap * rules.over_cost for gap in gaps)
    return tuple(asked), tuple(levels), cost, who.handling_s.get(rules.queue, rules.handling_s)


def alike_calls(one: Caller, other: Caller) -> bool:
    """Tell whether two calls are of one class."""
    return one.rules is other.rules and (one.home, one.tier, one.emergency, one.denied) == (
        other.home,
        other.tier,
        other.emergency,
        other.denied,
    )


def at(values: tuple[float, ...], count: int) -> float:
    """Return what holds for so many; the last holds for more."""
    return values[min(count, len(values)) - 1] if count else 0.0


def within(bounds: Bounds | None, value: float) -> bool:
    if bounds is None:
        return True
    low = -math.inf if bounds.above is None else bounds.above
    high = math.inf if bounds.below is None else bounds.below
    return (low < value or bounds.above is None) and (value < high or bounds.below is None)


def negate(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def both(one: bool | None, other: bool | None) -> bool | None:
    if False in (one, other):
        return False
    return None if None in (one, other) else True
