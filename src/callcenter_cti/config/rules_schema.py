"""`routing_rules.yaml` as ops write it: keys, kinds and limits. Knows no other key's names.

Queues and plans are in `rules_queues`, calendars in `rules_calendars`.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from callcenter_cti.config.rules_calendars import CalendarRules
from callcenter_cti.config.rules_kinds import (
    Authority,
    Comparison,
    Duration,
    Languages,
    Level,
    Name,
    Names,
    PhoneNumber,
    PhoneNumbers,
    Price,
    Products,
    Seconds,
    Section,
    Text,
    Tiers,
    each_once,
)
from callcenter_cti.config.rules_queues import PlanRules, QueueRules, WorthRules
from callcenter_cti.domain.customers import Language, Product, Tier
from callcenter_cti.domain.menu import MenuItem


class CallPatternRules(Section):
    """Calls that are alike; all that is given must hold, a list holds if one of it does."""

    products: Products | None = Field(
        None, description="Of the card by which the caller is known, else of the hotline."
    )
    languages: Languages | None = Field(None, description="What the caller speaks.")
    tiers: Tiers | None = Field(
        None, description="Value of the customer; who is not known is `standard`."
    )
    sites: Names | None = Field(None, description="The site where the caller is.")
    hotlines: PhoneNumbers | None = Field(None, description="The number dialled.")
    reasons: Names | None = Field(
        None,
        description="Why the caller wants or needs a person: `asked`, `dispute`, `lost_card`, "
        "`identification_failed`, `person_first`, `trouble`, `returned`.",
    )
    emergency: bool | None = Field(None, description="A lost or stolen card, or fraud.")


class LendWhileRules(Section):
    """How well a site must serve its own callers before its agents take calls of others."""

    service_level: Comparison | None = Field(
        None, description="Share of its own callers answered in time of late, such as `>= 0.8`."
    )
    expected_wait_s: Comparison | None = Field(
        None, description="Expected wait of its own callers, such as `<= 20`."
    )


class LendUntilRules(Section):
    """When a site that lends stops; any of it is enough."""

    service_level: Comparison | None = Field(
        None,
        description="Share of its own callers answered in time of late, such as `< 0.7`; none: "
        "the bound of `lend_while`.",
    )
    expected_wait_s: Comparison | None = Field(
        None,
        description="Expected wait of its own callers, such as `> 40`; none: the bound of "
        "`lend_while`.",
    )


class SiteRules(Section):
    """A site: one Asterisk with its phones."""

    name: Text = Field(description="What people call it.")
    time_zone: Text = Field(description="Its time zone in the IANA database.")
    stale_after_s: Duration | None = Field(
        None,
        description="Seconds without news after which the site counts as unknown and gets no "
        "calls; none: never.",
    )
    calendar: Name | None = Field(None, description="When it is open; none: round the clock.")
    lend_while: LendWhileRules | None = Field(
        None,
        description="How well its own callers of a queue must be served before its agents take "
        "those of other sites; none: it lends always.",
    )
    lend_until: LendUntilRules | None = Field(
        None, description="When a site that lends stops; laxer than `lend_while`."
    )
    allow: list[CallPatternRules] = Field(
        default_factory=list,
        description="Calls that may be served here, and no others; none: all.",
        json_schema_extra={"same_as": "rules[].when"},
    )
    deny: list[CallPatternRules] = Field(
        default_factory=list,
        description="Calls that are never served here: licence, product, data residency.",
        json_schema_extra={"same_as": "rules[].when"},
    )


class HotlineRules(Section):
    """A number that callers dial."""

    name: Text = Field(description="What people call it.")
    product: Product = Field(description="The product line that it serves.")
    greeting: Text = Field(description="Key of the prompt that welcomes the caller.")
    queue: Name = Field(description="The queue of those who ask for a person.")
    languages: list[Language] = Field(
        min_length=1, description="Languages offered; the first is spoken until one is chosen."
    )
    menu: Annotated[list[MenuItem], AfterValidator(each_once)] = Field(
        default_factory=lambda: [MenuItem.BALANCE, MenuItem.LOST],
        min_length=1,
        max_length=8,
        description="What callers can do by themselves, in the order of the menu.",
    )
    identify: Literal["first", "when_needed"] = Field(
        "first",
        description="`first`: card number and PIN before the menu; `when_needed`: when a choice "
        "needs them.",
    )
    answer: Literal["voice_first", "person_first"] = Field(
        "voice_first", description="`person_first`: no menu, straight to a person."
    )
    toll: Literal["free", "toll"] = Field(
        "free", description="Who pays for the call; a label for reports."
    )


class QueueChoiceRules(Section):
    """Which queue a call waits in if it is not the hotline's."""

    when: CallPatternRules = Field(description="The calls that are meant.")
    queue: Name = Field(description="Where they wait.")


class AgentRules(Section):
    """An agent of the roster."""

    name: Text = Field(description="What colleagues call him.")
    site: Name = Field(description="Where his phone is.")
    phone: PhoneNumber = Field(description="His phone on that site's Asterisk: 6001 = PJSIP/6001.")
    skills: dict[Name, Level] = Field(description="What he can do, from 1 (learning) to 5 (best).")
    level: Authority = Field(1, description="His authority: what he may decide.")
    handling_s: dict[Name, Duration] = Field(
        default_factory=dict,
        description="Expected seconds of a call with wrap-up by queue, if he is known to differ.",
    )


class RulesFile(Section):
    """The whole file."""

    version: Text = Field(description="Name of this version; every decision is marked with it.")
    sites: dict[Name, SiteRules] = Field(min_length=1, description="Sites by name.")
    skills: dict[Name, Text] = Field(min_length=1, description="Skills by name, with a sentence.")
    calendars: dict[Name, CalendarRules] = Field(
        default_factory=dict, description="Calendars by name."
    )
    tiers: dict[Tier, WorthRules] = Field(
        default_factory=dict,
        description="What the waiting of customers is worth, by their value to the bank; a tier "
        "that is not named counts 1 and has no credit.",
    )
    fairness: Price = Field(
        0.0,
        description="What a minute of an agent's idleness weighs against a minute of a standard "
        "caller's waiting.",
    )
    max_hops: Annotated[int, Field(ge=0, le=20, strict=True)] = Field(
        3, description="How often a call may be offered at sites other than its own."
    )
    cool_down_s: Seconds = Field(
        60.0,
        description="Seconds in which a call is not offered again at a far site where an offer "
        "failed.",
    )
    queues: dict[Name, QueueRules] = Field(min_length=1, description="Queues by name.")
    rules: list[QueueChoiceRules] = Field(
        default_factory=list,
        description="Which queue a call waits in: that of the first rule that it matches, else "
        "the hotline's.",
    )
    hotlines: dict[PhoneNumber, HotlineRules] = Field(
        min_length=1, description="Hotlines by the number dialled, as the carrier delivers it."
    )
    not_ready_reasons: dict[Name, Text] = Field(
        min_length=1, description="Reasons that an agent may give, with what his desktop shows."
    )
    agents: dict[Name, AgentRules] = Field(min_length=1, description="The roster by log-in name.")
    plans: dict[Name, PlanRules] = Field(
        default_factory=dict,
        description="Contingency plans by name; of two that are on the later in the file wins.",
    )
