"""What can be played to a caller: prompts by key, digits, amounts. What to play, not how."""

from dataclasses import dataclass
from datetime import date

from callcenter_cti.domain.money import Money


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence of the catalogue, by its key (``welcome.platinum``)."""

    key: str


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits spoken one by one."""

    digits: str


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from 0 to 999,999,999 spoken as a cardinal."""

    value: int


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money spoken in the caller's language."""

    money: Money


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the year: month and day, no year."""

    day: date


Speech = Prompt | Digits | Number | Amount | Day
