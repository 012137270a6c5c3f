"""`routing_rules.yaml` as ops write it: keys, kinds and limits. Knows no other key's names."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from callcenter_cti.domain.customers import Language, Product
from callcenter_cti.domain.menu import MenuItem


def _as_text(value: object) -> object:
    """Take a number that stands without quotes for the text that it looks like."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=64)]
PhoneNumber = Annotated[
    str, BeforeValidator(_as_text), Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=40)
]
Level = Annotated[int, Field(ge=1, le=5, strict=True)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Duration = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
"""Seconds of something that takes a while."""


def _each_once(items: list[MenuItem]) -> list[MenuItem]:
    doubled = next((item for item in items if items.count(item) > 1), None)
    if doubled is not None:
        raise ValueError(f"`{doubled}` stands there twice")
    return items


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteRules(_Section):
    """A site: one Asterisk with its phones."""

    name: Text = Field(description="What people call it.")
    time_zone: Text = Field(description="Its time zone in the IANA database.")


class HotlineRules(_Section):
    """A number that callers dial."""

    name: Text = Field(description="What people call it.")
    product: Product = Field(description="The product line that it serves.")
    greeting: Text = Field(description="Key of the prompt that welcomes the caller.")
    queue: Name = Field(description="The queue of those who ask for a person.")
    languages: list[Language] = Field(
        min_length=1, description="Languages offered; the first is spoken until one is chosen."
    )
    menu: Annotated[list[MenuItem], AfterValidator(_each_once)] = Field(
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


class RonaRules(_Section):
    """What follows when an agent does not answer."""

    return_after_s: Seconds | None = Field(
        description="Seconds until the agent is READY again by himself; null: he must say so."
    )


class QueueRules(_Section):
    """A queue: whom it needs and how it treats them."""

    skills: dict[Name, Level] = Field(
        min_length=1,
        description="Every skill that an agent needs, with the lowest level that will do.",
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


class AgentRules(_Section):
    """An agent of the roster."""

    name: Text = Field(description="What colleagues call him.")
    site: Name = Field(description="Where his phone is.")
    phone: PhoneNumber = Field(description="His phone on that site's Asterisk: 6001 = PJSIP/6001.")
    skills: dict[Name, Level] = Field(description="What he can do, from 1 (learning) to 5 (best).")


class RulesFile(_Section):
    """The whole file."""

    version: Text = Field(description="Name of this version; every decision is marked with it.")
    sites: dict[Name, SiteRules] = Field(min_length=1, description="Sites by name.")
    skills: dict[Name, Text] = Field(min_length=1, description="Skills by name, with a sentence.")
    queues: dict[Name, QueueRules] = Field(min_length=1, description="Queues by name.")
    hotlines: dict[PhoneNumber, HotlineRules] = Field(
        min_length=1, description="Hotlines by the number dialled, as the carrier delivers it."
    )
    not_ready_reasons: dict[Name, Text] = Field(
        min_length=1, description="Reasons that an agent may give, with what his desktop shows."
    )
    agents: dict[Name, AgentRules] = Field(min_length=1, description="The roster by log-in name.")
