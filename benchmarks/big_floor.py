"""A large contact centre on which the real router is timed: its rules, its callers, its clock.

Made of numbers alone: 200 skills, 50 queues and 5 sites whatever the number of agents; each queue
asks for two skills, after half a minute for one, at home first and then at the other sites. Chance
has a seed, so every run meets the same callers.
"""

import heapq
import itertools
import random
import time
from collections import defaultdict
from collections.abc import Callable
from math import inf
from typing import Final

from callcenter_cti.domain.agents import Actor, DeviceState
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import AgentId, CallId, OfferToken, QueueId, SiteId, SkillId
from callcenter_cti.routing.effects import ConnectCall, Effect, EndCall, OfferCall
from callcenter_cti.routing.inputs import (
    AgentLoggedIn,
    CallLeft,
    CallQueued,
    DeviceChanged,
    Input,
    OfferAccepted,
    PhoneRang,
    ReadyRequested,
    TimePassed,
)
from callcenter_cti.routing.policy import (
    Match,
    Policy,
    QueuePolicy,
    RosterAgent,
    Route,
    Step,
    Worth,
)
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.step import next_deadline, starting_with, step

SKILLS: Final = 200
QUEUES: Final = 50
PROFILES: Final = 240
"""Kinds of agents; at five sites they make 1,200 pools."""
SITES: Final = tuple(map(SiteId, ("sydney", "hongkong", "tokyo", "singapore", "phoenix")))
TIERS: Final = tuple(Tier)
TALK_S: Final = 280.0
WRAP_UP_S: Final = 20.0
ROUTE_COST: Final = 1.0
Act = Callable[[], None]


def big_policy(agents: int) -> Policy:
    """Return rules with so many agents."""
    chance = random.Random(1)  # noqa: S311 - no secret
    skills = [SkillId(f"skill{n}") for n in range(SKILLS)]
    queues = [_queue(QueueId(f"queue{n}"), skills, chance) for n in range(QUEUES)]
    profiles = [_profile(queues, chance) for _ in range(PROFILES)]
    roster = [
        RosterAgent(
            AgentId(f"agent{n}"), "", chance.choice(SITES), f"PJSIP/{n}", chance.choice(profiles)
        )
        for n in range(agents)
    ]
    return Policy(
        version="big-1",
        queues={queue.queue: queue for queue in queues},
        agents={agent.agent: agent for agent in roster},
        not_ready_reasons=frozenset(),
        tiers={tier: Worth(1.0 + rank, 20.0 * rank) for rank, tier in enumerate(reversed(TIERS))},
    )


def _queue(queue: QueueId, skills: list[SkillId], chance: random.Random) -> QueuePolicy:
    first, second = chance.sample(skills, 2)
    level = chance.choice((1, 2, 3))
    others = {
        home: tuple(Route(site, cost=ROUTE_COST) for site in SITES if site != home)
        for home in SITES
    }
    return QueuePolicy(
        queue=queue,
        steps=(Step(Match({first: level, second: level})), Step(Match({first: level}), 30.0)),
        ring_s=15,
        wrap_up_s=WRAP_UP_S,
        rona_return_after_s=60,
        service_level_s=20,
        short_abandon_s=5,
        handling_s=TALK_S + WRAP_UP_S,
        patience_s=300,
        longest_wait_s=3600,
        preferred_wait_s=15,
        routes=others,
    )


def _profile(queues: list[QueuePolicy], chance: random.Random) -> dict[SkillId, int]:
    levels: dict[SkillId, int] = {}
    for queue in chance.sample(queues, chance.choice((2, 3, 4, 6, 8))):
        for skill, least in queue.steps[0].match.skills.items():
            levels[skill] = max(levels.get(skill, 0), chance.choice((least, least + 1, 5)))
    return levels


class BigFloor:
    """The router with its agents at work; `timed` keeps what each input took."""

    def __init__(self, agents: int) -> None:
        self.policy = big_policy(agents)
        self.router: Router = starting_with(self.policy)
        self.now = 0.0
        self.calls = 0
        self.inputs = 0
        self.times_s: dict[str, list[float]] = defaultdict(list)
        self.is_timed = False
        self._queues = list(self.policy.queues)
        self._chance = random.Random(2)  # noqa: S311 - no secret
        self._to_do: list[tuple[float, int, Input]] = []
        self._order = itertools.count()
        for agent in self.policy.agents:
            self._tell(AgentLoggedIn(agent, Actor.AGENT))
            self._tell(ReadyRequested(agent, Actor.AGENT))

    @property
    def waiting(self) -> int:
        """Calls without an agent."""
        return sum(line.count for line in self.router.floor.lines.values())

    def fill(self, waiting: int) -> None:
        """Let calls come, fifty a second, until so many wait."""
        while self.waiting < waiting:
            for _ in range(200):
                self.now += 0.02
                self._call()

    def run(self, calls: int, per_s: float) -> None:
        """Let so many more calls come, at such a rate, and all else happen meanwhile."""
        last, coming = self.calls + calls, self.now
        while self.calls < last:
            due = next_deadline(self.router)
            others = self._to_do[0][0] if self._to_do else inf
            self.now = min(coming, others, due if due is not None else inf)
            if due is not None and due <= self.now:
                self._tell(TimePassed())
            elif others <= self.now:
                self._tell(heapq.heappop(self._to_do)[2])
            else:
                self._call()
                coming = self.now + self._chance.expovariate(per_s)

    def _call(self) -> None:
        self.calls += 1
        queue, site = self._chance.choice(self._queues), self._chance.choice(SITES)
        self._tell(
            CallQueued(CallId(f"call{self.calls}"), queue, site, self._chance.choice(TIERS))
        )

    def _tell(self, fact: Input) -> None:
        self.inputs += 1
        if self.is_timed:
            began = time.thread_time()
            effects = step(self.router, fact, self.now)
            self.times_s[type(fact).__name__].append(time.thread_time() - began)
        else:
            effects = step(self.router, fact, self.now)
        for effect in effects:
            self._live(effect)

    def _live(self, effect: Effect) -> None:
        """Let happen what follows: phones ring, are picked up and laid down."""
        if isinstance(effect, OfferCall):
            self._rings(effect.agent, effect.call, effect.token)
        elif isinstance(effect, ConnectCall):
            self._later(self._chance.expovariate(1 / TALK_S), CallLeft(effect.call))
        elif isinstance(effect, EndCall) and effect.agent is not None:
            self._later(0.05, DeviceChanged(effect.agent, DeviceState.IDLE))

    def _rings(self, agent: AgentId, call: CallId, token: OfferToken) -> None:
        answered_s = self._chance.uniform(2.0, 8.0)
        self._later(0.1, PhoneRang(call, token))
        self._later(answered_s, DeviceChanged(agent, DeviceState.IN_USE))
        self._later(answered_s + 0.05, OfferAccepted(call, token))

    def _later(self, in_s: float, fact: Input) -> None:
        heapq.heappush(self._to_do, (self.now + in_s, next(self._order), fact))
