"""A program that gets webhooks on a loopback port, and answers as a test tells it to."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

SECRET = "whsec_c2l4dGVlbiBieXRlcyBvZiBhIHRlc3Qgc2VjcmV0Lg=="


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    headers: Mapping[str, str]
    body: bytes
    at: float
    """When it had come, seconds of the machine's wall clock."""

    @property
    def event(self) -> dict[str, object]:
        """The CloudEvent."""
        event: dict[str, object] = json.loads(self.body)
        return event

    @property
    def type(self) -> str:
        """Type of the CloudEvent."""
        return str(self.event["type"])


class WebhookReceiver:
    """Answers with `statuses`, one after the other, then 204; waits while `gate` is shut."""

    def __init__(self, *statuses: int) -> None:
        self.url = ""
        self.gate = asyncio.Event()
        self.gate.set()
        self.came: asyncio.Queue[Received] = asyncio.Queue()
        """Every request, as soon as it is read."""
        self._statuses = list(statuses)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """Serve until left; gives the URL."""
        app = web.Application()
        app.router.add_post("/hook", self._take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/hook?key=of-the-receiver"
        try:
            yield self.url
        finally:
            await runner.cleanup()

    async def next(self) -> Received:
        """Return the next request."""
        return await asyncio.wait_for(self.came.get(), 10)

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.came.put_nowait(Received(dict(request.headers), body, time.time_ns() / 1e9))
        await self.gate.wait()
        status = self._statuses.pop(0) if self._statuses else 204
        headers = {"Location": "/elsewhere"} if status // 100 == 3 else {}
        return web.Response(status=status, headers=headers)
