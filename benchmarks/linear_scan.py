"""Both questions of routing by looking at everybody, as app_queue looks at the members of a queue.

For a call every agent is compared; for an agent every call that waits. Nothing is remembered
between two questions. It knows skills and idleness alone: no sites, steps, worth or explanation.
"""

from collections.abc import Iterable, Mapping

from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.identifiers import SkillId
from callcenter_cti.routing.policy import Policy
from callcenter_cti.routing.state import AgentRecord, QueuedCall, RoutingState


def agent_for(state: RoutingState, policy: Policy, call: QueuedCall) -> AgentRecord | None:
    """Return the longest idle of the agents with the skills."""
    needed = call.rules.steps[0].match.skills
    fitting = [
        record
        for record in state.agents.values()
        if record.state is AgentState.READY and _has(policy.agents[record.agent].skills, needed)
    ]
    return min(fitting, key=lambda record: record.idle_since, default=None)


def call_for(
    waiting: Iterable[QueuedCall], policy: Policy, record: AgentRecord
) -> QueuedCall | None:
    """Return the oldest of the calls that an agent has the skills for."""
    skills = policy.agents[record.agent].skills
    fitting = [call for call in waiting if _has(skills, call.rules.steps[0].match.skills)]
    return min(fitting, key=lambda call: call.entered_at, default=None)


def _has(skills: Mapping[SkillId, int], needed: Mapping[SkillId, int]) -> bool:
    return all(skills.get(skill, 0) >= level for skill, level in needed.items())
