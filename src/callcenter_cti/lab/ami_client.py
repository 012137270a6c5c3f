"""A tiny AMI client for the laboratory's own eyes and hands: actions, and a log of events.

It keeps every event, so that a test can wait for one that has already come. The product's AMI
link is another thing and elsewhere: what watches the engine must not share code with it.
"""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Mapping

from callcenter_cti.lab.addresses import AMI_PORT
from callcenter_cti.lab.errors import LabError

ACTION_LIMIT_S = 10.0
EVENT_LIMIT_S = 15.0
LOG_LIMIT = 200_000
"""Events kept; more than that in one run is a fault of the run."""

Event = Mapping[str, str]
"""An AMI message by header; a header that repeats has its values joined by line feeds."""
Predicate = Callable[[Event], bool]


class AmiClient:
    """One AMI log-in. Open it in the event loop that uses it."""

    def __init__(
        self, host: str, user: str, secret: str, *, port: int = AMI_PORT, events: str = "on"
    ) -> None:
        """Say where to log in; `events` is on, off or the classes of events to be told of."""
        self._where = (host, port)
        self._log_in = {"Username": user, "Secret": secret, "Events": events}
        self._numbers = itertools.count(1)
        self._pending: dict[str, asyncio.Future[Event]] = {}
        self._news = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.events: list[Event] = []
        """Every event since the first log-in, over reconnects."""

    async def open(self) -> None:
        """Connect and log in.

        Raises:
            LabError: refused.
            OSError: nobody listens.
        """
        async with asyncio.timeout(ACTION_LIMIT_S):
            reader, self._writer = await asyncio.open_connection(*self._where)
            await reader.readline()
        self._reader = asyncio.create_task(self._read(reader), name="lab ami reader")
        await self.action("Login", **self._log_in)

    async def close(self) -> None:
        """Log off by closing the connection."""
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()
        if self._reader is not None:
            await self._reader
        self._writer = self._reader = None

    async def action(self, name: str, /, **fields: str | list[str]) -> Event:
        """Send an action and return its response.

        Raises:
            LabError: the response says Error, or there is no connection.
            TimeoutError: no response.
        """
        response = await self.attempt(name, **fields)
        if response.get("Response") == "Error":
            raise LabError(f"AMI {name}: {response.get('Message', 'error')}")
        return response

    async def attempt(self, name: str, /, **fields: str | list[str]) -> Event:
        """Send an action and return its response, also one that says Error."""
        if self._writer is None:
            raise LabError(f"AMI {name}: not connected")
        number = str(next(self._numbers))
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._pending[number] = future
        try:
            self._writer.write(_encode(name, number, fields))
            async with asyncio.timeout(ACTION_LIMIT_S):
                return await future
        finally:
            self._pending.pop(number, None)

    def mark(self) -> int:
        """Return the present end of the event log, for `wait_event(since=...)`."""
        return len(self.events)

    async def wait_event(
        self, predicate: Predicate, *, since: int, limit_s: float = EVENT_LIMIT_S
    ) -> Event:
        """Return the first event from place `since` of the log on that fits; wait for it.

        Raises:
            TimeoutError: none came in `limit_s` seconds.
        """
        _, event = await self.find_event(predicate, since=since, limit_s=limit_s)
        return event

    async def find_event(
        self, predicate: Predicate, *, since: int, limit_s: float = EVENT_LIMIT_S
    ) -> tuple[int, Event]:
        """Like `wait_event`, with the event's place in the log before it."""
        place = since
        async with asyncio.timeout(limit_s):
            while True:
                for position in range(place, len(self.events)):
                    if predicate(self.events[position]):
                        return position, self.events[position]
                place = len(self.events)
                await self._next_news()

    async def _next_news(self) -> None:
        self._news.clear()
        await self._news.wait()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                self._receive(_decode(await reader.readuntil(b"\r\n\r\n")))
        except (asyncio.IncompleteReadError, OSError):
            self._fail_pending()

    def _receive(self, message: Event) -> None:
        if "Event" in message:
            if len(self.events) >= LOG_LIMIT:
                raise LabError("more events than the laboratory keeps")
            self.events.append(message)
            self._news.set()
        future = self._pending.get(message.get("ActionID", ""))
        if "Response" in message and future is not None and not future.done():
            future.set_result(message)

    def _fail_pending(self) -> None:
        for future in self._pending.values():
            if not future.done():
                future.set_exception(LabError("the AMI connection is gone"))


def _encode(name: str, number: str, fields: Mapping[str, str | list[str]]) -> bytes:
    lines = [f"Action: {name}", f"ActionID: {number}"]
    for key, value in fields.items():
        lines += [f"{key}: {one}" for one in ([value] if isinstance(value, str) else value)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _decode(raw: bytes) -> Event:
    message: dict[str, str] = {}
    for line in raw.decode(errors="replace").strip().split("\r\n"):
        key, _, value = line.partition(":")
        value = value.strip()
        message[key] = f"{message[key]}\n{value}" if key in message else value
    return message
