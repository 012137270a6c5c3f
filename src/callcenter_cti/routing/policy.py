"""The rules as the router reads them: queues, steps, tiers, sites, roster, plans. Plain data.

Knows no file. One version is replaced whole by the next; a waiting call keeps the queue's rules
that it came under, unless it is told to take the new ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import AgentId, CalendarId, PlanId, QueueId, SiteId, SkillId
from callcenter_cti.routing.conditions import Condition

LEASE_GRACE_S: Final = 15.0
"""Seconds that a reservation outlives its ring time. Before the phone rings the pop is shown, the
sentence that the caller is hearing ends, and Dial() starts; after it the dialplan reports. Only a
report that never comes is to find the lease expired."""

LOGGED_IN: Final = "logged_in"
"""Reason of the NOT_READY that follows a log-in."""
RONA: Final = "rona"
"""Reason of the NOT_READY that follows an unanswered ring."""
FAULT: Final = "fault"
"""Reason of the NOT_READY of an agent whose call had to be taken off the router by force."""
SITE_UNKNOWN: Final = "site_unknown"
"""Reason of the UNKNOWN of agents whose site has not been heard of for too long."""

HOME: Final = SiteId("home")
"""In a step's sites: the site where the caller waits, whichever it is."""


class Order(StrEnum):
    """Who is asked first among agents whose index is the same; then longest idle, then id."""

    LONGEST_IDLE = "longest_idle"
    MOST_SKILLED = "most_skilled"
    """Highest sum of levels in the skills that the step asks for."""
    LEAST_SKILLED = "least_skilled"
    """Lowest such sum: experts stay free."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which agents a step asks for; all that is given must hold."""

    skills: Mapping[SkillId, int]
    """Every skill that an agent must have, with the lowest level that will do (1 to 5)."""
    any_of: tuple[Mapping[SkillId, int], ...] = ()
    """At least one of these sets of floors, where there are any."""
    level: int = 0
    """Lowest level of authority (0: any)."""

    def admits(self, agent: "RosterAgent") -> bool:
        """Tell whether an agent fits."""
        return (
            agent.level >= self.level
            and _has(agent, self.skills)
            and (not self.any_of or any(_has(agent, floors) for floors in self.any_of))
        )


def _has(agent: "RosterAgent", floors: Mapping[SkillId, int]) -> bool:
    return all(agent.skills.get(skill, 0) >= floor for skill, floor in floors.items())


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of waiting: whom a call may be offered to from some age on."""

    match: Match
    after_s: float = 0.0
    """Seconds since the call entered the queue."""
    sites: frozenset[SiteId] | None = None
    """Where the agents may be; `HOME` names the caller's own. None: home and its routes."""
    when: Condition | None = None
    """What must hold of the line now; it is read again whenever it changes."""
    replace: bool = False
    """True: agents of earlier steps are not asked any more; otherwise they stay and win ties."""
    order: Order = Order.LONGEST_IDLE


@dataclass(frozen=True, slots=True)
class Route:
    """Where a line's calls may go when their own site is busy, closed or down."""

    to: SiteId
    cost: float = 0.0
    """Price of such a transfer in worth (one: a standard caller's minute of waiting)."""
    floor_s: float = 0.0
    """Nothing goes while the expected wait at home is at most this."""
    release_s: float = 0.0
    """Once calls go, they go until the expected wait at home is at most this."""
    adjust_s: float = 0.0
    adjust_ratio: float = 0.0
    """The far site's expected wait counts as it is, plus the greater of both adjustments."""
    wait_improved_s: float = 0.0
    """The far site must be better by more than this."""
    mask: frozenset[str] = frozenset()
    """Parts of the caller's profile that the far desktop must not show."""


