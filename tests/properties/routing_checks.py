"""What must hold of each decision, and of the floor after each step."""

from callcenter_cti.domain.agents import AgentState, DeviceState
from callcenter_cti.routing.effects import OfferCall
from callcenter_cti.routing.explanation import PassedOver
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.waiting import position
from tests.properties.routing_books import IN_TALK, ON_A_RING, Books, Caller, Person
from tests.properties.routing_oracle import Oracle, fits

SURE = 1e-6
"""An index that differs by more is another one; by less than the next, the same."""
SAME = 1e-10

_BY_STATE = {
    AgentState.LOGGED_OUT: PassedOver.LOGGED_OUT,
    AgentState.NOT_READY: PassedOver.NOT_READY,
    AgentState.RESERVED: PassedOver.RESERVED,
    AgentState.RINGING: PassedOver.RINGING,
    AgentState.TALKING: PassedOver.TALKING,
    AgentState.HOLD: PassedOver.HOLD,
    AgentState.WRAP_UP: PassedOver.WRAP_UP,
    AgentState.UNKNOWN: PassedOver.UNKNOWN,
}
_BY_DEVICE = {
    DeviceState.IN_USE: PassedOver.PHONE_IN_USE,
    DeviceState.UNREACHABLE: PassedOver.PHONE_UNREACHABLE,
}


