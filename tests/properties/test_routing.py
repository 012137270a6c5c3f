"""What holds on every floor, whatever happens in whatever order.

The machine keeps books of its own, from the effects alone, and compares them with the rules and
with what the router remembers.
"""

import copy
from collections import Counter
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from callcenter_cti.domain.agents import AgentState, DeviceState, OfferFailure
from callcenter_cti.domain.errors import RoutingError
from callcenter_cti.domain.identifiers import AgentId, CallId, QueueId
from callcenter_cti.routing.effects import (
    ChangeAgentState,
    CloseQueue,
    ConnectCall,
    Effect,
    EndCall,
    OfferCall,
    RefuseAnswer,
    TellPosition,
    WithdrawOffer,
)
from callcenter_cti.routing.inputs import RulesChanged
from callcenter_cti.routing.policy import Policy
from tests.fakes.floor import Floor, a_policy, a_queue, of_kind

AGENTS = ("ann", "ben", "cy", "dee")
QUEUES = ("cards", "loans", "fraud")
CAN_RING = {DeviceState.IDLE, DeviceState.UNKNOWN}
AT_WORK = {AgentState.READY, AgentState.RESERVED, AgentState.TALKING, AgentState.WRAP_UP}

Request = Callable[[Floor, str], list[Effect]]

