"""The rules as the router reads them: queues, roster, reasons. Plain data; knows no file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from callcenter_cti.domain.identifiers import AgentId, QueueId, SiteId, SkillId

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


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """How one queue is served."""

    queue: QueueId
    needs: Mapping[SkillId, int]
    """Every skill that an agent must have, with the lowest level that will do (1 to 5)."""
    ring_s: int
    """Seconds that a phone rings before it counts as no answer."""
    wrap_up_s: float
    """Seconds of wrap-up after a conversation; 0 for none."""
    rona_return_after_s: float | None
    """Seconds in NOT_READY(rona) before the agent is READY again; None: he must say so himself."""
    service_level_s: float
    """Seconds within which an answer counts as in time."""

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

    def serves(self, queue: QueuePolicy) -> bool:
        """Tell whether each skill that the queue needs is there, at its floor or above."""
        return all(self.skills.get(skill, 0) >= floor for skill, floor in queue.needs.items())


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules; replaced whole."""

    version: str
    """Names the version in every decision."""
    queues: Mapping[QueueId, QueuePolicy]
    agents: Mapping[AgentId, RosterAgent]
    not_ready_reasons: frozenset[str]
    """What an agent may give as his reason; the router's own reasons are not among them."""

    def can_serve(self, agent: AgentId, queue: QueueId) -> bool:
        """Tell whether an agent of the roster has the skills of a queue."""
        member, wanted = self.agents.get(agent), self.queues.get(queue)
        return member is not None and wanted is not None and member.serves(wanted)

    def is_rostered(self, queue: QueueId) -> bool:
        """Tell whether anybody of the roster, logged in or not, can serve a queue."""
        return any(self.can_serve(agent, queue) for agent in self.agents)
