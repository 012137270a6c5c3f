"""The floor: all that can be computed from the routing state, kept up with each change.

Pools of agents, lines and their lanes, classes and bands of waiting calls, the index over them.
It can be thrown away and made again from the state (`Floor(state)`), which is how new rules are
taken and how a snapshot is brought back to life. Decides nothing but what belongs where.
"""

from math import inf

from callcenter_cti.domain.identifiers import AgentId, CalendarId, CallId, QueueId, SiteId
from callcenter_cti.routing.advice import Advice, Stream, StreamAdvice
from callcenter_cti.routing.calls import Band, CallClass, ClassKey
from callcenter_cti.routing.estimates import Patience
from callcenter_cti.routing.gates import Gates
from callcenter_cti.routing.index import Index
from callcenter_cti.routing.lanes import Lane
from callcenter_cti.routing.lines import Line, Surroundings
from callcenter_cti.routing.plans import rules_in_force
from callcenter_cti.routing.policy import QueuePolicy
from callcenter_cti.routing.pools import Pool, Pools
from callcenter_cti.routing.reach import Group, Reach, ReachKey, Ways, make_reach
from callcenter_cti.routing.standing import IS_AT_WORK, IS_STAFFED, STAFFED
from callcenter_cti.routing.state import AgentRecord, LineRecord, QueuedCall, RoutingState

LineKey = tuple[QueueId, SiteId]


