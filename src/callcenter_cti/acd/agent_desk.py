"""The ACD as an agent's desktop sees it: state, requests, views (adapter: `acd.dispatcher`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from callcenter_cti.acd.offers import Offer
from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.identifiers import AgentId, SiteId


@dataclass(frozen=True, slots=True)
class AgentView:
    """An agent as his desktop shows him."""

    agent: AgentId
    name: str
    site: SiteId
    device: str
    """The phone that is rung, for example ``PJSIP/6001``."""
    state: AgentState
    reason: str
    """Why NOT_READY; empty otherwise."""
    since: datetime
    """Aware UTC, when the state began."""
    wrap_up_until: datetime | None
    """Aware UTC end of the wrap-up, in that state only."""
    requested: AgentState | None
    """State that follows when the present one ends, if the agent asked for another."""
    offer: Offer | None
    """The call that rings, talks or is wrapped up; lets a desktop that comes late catch up."""
    sequence: int


class AgentDesk(Protocol):
    """What an agent may ask for. A request that a state cannot grant at once is remembered."""

    async def log_in(self, agent: AgentId) -> AgentView:
        """Log in; the first state is NOT_READY(``logged_in``). A second log-in changes nothing.

        Raises:
            LookupError: no such agent in the roster.
        """
        ...

    async def log_out(self, agent: AgentId, *, actor: Actor = Actor.AGENT) -> AgentView:
        """Log out, or after the present call when one rings, talks or is wrapped up."""
        ...

    async def ready(self, agent: AgentId, *, actor: Actor = Actor.AGENT) -> AgentView:
        """Ask for READY; ends a wrap-up, and follows a conversation."""
        ...

    async def not_ready(
        self, agent: AgentId, reason: str, *, actor: Actor = Actor.AGENT
    ) -> AgentView:
        """Ask for NOT_READY with a reason of the rules' list; follows a conversation."""
        ...

    async def view(self, agent: AgentId) -> AgentView:
        """Return the present view.

        Raises:
            LookupError: no such agent in the roster.
        """
        ...
