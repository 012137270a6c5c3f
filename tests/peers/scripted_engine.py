"""A FastAGI server that behaves as a test says: the dialplan's counterpart, also a broken one.

Independent of the product's own server on purpose: what fails here is the dialplan.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

REPLY_LIMIT_S = 30.0


@dataclass(slots=True)
class Session:
    """One AGI request."""

    path: str
    arguments: tuple[str, ...]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    hung_up: bool = False

    async def do(self, command: str) -> str:
        """Send a command and return its reply; empty when the connection is gone."""
        self.writer.write(f"{command}\n".encode())
        return await self.line()

    async def line(self) -> str:
        """Return the next line that is not the notice of a hang-up."""
        async with asyncio.timeout(REPLY_LIMIT_S):
            while (line := (await self.reader.readline()).decode().strip()) == "HANGUP":
                self.hung_up = True
        return line

    async def silent(self) -> None:
        """Say nothing, read nothing, close nothing."""
        await asyncio.Event().wait()

    async def until_closed(self) -> None:
        """Read on until Asterisk closes."""
        while await self.reader.readline():
            pass


Script = Callable[[Session], Awaitable[None]]


async def at_once(session: Session) -> None:
    """Close without a word."""


@dataclass(slots=True)
class ScriptedEngine:
    """The server; scripts by path. A path without a script is closed at once."""

    scripts: Mapping[str, Script]
    requests: list[Session] = field(default_factory=list)
    address: str = ""
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> "ScriptedEngine":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        self.address = f"{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.die()

    async def die(self) -> None:
        """End as a killed process does: every socket is reset, nobody listens any more."""
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def asked(self, path: str, *, limit_s: float = 15.0) -> Session:
        """Wait for the first request on a path."""
        async with asyncio.timeout(limit_s):
            while True:
                for session in self.requests:
                    if session.path == path:
                        return session
                self._news.clear()
                await self._news.wait()

    def paths(self) -> list[str]:
        """Return the paths that were asked, in order."""
        return [session.path for session in self.requests]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            session = await _read_request(reader, writer)
            self.requests.append(session)
            self._news.set()
            await self.scripts.get(session.path, at_once)(session)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            self._writers.discard(writer)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()


async def _read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Session:
    lines: dict[str, str] = {}
    while line := (await reader.readline()).decode().strip():
        key, _, value = line.partition(": ")
        lines[key] = value
    arguments = (lines.get(f"agi_arg_{number}") for number in range(1, 10))
    path = lines.get("agi_network_script", "")
    return Session(path, tuple(a for a in arguments if a is not None), reader, writer)
