"""A lane: the way from a line to agents of another site, open or closed, and why.

Theory. Calls queue at home first and keep their place until the far side accepts. A lane opens
when home is busy enough and the far site better by enough (Avaya's Best Services Routing: adjusted
expected wait, wait improved), while the far site serves its own callers well enough to lend. It
closes by thresholds of its own, and never both directions are open for one queue: without these
two, sharing can oscillate until both sites are worse off (Perry and Whitt 2009, FQR-T).
"""

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from callcenter_cti.routing.lines import Line
from callcenter_cti.routing.policy import Lending, Route, SitePolicy


class Verdict(StrEnum):
    """Why a lane is closed; empty: it is open."""

    OPEN = ""
    SITE_DOWN = "site down or unknown"
    SITE_CLOSED = "site closed"
    LENDER_BUSY = "lender unhealthy"
    OPPOSITE = "its own calls go the other way"
    NOT_NEEDED = "home is not busy enough"
    NOT_BETTER = "not better by enough"


@dataclass(slots=True, eq=False)
class Lane:
    """From a line to one other site."""

    route: Route
    line: Line
    far: Line
    """The line of the same queue at the far site."""
    site: SitePolicy
    """The far site."""
    home: SitePolicy
    opposite: "Lane | None" = None
    verdict: Verdict = Verdict.NOT_NEEDED
    """What was found the last time."""

    def judge(self) -> bool:
        """Tell whether calls may go now, and remember it: what is open closes later."""
        verdict = self._judge()
        if verdict is Verdict.OPEN and self.opposite is not None and self.opposite.is_in_use():
            verdict = Verdict.OPPOSITE
        return self._note(verdict)

    def is_in_use(self) -> bool:
        """Tell whether a lane that was open still is."""
        return self.route.to in self.line.record.open_lanes and self._note(self._judge())

    def _note(self, verdict: Verdict) -> bool:
        self.verdict = verdict
        if verdict is Verdict.OPEN:
            self.line.record.open_lanes.add(self.route.to)
            return True
        self.line.record.open_lanes.discard(self.route.to)
        return False

    def _judge(self) -> Verdict:
        if not self.line.is_up(self.route.to):
            return Verdict.SITE_DOWN
        if self.site.calendar is not None and not self.line.is_open(self.site.calendar):
            return Verdict.SITE_CLOSED
        was_open = self.route.to in self.line.record.open_lanes
        if self.site.lending is not None and not self._is_healthy(self.site.lending, was_open):
            return Verdict.LENDER_BUSY
        return self._compare(was_open)

    def _is_healthy(self, lending: Lending, was_open: bool) -> bool:  # noqa: FBT001 - a fact, no switch
        least, longest = (
            (lending.release_service_level, lending.release_expected_wait_s)
            if was_open
            else (lending.service_level, lending.expected_wait_s)
        )
        return self.far.record.recent.value >= least and self.far.expected_wait_s() <= longest

    def _compare(self, was_open: bool) -> Verdict:  # noqa: FBT001 - a fact, no switch
        if not self.line.count:
            return Verdict.NOT_NEEDED
        here = self._wait_at_home()
        if here == inf:
            return Verdict.OPEN
        if here <= (self.route.release_s if was_open else self.route.floor_s):
            return Verdict.NOT_NEEDED
        there = self.far.expected_wait_s()
        adjusted = there + max(self.route.adjust_s, self.route.adjust_ratio * there)
        improved = 0.0 if was_open else self.route.wait_improved_s
        return Verdict.OPEN if here - adjusted > improved else Verdict.NOT_BETTER

    def _wait_at_home(self) -> float:
        """Return what the last caller in line is expected to wait; infinite: home serves none."""
        if self.home.calendar is not None and not self.line.is_open(self.home.calendar):
            return inf
        if not self.line.is_up(self.line.home):
            return inf
        return self.line.expected_wait_at(self.line.count)
