"""A day of traffic on two sites, the same for the same seed: for tests of the journal."""

from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from random import Random

from callcenter_cti.domain.agents import Actor, DeviceState, OfferFailure
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.errors import RoutingError
from callcenter_cti.domain.identifiers import AgentId, CalendarId, CallId, PlanId, QueueId, SiteId
from callcenter_cti.routing import inputs
from callcenter_cti.routing.conditions import Bounds, Condition
from callcenter_cti.routing.effects import Effect, OfferCall, WithdrawOffer
from callcenter_cti.routing.policy import (
    Lending,
    Match,
    Plan,
    Policy,
    RosterAgent,
    Route,
    SitePolicy,
    Step,
    Worth,
)
from callcenter_cti.routing.step import next_deadline
from tests.fakes.floor import Floor, a_policy, a_queue, an_agent, skills

SITES = ("sydney", "tokyo")
DAY_S = 86_400.0
Tell = Callable[[inputs.Input], list[Effect]]


def a_days_policy(version: str = "day-1", *, agents: int = 24) -> Policy:
    """Return rules with all that a router can remember: routes, lending, plans, tiers, steps."""
    routes = {
        SiteId(home): (Route(SiteId(far), cost=0.5, floor_s=20.0, release_s=5.0),)
        for home, far in (SITES, SITES[::-1])
    }
    steps = (
        Step(Match(skills({"en": 3}))),
        Step(Match(skills({"en": 1})), after_s=15.0, when=Condition(waiting=Bounds(above=1.0))),
        Step(Match(skills({"en": 1})), after_s=30.0),
    )
    cards = a_queue("cards", steps=steps, routes=routes, return_after_s=60.0, over_cost=0.1)
    gold = a_queue("gold", {"gold": 2}, routes=routes, preferred_wait_s=20.0, wrap_up_s=15.0)
    overload = Plan(
        PlanId("overload"),
        {QueueId("cards"): a_queue("cards", {"en": 1}, routes=routes, wrap_up_s=0.0)},
        watched=(QueueId("cards"), SiteId("sydney")),
        when=Condition(waiting=Bounds(above=8.0)),
        until=Condition(waiting=Bounds(below=2.0)),
    )
    roster: dict[str, RosterAgent] = {}
    for number in range(agents):
        levels = {"en": 1 + number % 5} | ({"gold": 3} if number % 3 == 0 else {})
        name = f"agent-{number}"
        roster[name] = an_agent(name, levels, site=SITES[number % 2], phone=6000 + number)
    return a_policy(
        cards,
        gold,
        version=version,
        agents=dict(roster),
        given={
            "tiers": {Tier.PRIVATE: Worth(5.0, 60.0), Tier.VALUED: Worth(2.0)},
            "fairness": 0.01,
            "plans": (overload, Plan(PlanId("storm"), {})),
            "sites": {
                SiteId(site): SitePolicy(
                    SiteId(site),
                    stale_after_s=900.0,
                    lending=Lending(0.8, 30.0, 0.6, 60.0),
                    calendar=CalendarId(site),
                )
                for site in SITES
            },
        },
    )


