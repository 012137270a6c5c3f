"""What can be played to a caller: prompts by key, digits, amounts. What to play, not how."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits spoken one by one, as of a card or a telephone number (Mandarin says 1 as yāo)."""

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


class Thing(StrEnum):
    """What is counted; each language has its own word, or measure word, for it."""

    POINTS = "points"
    """So many reward points."""
    POSITION = "position"
    """The n-th in a waiting line."""
    ENTRY = "entry"
    """The n-th of a list that is read out."""


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number from 0 to 999,999,999 of something."""

    value: int
    thing: Thing


Value = Digits | Number | Amount | Day | Count


@dataclass(frozen=True, slots=True, init=False)
class Prompt:
    """A sentence of the catalogue, by its key (``welcome.platinum``), and what fills its gaps.

    ``Prompt("balance.minimum", amount=Amount(...), date=Day(...))``: where in the sentence they
    stand, and in which order, is the catalogue's business in each language.
    """

    key: str
    values: tuple[tuple[str, Value], ...]
    """Names of gaps with their values, in the order of the call."""

    def __init__(self, key: str, **values: Value) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", tuple(values.items()))


@dataclass(frozen=True, slots=True)
class Press:
    """Which key to press, after the words that say what for: "press one"."""

    key: str
    """One of `call.ANY_KEY`."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Speech in another language than the call's: a choice of languages offers each in itself."""

    speech: Prompt | Press
    language: Language


Speech = Prompt | Value | Press | Foreign
