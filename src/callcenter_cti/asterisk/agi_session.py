"""One AGI session on the running loop: commands in, replies out, the hang-up to wait for.

Knows bytes, time-outs and the dialplan's safety net `TIMEOUT(absolute)`; does not know what a
caller hears. Wire form: `callcenter_cti.agi`; sockets: `asterisk.fastagi_server`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from callcenter_cti.agi.commands import Command, set_variable
from callcenter_cti.agi.connection import Connection, Eof, Event, HangupNotice
from callcenter_cti.agi.environment import Environment
from callcenter_cti.agi.errors import RemoteProtocolError
from callcenter_cti.agi.replies import Reply
from callcenter_cti.domain.errors import PeerUnavailable, WireError
from callcenter_cti.ivr.request import CallRequest

OnCommand = Callable[[str, float], None]
"""Told the verb of each command and the seconds that its reply took."""

_REARM_SHARE: Final = 1 / 3
"""The safety net is armed anew when this share of it has passed: two attempts may get lost."""


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Time limits of one session, in seconds."""

    command_s: float = 10.0
    """How long a reply may take beyond the command's own duration; then the peer is given up."""
    patience_s: float = 90.0
    """How long Asterisk waits for a frozen engine before the dialplan falls back; 3 and more."""
    margin_s: float = 5.0
    """By how much the safety net outlasts a command that is longer than it."""
    wind_down_s: float = 15.0
    """How long the handler may go on after its caller is gone; then it is cancelled."""


@dataclass(slots=True)
class _Pending:
    """A command on the wire."""

    command: Command
    sent_at: float
    deadline: float
    reply: asyncio.Future[Reply | None]


