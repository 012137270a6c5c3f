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
class StreamAdvice:
    """What to do with the callers of one stream."""

    stream: Stream
    values: tuple[float, ...]
    """Worth of taking a call out, by how many of the stream wait; the last holds for more."""
    basic: frozenset[str] = frozenset()
    """Pools that should mainly serve it, by the optimum of the flows."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Values for the index; all in worth (one: a standard caller's minute of waiting)."""

    rules_version: str
    """The rules that the pools of this advice are made from."""
    streams: tuple[StreamAdvice, ...] = ()
    prices: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By pool: price of taking an agent out for a call of another site, by how many are free; the
    last holds for more. Such a call's own waiting so far does not count if its stream is advised:
    its value says what is still ahead of it."""
    bonus: float = 0.0
    """Worth per agent's minute that a basic pairing is preferred by."""
