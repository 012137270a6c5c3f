"""Figures of a benchmark, and what they are held to: lines for people, JSON for programs.

Knows no benchmark. A target that is not met is a finding, not a failure: only a benchmark that
could not measure fails.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Say = Callable[[str], None]
"""Takes one plain line about what is being measured."""


class CannotMeasureError(Exception):
    """What was to be measured did not happen; the text says what did."""


class Bound(StrEnum):
    """On which side of its limit a figure has to stay."""

    AT_MOST = "<="
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Target:
    """A claim."""

    figure: str
    """Name of the figure, its unit at the end: ``balance_typed_ahead_s``."""
    bound: Bound
    limit: float

    def is_met(self, figures: Mapping[str, float]) -> bool:
        """Tell whether a figure keeps to it, as measured and not as printed."""
        value = figures[self.figure]
        return value <= self.limit if self.bound is Bound.AT_MOST else value >= self.limit

    def line(self, figures: Mapping[str, float]) -> str:
        """Return the line that says so: ``target NAME VALUE <= LIMIT met``."""
        met = "met" if self.is_met(figures) else "not met"
        value = f"{figures[self.figure]:.4g}"
        return f"target {self.figure} {value} {self.bound} {self.limit:g} {met}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a benchmark measured."""

    name: str
    """As in ``make bench-NAME``."""
    figures: Mapping[str, float]
    """By name, units at the end."""
    targets: Sequence[Target]

    def lines(self) -> list[str]:
        """Return the lines at its end: one a target, then the sum."""
        met = sum(target.is_met(self.figures) for target in self.targets)
        return [
            *(target.line(self.figures) for target in self.targets),
            f"bench-{self.name}: {met} of {len(self.targets)} targets met",
        ]

    def as_json(self) -> dict[str, object]:
        """Return figures and targets for a file."""
        return {
            "figures": dict(self.figures),
            "targets": [
                {
                    "figure": target.figure,
                    "bound": target.bound.value,
                    "limit": target.limit,
                    "met": target.is_met(self.figures),
                }
                for target in self.targets
            ],
        }
