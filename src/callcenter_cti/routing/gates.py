"""Gates: what must hold besides skills before a call may meet an agent.

A pairing of a band with a pool may depend on a lane (the pool is elsewhere) and on conditions
(every step that admits the pool has one). Pairings that depend on the same share a gate. Gates
are read when a decision comes down to a pairing, so what they say is true at that moment.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.routing.conditions import Condition
from callcenter_cti.routing.lanes import Lane
from callcenter_cti.routing.lines import Line

OPEN: Final = 0
"""The gate of pairings that depend on nothing."""
CONDITION: Final = "a condition of the step does not hold"

Need = tuple[Lane | None, tuple[Condition, ...]]


class Obstacle(NamedTuple):
    """Why a gate is closed."""

    reason: str
    """`CONDITION`, or a lane's verdict."""
    site: SiteId | None = None
    """Where the lane would lead."""

    def __str__(self) -> str:
        return self.reason if self.site is None else f"{self.site}: {self.reason}"


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A lane, and conditions of which one must hold; either may be missing."""

    place: int
    line: Line | None
    """Whose facts the conditions are about; None: it is always open."""
    lane: Lane | None
    conditions: tuple[Condition, ...]

    def obstacle(self) -> Obstacle | None:
        """Return why calls may not pass now; None: they may."""
        if self.line is None:
            return None
        if self.conditions and not any(one.holds(self.line) for one in self.conditions):
            return Obstacle(CONDITION)
        if self.lane is not None and not self.lane.judge():
            return Obstacle(self.lane.verdict, self.lane.route.to)
        return None


@dataclass(slots=True, eq=False)
class Gates:
    """All gates."""

    all: list[Gate] = field(default_factory=lambda: [Gate(OPEN, None, None, ())])
    _by_need: dict[tuple[int, int, tuple[int, ...]], Gate] = field(default_factory=dict)

    def get(self, line: Line, lane: Lane | None, conditions: tuple[Condition, ...]) -> Gate:
        """Return the gate of a need; it is made on first use."""
        if lane is None and not conditions:
            return self.all[OPEN]
        need = (id(line), id(lane), tuple(map(id, conditions)))
        gate = self._by_need.get(need)
        if gate is None:
            gate = self._by_need[need] = Gate(len(self.all), line, lane, conditions)
            self.all.append(gate)
        return gate
