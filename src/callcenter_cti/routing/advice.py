"""What an adviser outside the router may tell it: values of pairings, as plain data.

The router works without; advice that is missing, late or of other rules changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import QueueId, SiteId


class Stream(NamedTuple):
    """Callers who are alike to the adviser."""

    queue: QueueId
    home: SiteId
    tier: Tier


@dataclass(frozen=True, slots=True)
class Advice:
    """Values for the index; all in worth (one: a standard caller's minute of waiting)."""

    rules_version: str
    """The rules that the pools of this advice are made from."""
    values: Mapping[Stream, tuple[float, ...]] = field(default_factory=dict)
    """Worth of taking a call out of a stream, by how many of it wait; the last holds for more."""
    prices: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Price of taking an agent out of a pool for a call that is not basic there, by how many are
    free; the last holds for more."""
    basic: Mapping[Stream, frozenset[str]] = field(default_factory=dict)
    """Pools that should mainly serve a stream, by the optimum of the flows."""
    bonus: float = 0.0
    """Worth per agent's minute that a basic pairing is preferred by."""
