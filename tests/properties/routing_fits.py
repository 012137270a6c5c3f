"""Who fits what, and small arithmetic on answers that may be yes, no, or it depends."""

import math

from callcenter_cti.routing.conditions import Bounds
from callcenter_cti.routing.policy import Order, QueuePolicy, RosterAgent, Step
from tests.properties.routing_people import Caller


def fits(step: Step, who: RosterAgent) -> bool:
    """Tell whether a step asks for an agent, wherever he is."""
    floors = [step.match.skills, *([] if not step.match.any_of else step.match.any_of)]
    met = [all(who.skills.get(skill, 0) >= low for skill, low in one.items()) for one in floors]
    return who.level >= step.match.level and met[0] and (len(met) == 1 or any(met[1:]))


def fit(rules: QueuePolicy, who: RosterAgent) -> object:
    """Return all that a queue can see of an agent; those of whom it is the same are alike."""
    asked = [n for n, step in enumerate(rules.steps) if fits(step, who)]
    if not asked:
        return None
    levels = [
        sum(who.skills.get(one, 0) for one in rules.steps[n].match.skills)
        for n in asked
        if rules.steps[n].order is not Order.LONGEST_IDLE
    ]
    gaps = [who.skills.get(skill, 0) - ideal for skill, ideal in rules.ideal.items()]
    cost = sum(-gap * rules.under_cost if gap < 0 else gap * rules.over_cost for gap in gaps)
    return tuple(asked), tuple(levels), cost, who.handling_s.get(rules.queue, rules.handling_s)


def alike_calls(one: Caller, other: Caller) -> bool:
    """Tell whether two calls are of one class."""
    return one.rules is other.rules and (one.home, one.tier, one.emergency, one.denied) == (
        other.home,
        other.tier,
        other.emergency,
        other.denied,
    )


def at(values: tuple[float, ...], count: int) -> float:
    """Return what holds for so many; the last holds for more."""
    return values[min(count, len(values)) - 1] if count else 0.0


def within(bounds: Bounds | None, value: float) -> bool:
    if bounds is None:
        return True
    low = -math.inf if bounds.above is None else bounds.above
    high = math.inf if bounds.below is None else bounds.below
    return (low < value or bounds.above is None) and (value < high or bounds.below is None)


def negate(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def both(one: bool | None, other: bool | None) -> bool | None:
    if False in (one, other):
        return False
    return None if None in (one, other) else True
