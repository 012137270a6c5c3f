"""Agents without a desktop: after a grace period they get no more calls.

An agent whose browser died would otherwise get calls without pops. He becomes not ready with the
reason ``desktop_gone``, after the present call if there is one, and stays so until he asks for
calls again. Decides nothing about agents who never opened a desktop.
"""

import asyncio
from typing import Final

import structlog

from callcenter_cti.acd.agent_desk import AgentDesk
from callcenter_cti.desktop.sockets import Sockets
from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.errors import CallcenterError
from callcenter_cti.domain.identifiers import AgentId

DESKTOP_GONE: Final = "desktop_gone"
_AT_REST: Final = frozenset({AgentState.LOGGED_OUT, AgentState.NOT_READY})

log = structlog.get_logger(__name__)


class Presence:
    """Runs one grace period per agent whose last desktop closed."""

    def __init__(
        self, desk: AgentDesk, sockets: Sockets, *, grace_s: float, timeout_s: float
    ) -> None:
        self._desk = desk
        self._sockets = sockets
        self._grace_s = grace_s
        self._timeout_s = timeout_s
        self._waiting: dict[AgentId, asyncio.Task[None]] = {}

    def came(self, agent: AgentId) -> None:
        """Note that the agent opened a desktop."""
        self._sockets.awaited.discard(agent)
        waiting = self._waiting.pop(agent, None)
        if waiting is not None:
            waiting.cancel()

    def gone(self, agent: AgentId) -> None:
        """Note that a desktop of the agent closed; the last one starts the grace period."""
        if self._sockets.open(agent):
            return
        self.came(agent)
        self._sockets.awaited.add(agent)
        task = asyncio.create_task(self._after_grace(agent), name=f"desktop grace {agent}")
        self._waiting[agent] = task
        task.add_done_callback(lambda done: self._forget(agent, done))

    async def close(self) -> None:
        """Stop waiting; the engine stops."""
        waiting = tuple(self._waiting.values())
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def _forget(self, agent: AgentId, done: asyncio.Task[None]) -> None:
        if self._waiting.get(agent) is done:
            del self._waiting[agent]
            self._sockets.awaited.discard(agent)

    async def _after_grace(self, agent: AgentId) -> None:
        while True:
            await asyncio.sleep(self._grace_s)
            try:
                async with asyncio.timeout(self._timeout_s):
                    await self._rest(agent)
            except LookupError:
                return  # no longer in the roster: nothing reaches him
            except (TimeoutError, CallcenterError) as trouble:
                # Asked again after another grace period: he must not stay ready unseen.
                log.warning("desktop.gone_unreported", agent=agent, trouble=str(trouble))
            else:
                return

    async def _rest(self, agent: AgentId) -> None:
        view = await self._desk.view(agent)
        if view.state in _AT_REST:
            return
        await self._desk.not_ready(agent, DESKTOP_GONE, actor=Actor.SYSTEM)
        log.info("desktop.gone", agent=agent, state=view.state)