class Checks:
    """Holds the router against the oracle."""

    def __init__(self, books: Books, oracle: Oracle) -> None:
        self.books = books
        self.oracle = oracle

    # A decision.

    def choice(self, offer: OfferCall) -> None:
        """This call and this agent may meet, and no pairing of either was better."""
        caller, person = self.books.callers[offer.call], self.books.people[offer.agent]
        assert caller.is_waiting
        assert person in self.books.free()
        assert person.site not in caller.denied
        self._is_allowed(offer, caller, person)
        self._explains(offer, caller, person)
        if not self.advice_is_clear():
            return
        for other in self.books.free():
            if other is not person and not caller.is_held:
                assert not self._better_agent(caller, person, other), f"{other} was better"
        for rival in self.books.waiting():
            if rival is not caller:
                assert not self._better_call(person, caller, rival), f"{rival} was better"

    def _is_allowed(self, offer: OfferCall, caller: Caller, person: Person) -> None:
        assert offer.explanation.preferred == caller.is_held
        if caller.is_held:
            assert caller.preferred == person.agent
            return
        assert self.oracle.may_meet(caller, person) is not False
        if self.advice_is_clear() and not self.oracle.level(caller):
            assert self.oracle.index(caller, person) > -SURE, "not worthwhile"
        route = self.oracle.route(caller.queue, caller.home, person.site)
        assert offer.mask == (route.mask if route and person.site != caller.home else frozenset())

    def _better_agent(self, caller: Caller, person: Person, other: Person) -> bool:
        if self.oracle.may_meet(caller, other) is not True:
            return False
        by = self.oracle.index(caller, other) - self.oracle.index(caller, person)
        if abs(by) > SAME:
            return by > SURE
        return self._turn(caller, other) < self._turn(caller, person)

    def _turn(self, caller: Caller, person: Person) -> tuple[object, ...]:
        return *self.oracle.rank(caller, person), person.idle_since, person.agent

    def _better_call(self, person: Person, caller: Caller, rival: Caller) -> bool:
        if not self._sure(rival, person):
            return False
        oracle = self.oracle
        if oracle.level(rival) != oracle.level(caller):
            return oracle.level(rival) > oracle.level(caller)
        if not (rival.is_held or oracle.level(rival)) and oracle.index(rival, person) < SURE:
            return False  # it waits until it is worthwhile
        by = oracle.index(rival, person) - oracle.index(caller, person)
        if abs(by) > SAME:
            return by > SURE
        if rival.is_held or caller.is_held:
            return False
        return (rival.entered_at, rival.call) < (caller.entered_at, caller.call)

    def _sure(self, caller: Caller, person: Person) -> bool:
        if caller.is_held:
            return caller.preferred == person.agent
        return self.oracle.may_meet(caller, person) is True

    def advice_is_clear(self) -> bool:
        """Tell whether the pools of the present advice are those of the rules alone."""
        books = self.books
        if books.advice is None or books.advice.rules_version != books.policy.version:
            return True
        old = any(one.rules is not books.rules.get(one.queue) for one in books.callers.values())
        return not books.plans and not old

    def _explains(self, offer: OfferCall, caller: Caller, person: Person) -> None:
        why, oracle = offer.explanation, self.oracle
        assert (why.rules_version, why.step) == (caller.version, caller.step) or caller.is_held
        assert why.overdue == caller.is_overdue(self.books.now) or caller.is_held
        assert why.idle_s == self.books.now - person.idle_since
        if not caller.is_held and self.advice_is_clear():
            assert abs(why.terms.total - oracle.index(caller, person)) < SURE
        others = [one for one in self.books.policy.agents if one != person.agent]
        expected: dict[PassedOver, int] = {}
        for one in others:
            reason = self._reason(caller, self.books.people[one])
            expected[reason] = expected.get(reason, 0) + 1
        if not caller.is_held:
            assert dict(why.passed_over) == expected

    def _reason(self, caller: Caller, person: Person) -> PassedOver:
        who = self.books.policy.agents[person.agent]  # type: ignore[index]
        if not any(fits(step, who) for step in caller.rules.steps):
            return PassedOver.NOT_SKILLED
        if not self.oracle.admitting(caller, person):
            return PassedOver.NOT_ASKED
        if person.agent in caller.missed:
            return PassedOver.EXCLUDED
        if person.state is AgentState.READY:
            return _BY_DEVICE.get(person.device, PassedOver.LOWER)
        return _BY_STATE[person.state]

    # The floor after a step.

    def nobody_waits_in_vain(self) -> None:
        """No call waits while an agent idles whom it could have."""
        for caller in self.books.waiting():
            for person in self.books.free():
                if not self._sure(caller, person):
                    continue
                assert not caller.is_held, "the preferred agent idles"
                if self.advice_is_clear():
                    assert not self.oracle.level(caller)
                    assert self.oracle.index(caller, person) < SURE

    def nothing_is_late(self) -> None:
        """What ends by itself has ended, and no switch of a plan is due."""
        now = self.books.now
        for person in self.books.people.values():
            assert person.ends_at is None or person.ends_at > now or now == 0
            assert person.state is not AgentState.READY or person.site not in self.books.down
        for caller in self.books.callers.values():
            is_ringing = not caller.is_waiting and caller.answered_at is None
            assert not is_ringing or caller.expires_at > now
            assert not caller.is_held or caller.hold_ends_at > now

    def compare(self, router: Router) -> None:
        """What the router remembers is what the books say."""
        state, books = router.state, self.books
        assert set(state.calls) == set(books.callers)
        for record in state.agents.values():
            person = books.people[record.agent]
            assert (record.state, record.device) == (person.state, person.device)
            assert record.ends_at == person.ends_at or person.ends_at == books.now
        leases = [call.lease for call in state.calls.values() if call.lease is not None]
        busy = {one.agent for one in books.people.values() if one.state in ON_A_RING | IN_TALK}
        assert len(leases) == len({lease.agent for lease in leases}) == len(busy)
        assert {lease.agent for lease in leases} == busy
        for name, call in state.calls.items():
            caller = books.callers[name]
            assert call.rules is caller.rules
            assert call.rules_version == caller.version
            assert call.entered_at == caller.entered_at
            assert (call.lease.agent if call.lease else None) == caller.agent
            assert (call.hops, call.missed_by) == (caller.hops, caller.missed)
            if caller.is_waiting:
                self._compare_waiting(router, name, caller)
        self._compare_lines(router)

    def _compare_waiting(self, router: Router, name: str, caller: Caller) -> None:
        call = router.state.calls[name]  # type: ignore[index]
        assert call.is_held == caller.is_held
        served = any(
            self._could_ever(caller, person) for person in self.books.people.values()
        )
        assert served, "it waits for nobody"
        if not caller.is_held:
            assert call.step == caller.step
            assert call.overdue == caller.is_overdue(self.books.now)
            assert position(router.floor, call) == self._position(caller)

    def _could_ever(self, caller: Caller, person: Person) -> bool:
        steps = range(len(caller.rules.steps))
        return any(self.oracle._admits(caller, n, person) for n in steps)

    def _position(self, caller: Caller) -> int:
        mine = caller.entered_at - self.oracle._worth(caller).credit_s
        ahead = 0
        for other in self.books.waiting():
            if other is caller or other.is_held or other.line != caller.line:
                continue
            since = other.entered_at - self.oracle._worth(other).credit_s
            if other.emergency != caller.emergency:
                ahead += other.emergency
            else:
                ahead += (since, other.call) < (mine, caller.call)
        return ahead + 1

    def _compare_lines(self, router: Router) -> None:
        for key, line in router.floor.lines.items():
            book = self.books.lines.get(key)
            if key[0] not in self.oracle.rules_of_lines():
                continue
            counts = line.record.counts
            assert line.count == self.books.count(key)
            at_home = self.oracle.at_home(key)
            assert line.at_work == sum(one.is_at_work for one in at_home)
            assert line.ready_agents() == sum(one.is_free for one in at_home)
            if book is None:
                continue
            assert (counts.offered, counts.answered) == (book.offered, book.answered)
            assert (counts.abandoned, counts.flowed_out) == (book.abandoned, book.flowed_out)
            present = sum(
                caller.line == key and caller.answered_at is None
                for caller in self.books.callers.values()
            )
            over = counts.answered + counts.abandoned + counts.flowed_out
            assert counts.offered == over + present
