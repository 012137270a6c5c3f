"""What is not wrong but hardly meant: warnings on rules that are right otherwise."""

from collections.abc import Iterator

from callcenter_cti.config.findings import Severity
from callcenter_cti.config.rules_names import named
from callcenter_cti.config.rules_policy import pattern_of, policy_of
from callcenter_cti.config.rules_schema import RulesFile
from callcenter_cti.config.rules_staffing import in_words
from callcenter_cti.config.yaml_tree import Document, Path_
from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.routing.policy import HOME, Policy, QueuePolicy, Step

_USES = {
    "queues": ("hotlines.*.queue", "rules.*.queue"),
    "calendars": (
        "queues.*.calendar",
        "sites.*.calendar",
        "plans.*.queues.*.calendar",
        *(
            f"{condition}.{key}.*"
            for condition in (
                "queues.*.steps.*.when",
                "plans.*.queues.*.steps.*.when",
                "plans.*.when",
                "plans.*.until",
            )
            for key in ("open", "closed")
        ),
    ),
    "skills": (
        "queues.*.skills.@",
        "queues.*.steps.*.match.skills.@",
        "queues.*.steps.*.match.any_of.*.@",
        "plans.*.queues.*.skills.@",
        "plans.*.queues.*.steps.*.match.skills.@",
        "plans.*.queues.*.steps.*.match.any_of.*.@",
    ),
}
"""Where names are used: a queue that only a plan names leads nobody there."""
_NOT_USED = {
    "queues": "no hotline and no rule leads to the queue `{}`",
    "calendars": "nothing uses the calendar `{}`",
    "skills": "no queue asks for the skill `{}`",
}


def report_doubts(document: Document, file: RulesFile) -> None:
    """Add a warning for each thing that can hardly be meant."""
    policy = policy_of(file)
    for section in _USES:
        _check_use(document, section)
    for skill in file.skills:
        if not any(skill in agent.skills for agent in file.agents.values()):
            _doubt(document, f"nobody on the roster has the skill `{skill}`", ("skills", skill))
    for queue in policy.queues.values():
        _check_steps(document, policy, queue)
        _check_times(document, queue)
        for home in policy.sites:
            _check_home(document, policy, queue, home)
    for name, plan in file.plans.items():
        if plan.when is not None and plan.until is None:
            _doubt(
                document,
                "this plan goes on by itself, but off by hand only: it has no `until`",
                ("plans", name, "when"),
            )
    _check_rules(document, file)


def _doubt(document: Document, what: str, path: Path_) -> None:
    document.report(what, document.key_mark(path), Severity.WARNING)


def _check_use(document: Document, section: str) -> None:
    used = {str(name) for where in _USES[section] for _, name in named(document.data, where)}
    for path, name in named(document.data, f"{section}.@"):
        if name not in used:
            _doubt(document, _NOT_USED[section].format(name), path)


def _check_rules(document: Document, file: RulesFile) -> None:
    patterns = [pattern_of(rule.when) for rule in file.rules]
    for place, pattern in enumerate(patterns):
        earlier = next((n for n in range(place) if patterns[n].covers(pattern)), None)
        if earlier is not None:
            _doubt(
                document,
                f"this rule never matches: rule {earlier + 1} takes all its calls",
                ("rules", place),
            )


def _check_steps(document: Document, policy: Policy, queue: QueuePolicy) -> None:
    for place, step in enumerate(queue.steps):
        if not any(step.match.admits(agent) for agent in policy.agents.values()):
            _doubt(
                document,
                f"nobody on the roster fits this step, it is skipped: {in_words(step.match)}",
                ("queues", queue.queue, "steps", place),
            )


def _check_times(document: Document, queue: QueuePolicy) -> None:
    for place, step in enumerate(queue.steps):
        if step.after_s >= queue.longest_wait_s:
            _doubt(
                document,
                f"this step begins at {step.after_s:g} s; nobody is to wait for longer than "
                f"`longest_wait_s` ({queue.longest_wait_s:g} s)",
                ("queues", queue.queue, "steps", place, "after_s"),
            )
    if queue.longest_wait_s < queue.service_level_s:
        _doubt(
            document,
            f"`longest_wait_s` ({queue.longest_wait_s:g} s) is below `service_level_s` "
            f"({queue.service_level_s:g} s)",
            ("queues", queue.queue, "longest_wait_s"),
        )


def _check_home(document: Document, policy: Policy, queue: QueuePolicy, home: SiteId) -> None:
    """Warn where callers of a site could reach nobody: they get the closed treatment."""
    if not any(True for _ in _reachable(policy, queue, home)):
        _doubt(
            document,
            f"callers at `{home}` reach nobody in the queue `{queue.queue}`: no agent there fits, "
            "and no overflow leads to one",
            ("queues", queue.queue),
        )


def _reachable(policy: Policy, queue: QueuePolicy, home: SiteId) -> Iterator[str]:
    ways = {route.to for route in queue.routes.get(home, ())}
    for step in queue.steps:
        for agent in policy.agents.values():
            if _leads(step, agent.site, home, ways) and step.match.admits(agent):
                yield agent.agent


def _leads(step: Step, site: SiteId, home: SiteId, ways: set[SiteId]) -> bool:
    if site == home:
        return step.sites is None or bool({HOME, site} & step.sites)
    return site in ways and (step.sites is None or site in step.sites)
