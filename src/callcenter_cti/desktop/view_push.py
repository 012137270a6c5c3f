"""Changes of agents on their way to the desktops: from a fact to a fresh view, coalesced.

A fact only marks its agent; one task fetches views and sends them. Ten changes while one view is
fetched make one more view: what counts is the newest. Bounded by the number of agents.
"""

import asyncio

import structlog

from callcenter_cti.acd.agent_desk import AgentDesk
from callcenter_cti.desktop import messages
from callcenter_cti.desktop.sockets import Sockets
from callcenter_cti.domain.errors import CallcenterError
from callcenter_cti.domain.facts import AgentChanged, Fact
from callcenter_cti.domain.identifiers import AgentId

log = structlog.get_logger(__name__)


class ViewPush:
    """Keeps every open desktop at the newest view of its agent."""

    def __init__(self, desk: AgentDesk, sockets: Sockets, *, timeout_s: float) -> None:
        self._desk = desk
        self._sockets = sockets
        self._timeout_s = timeout_s
        self._changed: dict[AgentId, None] = {}
        self._wake = asyncio.Event()

    def on_fact(self, fact: Fact) -> None:
        """Note a change of an agent whose desktop is open; other facts are ignored."""
        if isinstance(fact, AgentChanged) and self._sockets.open(fact.agent):
            self._changed[fact.agent] = None
            self._wake.set()

    async def run(self) -> None:
        """Send fresh views for ever (cancel it when done)."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._changed:
                await self._push(next(iter(self._changed)))

    async def _push(self, agent: AgentId) -> None:
        del self._changed[agent]
        try:
            async with asyncio.timeout(self._timeout_s):
                view = await self._desk.view(agent)
        except (TimeoutError, LookupError, CallcenterError) as trouble:
            log.warning("desktop.view_unavailable", agent=agent, trouble=type(trouble).__name__)
            return
        self._sockets.send(agent, messages.state(view))
