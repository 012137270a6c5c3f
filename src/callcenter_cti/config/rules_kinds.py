"""Kinds of values in `routing_rules.yaml`: names, levels, durations, comparisons, lists."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from callcenter_cti.config.comparisons import bounds
from callcenter_cti.domain.customers import Language, Product, Tier

_Items = TypeVar("_Items", bound=Sequence[str])


class Section(BaseModel):
    """A mapping with known keys; any other key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_text(value: object) -> object:
    """Take a number that stands without quotes for the text that it looks like."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def _as_date(value: object) -> object:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"`{value}` is no date, write for example `2026-12-31`") from None


def as_list(value: object) -> object:
    """Take one thing for a list of one."""
    return value if isinstance(value, list) else [value]


def each_once(items: _Items) -> _Items:
    """Refuse a list in which something stands twice.

    Raises:
        ValueError: something does.
    """
    doubled = next((item for item in items if items.count(item) > 1), None)
    if doubled is not None:
        raise ValueError(f"`{doubled}` stands there twice")
    return items


def _is_comparison(text: str) -> str:
    bounds(text)
    return text


Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=64)]
PhoneNumber = Annotated[
    str, BeforeValidator(_as_text), Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=40)
]
Level = Annotated[int, Field(ge=1, le=5, strict=True)]
Floors = Annotated[dict[Name, Level], Field(min_length=1)]
"""Skills with the lowest level that will do."""
Authority = Annotated[int, Field(ge=1, le=9, strict=True)]
"""What an agent may decide."""
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Duration = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
"""Seconds of something that takes a while."""
Price = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
"""In worth: one is what a minute of waiting of a standard caller counts."""
Worthy = Annotated[float, Field(gt=0, le=1_000, allow_inf_nan=False)]
Ratio = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
Comparison = Annotated[str, BeforeValidator(_as_text), AfterValidator(_is_comparison)]
"""``> 30``, ``>= 0.8``, ``> 10, < 60``."""

Date = Annotated[date, BeforeValidator(_as_date)]
Names = Annotated[
    list[Name], BeforeValidator(as_list), AfterValidator(each_once), Field(min_length=1)
]
"""One name, or a list of names."""
PhoneNumbers = Annotated[
    list[PhoneNumber], BeforeValidator(as_list), AfterValidator(each_once), Field(min_length=1)
]
Products = Annotated[
    list[Product], BeforeValidator(as_list), AfterValidator(each_once), Field(min_length=1)
]
Languages = Annotated[
    list[Language], BeforeValidator(as_list), AfterValidator(each_once), Field(min_length=1)
]
Tiers = Annotated[
    list[Tier], BeforeValidator(as_list), AfterValidator(each_once), Field(min_length=1)
]
