"""What must hold of the floor after each step: what the router remembers is what the books say.

Each property has a check of its own, named after it, whose message begins with its name.
"""

from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.identifiers import CallId, QueueId, SiteId
from callcenter_cti.routing.calls import CallClass
from callcenter_cti.routing.floor import Floor
from callcenter_cti.routing.reach import Group
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.waiting import position
from tests.properties.routing_books import Books
from tests.properties.routing_oracle import Oracle
from tests.properties.routing_people import IN_TALK, ON_A_RING, Caller, Person


class Checks:
    """Holds the router against the books."""

    def __init__(self, books: Books, oracle: Oracle) -> None:
        self.books = books
        self.oracle = oracle

    def check(self, router: Router) -> None:
        """Check all of it."""
        self._no_call_is_lost(router)
        self._one_call_an_agent(router)
        self._one_lease_a_call(router)
        self._age_is_kept(router)
        self._one_direction(router)
        self._widening_never_narrows(router.floor)
        self._agents(router)
        self._calls(router)
        self._lines(router)

    def _no_call_is_lost(self, router: Router) -> None:
        """Each life of a call ends once, or goes on."""
        books = self.books
        assert set(router.state.calls) == set(books.callers), "lost or doubled"
        for call, lives in books.lives.items():
            assert lives == books.ends[call] + (call in books.callers), f"lost or doubled: {call}"

    def _one_call_an_agent(self, router: Router) -> None:
        leases = [call.lease for call in router.state.calls.values() if call.lease is not None]
        busy = {
            one.agent for one in self.books.people.values() if one.state in ON_A_RING | IN_TALK
        }
        assert sorted(lease.agent for lease in leases) == sorted(busy), "one call an agent"

    def _one_lease_a_call(self, router: Router) -> None:
        """Call and agent share one lease, and no other call or agent has its token."""
        for call in router.state.calls.values():
            if call.lease is not None:
                assert call.lease.call == call.call, "one lease a call: another one's"
                holder = router.state.agents[call.lease.agent]
                assert holder.lease is call.lease, "one lease a call: not shared"
        held = [one.lease.token for one in router.state.agents.values() if one.lease is not None]
        assert len(held) == len(set(held)), "one lease a call: two agents with one token"

    def _age_is_kept(self, router: Router) -> None:
        """By a requeue, an overflow, a missed ring, new rules and a wake-up."""
        for name, call in router.state.calls.items():
            assert call.entered_at == self.books.callers[name].entered_at, f"age: of {name}"

    def _one_direction(self, router: Router) -> None:
        """Never both directions between two sites are open for one queue."""
        for queue, homes in router.state.lines.items():
            for home, line in homes.items():
                for far in line.open_lanes:
                    back = homes[far].open_lanes if far in homes else set()
                    assert home not in back, f"both directions: {queue}, {home} and {far}"

    def _widening_never_narrows(self, floor: Floor) -> None:
        """Whom a step may ask the next one may too, under no more conditions; but `replace`."""
        for kinds in floor.kinds.values():
            for kind in kinds:
                for step in range(len(kind.rules.steps) - 1):
                    if not kind.rules.steps[step + 1].replace:
                        self._widens(floor, kind, step)

    def _widens(self, floor: Floor, kind: CallClass, step: int) -> None:
        wider = floor.reach(kind, step + 1)
        for group in floor.reach(kind, step).groups:
            assert group.mask & ~wider.mask == 0, "narrowed: pools are left out"
            for place in group.pools.tolist():
                assert _is_as_open(wider.group_of[place], group), "narrowed: by a condition"

    def _agents(self, router: Router) -> None:
        for record in router.state.agents.values():
            person = self.books.people[record.agent]
            assert (record.state, record.device) == (person.state, person.device)
            assert person.ends_at in {record.ends_at, self.books.now}

    def _calls(self, router: Router) -> None:
        for name, call in router.state.calls.items():
            caller = self.books.callers[name]
            assert call.rules == caller.rules
            assert call.rules_version == caller.version
            assert (call.lease.agent if call.lease else None) == caller.agent
            assert (call.hops, call.missed_by) == (caller.hops, caller.missed)
            if caller.is_waiting:
                self._waits(router, name, caller)

    def _waits(self, router: Router, name: CallId, caller: Caller) -> None:
        call = router.state.calls[name]
        assert call.is_held == caller.is_held
        people = self.books.people.values()
        assert any(self._could_ever(caller, person) for person in people), "it waits for nobody"
        if not caller.is_held:
            assert call.step == caller.step
            assert call.overdue == caller.is_overdue(self.books.now)
            assert position(router.floor, call) == self._position(caller)

    def _could_ever(self, caller: Caller, person: Person) -> bool:
        steps = range(len(caller.rules.steps))
        return any(self.oracle.admits(caller, n, person) for n in steps)

    def _position(self, caller: Caller) -> int:
        mine = caller.entered_at - self.oracle.worth(caller).credit_s
        ahead = 0
        for other in self.books.waiting():
            if other is caller or other.is_held or other.line != caller.line:
                continue
            since = other.entered_at - self.oracle.worth(other).credit_s
            if other.emergency != caller.emergency:
                ahead += other.emergency
            else:
                ahead += (since, other.call) < (mine, caller.call)
        return ahead + 1

    def _lines(self, router: Router) -> None:
        for key, line in router.floor.lines.items():
            if key[0] in self.oracle.rules_of_lines():
                assert line.count == self.books.count(key)
                at_home = self.oracle.at_home(key)
                assert line.at_work == sum(one.is_at_work for one in at_home)
                assert line.ready_agents() == sum(one.is_free for one in at_home)
                self._counts(router, key)

    def _counts(self, router: Router, key: tuple[QueueId, SiteId]) -> None:
        """Every caller of a line was answered, left, flowed out, or is there still."""
        book = self.books.lines.get(key)
        if book is None:
            return
        counts = router.floor.lines[key].record.counts
        assert (counts.offered, counts.answered) == (book.offered, book.answered)
        assert (counts.abandoned, counts.flowed_out) == (book.abandoned, book.flowed_out)
        present = sum(
            caller.line == key and caller.answered_at is None
            for caller in self.books.callers.values()
        )
        over = counts.answered + counts.abandoned + counts.flowed_out
        assert counts.offered == over + present

    def nothing_is_late(self) -> None:
        """What ends by itself has ended."""
        now = self.books.now
        for person in self.books.people.values():
            assert person.ends_at is None or person.ends_at > now or now == 0
            assert person.state is not AgentState.READY or person.site not in self.books.down
        for caller in self.books.callers.values():
            is_ringing = not caller.is_waiting and caller.answered_at is None
            assert not is_ringing or caller.expires_at > now
            assert not caller.is_held or caller.hold_ends_at > now


def _is_as_open(wider: Group, group: Group) -> bool:
    """Tell whether all that opens one group's gate opens the other's."""
    if wider.gate.lane is not group.gate.lane:
        return False
    return not wider.gate.conditions or set(group.gate.conditions) <= set(wider.gate.conditions)
