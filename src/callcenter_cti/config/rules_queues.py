"""Queues and contingency plans of `routing_rules.yaml`: keys, kinds and limits."""

from typing import Annotated

from pydantic import Field

from callcenter_cti.config.rules_kinds import (
    Authority,
    Comparison,
    Duration,
    Floors,
    Level,
    Name,
    Names,
    Price,
    Ratio,
    Seconds,
    Section,
    Text,
    Worthy,
)
from callcenter_cti.domain.customers import ProfilePart, Tier
from callcenter_cti.routing.policy import Order


class WorthRules(Section):
    """What the waiting of a tier's callers is worth."""

    worth: Worthy = Field(
        1.0, description="What a minute of waiting counts, against 1 for a standard caller."
    )
    credit_s: Seconds = Field(
        0.0, description="Seconds that count as waited before the call came."
    )


class MatchRules(Section):
    """Which agents a step asks for; all that is given must hold."""

    skills: Floors | None = Field(
        None,
        description="Every skill that an agent needs, with the lowest level that will do; none: "
        "those of the queue.",
    )
    any_of: list[Floors] = Field(
        default_factory=list,
        description="Sets of skills with lowest levels, of which an agent needs one.",
    )
    level: Authority | None = Field(None, description="Lowest level of authority; none: any.")


class ConditionRules(Section):
    """Facts of a queue's line at the caller's site; all that is given must hold now."""

    expected_wait_s: Comparison | None = Field(
        None, description="Expected wait of a caller who entered now, such as `> 30`."
    )
    ready_agents: Comparison | None = Field(
        None, description="Agents of the caller's site who could be asked now, such as `< 1`."
    )
    waiting: Comparison | None = Field(None, description="Callers in the line, such as `>= 10`.")
    site_up: Names | None = Field(None, description="Sites that must be known to work.")
    site_down: Names | None = Field(None, description="Sites that must be down or unknown.")
    open: Names | None = Field(None, description="Calendars that must be open.")
    closed: Names | None = Field(None, description="Calendars that must be closed.")


class StepRules(Section):
    """A stage of waiting: whom a call may be offered to from some age on."""

    after_s: Seconds = Field(
        0.0,
        description="Seconds since the call entered the queue; the first step begins at 0, each "
        "later one later.",
    )
    match: MatchRules = Field(
        default_factory=MatchRules,
        description="Which agents are asked for; none: those with the queue's skills.",
    )
    sites: Names | None = Field(
        None,
        description="Where the agents may be, `home` being the caller's own site; none: home and "
        "where the overflow leads.",
    )
    when: ConditionRules | None = Field(
        None,
        description="What must hold of the line, read again at each decision; the last step has "
        "none.",
    )
    replace: bool = Field(
        default=False,
        description="True: agents of earlier steps are not asked any more; otherwise they stay "
        "and win ties.",
    )
    order: Order = Field(
        Order.LONGEST_IDLE, description="Who is asked first among agents who are equally good."
    )


class OverflowRules(Section):
    """A way from a site that is busy, closed or down to another."""

    origin: Names = Field(alias="from", description="The sites whose calls may go.")
    to: Name = Field(description="Where they may go; routes are preferred in their order.")
    cost: Price = Field(
        0.0, description="Price of a transfer, in minutes of a standard caller's waiting."
    )
    floor_s: Seconds = Field(
        0.0, description="Nothing goes while the expected wait at home is at most this."
    )
    release_s: Seconds | None = Field(
        None,
        description="Once calls go, they go until the expected wait at home is at most this; "
        "none: `floor_s`.",
    )
    adjust_s: Seconds = Field(
        0.0, description="Seconds by which the far site's expected wait counts as longer."
    )
    adjust_ratio: Ratio = Field(
        0.0, description="The same as a share of that wait; the greater of both counts."
    )
    wait_improved_s: Seconds = Field(
        0.0, description="The far site must be better by more than this."
    )
    mask: list[ProfilePart] = Field(
        default_factory=list,
        description="Parts of the caller's profile that the far desktop must not show.",
    )


