"""What must hold of each decision: this agent for this call, at the moment before he is reserved.

Each property has a check of its own, named after it, whose message begins with its name.
"""

from callcenter_cti.domain.agents import AgentState, DeviceState
from callcenter_cti.routing.effects import OfferCall
from callcenter_cti.routing.explanation import PassedOver
from tests.properties.routing_books import Books
from tests.properties.routing_fits import alike_calls, fits
from tests.properties.routing_oracle import Oracle
from tests.properties.routing_people import Caller, Person

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


class Choice:
    """Holds decisions against the oracle."""

    def __init__(self, books: Books, oracle: Oracle) -> None:
        self.books = books
        self.oracle = oracle

    def check(self, offer: OfferCall) -> None:
        """Check all of it."""
        caller, person = self.books.callers[offer.call], self.books.people[offer.agent]
        self._both_are_free(caller, person)
        self._no_denied_site(caller, person)
        self._lender_is_healthy(caller, person)
        self._may_meet(offer, caller, person)
        self._first_come_first_served(caller, person)
        self._nobody_starves(caller, person)
        self._is_best(caller, person)
        self._explains(offer, caller, person)

    def _both_are_free(self, caller: Caller, person: Person) -> None:
        assert caller.is_waiting, "one lease a call: it has an agent already"
        assert person in self.books.free(), "one call an agent: he is not free"

    def _no_denied_site(self, caller: Caller, person: Person) -> None:
        assert person.site not in caller.denied, "denied site: offered there"

    def _lender_is_healthy(self, caller: Caller, person: Person) -> None:
        """A lender past its release threshold gets no call; the preferred agent is not lent."""
        policy = self.books.policy.sites.get(person.site)
        if person.site == caller.home or caller.is_held or policy is None:
            return
        if policy.lending is not None:
            line = (caller.queue, person.site)
            level = self.books.lines[line].service_level if line in self.books.lines else 1.0
            wait_s = self.oracle.expected_wait_s(line)
            healthy = level >= policy.lending.release_service_level
            healthy = healthy and wait_s <= policy.lending.release_expected_wait_s
            assert healthy, "lender: past its release threshold"

    def _may_meet(self, offer: OfferCall, caller: Caller, person: Person) -> None:
        assert offer.explanation.preferred == caller.is_held
        if caller.is_held:
            assert caller.preferred == person.agent
            return
        assert self.oracle.may_meet(caller, person) is not False, "rules: they may not meet"
        if self.advice_is_clear() and not self.oracle.level(caller):
            assert self.oracle.index(caller, person) > -SURE, "index: not worthwhile"
        route = self.oracle.route(caller.queue, caller.home, person.site)
        assert offer.mask == (route.mask if route and person.site != caller.home else frozenset())

    def _first_come_first_served(self, caller: Caller, person: Person) -> None:
        """No older call of its class that he may take is passed over."""
        if caller.is_held:
            return
        for rival in self.books.waiting():
            if rival is caller or rival.is_held or not alike_calls(rival, caller):
                continue
            is_older = (rival.entered_at, rival.call) < (caller.entered_at, caller.call)
            assert not (is_older and self._sure(rival, person)), f"first come: {rival} was older"

    def _nobody_starves(self, caller: Caller, person: Person) -> None:
        """From its bound on a call outranks all but emergencies and those who are overdue too."""
        if caller.emergency or caller.is_overdue(self.books.now):
            return
        for rival in self.books.waiting():
            if rival.is_overdue(self.books.now) and not rival.is_held:
                assert not self._sure(rival, person), f"bound: {rival} is overdue"

    def _is_best(self, caller: Caller, person: Person) -> None:
        if not self.advice_is_clear():
            return
        for other in self.books.free():
            if other is not person and not caller.is_held:
                assert not self._better_agent(caller, person, other), f"index: {other} was better"
        for rival in self.books.waiting():
            if rival is not caller:
                assert not self._better_call(person, caller, rival), f"index: {rival} was better"

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

    def nobody_waits_in_vain(self) -> None:
        """No call waits while an agent idles whom it could have, at an index from zero up."""
        for caller in self.books.waiting():
            for person in self.books.free():
                if not self._sure(caller, person):
                    continue
                assert not caller.is_held, "in vain: the preferred agent idles"
                if self.advice_is_clear():
                    assert not self.oracle.level(caller), f"in vain: {caller}, {person}"
                    index = self.oracle.index(caller, person)
                    assert index < SURE, f"in vain: {caller}, {person}"

    # The explanation.

    def _explains(self, offer: OfferCall, caller: Caller, person: Person) -> None:
        why, oracle = offer.explanation, self.oracle
        assert (why.rules_version, why.step) == (caller.version, caller.step) or caller.is_held
        assert why.overdue == caller.is_overdue(self.books.now) or caller.is_held
        assert why.idle_s == self.books.now - person.idle_since
        if caller.is_held:
            return
        if self.advice_is_clear():
            assert abs(why.terms.total - oracle.index(caller, person)) < SURE, "terms: wrong sum"
        expected: dict[PassedOver, int] = {}
        for one in self.books.policy.agents:
            if one != person.agent:
                reason = self._reason(caller, self.books.people[one])
                expected[reason] = expected.get(reason, 0) + 1
        assert dict(why.passed_over) == expected, "explanation: wrong counts"

    def _reason(self, caller: Caller, person: Person) -> PassedOver:
        who = self.books.policy.agents[person.agent]
        if not any(fits(step, who) for step in caller.rules.steps):
            return PassedOver.NOT_SKILLED
        if not self.oracle.admitting(caller, person):
            return PassedOver.NOT_ASKED
        if person.agent in caller.missed:
            return PassedOver.EXCLUDED
        if person.state is AgentState.READY:
            return _BY_DEVICE.get(person.device, PassedOver.LOWER)
        return _BY_STATE[person.state]