# Few kinds, so that calls and agents meet often; each differs from the others in whom it meets.
levels = st.sampled_from(
    (
        {"en": 3, "zh": 3, "fraud": 3},
        {"en": 3},
        {"en": 1, "zh": 2},
        {"en": 2, "fraud": 1},
        {"zh": 3},
    )
)
needs = st.sampled_from(
    ({"en": 1}, {"en": 2}, {"zh": 1}, {"zh": 2, "en": 1}, {"fraud": 1}, {"fraud": 2, "en": 1})
)
devices = st.sampled_from((*[DeviceState.IDLE] * 3, *DeviceState))
agents = st.sampled_from(AGENTS)
durations = st.sampled_from((0.0, 1.0, 9.0, 31.0, 100.0))
numbers = st.integers(0, 1_000)
requests = st.sampled_from(
    (*[Floor.ready] * 4, *[Floor.log_in] * 2, Floor.not_ready, Floor.log_out)
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw queues with any needs, and a roster of two to four."""
    queues = [
        a_queue(
            name,
            draw(needs),
            wrap_up_s=draw(st.sampled_from((0.0, 30.0))),
            return_after_s=draw(st.sampled_from((None, 10.0))),
        )
        for name in QUEUES
    ]
    rostered = draw(st.lists(agents, min_size=2, unique=True))
    roster = {agent: draw(levels) for agent in rostered}
    return a_policy(*queues, agents=roster)


class AnyFloor(RuleBasedStateMachine):
    """Agents come and go, callers too, phones ring and fail, time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.floor = Floor(a_policy())
        self.known: list[str] = []
        self.tokens: list[tuple[str, str]] = []
        self.ends: Counter[str] = Counter()
        self.told: dict[str, int] = {}
        self.idle_since: dict[str, float] = {}
        self.sequences: Counter[str] = Counter()
        self.missed: dict[str, dict[str, bool]] = {}

    @initialize(policy=policies())
    def open(self, policy: Policy) -> None:
        self.floor = Floor(policy)
        for agent in policy.agents:
            self.ask(Floor.log_in, agent)
            self.ask(Floor.ready, agent)
            self.floor.wait(1.0)

    # What happens. Few rules with choices inside: hypothesis switches whole rules off at random.

    @rule(what=st.sampled_from("+++--="), queue=st.sampled_from(QUEUES), which=numbers)
    def a_caller(self, what: str, queue: str, which: int) -> None:
        """Let one come (+), leave (-), or enter a queue again (=)."""
        if what == "-" and self.known:
            self.a_call_leaves(self.pick(self.alive() or self.known, which))
        elif what == "=" and self.alive():
            self.note(self.floor.queue(self.pick(self.alive(), which), queue))
        else:
            self.a_call_comes(queue, which)

    def a_call_comes(self, queue: str, which: int) -> None:
        call = f"{which % 10}-{len(self.known)}"  # ids out of the order of age
        self.known.append(call)
        self.note(self.floor.queue(call, queue))

    def a_call_leaves(self, call: str) -> None:
        was_alive = CallId(call) in self.floor.state.calls

        effects = self.floor.leave(call)

        assert len(of_kind(effects, EndCall)) == was_alive
        assert CallId(call) not in self.floor.state.calls
        assert self.floor.leave(call) == []
        self.note(effects)

    @rule(agent=agents, request=requests)
    def an_agent(self, agent: str, request: Request) -> None:
        self.ask(request, agent)

    @rule(agent=agents, state=devices)
    def a_phone_changes(self, agent: str, state: DeviceState) -> None:
        if AgentId(agent) in self.floor.state.policy.agents:
            self.note(self.floor.device(agent, state))

    @precondition(lambda self: self.ringing())
    @rule(
        which=numbers,
        seconds=durations,
        failure=st.sampled_from((None, None, None, *OfferFailure)),
        hangs_up=st.booleans(),
    )
    def a_ring_ends(
        self, which: int, seconds: float, failure: OfferFailure | None, *, hangs_up: bool
    ) -> None:
        call = self.pick(self.ringing(), which)
        if failure is None:
            effects = self.floor.accept(call)
            assert of_kind(effects, ConnectCall)
        else:
            effects = self.floor.fail(call, reason=failure)
            assert of_kind(effects, WithdrawOffer)
        self.note(effects)
        self.wait(seconds)
        if hangs_up:
            self.a_call_leaves(call)

    @precondition(lambda self: self.stale())
    @rule(which=numbers)
    def a_stale_token_changes_nothing(self, which: int) -> None:
        call, token = self.stale()[which % len(self.stale())]
        before = copy.deepcopy(self.floor.state)

        assert [type(effect) for effect in self.floor.accept(call, token)] == [RefuseAnswer]
        assert self.floor.fail(call, token) == []
        assert self.floor.state == before

    @rule(seconds=durations, queue=st.none() | st.sampled_from(QUEUES), which=numbers)
    def time_passes(self, seconds: float, queue: str | None, which: int) -> None:
        self.wait(seconds)
        if queue is not None:
            self.a_call_comes(queue, which)

    def wait(self, seconds: float) -> None:
        until = self.floor.now + seconds
        while self.floor.now < until:
            self.note(self.floor.wait(min(1.0, until - self.floor.now)))

    @precondition(lambda self: len(self.known) % 5 == 4)
    @rule(policy=policies())
    def the_rules_change(self, policy: Policy) -> None:
        self.note(self.floor.take(RulesChanged(policy)))

    # What must hold.

    @invariant()
    def no_agent_holds_two_calls_and_no_call_two_agents(self) -> None:
        state = self.floor.state
        leases = [call.lease for call in state.calls.values() if call.lease is not None]

        assert len({lease.agent for lease in leases}) == len(leases)
        for lease in leases:
            record = state.agents[lease.agent]
            expected = AgentState.RESERVED if lease.answered_at is None else AgentState.TALKING
            assert record.lease is lease
            assert record.state is expected
        busy = {
            record.agent
            for record in state.agents.values()
            if record.state in (AgentState.RESERVED, AgentState.TALKING)
        }
        assert busy == {lease.agent for lease in leases}

    @invariant()
    def no_call_waits_while_an_eligible_agent_is_ready(self) -> None:
        for call in self.floor.state.calls.values():
            if call.is_waiting:
                assert [agent for agent in self.free() if self.eligible(agent, call.call)] == []

    @invariant()
    def no_call_waits_for_nobody(self) -> None:
        for call in self.floor.state.calls.values():
            roster = self.floor.state.policy.agents
            assert call.is_talking or any(self.has_skills(who, call.queue) for who in roster)

    @invariant()
    def every_call_ends_once_and_not_before_it_is_over(self) -> None:
        for call in self.known:
            is_over = CallId(call) not in self.floor.state.calls
            assert self.ends[call] == is_over

    @invariant()
    def places_are_one_to_n_by_age(self) -> None:
        for queue in QUEUES:
            unanswered = sorted(
                (call.entered_at, call.call)
                for call in self.floor.state.calls.values()
                if call.queue == queue and not call.is_talking
            )
            places = [self.told[call] for _, call in unanswered]
            assert places == list(range(1, len(places) + 1))

    # The books.

    def note(self, effects: list[Effect]) -> None:
        """Enter what is to be done, and check each decision."""
        for effect in effects:
            match effect:
                case OfferCall():
                    assert (effect.call, effect.token) not in self.tokens
                    self.tokens.append((effect.call, effect.token))
                case WithdrawOffer() if effect.reason is not None:
                    self.missed.setdefault(effect.call, {})[effect.agent] = False
                case ConnectCall():
                    self.missed[effect.call] = {}
                    self.saw(effect.agent)
                case EndCall() | CloseQueue():
                    self.ends[effect.call] += 1
                case TellPosition():
                    self.told[effect.call] = effect.position
                case ChangeAgentState():
                    self.note_change(effect)
                case _:
                    pass
        self.check_choices(of_kind(effects, OfferCall))

    def note_change(self, change: ChangeAgentState) -> None:
        self.sequences[change.agent] += 1
        assert change.sequence == self.sequences[change.agent]
        if change.previous is AgentState.LOGGED_OUT or change.state is AgentState.WRAP_UP:
            self.idle_since[change.agent] = self.floor.now

    def saw(self, agent: str) -> None:
        for missed in self.missed.values():
            if agent in missed:
                missed[agent] = True

    def check_choices(self, made: list[OfferCall]) -> None:
        """Longest idle first, oldest call first, among all who were free in this step."""
        calls = self.floor.state.calls
        for place, offer in enumerate(made):
            assert self.eligible(offer.agent, offer.call)
            assert self.floor.state.agents[offer.agent].device in CAN_RING
            later = [other.agent for other in made[place + 1 :]]
            for rival in (*self.free(), *later):
                if self.eligible(rival, offer.call):
                    assert self.idle_key(offer.agent) < self.idle_key(rival)
            for call in calls.values():
                if call.is_waiting and call.age_key < calls[offer.call].age_key:
                    assert not self.eligible(offer.agent, call.call)
        for first, second in combinations(made, 2):
            assert calls[first.call].age_key < calls[second.call].age_key

    def ask(self, request: Request, agent: str) -> None:
        """Ask for an agent; a refusal changes nothing."""
        before = copy.deepcopy(self.floor.state)
        try:
            effects = request(self.floor, agent)
        except RoutingError:
            assert self.floor.state == before
        else:
            if request is Floor.ready:
                self.saw(agent)
            self.note(effects)

    def alive(self) -> list[str]:
        return sorted(self.floor.state.calls)

    def ringing(self) -> list[str]:
        return sorted(
            call.call
            for call in self.floor.state.calls.values()
            if not call.is_waiting and not call.is_talking
        )

    def stale(self) -> list[tuple[str, str]]:
        held = {
            (call.call, call.lease.token)
            for call in self.floor.state.calls.values()
            if call.lease is not None
        }
        return [pair for pair in self.tokens if pair not in held]

    def free(self) -> list[AgentId]:
        return [
            record.agent
            for record in self.floor.state.agents.values()
            if record.state is AgentState.READY and record.device in CAN_RING
        ]

    def idle_key(self, agent: str) -> tuple[float, str]:
        return (self.idle_since[agent], agent)

    def eligible(self, agent: AgentId, call: CallId) -> bool:
        """Tell whether the rules let an agent be asked, by these books."""
        queue = self.floor.state.calls[call].queue
        missed = self.missed.get(call, {})
        if not self.has_skills(agent, queue):
            return False
        if agent not in missed:
            return True
        others = any(
            record.state in AT_WORK
            and record.device is not DeviceState.UNREACHABLE
            and other not in missed
            and self.has_skills(other, queue)
            for other, record in self.floor.state.agents.items()
        )
        return missed[agent] and not others

    def has_skills(self, agent: AgentId, queue: QueueId) -> bool:
        policy = self.floor.state.policy
        if agent not in policy.agents or queue not in policy.queues:
            return False
        skills = policy.agents[agent].skills
        return all(skills.get(name, 0) >= low for name, low in policy.queues[queue].needs.items())

    @staticmethod
    def pick(choices: list[str], which: int) -> str:
        return choices[which % len(choices)]


TestAnyFloor = AnyFloor.TestCase
TestAnyFloor.settings = settings(stateful_step_count=60)
pytestmark = pytest.mark.timeout(900)  # for the larger profiles