@dataclass(frozen=True, slots=True)
class Lending:
    """While a site is this well itself, its agents take calls of other sites."""

    service_level: float
    """Least share (0 to 1) of its own callers, of the same queue, answered in time of late."""
    expected_wait_s: float
    """Longest expected wait of its own callers of that queue."""
    release_service_level: float
    """A site that lends stops below this; not above `service_level`."""
    release_expected_wait_s: float
    """A site that lends stops above this; not below `expected_wait_s`."""


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """A site."""

    site: SiteId
    stale_after_s: float | None = None
    """Seconds without news after which the site is unknown: no target, and its idle agents are
    UNKNOWN. None: never."""
    lending: Lending | None = None
    """None: it lends whatever its own callers wait."""
    calendar: CalendarId | None = None
    """When it is open; None: always."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a tier's time is worth."""

    per_minute: float = 1.0
    """Cost of a minute of waiting; above 0."""
    credit_s: float = 0.0
    """Seconds that count as waited before the call came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePolicy:
    """How one queue is served."""

    queue: QueueId
    steps: tuple[Step, ...]
    """In the order of `after_s`; the first begins at 0, the last has no condition."""
    ring_s: int
    """Seconds that a phone rings before it counts as no answer."""
    wrap_up_s: float
    """Seconds of wrap-up after a conversation; 0 for none."""
    rona_return_after_s: float | None
    """Seconds in NOT_READY(rona) before the agent is READY again; None: he must say so himself."""
    service_level_s: float
    """Seconds within which an answer counts as in time."""
    short_abandon_s: float
    """Callers who leave within this many seconds are not counted against the service level."""
    handling_s: float
    """Expected seconds of a call with wrap-up, for an agent of whom nothing better is known."""
    patience_s: float
    """Expected seconds until a waiting caller gives up, before any has been seen to."""
    longest_wait_s: float
    """A call that has waited for this long outranks all others but emergencies."""
    preferred_wait_s: float
    """Seconds in which a call with a preferred agent waits for him alone."""
    calendar: CalendarId | None = None
    """When it takes calls; None: always."""
    routes: Mapping[SiteId, tuple[Route, ...]] = field(default_factory=dict)
    """By home site, in order of preference."""
    worth: Mapping[Tier, Worth] = field(default_factory=dict)
    """Overrides the tiers of the policy."""
    ideal: Mapping[SkillId, int] = field(default_factory=dict)
    """Levels at which an agent neither lacks nor wastes anything."""
    under_cost: float = 0.0
    """Price of each level below the ideal, in worth."""
    over_cost: float = 0.0
    """Price of each level above the ideal, in worth."""

    @property
    def lease_s(self) -> float:
        """Seconds that a reservation holds."""
        return self.ring_s + LEASE_GRACE_S


@dataclass(frozen=True, slots=True)
class RosterAgent:
    """An agent as the rules know him."""

    agent: AgentId
    name: str
    site: SiteId
    device: str
    """What Dial() rings, for example ``PJSIP/6001``."""
    skills: Mapping[SkillId, int]
    """Levels from 1 to 5."""
    level: int = 1
    """Authority, from 1 up."""
    handling_s: Mapping[QueueId, float] = field(default_factory=dict)
    """Expected seconds of a call with wrap-up, where it is known to differ from the queue's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A contingency plan: other rules for some queues while it is on."""

    plan: PlanId
    queues: Mapping[QueueId, QueuePolicy]
    """What holds instead; the last plan of the policy that is on and names a queue wins."""
    watched: tuple[QueueId, SiteId] | None = None
    """The line whose facts switch it; None: it is switched by hand or by schedule only."""
    when: Condition | None = None
    """Switches it on."""
    until: Condition | None = None
    """Switches it off again; apart from `when`, so that it does not flicker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of the rules; replaced whole."""

    version: str
    """Names the version in every decision."""
    queues: Mapping[QueueId, QueuePolicy]
    agents: Mapping[AgentId, RosterAgent]
    not_ready_reasons: frozenset[str]
    """What an agent may give as his reason; the router's own reasons are not among them."""
    sites: Mapping[SiteId, SitePolicy] = field(default_factory=dict)
    """Sites of which there is more to say than their name."""
    tiers: Mapping[Tier, Worth] = field(default_factory=dict)
    """What callers of each tier are worth; a tier that is not named counts 1 and has no credit."""
    fairness: float = 0.0
    """What a minute of an agent's idleness weighs against a minute's worth of waiting."""
    max_hops: int = 3
    """How often a call may be offered at sites other than its own."""
    cool_down_s: float = 60.0
    """Seconds in which a call is not offered again at a far site where an offer failed."""
    plans: tuple[Plan, ...] = ()

    def worth(self, queue: QueuePolicy, tier: Tier) -> Worth:
        """Return what a tier counts in a queue."""
        return queue.worth.get(tier) or self.tiers.get(tier) or _PLAIN

    def site(self, site: SiteId) -> SitePolicy:
        """Return what holds for a site."""
        return self.sites.get(site) or SitePolicy(site)


_PLAIN: Final = Worth()