class AgiSession:
    """One request of the dialplan. One command at a time; a second one waits for its turn.

    The dialplan lets an engine that accepts and then says nothing be cut by `TIMEOUT(absolute)`.
    The session sets it to `patience_s` before its first command, again before a command when a
    third of it has passed or the command is longer, and by itself while `keep_alive` is on. So
    callers of a frozen engine reach the dialplan's fallback, and no others do. Whoever has nothing
    to say leaves the dialplan's own limit alone.
    """

    __slots__ = (
        "_armed_until",
        "_connection",
        "_gone",
        "_keep_alive",
        "_limits",
        "_loop",
        "_on_command",
        "_pending",
        "_timer",
        "_transport",
        "_worker",
        "request",
    )

    def __init__(
        self,
        request: CallRequest,
        connection: Connection,
        transport: asyncio.WriteTransport,
        *,
        limits: SessionLimits,
        on_command: OnCommand,
    ) -> None:
        self.request = request
        self._connection = connection
        self._transport = transport
        self._limits = limits
        self._on_command = on_command
        self._loop = asyncio.get_running_loop()
        self._gone = asyncio.Event()
        self._pending: _Pending | None = None
        self._armed_until = 0.0
        self._keep_alive = False
        self._timer: asyncio.TimerHandle | None = None
        self._worker: asyncio.Task[None] | None = None

    @property
    def is_hung_up(self) -> bool:
        """Whether the caller is known to be gone."""
        return self._gone.is_set()

    @property
    def is_closed(self) -> bool:
        """Whether the connection is over: no command can be sent any more."""
        return self._transport.is_closing()

    async def hung_up(self) -> None:
        """Return when the caller, or the connection, is gone."""
        await self._gone.wait()

    async def execute(self, command: Command) -> Reply | None:
        """Send a command and return its reply; None when the connection is gone.

        Raises:
            LocalProtocolError: the command cannot be said.
            RemoteProtocolError: the peer broke the protocol.
            PeerUnavailable: no reply in the command's own time and `command_s` beyond.
        """
        await self._turn()
        if self._must_arm(command):
            self._arm(command.duration_s)
            await self._turn()
        if self.is_closed:
            return None
        pending = self._send(command)
        try:
            return await self._reply(pending)
        finally:
            if pending.reply.done():
                self._on_command(command.verb, self._loop.time() - pending.sent_at)

    def serve_by(self, worker: asyncio.Task[None]) -> None:
        """Name the task that serves this session: cancelled when it outstays its caller."""
        self._worker = worker

    def keep_alive(self, *, on: bool) -> None:
        """Start or stop arming the safety net while no command runs: the caller is on hold."""
        self._keep_alive = on
        self._cancel_timer()
        if on and not self.is_hung_up:
            self._timer = self._loop.call_later(self._rearm_s, self._on_timer)

    def take(self, events: list[Event]) -> None:
        """Take what the connection understood of the peer's bytes."""
        for event in events:
            match event:
                case Reply():
                    self._take_reply(event)
                case HangupNotice():
                    self._note_hangup()
                case Eof():
                    self._lose()
                case Environment():
                    pass

    def close(self) -> None:
        """End the session because its handler has: the dialplan goes on."""
        self._worker = None
        self._lose()

    def fail(self, error: WireError) -> None:
        """End the session because the peer broke the protocol; a running command raises it."""
        if self._pending is not None and not self._pending.reply.done():
            self._pending.reply.set_exception(error)
            self._pending.reply.exception()  # seen here: nobody may be waiting for this one
        self._transport.abort()
        self._lose()

    async def _turn(self) -> None:
        while self._pending is not None and not self.is_closed:
            await self._reply(self._pending)

    def _send(self, command: Command) -> _Pending:
        line = self._connection.send(command)
        now = self._loop.time()
        deadline = now + command.duration_s + self._limits.command_s
        self._pending = _Pending(command, now, deadline, self._loop.create_future())
        self._transport.write(line)
        return self._pending

    async def _reply(self, pending: _Pending) -> Reply | None:
        try:
            async with asyncio.timeout_at(pending.deadline):
                # The reply must be read even if whoever waits for it is cancelled.
                return await asyncio.shield(pending.reply)
        except TimeoutError:
            self._give_up()
            reason = f"no reply to {pending.command.verb}"
            raise PeerUnavailable("asterisk (FastAGI)", reason) from None

    def _give_up(self) -> None:
        self._transport.abort()
        self._lose()

    def _lose(self) -> None:
        self._transport.close()
        self._note_hangup()
        if self._pending is not None and not self._pending.reply.done():
            self._pending.reply.set_result(None)

    def _take_reply(self, reply: Reply) -> None:
        pending, self._pending = self._pending, None
        if pending is None:
            raise RemoteProtocolError("a reply that no command asked for")
        if not pending.reply.done():
            pending.reply.set_result(reply)

    def _note_hangup(self) -> None:
        """Note that the caller is gone; Asterisk keeps his channel until we close."""
        first = not self.is_hung_up
        self._gone.set()
        if self._worker is None:
            self._cancel_timer()
        elif first:
            self._cancel_timer()
            self._timer = self._loop.call_later(self._limits.wind_down_s, self._worker.cancel)

    @property
    def _rearm_s(self) -> float:
        return self._limits.patience_s * _REARM_SHARE

    def _must_arm(self, command: Command) -> bool:
        if self.is_hung_up or self.is_closed:
            return False
        left = self._armed_until - self._loop.time()
        needed = max(self._limits.patience_s - self._rearm_s, command.duration_s)
        return left < needed

    def _arm(self, longest_s: float) -> None:
        needed = longest_s + self._limits.margin_s if longest_s else 0.0
        seconds = max(self._limits.patience_s, needed)
        self._send(set_variable("TIMEOUT(absolute)", f"{seconds:g}"))
        self._armed_until = self._loop.time() + seconds

    def _on_timer(self) -> None:
        self._timer = None
        if self._pending is None:
            self._arm(0.0)
        elif self._loop.time() > self._pending.deadline:
            return self._give_up()
        self._timer = self._loop.call_later(self._rearm_s, self._on_timer)
        return None

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
