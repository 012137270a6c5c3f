"""Who may meet whom, and what it is worth: the rules read slowly and plainly, from the books.

Shares no code with the router but its data. Where an answer hangs on a lane that may be open or
closed, it is neither yes nor no: it depends (None).
"""

import math
from collections import Counter

from callcenter_cti.domain.identifiers import AgentId, SiteId
from callcenter_cti.routing.advice import Stream
from callcenter_cti.routing.policy import HOME, Order, Step, Worth
from tests.properties.routing_fits import alike_calls, at, both, fit, fits, negate
from tests.properties.routing_people import Caller, Person
from tests.properties.routing_sites import Sites


class Oracle(Sites):
    """Answers about the present moment of the books."""

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
        person = self.books.people.get(caller.preferred or AgentId(""))
        if person is None or caller.emergency or self.books.now >= caller.hold_ends_at:
            return False
        everywhere = range(len(caller.rules.steps))
        return (
            person.is_at_work
            and any(self.admits(caller, n, person) for n in everywhere)
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
        return any(one.is_logged_in and self.admits(caller, number, one) for one in people)

    def admits(self, caller: Caller, number: int, person: Person) -> bool:
        """Tell whether one step asks for an agent, where he is."""
        who = self.books.policy.agents.get(person.agent)
        step = caller.rules.steps[number]
        return who is not None and fits(step, who) and self._leads_to(caller, step, person.site)

    def _leads_to(self, caller: Caller, step: Step, site: SiteId) -> bool:
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
        return [n for n in self.in_force(caller) if self.admits(caller, n, person)]

    # What a pairing is worth.

    def level(self, caller: Caller) -> int:
        """Emergencies are above all; who waited for as long as anybody may is above the rest."""
        return 2 * caller.emergency + caller.is_overdue(self.books.now)

    def index(self, caller: Caller, person: Person) -> float:
        books = self.books
        rules, who = caller.rules, books.policy.agents[person.agent]
        rate = 60 / who.handling_s.get(rules.queue, rules.handling_s)
        worth = self.worth(caller)
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

    def worth(self, caller: Caller) -> Worth:
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
        skills = self.books.policy.agents[person.agent].skills
        level = sum(skills.get(skill, 0) for skill in step.match.skills)
        sign = {Order.LONGEST_IDLE: 0, Order.MOST_SKILLED: -1, Order.LEAST_SKILLED: 1}
        return number, self._place(caller, person.site), sign[step.order] * level

    def _place(self, caller: Caller, site: SiteId) -> int:
        """Home comes first, then the far sites as the rules list them."""
        routes = self.rules_of_lines()[caller.queue].routes.get(caller.home, ())
        return [caller.home, *(route.to for route in routes)].index(site)

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

    def is_cooling(self, caller: Caller, site: SiteId) -> bool:
        if site == caller.home:
            return False
        until = caller.cooling.get(site, -math.inf)
        return caller.hops >= self.books.policy.max_hops or until > self.books.now

    def gate(self, caller: Caller, person: Person) -> bool | None:
        steps = [caller.rules.steps[n] for n in self.admitting(caller, person)]
        whens = [step.when for step in steps]
        if not any(when is None or self.is_true(when, caller.line) for when in whens):
            return False
        if person.site == caller.home:
            return True
        return self.lane_is_open((caller.queue, caller.home, person.site))
