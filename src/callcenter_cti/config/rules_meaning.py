"""What the router cannot take, however well it is written: steps, overflow, lending, plans.

Looks at each section by itself, and only at those that the schema takes, so that these findings
appear beside those of the schema.
"""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from callcenter_cti.config.comparisons import bounds
from callcenter_cti.config.rules_calendars import CLOSED, CalendarRules
from callcenter_cti.config.rules_names import mapping
from callcenter_cti.config.rules_plans import with_whole_plans
from callcenter_cti.config.rules_policy import lending_of
from callcenter_cti.config.rules_queues import ConditionRules, PlanRules, QueueRules
from callcenter_cti.config.rules_schema import AgentRules, SiteRules
from callcenter_cti.config.rules_staffing import report_unstaffed
from callcenter_cti.config.yaml_tree import Document, Path_, Tree

_Model = TypeVar("_Model", bound=BaseModel)


def report_wrong_meaning(document: Document) -> None:
    """Add a finding for each thing that the router cannot take."""
    tree = mapping(with_whole_plans(document.data))
    queues = dict(_sections(tree, QueueRules, "queues"))
    plans = dict(_sections(tree, PlanRules, "plans"))
    for name, queue in queues.items():
        _check_queue(document, ("queues", name), queue)
    for name, plan in plans.items():
        _check_plan(document, ("plans", name), plan)
        for changed, queue in plan.queues.items():
            _check_queue(document, ("plans", name, "queues", changed), queue)
    for name, site in _sections(tree, SiteRules, "sites"):
        _check_lending(document, ("sites", name), site)
    for name, calendar in _sections(tree, CalendarRules, "calendars"):
        _check_calendar(document, ("calendars", name), calendar)
    agents = dict(_sections(tree, AgentRules, "agents"))
    if len(agents) == len(mapping(tree.get("agents"))):
        report_unstaffed(document, queues, plans, agents)


def _sections(
    tree: dict[str, Tree], model: type[_Model], key: str
) -> Iterator[tuple[str, _Model]]:
    for name, written in mapping(tree.get(key)).items():
        try:
            yield name, model.model_validate(written)
        except ValidationError:  # the schema's findings tell
            continue


def _check_queue(document: Document, path: Path_, queue: QueueRules) -> None:
    if path[0] == "queues" or (*path, "steps") in document.keys:
        _check_steps(document, path, queue)
    if (*path, "overflow") in document.keys:
        _check_overflow(document, path, queue)


def _check_steps(document: Document, path: Path_, queue: QueueRules) -> None:
    steps = queue.steps
    for place, step in enumerate(steps):
        here = (*path, "steps", place)
        if place == 0 and step.after_s:
            document.report(
                "the first step begins at 0: until then nobody would be asked",
                document.value_mark((*here, "after_s")),
            )
        if place and step.after_s <= steps[place - 1].after_s:
            document.report(
                f"this step begins at {step.after_s:g} s, not after the one before it "
                f"({steps[place - 1].after_s:g} s)",
                document.value_mark((*here, "after_s")),
            )
        if step.match.skills is None and not queue.skills and not step.match.any_of:
            document.report(
                "this step asks for no skill, and the queue has no `skills`: anybody would be "
                "asked",
                document.value_mark(here),
            )
        if step.when is not None:
            _check_condition(document, (*here, "when"), step.when)
    if steps[-1].when is not None:
        document.report(
            "the last step has a condition: a caller could wait for ever",
            document.key_mark((*path, "steps", len(steps) - 1, "when")),
        )


def _check_condition(document: Document, path: Path_, condition: ConditionRules) -> None:
    if not condition.model_fields_set:
        document.report("this condition asks for nothing", document.value_mark(path))
    for one, other in (("site_up", "site_down"), ("open", "closed")):
        names = getattr(condition, one) or []
        for both in sorted(set(names) & set(getattr(condition, other) or [])):
            document.report(
                f"`{both}` is in `{one}` and in `{other}`: that never holds",
                document.value_mark((*path, other)),
            )


