"""Lines and lanes as the rules want them, read slowly and plainly from the books.

Shares no code with the router but its data. The router remembers which lanes are open, and that
depends on when it looked: a lane stays open by other thresholds than it opens by. So whether one
is open has three answers: yes, no, or it depends.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.routing.conditions import Condition
from callcenter_cti.routing.policy import HOME, Plan, QueuePolicy, Route
from tests.properties.routing_books import Books
from tests.properties.routing_fits import fits, within
from tests.properties.routing_people import Person

Lane = tuple[QueueId, SiteId, SiteId]
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


class Sites:
    """Answers about lines and lanes at the present moment of the books."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.watch = LaneWatch(set())

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

    def rules_of_lines(self) -> dict[QueueId, QueuePolicy]:
        gone = {caller.queue: caller.rules for caller in reversed(self.books.callers.values())}
        return gone | self.books.rules

    def route(self, queue: QueueId, home: SiteId, far: SiteId) -> Route | None:
        rules = self.rules_of_lines()[queue]
        routes = rules.routes.get(home, ())
        return next((route for route in routes if route.to == far), None)

    def _opens(self, lane: Lane) -> bool:
        return self._lane(lane, was_open=False)

    def _stays(self, lane: Lane) -> bool:
        return self._lane(lane, was_open=True)

    def _lane(self, lane: Lane, *, was_open: bool) -> bool:
        queue, home, far = lane
        books, route = self.books, self.route(*lane)
        policy = books.policy.sites.get(far)
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

    def _wait_at_home(self, line: tuple[QueueId, SiteId]) -> float:
        books, home = self.books, line[1]
        policy = books.policy.sites.get(home)
        if home in books.down or (policy is not None and policy.calendar in books.closed):
            return math.inf
        return self.wait_at(line, books.count(line))

    def lane_is_open(self, lane: Lane) -> bool | None:
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

    # Lines.

    def at_home(self, line: tuple[QueueId, SiteId]) -> list[Person]:
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
                and fits(step, roster[person.agent])
                for step in rules.steps
            )
        ]

    def wait_at(self, line: tuple[QueueId, SiteId], position: int) -> float:
        rules = self.rules_of_lines()[line[0]]
        at_work = sum(person.is_at_work for person in self.at_home(line))
        return self.books.line(line, rules).expected_wait_s(position, rules.handling_s, at_work)

    def expected_wait_s(self, line: tuple[QueueId, SiteId]) -> float:
        if any(person.is_free for person in self.at_home(line)):
            return 0.0
        return self.wait_at(line, self.books.count(line) + 1)

    def is_true(self, when: Condition, line: tuple[QueueId, SiteId]) -> bool:
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

    def plan_is_due(self, plan: Plan) -> bool:
        """Tell whether a watched plan ought to be switched now."""
        condition = plan.until if plan.plan in self.books.plans else plan.when
        if plan.watched is None or condition is None or plan.watched[0] not in self.books.rules:
            return False
        return self.is_true(condition, plan.watched)
