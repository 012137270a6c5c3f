"""What is written down of a router's life, and how it is lived again.

A journal is cut into segments. Each begins with a snapshot; then comes every input with its time,
in order. The first of them is `TimePassed` at the moment of the snapshot: a router that was just
brought to life looks at all who wait then. State and effects follow from these alone. Knows no
storage.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing.effects import Effect
from callcenter_cti.routing.inputs import Input
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.snapshot import Snapshot, state_of
from callcenter_cti.routing.step import evict, step


@dataclass(frozen=True, slots=True)
class CallEvicted:
    """No input: the owner took a call off by force (`step.evict`), because `step` had failed."""

    call: CallId


Event = Input | CallEvicted
Outcome = Sequence[Effect] | str
"""What an event led to: effects, or the name of the error that it was refused or failed with."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is read back."""

    number: int
    """Rises by one with each event of a run of the engine; a gap shows what was not written."""
    at: float
    """Seconds of that run's monotonic clock."""
    event: Event
    digest: str
    """Of the outcome."""


def woken(stored: Snapshot) -> Router:
    """Return the router that a segment begins with."""
    return Router(state_of(stored))


def take(router: Router, event: Event, at: float) -> Outcome:
    """Let a router take an event as its owner does, who goes on after whatever it raises."""
    try:
        if isinstance(event, CallEvicted):
            return evict(router, event.call, at)
        return step(router, event, at)
    except Exception as error:  # noqa: BLE001 - a fault that was lived is lived again
        return type(error).__name__
