"""A manager interface on a loopback socket that does only what a test tells it to."""

import asyncio
from types import TracebackType
from typing import Self

_LIMIT_S = 10.0
"""A test that waits longer for the client is wrong."""
BANNER = b"Asterisk Call Manager/11.0.0\r\n"


class AmiSession:
    """One client's connection, seen from Asterisk's side."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        writer.write(BANNER)

    async def action(self, *, skip_pings: bool = True) -> dict[str, str]:
        """Return the next action that the client sends."""
        while True:
            async with asyncio.timeout(_LIMIT_S):
                raw = await self._reader.readuntil(b"\r\n\r\n")
            action = dict(line.split(": ", 1) for line in raw.decode().strip().split("\r\n"))
            if action["Action"] == "Ping" and skip_pings:
                self.answer(action)
                continue
            return action

    async def accept(self) -> dict[str, str]:
        """Let the client in; return its log-in."""
        action = await self.action()
        assert action["Action"] == "Login"
        self.answer(action, Message="Authentication accepted")
        return action

    def answer(self, action: dict[str, str], response: str = "Success", **fields: str) -> None:
        """Answer an action."""
        head = f"Response: {response}\r\nActionID: {action['ActionID']}\r\n"
        self.raw(head + "".join(f"{key}: {value}\r\n" for key, value in fields.items()) + "\r\n")

    def answer_list(
        self,
        action: dict[str, str],
        *items: dict[str, str],
        complete: bool = True,
        count: int = -1,
    ) -> None:
        """Answer an action by a list; `count` is what its end claims, the truth when negative."""
        self.answer(action, EventList="start", Message="will follow")
        for item in items:
            self.event(**item, ActionID=action["ActionID"])
        if complete:
            self.event(
                Event="ListComplete",
                ActionID=action["ActionID"],
                EventList="Complete",
                ListItems=str(len(items) if count < 0 else count),
            )

    def event(self, **fields: str) -> None:
        """Send an event; give `Event=` first."""
        self.raw("".join(f"{key}: {value}\r\n" for key, value in fields.items()) + "\r\n")

    def raw(self, data: str | bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data.encode() if isinstance(data, str) else data)

    async def flush(self) -> None:
        """Wait until the system has taken what was sent."""
        async with asyncio.timeout(_LIMIT_S):
            await self._writer.drain()

    async def closed(self) -> bytes:
        """Wait until the client has closed; return what it sent before."""
        try:
            async with asyncio.timeout(_LIMIT_S):
                return await self._reader.read()
        except ConnectionError:
            return b""

    def drop(self) -> None:
        """Close as a dying Asterisk does."""
        self._writer.transport.abort()


class FakeAmiServer:
    """Listens on a port of the system's choice; sessions are taken one by one."""

    def __init__(self) -> None:
        self.connected_count = 0
        self.port = 0
        self._sessions: asyncio.Queue[AmiSession] = asyncio.Queue()
        self._open: list[AmiSession] = []

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def listen(self) -> None:
        """Start to listen, on the same port as before."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and drop all clients."""
        self._server.close()
        for session in self._open:
            session.drop()
        self._open.clear()
        await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected_count += 1
        session = AmiSession(reader, writer)
        self._open.append(session)
        self._sessions.put_nowait(session)

    async def session(self) -> AmiSession:
        """Return the next client that connects."""
        async with asyncio.timeout(_LIMIT_S):
            return await self._sessions.get()