class RonaRules(Section):
    """What follows when an agent does not answer."""

    return_after_s: Seconds | None = Field(
        description="Seconds until the agent is READY again by himself; null: he must say so."
    )


class QueueRules(Section):
    """A queue: whom it needs and how it treats them."""

    skills: dict[Name, Level] = Field(
        default_factory=dict,
        min_length=1,
        description="Every skill that an agent needs, with the lowest level that will do, at each "
        "step that does not name skills itself.",
    )
    steps: Annotated[list[StepRules], Field(min_length=1, max_length=20)] = Field(
        default_factory=lambda: [StepRules()],
        description="Whom a call may be offered to, by age; none: one step for ever.",
    )
    ring_s: Annotated[int, Field(ge=3, le=120, strict=True)] = Field(
        description="Seconds that a phone rings before it counts as no answer."
    )
    wrap_up_s: Seconds = Field(description="Seconds of wrap-up after a conversation; 0: none.")
    service_level_s: Seconds = Field(description="Seconds within which an answer is in time.")
    rona: RonaRules = Field(description="What follows when an agent does not answer.")
    short_abandon_s: Seconds = Field(
        5.0,
        description="Callers who leave within this many seconds do not count against the service "
        "level.",
    )
    handling_s: Duration = Field(
        240.0,
        description="Expected seconds of a call with wrap-up, for an agent of whom nothing better "
        "is known.",
    )
    patience_s: Duration = Field(
        300.0,
        description="Expected seconds until a waiting caller gives up, before any has been seen "
        "to.",
    )
    longest_wait_s: Duration = Field(
        1800.0,
        description="A call that is about to have waited for this long (from 0.8 of it) outranks "
        "all others but emergencies.",
    )
    preferred_wait_s: Seconds = Field(
        15.0,
        description="Seconds in which a call with a preferred agent waits for him alone.",
    )
    calendar: Name | None = Field(None, description="When it takes calls; none: round the clock.")
    overflow: list[OverflowRules] = Field(
        default_factory=list,
        description="Where calls may go when their own site is busy, closed or down.",
    )
    worth: dict[Tier, WorthRules] = Field(
        default_factory=dict,
        description="By tier, where this queue differs from `tiers`.",
        json_schema_extra={"same_as": "tiers.NAME"},
    )
    ideal: dict[Name, Level] = Field(
        default_factory=dict,
        description="Levels at which an agent neither lacks nor wastes anything.",
    )
    under_cost: Price = Field(
        0.0,
        description="Price of each level below the ideal, in minutes of a standard caller's "
        "waiting.",
    )
    over_cost: Price = Field(
        0.0, description="The same for each level above the ideal: it keeps experts free."
    )


class LineRules(Section):
    """The callers of one queue at one site."""

    queue: Name = Field(description="A queue.")
    site: Name = Field(description="The site where its callers are.")


class PlanRules(Section):
    """A contingency plan: other rules for some queues while it is on."""

    title: Text = Field(description="What it is for, in a few words.")
    queues: dict[Name, QueueRules] = Field(
        min_length=1,
        description="Keys of `queues.NAME` that hold instead while the plan is on; the rest "
        "stays. Of two plans that are on, the later in the file wins.",
        json_schema_extra={"same_as": "queues.NAME"},
    )
    line: LineRules | None = Field(
        None, description="The line that `when` and `until` are about; none: by hand only."
    )
    when: ConditionRules | None = Field(
        None,
        description="Switches it on.",
        json_schema_extra={"same_as": "queues.NAME.steps[].when"},
    )
    until: ConditionRules | None = Field(
        None,
        description="Switches it off again, apart from `when` so that it does not flicker; none: "
        "by hand.",
        json_schema_extra={"same_as": "queues.NAME.steps[].when"},
    )