def _check_overflow(document: Document, path: Path_, queue: QueueRules) -> None:
    seen: dict[tuple[str, str], int] = {}
    for place, way in enumerate(queue.overflow):
        here = (*path, "overflow", place)
        if way.release_s is not None and way.release_s > way.floor_s:
            document.report(
                f"`release_s` ({way.release_s:g}) is above `floor_s` ({way.floor_s:g}): the way "
                "would close as soon as it opens",
                document.value_mark((*here, "release_s")),
            )
        for home in way.origin:
            if home == way.to:
                document.report(
                    f"`{home}` overflows into itself", document.value_mark((*here, "to"))
                )
            elif seen.setdefault((home, way.to), place) != place:
                document.report(
                    f"the way from `{home}` to `{way.to}` stands here twice",
                    document.value_mark((*here, "to")),
                )


def _check_lending(document: Document, path: Path_, site: SiteRules) -> None:
    sections = ((key, getattr(site, key)) for key in ("lend_while", "lend_until"))
    wrong = [_check_signs(document, (*path, key), section) for key, section in sections if section]
    if site.lend_until is not None and site.lend_while is None:
        document.report(
            "`lend_until` says when to stop, but without `lend_while` the site lends always",
            document.key_mark((*path, "lend_until")),
        )
    lending = lending_of(site)
    if lending is None or any(wrong):
        return
    here = (*path, "lend_until")
    if lending.release_service_level > lending.service_level:
        document.report(
            f"lending stops below {lending.release_service_level:g} but begins at "
            f"{lending.service_level:g}: it would stop as soon as it begins",
            document.value_mark((*here, "service_level")),
        )
    if lending.release_expected_wait_s < lending.expected_wait_s:
        document.report(
            f"lending stops above {lending.release_expected_wait_s:g} s but begins at "
            f"{lending.expected_wait_s:g} s: it would stop as soon as it begins",
            document.value_mark((*here, "expected_wait_s")),
        )


def _check_signs(document: Document, path: Path_, section: BaseModel) -> bool:
    """Tell whether a bound is on the wrong side: good is a high service level, a short wait."""
    is_wrong = False
    begins = path[-1] == "lend_while"
    for key, is_above in (("service_level", begins), ("expected_wait_s", not begins)):
        text = getattr(section, key)
        if text is None:
            continue
        found = bounds(text)
        if (found.above is None) is is_above or (found.below is None) is not is_above:
            example = ">= 0.8" if key == "service_level" else "<= 20"
            if not begins:
                example = "< 0.7" if key == "service_level" else "> 40"
            is_wrong = True
            document.report(
                f"`{path[-1]}.{key}` has one bound, `{'>' if is_above else '<'}`, such as "
                f"`{example}`",
                document.value_mark((*path, key)),
            )
    return is_wrong


def _check_calendar(document: Document, path: Path_, calendar: CalendarRules) -> None:
    texts = (*calendar.weekly.values(), *calendar.days.values())
    if all(text.strip() == CLOSED for text in texts):
        document.report("this calendar never opens", document.key_mark(path))


def _check_plan(document: Document, path: Path_, plan: PlanRules) -> None:
    for key in ("when", "until"):
        condition = getattr(plan, key)
        if condition is not None:
            _check_condition(document, (*path, key), condition)
    if plan.line is None and (plan.when or plan.until):
        document.report(
            "`when` and `until` are about a line: say which with `line: {queue: …, site: …}`",
            document.key_mark((*path, "when" if plan.when else "until")),
        )
    if plan.when is None or plan.until is None:
        return
    if plan.when == plan.until or _may_both_hold(plan.when, plan.until):
        document.report(
            "`until` can hold while `when` holds: the plan would go on and off without end",
            document.key_mark((*path, "until")),
        )


def _may_both_hold(when: ConditionRules, until: ConditionRules) -> bool:
    """Tell whether nothing in two conditions excludes that both hold."""
    for key in ("expected_wait_s", "ready_agents", "waiting"):
        one, other = getattr(when, key), getattr(until, key)
        if one is not None and other is not None and _are_apart(one, other):
            return False
    opposites = (("site_up", "site_down"), ("open", "closed"))
    pairs = (*opposites, *(pair[::-1] for pair in opposites))
    return not any(
        set(getattr(when, one) or ()) & set(getattr(until, other) or ()) for one, other in pairs
    )


def _are_apart(one: str, other: str) -> bool:
    first, second = bounds(one), bounds(other)
    return any(
        high.above is not None and low.below is not None and low.below <= high.above
        for high, low in ((first, second), (second, first))
    )
