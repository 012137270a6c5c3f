"""Who of the roster can serve what: queues and steps that nobody could ever serve."""

from collections.abc import Mapping

from callcenter_cti.config.rules_policy import agent_of, queue_of
from callcenter_cti.config.rules_queues import PlanRules, QueueRules
from callcenter_cti.config.rules_schema import AgentRules
from callcenter_cti.config.yaml_tree import Document, Path_
from callcenter_cti.domain.identifiers import SkillId
from callcenter_cti.routing.policy import Match, QueuePolicy, RosterAgent


def report_unstaffed(
    document: Document,
    queues: Mapping[str, QueueRules],
    plans: Mapping[str, PlanRules],
    agents: Mapping[str, AgentRules],
) -> None:
    """Add a finding for each queue that nobody in the roster can serve."""
    roster = [agent_of(name, agent) for name, agent in agents.items()]
    for name, queue in queues.items():
        _check(document, ("queues", name), queue_of(name, queue), roster)
    for plan, rules in plans.items():
        for name, queue in rules.queues.items():
            path = ("plans", plan, "queues", name)
            if any((*path, key) in document.keys for key in ("skills", "steps")):
                _check(document, path, queue_of(name, queue), roster)


def _check(document: Document, path: Path_, queue: QueuePolicy, roster: list[RosterAgent]) -> None:
    wanted = [step.match for step in queue.steps]
    if not any(match.admits(agent) for match in wanted for agent in roster):
        document.report(
            f"nobody in the roster can serve the queue `{queue.queue}`: no agent has "
            + ", or ".join(dict.fromkeys(map(in_words, wanted))),
            document.key_mark(path),
        )


def in_words(match: Match) -> str:
    """Say what a match asks for: ``all of en 1, cards 2``."""
    parts = ["all of " + _list(match.skills)] if match.skills else []
    if match.any_of:
        parts.append("one of " + " / ".join(map(_list, match.any_of)))
    if match.level:
        parts.append(f"level {match.level}")
    return " and ".join(parts)


def _list(floors: Mapping[SkillId, int]) -> str:
    return ", ".join(f"{skill} {floor}" for skill, floor in floors.items())
