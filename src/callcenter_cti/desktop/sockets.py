"""Which desktops are open, and the bounded way out of each: who reads too slowly is cut off.

Knows agents and texts; nothing of what the texts mean.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from callcenter_cti.desktop.messages import ToDesktop
from callcenter_cti.domain.identifiers import AgentId

log = structlog.get_logger(__name__)


class Socket:
    """One open desktop with its queue of messages to send."""

    def __init__(
        self, agent: AgentId, session_id: str, *, limit: int, cut: Callable[[], None]
    ) -> None:
        self.agent = agent
        self.session_id = session_id
        self._queue: asyncio.Queue[str] = asyncio.Queue(limit)
        self._cut = cut

    def send(self, message: ToDesktop) -> None:
        """Queue a message; a full queue cuts the socket, whose page will come again."""
        try:
            self._queue.put_nowait(message.model_dump_json())
        except asyncio.QueueFull:
            log.warning("desktop.socket_too_slow", agent=self.agent)
            self._cut()

    def cut(self) -> None:
        """End the connection at once."""
        self._cut()

    async def write(self, put: Callable[[str], Awaitable[None]], *, timeout_s: float) -> None:
        """Send what is queued, for as long as the socket lives; a stalled send cuts it."""
        while True:
            text = await self._queue.get()
            try:
                async with asyncio.timeout(timeout_s):
                    await put(text)
            except (TimeoutError, ConnectionError):
                self._cut()
                return


class Sockets:
    """All open desktops, by agent."""

    def __init__(self) -> None:
        self._by_agent: dict[AgentId, set[Socket]] = {}
        self.awaited: set[AgentId] = set()
        """Agents whose last desktop closed moments ago and may come back."""

    def add(self, socket: Socket) -> None:
        """Note an open desktop."""
        self._by_agent.setdefault(socket.agent, set()).add(socket)

    def remove(self, socket: Socket) -> None:
        """Forget a closed desktop."""
        sockets = self._by_agent.get(socket.agent, set())
        sockets.discard(socket)
        if not sockets:
            self._by_agent.pop(socket.agent, None)

    def send(self, agent: AgentId, message: ToDesktop) -> None:
        """Send to every desktop of an agent; nothing happens when he has none."""
        for socket in tuple(self._by_agent.get(agent, ())):
            socket.send(message)

    def open(self, agent: AgentId) -> bool:
        """Tell whether the agent has a desktop open."""
        return agent in self._by_agent

    def reachable(self, agent: AgentId) -> bool:
        """Tell whether the agent has a desktop, or had one moments ago."""
        return self.open(agent) or agent in self.awaited

    def cut_session(self, session_id: str) -> None:
        """End every desktop that was opened with this session."""
        for socket in self._all():
            if socket.session_id == session_id:
                socket.cut()

    def cut_all(self) -> None:
        """End every desktop; the engine stops."""
        for socket in self._all():
            socket.cut()

    def _all(self) -> list[Socket]:
        return [socket for sockets in self._by_agent.values() for socket in sockets]


def cutter(request: web.Request) -> Callable[[], None]:
    """Return what ends the connection of a request without waiting for its peer."""

    def cut() -> None:
        if request.transport is not None:
            request.transport.abort()

    return cut