class Day:
    """Callers, agents and sites, and what each of them does next."""

    def __init__(self, floor: Floor, tell: Tell, *, calls: int, seed: int = 1) -> None:
        self.floor = floor
        self._tell = tell
        self._random = Random(seed)  # noqa: S311 - traffic, no secret
        self._calls = calls
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0

    def run(self) -> None:
        """Let the day pass."""
        for agent in tuple(self.floor.state.policy.agents):
            self._in(self._random.uniform(0, 600), partial(self._come, agent))
        for number in range(self._calls):
            self._in(self._random.uniform(0, DAY_S), partial(self._call, number))
        for minute in range(0, 1440, 10):
            self._in(minute * 60.0, partial(self._look_around, minute))
        while self._due and self._due[0][0] <= DAY_S:
            at, _, act = heappop(self._due)
            self._pass_time(at)
            act()

    def _pass_time(self, until: float) -> None:
        while (due := next_deadline(self.floor.router)) is not None and due <= until:
            self.floor.now = max(due, self.floor.now)
            self.tell(inputs.TimePassed())
        self.floor.now = until

    def tell(self, fact: inputs.Input) -> None:
        """Tell the router; what it refuses is refused."""
        try:
            effects = self._tell(fact)
        except RoutingError:
            return
        for effect in effects:
            if isinstance(effect, OfferCall):
                self._in(self._random.uniform(2, 25), partial(self._ring, effect))
            elif isinstance(effect, WithdrawOffer) and effect.reason is not None:
                self._in(self._random.uniform(5, 60), partial(self._back, effect.agent))

    def _in(self, seconds: float, act: Callable[[], None]) -> None:
        self._count += 1
        heappush(self._due, (self.floor.now + seconds, self._count, act))

    def _come(self, agent: AgentId) -> None:
        self.tell(inputs.AgentLoggedIn(agent, Actor.AGENT))
        self.tell(inputs.DeviceChanged(agent, DeviceState.IDLE))
        self.tell(inputs.ReadyRequested(agent, Actor.AGENT))
        self._in(self._random.uniform(3600, 4 * 3600), lambda: self._pause(agent))

    def _pause(self, agent: AgentId) -> None:
        if self._random.random() < 0.2:
            self.tell(inputs.AgentLoggedOut(agent, Actor.AGENT))
            self._in(self._random.uniform(600, 3600), lambda: self._come(agent))
        else:
            self.tell(inputs.NotReadyRequested(agent, "lunch", Actor.AGENT))
            self._in(self._random.uniform(300, 1800), lambda: self._back(agent))
            self._in(self._random.uniform(3600, 4 * 3600), lambda: self._pause(agent))

    def _back(self, agent: AgentId) -> None:
        self.tell(inputs.ReadyRequested(agent, Actor.AGENT))

    def _call(self, number: int) -> None:
        chance, call = self._random, CallId(f"call-{number}")
        fact = inputs.CallQueued(
            call,
            QueueId(chance.choice(("cards", "cards", "gold"))),
            SiteId(chance.choice(SITES)),
            chance.choice(tuple(Tier)),
            emergency=chance.random() < 0.02,
            denied=frozenset({SiteId("tokyo")} if chance.random() < 0.1 else ()),
            preferred=AgentId(f"agent-{chance.randrange(30)}") if chance.random() < 0.1 else None,
        )
        self.tell(fact)
        self._in(chance.expovariate(1 / 400), lambda: self._give_up(call))

    def _give_up(self, call: CallId) -> None:
        queued = self.floor.state.calls.get(call)
        if queued is not None and not queued.is_talking:
            self.tell(inputs.CallLeft(call))

    def _ring(self, offer: OfferCall) -> None:
        chance = self._random
        self.tell(inputs.PhoneRang(offer.call, offer.token))
        if chance.random() < 0.05:
            why = chance.choice(tuple(OfferFailure))
            self.tell(inputs.OfferFailed(offer.call, offer.token, why))
            return
        self.tell(inputs.OfferAccepted(offer.call, offer.token))
        if chance.random() < 0.1:
            self._in(chance.uniform(5, 20), lambda: self._hold(offer.call, on=True))
            self._in(chance.uniform(21, 40), lambda: self._hold(offer.call, on=False))
        self._in(chance.expovariate(1 / 240), lambda: self.tell(inputs.CallLeft(offer.call)))

    def _hold(self, call: CallId, *, on: bool) -> None:
        self.tell(inputs.HoldChanged(call, on))

    def _look_around(self, minute: int) -> None:
        for site in SITES:
            if site == "sydney" or not 700 <= minute < 760:
                self.tell(inputs.SiteReported(SiteId(site), up=minute % 400 != 30))
        if minute in (420, 1080):
            self.tell(inputs.CalendarChanged(CalendarId("tokyo"), open=minute == 420))
        if minute in (300, 360):
            self.tell(inputs.PlanSwitched(PlanId("storm"), minute == 300, Actor.SUPERVISOR))
        if minute == 720:
            policy = a_days_policy("day-2", agents=22)
            self.tell(inputs.RulesChanged(policy, re_evaluate_waiting=True))
