"""The WebSocket `/api/v1/desktop`: shows the agent where he is, takes what he asks for.

A message that makes no sense is answered with an error, not with a closed socket. Decides nothing
about states: that is the ACD's.
"""

import asyncio
from collections.abc import Mapping
from typing import Final, assert_never

import structlog
from aiohttp import WSMsgType, web

from callcenter_cti.acd.agent_desk import AgentDesk, AgentView
from callcenter_cti.desktop import messages
from callcenter_cti.desktop.guard import SESSION
from callcenter_cti.desktop.messages import Failed, FromDesktop
from callcenter_cti.desktop.policy import DesktopPolicy
from callcenter_cti.desktop.pops import ScreenPops
from callcenter_cti.desktop.presence import Presence
from callcenter_cti.desktop.sessions import Session, Sessions
from callcenter_cti.desktop.sockets import Socket, cutter
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.errors import CallcenterError, RoutingError

_LARGEST_MESSAGE: Final = 4096
SESSION_ENDED: Final = 4401
"""Close code (private range of RFC 6455) that tells the page to show the log-in form."""

log = structlog.get_logger(__name__)


class DesktopSocket:
    """Serves one WebSocket per open desktop."""

    def __init__(
        self,
        *,
        desk: AgentDesk,
        pops: ScreenPops,
        presence: Presence,
        sessions: Sessions,
        not_ready_reasons: Mapping[str, str],
        clock: Clock,
        policy: DesktopPolicy,
    ) -> None:
        self._desk = desk
        self._pops = pops
        self._presence = presence
        self._sessions = sessions
        self._reasons = tuple(
            messages.Reason(reason=reason, label=label)
            for reason, label in not_ready_reasons.items()
        )
        self._clock = clock
        self._policy = policy

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve a desktop until it or its session ends."""
        session = request[SESSION]
        ws = web.WebSocketResponse(
            heartbeat=self._policy.heartbeat_s, max_msg_size=_LARGEST_MESSAGE, compress=False
        )
        await ws.prepare(request)
        socket = Socket(
            session.agent,
            session.session_id,
            limit=self._policy.outbox_limit,
            cut=cutter(request),
        )
        self._pops.sockets.add(socket)
        self._presence.came(session.agent)
        try:
            with self._sessions.held(session):
                await self._talk(ws, socket, session)
        finally:
            self._pops.sockets.remove(socket)
            self._presence.gone(session.agent)
        return ws

    async def _talk(self, ws: web.WebSocketResponse, socket: Socket, session: Session) -> None:
        try:
            async with (
                asyncio.timeout(self._sessions.remaining_s(session)),
                asyncio.TaskGroup() as tasks,
            ):
                writer = tasks.create_task(
                    socket.write(ws.send_str, timeout_s=self._policy.send_timeout_s)
                )
                await self._greet(socket)
                await self._listen(ws, socket)
                writer.cancel()
        except TimeoutError:
            await ws.close(code=SESSION_ENDED, message=b"session ended")

    async def _greet(self, socket: Socket) -> None:
        socket.send(messages.Welcome(not_ready_reasons=self._reasons, now=self._clock.wall()))
        try:
            async with asyncio.timeout(self._policy.peer_timeout_s):
                view = await self._desk.view(socket.agent)
        except (TimeoutError, LookupError, CallcenterError) as trouble:
            log.warning("desktop.view_unavailable", trouble=type(trouble).__name__)
            socket.send(Failed(code="unavailable", message="Your state cannot be read now."))
            return
        socket.send(messages.state(view))
        if view.offer is not None:
            await self._pops.replay(socket, view.offer)

    async def _listen(self, ws: web.WebSocketResponse, socket: Socket) -> None:
        async for message in ws:
            said = messages.parse(message.data) if message.type is WSMsgType.TEXT else None
            if said is None:
                socket.send(Failed(code="bad_message", message="This message makes no sense."))
            else:
                await self._take(socket, said)

    async def _take(self, socket: Socket, said: FromDesktop) -> None:
        try:
            async with asyncio.timeout(self._policy.peer_timeout_s):
                view = await self._ask(socket, said)
        except (TimeoutError, CallcenterError, LookupError) as trouble:
            log.warning("desktop.request_failed", asked=said.type, trouble=type(trouble).__name__)
            refused = isinstance(trouble, (LookupError, RoutingError))
            socket.send(
                Failed(
                    code="refused" if refused else "unavailable",
                    message="This is not possible now.",
                )
            )
            return
        if view is not None:
            self._pops.sockets.send(socket.agent, messages.state(view))

    async def _ask(self, socket: Socket, said: FromDesktop) -> AgentView | None:
        match said:
            case messages.Ready():
                return await self._desk.ready(socket.agent)
            case messages.NotReady(reason=reason):
                return await self._desk.not_ready(socket.agent, reason)
            case messages.LogOut():
                return await self._desk.log_out(socket.agent)
            case messages.PopShown(token=token):
                self._pops.acknowledged(socket.agent, token)
                return None
            case _:
                assert_never(said)
