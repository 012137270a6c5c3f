"""The FastAGI server: sockets, limits and who serves which path. Knows nothing of calls.

A `BufferedProtocol` reads into one buffer that all connections of the server share: the stock
transport would allocate (and the C library map) 256 KiB for every read of a dozen bytes.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, cast

from structlog.typing import FilteringBoundLogger

from callcenter_cti.agi.connection import OVER, Connection, Event
from callcenter_cti.agi.environment import Environment
from callcenter_cti.agi.errors import RemoteProtocolError
from callcenter_cti.asterisk.agi_request import call_request
from callcenter_cti.asterisk.agi_session import AgiSession, OnCommand, SessionLimits
from callcenter_cti.domain.errors import WireError
from callcenter_cti.ivr.call import Call
from callcenter_cti.ivr.request import Handler

_READ_BUFFER: Final = 64 * 1024
_BACKLOG: Final = 1024


@dataclass(frozen=True, slots=True)
class FastAgiLimits:
    """Bounds of the server. Durations in seconds."""

    header_s: float = 5.0
    """How long a connection may take to say what it wants."""
    max_connections: int = 5000
    """Connections at once; one more is closed at once and its dialplan falls back."""
    session: SessionLimits = field(default_factory=SessionLimits)


@dataclass(slots=True)
class FastAgiCounts:
    """What happened since the start; read by the metrics."""

    accepted: int = 0
    refused: int = 0
    """Closed at once: more than `max_connections`."""
    unknown_path: int = 0
    broken: int = 0
    """Closed because the peer broke the protocol or sent no header in time."""
    failed: int = 0
    """Handlers that raised."""


class ServedCall(Call, Protocol):
    """A call that leaves nothing of ours behind on its channel."""

    def release(self) -> None:
        """Undo what must not outlast the session; it is over, and so may the caller be."""
        ...


class FastAgiServer:
    """Serves the dialplan's `AGI(agi://…/PATH,…)`: one connection, one handler, one coroutine.

    Args:
        handlers: by path, without slashes at the ends.
        limits: bounds.
        make_call: puts the caller's verbs on a session.
        on_command: told each command's verb and seconds; must neither raise nor block.
        log: where things that ops must know are written.
    """

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        *,
        limits: FastAgiLimits,
        make_call: Callable[[AgiSession], ServedCall],
        on_command: OnCommand,
        log: FilteringBoundLogger,
    ) -> None:
        self.limits = limits
        self.counts = FastAgiCounts()
        self.log = log
        self.read_buffer = memoryview(bytearray(_READ_BUFFER))
        self._handlers = dict(handlers)
        self._make_call = make_call
        self._on_command = on_command
        self._connections: set[_AgiProtocol] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def open_count(self) -> int:
        """Connections now."""
        return len(self._connections)

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen; port 0 takes a free one. Returns the address that is listened on.

        Raises:
            OSError: the address cannot be had.
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _AgiProtocol(self), host, port, backlog=_BACKLOG
        )
        address = self._server.sockets[0].getsockname()
        return str(address[0]), int(address[1])

    async def close(self, grace_s: float) -> None:
        """Accept no more, wait for running handlers up to `grace_s`, then cancel them."""
        if self._server is not None:
            self._server.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_s)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in tuple(self._connections):
            connection.abort()
        if self._server is not None:
            await self._server.wait_closed()

    def admit(self, connection: "_AgiProtocol") -> bool:
        """Take a new connection, or refuse it because there are too many."""
        if len(self._connections) >= self.limits.max_connections:
            self.counts.refused += 1
            self.log.warning("agi.refused", open_count=self.open_count)
            return False
        self.counts.accepted += 1
        self._connections.add(connection)
        return True

    def forget(self, connection: "_AgiProtocol") -> None:
        """Drop a connection that is closed."""
        self._connections.discard(connection)

    def serve(
        self, environment: Environment, connection: Connection, transport: asyncio.WriteTransport
    ) -> AgiSession | None:
        """Start the handler of a session whose header is whole; None when there is none."""
        request = call_request(environment)
        handler = self._handlers.get(request.path)
        if handler is None:
            self.counts.unknown_path += 1
            self.log.error("agi.unknown_path", path=request.path, known=sorted(self._handlers))
            return None
        session = AgiSession(
            request,
            connection,
            transport,
            limits=self.limits.session,
            on_command=self._on_command,
        )
        task = asyncio.create_task(self._run(handler, session), name=f"agi {request.channel}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        session.serve_by(task)
        return session

    async def _run(self, handler: Handler, session: AgiSession) -> None:
        log = self.log.bind(path=session.request.path, channel=session.request.channel)
        try:
            call = self._make_call(session)
            try:
                await handler(session.request, call)
            finally:
                call.release()
        except asyncio.CancelledError:
            log.warning("agi.handler_cancelled", hung_up=session.is_hung_up)
            raise
        except Exception:
            self.counts.failed += 1
            log.exception("agi.handler_failed")
        finally:
            session.close()


class _AgiProtocol(asyncio.BufferedProtocol):
    """One socket, from connect to close. No task exists before the header is whole."""

    __slots__ = ("_connection", "_header_timer", "_server", "_session", "_transport")

    def __init__(self, server: FastAgiServer) -> None:
        self._server = server
        self._connection = Connection()
        self._session: AgiSession | None = None
        self._transport: asyncio.Transport | None = None
        self._header_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if not self._server.admit(self):
            self._transport.abort()
            return
        loop = asyncio.get_running_loop()
        self._header_timer = loop.call_later(self._server.limits.header_s, self._on_header_late)

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._server.read_buffer

    def buffer_updated(self, nbytes: int) -> None:
        if self._connection.state in OVER:
            return
        try:
            events = self._connection.receive(self._server.read_buffer[:nbytes])
        except WireError as error:
            self._break(error)
        else:
            self._pass_on(events)

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_header_timer()
        self._server.forget(self)
        if self._session is not None:
            self._session.take(self._connection.receive_eof())

    def abort(self) -> None:
        """Close without sending what is left."""
        if self._transport is not None:
            self._transport.abort()

    def _pass_on(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Environment):
                self._begin(event)
        if self._session is not None:
            self._session.take(events)

    def _begin(self, environment: Environment) -> None:
        self._cancel_header_timer()
        if self._transport is not None:
            self._session = self._server.serve(environment, self._connection, self._transport)
        if self._session is None:
            self.abort()

    def _break(self, error: WireError) -> None:
        self._server.counts.broken += 1
        self._server.log.warning("agi.broken", reason=str(error))
        self._cancel_header_timer()
        if self._session is not None:
            self._session.fail(error)
        self.abort()

    def _on_header_late(self) -> None:
        self._header_timer = None
        self._break(RemoteProtocolError("no whole header in time"))

    def _cancel_header_timer(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None
