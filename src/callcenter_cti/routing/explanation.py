"""Why an agent got a call: a record and a sentence, without names, numbers or card data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.routing.gates import Obstacle
from callcenter_cti.routing.standing import Column


class PassedOver(StrEnum):
    """Why others of the roster did not get the call, each counted by the first that holds."""

    NOT_SKILLED = "not skilled"
    NOT_ASKED = "not asked yet"
    """Asked for at another step, or at a site to which no way leads."""
    EXCLUDED = "excluded after RONA"
    LOGGED_OUT = "logged out"
    NOT_READY = "not ready"
    RESERVED = "reserved"
    RINGING = "ringing"
    TALKING = "talking"
    HOLD = "on hold"
    WRAP_UP = "in wrap-up"
    UNKNOWN = "in unknown state"
    PHONE_IN_USE = "phone in use"
    PHONE_UNREACHABLE = "phone unreachable"
    LOWER = "free, but with a lower index or idle for less long"


_BY_COLUMN: Final = {
    Column.LOGGED_OUT: PassedOver.LOGGED_OUT,
    Column.NOT_READY: PassedOver.NOT_READY,
    Column.RESERVED: PassedOver.RESERVED,
    Column.RINGING: PassedOver.RINGING,
    Column.TALKING: PassedOver.TALKING,
    Column.HOLD: PassedOver.HOLD,
    Column.WRAP_UP: PassedOver.WRAP_UP,
    Column.UNKNOWN: PassedOver.UNKNOWN,
    Column.PHONE_IN_USE: PassedOver.PHONE_IN_USE,
    Column.PHONE_UNREACHABLE: PassedOver.PHONE_UNREACHABLE,
}


@dataclass(slots=True)
class Counts:
    """How the roster stood at the moment of the decision; the chosen agent is still free in it.

    Counts, terms and explanation are not frozen: each decision makes them, and freezing a
    dataclass triples what it costs to make one.
    """

    roster: int
    """Agents in all."""
    fitting: int
    """Those whom some step of the queue asks for, wherever they are."""
    cells: list[list[int]]
    """Those who might be asked now, by `standing.Column`, in parts that add up."""
    excluded: int
    """Those who missed this call; a part takes them out of their columns."""

    def passed_over(self) -> Mapping[PassedOver, int]:
        """Return how many others did not get the call, by reason, reasons without any left out."""
        columns = [sum(column) for column in zip(*self.cells, strict=True)] or [0] * len(Column)
        asked = sum(columns) + self.excluded
        found = {
            PassedOver.NOT_SKILLED: self.roster - self.fitting,
            PassedOver.NOT_ASKED: self.fitting - asked,
            PassedOver.EXCLUDED: self.excluded,
        }
        found |= {why: columns[column] for column, why in _BY_COLUMN.items()}
        found[PassedOver.LOWER] = columns[Column.FREE] - 1
        return {why: count for why, count in found.items() if count > 0}


@dataclass(slots=True)
class Terms:
    """The index of the chosen pairing in its terms, see `routing.index`; all but rate in worth."""

    rate: float
    """Calls that the agent is expected to finish per minute."""
    waited: float
    """The waiting so far; 0 where advice weighs a transfer to another site."""
    credit: float
    """The tier's credit."""
    value: float
    """Advised: taking the call now."""
    cost: float
    """Transfer and qualification."""
    price: float
    """Advised: taking the agent."""
    bonus: float
    """For a basic pairing, per minute of the agent."""
    fairness: float
    """For the agent's idleness, per minute of the agent."""

    @property
    def total(self) -> float:
        """The index, but for what lifts emergencies and overdue calls."""
        call = self.waited + self.credit + self.value - self.cost - self.price
        return self.rate * call + self.bonus + self.fairness


@dataclass(slots=True)
class Explanation:
    """One decision: this agent for this call."""

    rules_version: str
    queue: QueueId
    home: SiteId
    """Where the caller is."""
    site: SiteId
    """Where the agent is."""
    tier: Tier
    emergency: bool
    overdue: bool
    """It had waited for so long that it outranked all but emergencies."""
    preferred: bool
    """The agent is the one whom the call was to have first."""
    step: int
    """The last step that was open, from 0."""
    skipped: tuple[int, ...]
    """Steps before it for which nobody was at work."""
    waited_s: float
    """Seconds since the call entered the queue."""
    idle_s: float
    """Seconds since the chosen agent's last conversation ended, or since his log-in."""
    terms: Terms
    counts: Counts
    obstacles: tuple[Obstacle, ...]
    """What closed the way for better pairings: sites and conditions."""

    @property
    def passed_over(self) -> Mapping[PassedOver, int]:
        """How many agents of the roster did not get the call, by reason."""
        return self.counts.passed_over()
