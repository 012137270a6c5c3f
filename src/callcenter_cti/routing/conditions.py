"""Conditions of steps and plans: bounds on what is true of a line now. Data, not code."""

from dataclasses import dataclass
from typing import Protocol

from callcenter_cti.domain.identifiers import CalendarId, SiteId


class LineFacts(Protocol):
    """What a condition may ask about a line."""

    def expected_wait_s(self) -> float:
        """Expected seconds of waiting of a caller who entered now; infinite: nobody is at work."""
        ...

    def ready_agents(self) -> int:
        """Agents at the line's own site who are READY for it."""
        ...

    def waiting(self) -> int:
        """Callers in the line."""
        ...

    def is_up(self, site: SiteId) -> bool:
        """Whether a site is known to work."""
        ...

    def is_open(self, calendar: CalendarId) -> bool:
        """Whether a calendar is open."""
        ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """An open interval; None: no bound."""

    above: float | None = None
    below: float | None = None

    def hold(self, value: float) -> bool:
        """Tell whether a value lies strictly between."""
        return (self.above is None or value > self.above) and (
            self.below is None or value < self.below
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """All that is given must hold."""

    expected_wait_s: Bounds | None = None
    ready_agents: Bounds | None = None
    waiting: Bounds | None = None
    sites_up: tuple[SiteId, ...] = ()
    sites_down: tuple[SiteId, ...] = ()
    open: tuple[CalendarId, ...] = ()
    closed: tuple[CalendarId, ...] = ()

    def holds(self, line: LineFacts) -> bool:
        """Tell whether it holds now; asks for nothing that it does not need."""
        return (
            (self.ready_agents is None or self.ready_agents.hold(line.ready_agents()))
            and (self.waiting is None or self.waiting.hold(line.waiting()))
            and all(line.is_up(site) for site in self.sites_up)
            and not any(line.is_up(site) for site in self.sites_down)
            and all(line.is_open(calendar) for calendar in self.open)
            and not any(line.is_open(calendar) for calendar in self.closed)
            and (self.expected_wait_s is None or self.expected_wait_s.hold(line.expected_wait_s()))
        )
