"""Books of a floor, kept from what the router is told and what it wants done; nothing else.

They say who waits, rings and talks, since when, under which rules. Whom the rules let meet is
`routing_oracle`'s question; what a line is expected to wait is `routing_lines`'.
"""

from collections import Counter

from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.routing import effects, inputs
from callcenter_cti.routing.advice import Advice
from callcenter_cti.routing.effects import Effect
from callcenter_cti.routing.inputs import Input
from callcenter_cti.routing.policy import Policy, QueuePolicy
from tests.properties.routing_lines import LineBook
from tests.properties.routing_people import IN_TALK, ON_A_RING, Caller, Person


class Books:
    """All of it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.now = 0.0
        self.callers: dict[str, Caller] = {}
        self.people = {a: Person(a, one.site) for a, one in policy.agents.items()}
        self.down: set[str] = set()
        self.heard: dict[SiteId, float] = {}
        self.closed: set[str] = set()
        self.plans: set[str] = set()
        self.advice: Advice | None = None
        self.lines: dict[tuple[QueueId, SiteId], LineBook] = {}
        self.tokens: list[tuple[str, str]] = []
        self.ends: Counter[str] = Counter()
        self.lives: Counter[str] = Counter()

    @property
    def rules(self) -> dict[QueueId, QueuePolicy]:
        """The queues' rules for those who come now."""
        found = dict(self.policy.queues)
        for plan in self.policy.plans:
            if plan.plan in self.plans:
                found.update(plan.queues)
        return found

    def waiting(self) -> list[Caller]:
        return [caller for caller in self.callers.values() if caller.is_waiting]

    def free(self) -> list[Person]:
        """Those who could be asked now."""
        roster = self.policy.agents
        return [one for one in self.people.values() if one.is_free and one.agent in roster]

    def line(self, key: tuple[QueueId, SiteId], rules: QueuePolicy) -> LineBook:
        if key not in self.lines:
            self.lines[key] = LineBook(rules.patience_s)
        return self.lines[key]

    def count(self, key: tuple[QueueId, SiteId]) -> int:
        return sum(caller.line == key and not caller.is_entering for caller in self.waiting())

    # What the router is told.

    def take(self, fact: Input, now: float) -> None:  # noqa: C901 - one line a fact
        """Enter a fact that is not refused, before what the router wants done for it."""
        self.now = now
        match fact:
            case inputs.CallQueued():
                self._queue(fact)
            case inputs.ReadyRequested():
                self._saw(fact.agent)
            case inputs.DeviceChanged():
                self.people[fact.agent].device = fact.state
            case inputs.SiteReported():
                self.heard[fact.site] = now
                (self.down.discard if fact.up else self.down.add)(fact.site)
            case inputs.CalendarChanged():
                (self.closed.discard if fact.open else self.closed.add)(fact.calendar)
            case inputs.AdviceReceived():
                if fact.advice.rules_version == self.policy.version:
                    self.advice = fact.advice
            case inputs.TimePassed():
                self._lose_sites()
            case inputs.RulesChanged():
                self._change_rules(fact)
            case _:
                pass

    def _queue(self, fact: inputs.CallQueued) -> None:
        rules = self.rules.get(fact.queue)
        known = self.callers.get(fact.call)
        if known is None:
            self.lives[fact.call] += 1
        elif known.answered_at is None and (
            rules is None or known.line != (fact.queue, fact.home)
        ):
            self.lines[known.line].flowed_out += 1
        if rules is None:
            if known is not None:
                known.is_refused = True
            return
        moved = known is None or known.answered_at is not None
        moved = moved or (known is not None and known.line != (fact.queue, fact.home))
        entered_at = self.now - fact.waited_s if known is None else known.entered_at
        caller = Caller(
            fact.call, fact.queue, fact.home, fact.tier, fact.emergency, fact.denied,
            fact.preferred, rules, self.policy.version, entered_at,
        )  # fmt: skip
        if known is not None:
            caller.hops, caller.missed, caller.cooling = known.hops, known.missed, known.cooling
        self.callers[fact.call] = caller
        self.line(caller.line, rules).offered += moved

    def _saw(self, agent: str) -> None:
        for caller in self.callers.values():
            if agent in caller.missed:
                caller.missed[agent] = True

    def _lose_sites(self) -> None:
        for site, heard in self.heard.items():
            stale = self.policy.sites[site].stale_after_s if site in self.policy.sites else None
            if stale is not None and self.now >= heard + stale:
                self.down.add(site)

    def _change_rules(self, fact: inputs.RulesChanged) -> None:
        self.policy = fact.policy
        for agent, one in fact.policy.agents.items():
            self.people.setdefault(agent, Person(agent, one.site)).site = one.site
        if fact.re_evaluate_waiting:
            for caller in self.waiting():
                self._place_anew(caller)

    def _place_anew(self, caller: Caller) -> None:
        rules = self.rules.get(caller.queue)
        if rules is not None:
            caller.rules, caller.version, caller.step = rules, self.policy.version, 0
            caller.is_moved = True

    # What it wants done.

    def note(self, effect: Effect) -> None:  # noqa: C901 - one line an effect
        """Enter what is done, in order; checks what needs no rules."""
        match effect:
            case effects.OfferCall():
                self._offer(effect)
            case effects.WithdrawOffer():
                self._withdraw(effect)
            case effects.ConnectCall():
                self._connect(effect)
            case effects.RefuseAnswer():
                caller = self.callers.get(effect.call)
                assert caller is None or caller.token != effect.token
            case effects.CloseQueue():
                self._close(effect)
            case effects.EndCall():
                self._end(effect)
            case effects.ChangeAgentState():
                self._change(effect)
            case effects.ChangePlan():
                self._change_plan(effect)
            case effects.EnterQueue():
                pass

    def _offer(self, offer: effects.OfferCall) -> None:
        caller, person = self.callers[offer.call], self.people[offer.agent]
        assert caller.is_waiting, "one lease a call: it has one"
        assert offer.token not in {token for _, token in self.tokens}, (
            "one lease a call: old token"
        )
        self.tokens.append((offer.call, offer.token))
        assert offer.site == person.site
        assert offer.waited_s == self.now - caller.entered_at, "age: of an offer"
        assert offer.expires_at == self.now + caller.rules.ring_s + 15
        if self.now > caller.entered_at:
            self.lines[caller.line].serve(self.now)
        caller.agent, caller.token, caller.expires_at = offer.agent, offer.token, offer.expires_at
        caller.is_held = False
        caller.hops += person.site != caller.home
        assert caller.hops <= self.policy.max_hops or person.site == caller.home
        person.rules = caller.rules

    def _withdraw(self, effect: effects.WithdrawOffer) -> None:
        caller, person = self.callers[effect.call], self.people[effect.agent]
        assert caller.answered_at is None or caller.is_refused
        caller.agent, caller.token = None, ""
        if effect.reason is not None:
            caller.is_entering = True
            caller.missed[effect.agent] = False
            if person.site != caller.home:
                caller.cooling[person.site] = self.now + self.policy.cool_down_s

    def _connect(self, effect: effects.ConnectCall) -> None:
        caller = self.callers[effect.call]
        assert (caller.agent, caller.token) == (effect.agent, effect.token)
        assert caller.answered_at is None
        assert self.now < caller.expires_at
        assert effect.waited_s == self.now - caller.entered_at
        caller.answered_at = self.now
        in_time = effect.waited_s <= caller.rules.service_level_s
        self.lines[caller.line].answer(self.now, effect.waited_s, in_time=in_time)
        caller.missed.clear()
        self._saw(effect.agent)

    def _close(self, effect: effects.CloseQueue) -> None:
        self.ends[effect.call] += 1
        caller = self.callers.pop(effect.call, None)
        if caller is not None and not caller.is_refused:
            self.lines[caller.line].flowed_out += 1

    def _end(self, effect: effects.EndCall) -> None:
        self.ends[effect.call] += 1
        assert effect.call in self.callers, "lost or doubled: it ended before"
        caller = self.callers.pop(effect.call)
        talked = caller.answered_at is not None
        waited_s = (caller.answered_at or self.now) - caller.entered_at
        assert effect.waited_s == waited_s
        assert effect.talked_s == (self.now - (caller.answered_at or self.now))
        assert (effect.agent is not None) is talked
        if not talked:
            self.lines[caller.line].abandon(self.now, waited_s, caller.rules)

    def _change(self, change: effects.ChangeAgentState) -> None:
        person = self.people[change.agent]
        person.sequence += 1
        assert change.sequence == person.sequence
        assert change.previous is person.state
        was, person.state, person.ends_at = person.state, change.state, None
        if was is AgentState.LOGGED_OUT or (was in IN_TALK and change.state is AgentState.WRAP_UP):
            person.idle_since = self.now
        if person.rules is None:
            return
        if change.state is AgentState.WRAP_UP:
            person.ends_at = self.now + person.rules.wrap_up_s
        missed = was in ON_A_RING and change.state is AgentState.NOT_READY
        if missed and person.rules.rona_return_after_s is not None:
            person.ends_at = self.now + person.rules.rona_return_after_s

    def _change_plan(self, change: effects.ChangePlan) -> None:
        assert change.on is (change.plan not in self.plans)
        (self.plans.add if change.on else self.plans.discard)(change.plan)
        plan = next((one for one in self.policy.plans if one.plan == change.plan), None)
        for caller in self.waiting():
            if plan is not None and caller.queue in plan.queues:
                self._place_anew(caller)
