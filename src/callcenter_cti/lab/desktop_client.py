"""An agent's desktop without a browser: logs in, says ready, acknowledges pops, tells of them."""

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Self

import aiohttp

from callcenter_cti.lab.errors import LabError

LIMIT_S = 15.0
LOG_IN_TRIES = 3
"""An engine that cannot check a password in time says so; an agent presses the button again."""

Message = Mapping[str, object]
Fits = Callable[[Message], bool]


class DesktopClient:
    """One agent's WebSocket, as the page opens it."""

    def __init__(self, base_url: str, agent: str, password: str) -> None:
        self.agent = agent
        self._base_url = base_url
        self._password = password
        self._http: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._taken = 0
        self.messages: list[Message] = []
        """Everything the engine sent, in order."""

    async def __aenter__(self) -> Self:
        """Log in and open the desktop.

        Raises:
            LabError: the log-in was refused.
        """
        jar = aiohttp.CookieJar(unsafe=True)  # "unsafe" is what a host that is an address needs
        self._http = aiohttp.ClientSession(
            cookie_jar=jar,
            headers={"Origin": self._base_url},
            timeout=aiohttp.ClientTimeout(LIMIT_S),
        )
        try:
            await self._open(self._http)
        except BaseException:
            await self._http.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the desktop; the agent stays logged in, as when a browser is closed."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await self._reader
        if self._http is not None:
            await self._http.close()

    async def ready(self) -> None:
        """Ask for calls and wait until the engine says READY, or has a call at once."""
        await self._send({"type": "ready"})
        await self.next(lambda message: message.get("state") in ("ready", "reserved"))

    async def not_ready(self, reason: str) -> None:
        """Ask for no calls."""
        await self._send({"type": "not_ready", "reason": reason})

    async def state(self, wanted: str, *, limit_s: float = LIMIT_S) -> Message:
        """Wait until the agent is in a state; the next wait is for what comes after it."""
        return await self.next(
            lambda message: message.get("type") == "state" and message.get("state") == wanted,
            limit_s=limit_s,
        )

    async def pop(self, *, limit_s: float = LIMIT_S) -> Message:
        """Wait for the next screen pop."""
        message = await self.next(lambda m: m.get("type") == "pop", limit_s=limit_s)
        pop = message["pop"]
        if not isinstance(pop, dict):
            raise LabError(f"a pop without content: {message}")
        return pop

    async def next(self, fits: Fits, *, limit_s: float = LIMIT_S) -> Message:
        """Return the next message that fits; those before it are passed over.

        Raises:
            LabError: none came in `limit_s` seconds.
        """
        try:
            async with asyncio.timeout(limit_s):
                while True:
                    while self._taken < len(self.messages):
                        message = self.messages[self._taken]
                        self._taken += 1
                        if fits(message):
                            return message
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            last = self.messages[-1] if self.messages else "nothing"
            raise LabError(f"desktop of {self.agent}: still waiting, last heard {last}") from None

    @property
    def view(self) -> Message:
        """The newest state that the engine sent; empty before the first."""
        states = [message for message in self.messages if message.get("type") == "state"]
        return max(states, key=lambda message: int(str(message["sequence"])), default={})

    async def until(self, holds: Callable[[], bool], *, limit_s: float = LIMIT_S) -> None:
        """Wait until something holds of `view` or `messages`, those passed over included.

        Raises:
            LabError: it does not hold after `limit_s` seconds.
        """
        try:
            async with asyncio.timeout(limit_s):
                while not holds():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            last = self.messages[-1] if self.messages else "nothing"
            raise LabError(f"desktop of {self.agent}: still waiting, last heard {last}") from None

    async def _open(self, http: aiohttp.ClientSession) -> None:
        await self._log_in(http, tries=LOG_IN_TRIES)
        self._socket = await http.ws_connect(f"{self._base_url}/api/v1/desktop", heartbeat=10.0)
        self._reader = asyncio.create_task(self._read(self._socket), name=f"desk {self.agent}")

    async def _log_in(self, http: aiohttp.ClientSession, *, tries: int) -> None:
        body = {"agent": self.agent, "password": self._password}
        async with http.post(f"{self._base_url}/api/v1/session", json=body) as response:
            status, said = response.status, await response.text()
        if status == HTTPStatus.SERVICE_UNAVAILABLE and tries > 1:
            await self._log_in(http, tries=tries - 1)
        elif status != HTTPStatus.OK:
            raise LabError(f"log-in of {self.agent} refused: {said}")

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                continue
            message = frame.json()
            self.messages.append(message)
            self._news.set()
            if message.get("type") == "pop":
                await socket.send_json({"type": "pop_shown", "token": message["pop"]["token"]})

    async def _send(self, message: Message) -> None:
        if self._socket is None:
            raise LabError(f"desktop of {self.agent} is not open")
        await self._socket.send_json(message)
