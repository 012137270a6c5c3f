"""Which agent gets which call. Decides by stated orders alone; changes no agent and no call.

Calls are looked at by age, then call id. For each the longest idle agent is chosen, then the agent
id. An agent who missed a call is not rung for it again while somebody else at work could take it;
when nobody could, he is rung again after he has shown that he is back, so that a sole agent is
neither rung in a loop nor a reason to strand the caller.
"""

from collections import Counter

from callcenter_cti.domain.agents import AgentState, DeviceState
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.routing.explanation import Explanation, PassedOver
from callcenter_cti.routing.state import AgentRecord, QueuedCall, RoutingState

_AT_WORK = frozenset(
    {AgentState.READY, AgentState.RESERVED, AgentState.TALKING, AgentState.WRAP_UP}
)
_BY_STATE = {
    AgentState.LOGGED_OUT: PassedOver.LOGGED_OUT,
    AgentState.NOT_READY: PassedOver.NOT_READY,
    AgentState.RESERVED: PassedOver.RESERVED,
    AgentState.TALKING: PassedOver.TALKING,
    AgentState.WRAP_UP: PassedOver.WRAP_UP,
    AgentState.UNKNOWN: PassedOver.UNKNOWN,
}
_BY_DEVICE = {
    DeviceState.IN_USE: PassedOver.PHONE_IN_USE,
    DeviceState.UNREACHABLE: PassedOver.PHONE_UNREACHABLE,
}


def free_agents(state: RoutingState) -> list[AgentRecord]:
    """Return who is READY with a phone that can ring, longest idle first, then by agent id."""
    free = [
        record
        for record in state.agents.values()
        if record.state is AgentState.READY and record.device not in _BY_DEVICE
    ]
    return sorted(free, key=lambda record: (record.idle_since, record.agent))


def waiting_calls(state: RoutingState) -> list[QueuedCall]:
    """Return the calls without an agent in the order in which they are served."""
    waiting = [call for call in state.calls.values() if call.is_waiting]
    return sorted(waiting, key=lambda call: call.age_key)


def best_agent(
    state: RoutingState, call: QueuedCall, free: list[AgentRecord]
) -> AgentRecord | None:
    """Return the first of the free agents who may be asked."""
    return next((record for record in free if may_be_asked(state, call, record.agent)), None)


def may_be_asked(state: RoutingState, call: QueuedCall, agent: AgentId) -> bool:
    """Tell whether an agent has the skills for a call and is not excluded from it."""
    return state.policy.can_serve(agent, call.queue) and not is_excluded(state, call, agent)


def is_excluded(state: RoutingState, call: QueuedCall, agent: AgentId) -> bool:
    """Tell whether an agent missed this call and is not to be rung for it (yet)."""
    is_back = call.missed_by.get(agent)
    if is_back is None:
        return False
    return not is_back or _somebody_else_could(state, call)


def _somebody_else_could(state: RoutingState, call: QueuedCall) -> bool:
    return any(
        record.state in _AT_WORK
        and record.device is not DeviceState.UNREACHABLE
        and agent not in call.missed_by
        and state.policy.can_serve(agent, call.queue)
        for agent, record in state.agents.items()
    )


def explain(
    state: RoutingState, call: QueuedCall, chosen: AgentRecord, *, now: float
) -> Explanation:
    """Say why this agent gets this call, before he is reserved for it."""
    reasons = Counter(
        _why_not(state, call, state.agents[agent])
        for agent in state.policy.agents
        if agent != chosen.agent
    )
    return Explanation(
        state.policy.version,
        idle_s=now - chosen.idle_since,
        waited_s=now - call.entered_at,
        passed_over={why: reasons[why] for why in PassedOver if why in reasons},
    )


def _why_not(state: RoutingState, call: QueuedCall, record: AgentRecord) -> PassedOver:
    if not state.policy.can_serve(record.agent, call.queue):
        return PassedOver.NOT_SKILLED
    if record.state is AgentState.LOGGED_OUT:
        return PassedOver.LOGGED_OUT
    if is_excluded(state, call, record.agent):
        return PassedOver.EXCLUDED
    by_state = _BY_STATE.get(record.state)
    return by_state or _BY_DEVICE.get(record.device, PassedOver.LESS_IDLE)