class Floor:
    """Everything derived from a state; `band_of` knows where each waiting call stands."""

    def __init__(self, state: RoutingState) -> None:
        self.state = state
        self.rules = rules_in_force(state.policy, state.plans)
        """The rules of each queue for calls that come now."""
        self.pools = Pools(state.policy, self._live_rules())
        self.gates = Gates()
        self.index = Index(self.pools, fairness=state.policy.fairness)
        self.lines: dict[LineKey, Line] = {}
        self.kinds: dict[LineKey, list[CallClass]] = {}
        self.band_of: dict[CallId, Band] = {}
        self.staff_left = False
        """Somebody logged out, or was lost, since steps were looked at."""
        self.held: dict[AgentId, dict[CallId, QueuedCall]] = {}
        """Calls that wait for their preferred agent alone."""
        self.max_hops = state.policy.max_hops
        self.roster_size = len(state.policy.agents)
        self._lanes: dict[LineKey, dict[SiteId, Lane]] = {}
        self._classes: dict[ClassKey, CallClass] = {}
        self._reaches: dict[ReachKey, Reach] = {}
        self._around = Surroundings(self.is_up, self.is_open)
        self._advised: dict[Stream, StreamAdvice] = {}
        self._basic: dict[Stream, int] = {}
        """Pools that the adviser wants, as bits."""
        self._fill()

    def _live_rules(self) -> list[QueuePolicy]:
        rules = list(self.rules.values())
        known = {id(one) for one in rules}
        for call in self.state.calls.values():
            if id(call.rules) not in known:
                known.add(id(call.rules))
                rules.append(call.rules)
        return rules

    def _old_rules(self, queue: QueueId) -> QueuePolicy:
        """Return the rules of a queue that is gone, for the calls that still wait in it."""
        return next(rules for rules in self.pools.queues if rules.queue == queue)

    def _fill(self) -> None:
        for record in self.state.agents.values():
            self.pools.enter(record)
        self.take_advice(self.state.advice)
        for call in self.state.calls.values():
            if call.is_waiting:
                self.stand(call, self.kind_of(call))

    # Sites and calendars.

    def is_up(self, site: SiteId) -> bool:
        """Tell whether a site is known to work."""
        record = self.state.sites.get(site)
        return record is None or record.is_up

    def is_open(self, calendar: CalendarId) -> bool:
        """Tell whether a calendar is open."""
        return self.state.calendars.get(calendar, True)

    # Lines.

    def line(self, queue: QueueId, home: SiteId) -> Line:
        """Return the line of a queue at a site; it is made on first use."""
        key = (queue, home)
        line = self.lines.get(key)
        if line is None:
            line = self.lines[key] = self._make_line(key)
            self.kinds[key] = []
            self._lanes[key] = self._make_lanes(line)
        return line

    def line_of(self, call: QueuedCall) -> Line:
        """Return the line in which a call stands."""
        return self.line(call.queue, call.home)

    def lanes(self, line: Line) -> dict[SiteId, Lane]:
        """Return the lanes that lead out of a line, by far site."""
        return self._lanes[line.record.queue, line.home]

    def _make_line(self, key: LineKey) -> Line:
        queue, home = key
        rules = self.rules.get(queue) or self._old_rules(queue)
        records = self.state.lines.setdefault(queue, {})
        record = records.get(home)
        if record is None:
            record = records[home] = LineRecord(queue, home, Patience(rules.patience_s))
        cells = self.pools.cells_at(rules, home)
        mask = self.pools.mask_at(rules, home)
        return Line(record, rules, self.pools, cells, mask, self._around)

    def _make_lanes(self, line: Line) -> dict[SiteId, Lane]:
        lanes: dict[SiteId, Lane] = {}
        for route in line.rules.routes.get(line.home, ()):
            far = self.line(line.record.queue, route.to)
            policy = self.state.policy
            lane = Lane(route, line, far, policy.site(route.to), policy.site(line.home))
            lanes[route.to] = lane
            back = self._lanes.get((line.record.queue, route.to), {}).get(line.home)
            if back is not None:
                back.opposite, lane.opposite = lane, back
        return lanes

    # Waiting calls.

    def kind_of(self, call: QueuedCall) -> CallClass:
        """Return a call's class; it is made on first use."""
        key = ClassKey(
            self.pools.number(call.rules), call.home, call.tier, call.emergency, call.denied
        )
        return self._classes.get(key) or self._make_kind(key, call)

    def stand(self, call: QueuedCall, kind: CallClass) -> Band | None:
        """Let a call take its place by age; None: it waits for its preferred agent alone."""
        kind.line.count += 1
        if call.is_held and call.preferred is not None:
            self.held.setdefault(call.preferred, {})[call.call] = call
            return None
        band = kind.bands.get((call.step, call.overdue))
        if band is None:
            band = self._make_band(kind, call)
        kind.waiting += 1
        if band.add(call):
            self.index.set_head(band)
        if kind.values:
            self.index.set_value(kind)
        self.band_of[call.call] = band
        return band

    def leave(self, call: QueuedCall) -> Band | None:
        """Take a call out of its place, and return the band in which it stood."""
        band = self.band_of.pop(call.call, None)
        if band is None:
            self.line_of(call).count -= 1
            self.held.get(call.preferred or AgentId(""), {}).pop(call.call, None)
            return None
        kind = band.kind
        kind.line.count -= 1
        kind.waiting -= 1
        if band.remove(call):
            self.index.set_head(band)
        if kind.values:
            self.index.set_value(kind)
        return band

    def _make_kind(self, key: ClassKey, call: QueuedCall) -> CallClass:
        worth = self.state.policy.worth(call.rules, call.tier)
        kind = CallClass(key, call.rules, worth, self.line_of(call))
        self._classes[key] = kind
        advised = self._advised.get(_stream(kind))
        kind.values = None if advised is None else advised.values
        self.kinds[call.queue, call.home].append(kind)
        return kind

    def _make_band(self, kind: CallClass, call: QueuedCall) -> Band:
        reach = self.reach(kind, call.step)
        band = Band(len(self.index.bands), kind, call.step, call.overdue, reach)
        kind.bands[call.step, call.overdue] = band
        self.index.add(band)
        self.index.advise(band, self._basic.get(_stream(kind), 0))
        return band

    def reach(self, kind: CallClass, step: int) -> Reach:
        """Return the pools that may be asked for calls of a class while a step is the last."""
        reach = kind.reaches.get(step)
        if reach is None:
            key = ReachKey(kind.key.queue, kind.key.home, kind.key.denied, step)
            reach = self._reaches.get(key) or self._make_reach(kind, key)
            kind.reaches[step] = reach
        return reach

    def _make_reach(self, kind: CallClass, key: ReachKey) -> Reach:
        reach = self._reaches[key] = make_reach(self.pools, key, self._ways(kind))
        return reach

    def _ways(self, kind: CallClass) -> Ways:
        return Ways(kind.rules, kind.key.home, kind.line, self.lanes(kind.line), self.gates)

    def is_staffed(self, kind: CallClass, step: int) -> bool:
        """Tell whether anybody whom a step asks for is logged in where these calls may go."""
        known = kind.staffed.get(step)
        if known is None:
            asked, denied = kind.rules.steps[step], kind.key.denied
            ways = self._ways(kind)
            known = kind.staffed[step] = any(
                cell[column]
                for (site, steps), cell in self.pools.cells[kind.key.queue].items()
                if steps >> step & 1 and site not in denied and ways.lead_to(site, asked)
                for column in STAFFED
            )
        return known

    def is_rostered(self, kind: CallClass) -> bool:
        """Tell whether anybody of the roster, logged in or not, could ever take such a call."""
        if kind.is_rostered is None:
            steps = range(len(kind.rules.steps))
            kind.is_rostered = any(self.reach(kind, step).groups for step in steps)
        return kind.is_rostered

    def group_of(self, call: QueuedCall, pool: Pool) -> Group | None:
        """Return the first group of a call's steps in which a pool is; None: it is in none."""
        kind = self.kind_of(call)
        reaches = (self.reach(kind, step) for step in range(len(kind.rules.steps)))
        groups = (reach.group_of.get(pool.place) for reach in reaches)
        return next((group for group in groups if group is not None), None)

    def admits(self, call: QueuedCall, record: AgentRecord) -> bool:
        """Tell whether an agent may take a call at some step."""
        pool = self.pools.of_agent.get(record.agent)
        return pool is not None and self.group_of(call, pool) is not None

    def cools(self, call: QueuedCall, site: SiteId, now: float) -> bool:
        """Tell whether a call is not to be offered at a far site (again, or so soon)."""
        if site == call.home:
            return False
        is_spent = call.hops >= self.max_hops
        return is_spent or call.cooling.get(site, -inf) > now

    def waiting_bands(self) -> list[Band]:
        """Return the bands that are not empty, in the order in which they were made."""
        return [band for band in self.index.bands if band.calls]

    # Agents.

    def agent_changed(self, record: AgentRecord) -> bool:
        """Keep up with an agent's state or phone; tell whether he became free."""
        before = record.column
        is_free = self.pools.update(record)
        after = record.column
        if before is after:
            return False
        if IS_AT_WORK[before] != IS_AT_WORK[after]:
            for line in self.lines.values():
                line.staff_changed()
        if IS_STAFFED[before] != IS_STAFFED[after]:
            for kind in self._classes.values():
                kind.staffed.clear()
            self.staff_left = self.staff_left or IS_STAFFED[before]
        return is_free

    def lines_served_by(self, record: AgentRecord) -> list[LineKey]:
        """Return the lines at an agent's own site that he can serve."""
        pool = self.pools.of_agent.get(record.agent)
        if pool is None:
            return []
        return [key for key, line in self.lines.items() if line.mask >> pool.place & 1]

    # Advice.

    def take_advice(self, advice: Advice | None) -> None:
        """Enter advice; what is of other rules, or names nothing that is here, changes nothing."""
        if advice is None or advice.rules_version != self.state.policy.version:
            return
        bit = {pool.key: 1 << pool.place for pool in self.pools.all}
        self._advised = {one.stream: one for one in advice.streams}
        self._basic = {
            one.stream: sum(bit[key] for key in one.basic if key in bit) for one in advice.streams
        }
        self.index.is_advised = True
        self.index.bonus = advice.bonus
        self.pools.advise(advice.prices)
        for kind in self._classes.values():
            advised = self._advised.get(_stream(kind))
            kind.values = None if advised is None else advised.values
            self.index.set_value(kind)
            for band in kind.bands.values():
                self.index.advise(band, self._basic.get(_stream(kind), 0))


def _stream(kind: CallClass) -> Stream:
    return Stream(kind.rules.queue, kind.key.home, kind.key.tier)
