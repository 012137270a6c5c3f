"""The floor as the adviser sees it at one moment: plain numbers, no router.

Decides nothing; `reading` takes it from a live router, `adviser` makes advice of it.
"""

from dataclasses import dataclass

from callcenter_cti.routing.advice import Stream


@dataclass(frozen=True, slots=True)
class FitView:
    """Agents who may serve a stream."""

    pool: str
    """Key of the pool, as in advice."""
    handling_s: float
    """Expected seconds of a call with wrap-up."""
    cost: float
    """Price of such a pairing in worth: transfer and qualification."""
    is_own: bool
    """Whether they are at the stream's own site."""


@dataclass(frozen=True, slots=True)
class StreamView:
    """Callers who are alike."""

    stream: Stream
    per_minute: float
    """Arrivals."""
    waiting: int
    patience_s: float
    """Mean seconds until one who waits gives up."""
    worth: float
    """Cost of a minute of waiting."""
    fits: tuple[FitView, ...]


@dataclass(frozen=True, slots=True)
class PoolView:
    """Agents who are alike."""

    pool: str
    heads: int
    """How many are at work."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole floor."""

    rules_version: str
    streams: tuple[StreamView, ...]
    pools: tuple[PoolView, ...]
