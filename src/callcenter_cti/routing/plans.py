"""Contingency plans: which rules hold for each queue while some plans are on.

Decides what a plan changes and when its condition switches it; who switches by hand is an input.
"""

from collections.abc import Collection

from callcenter_cti.domain.identifiers import PlanId, QueueId
from callcenter_cti.routing.conditions import LineFacts
from callcenter_cti.routing.policy import Plan, Policy, QueuePolicy


def rules_in_force(policy: Policy, on: Collection[PlanId]) -> dict[QueueId, QueuePolicy]:
    """Return each queue's rules: the last plan that is on and names it, else its own."""
    rules = dict(policy.queues)
    for plan in policy.plans:
        if plan.plan in on:
            rules.update(plan.queues)
    return rules


def switches(plan: Plan, line: LineFacts, *, is_on: bool) -> bool:
    """Tell whether a plan's own conditions want it the other way round now."""
    condition = plan.until if is_on else plan.when
    return condition is not None and condition.holds(line)
