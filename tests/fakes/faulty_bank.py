"""What can happen to a request between a voice system and a bank, on purpose."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from enum import StrEnum

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(StrEnum):
    """How a request fares."""

    NONE = "none"
    LATE = "late"
    """The bank begins when nobody waits any more."""
    SLOW = "slow"
    """The bank does it at once, and answers when nobody waits any more."""
    SLOW_BODY = "slow_body"
    """The answer stops in the middle."""
    TWICE = "twice"
    """The network delivers it twice, at the same time."""
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    """The connection ends before, or after, the bank has done it."""
    GARBAGE = "garbage"
    """It is done, and the answer is no JSON."""
    WRONG = "wrong"
    """It is done, and the answer is another question's."""
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    """Status 500, before or after it is done."""


class Faults:
    """A middleware that lets happen what a plan says; without a plan nothing does.

    Args:
        too_late_s: Seconds after which nobody waits any more.
    """

    def __init__(self, *, too_late_s: float) -> None:
        self.happened: Counter[Fault] = Counter()
        self._plans: dict[str, list[Fault]] = {}
        self._too_late_s = too_late_s
        self._under_way: set[asyncio.Task[web.StreamResponse]] = set()

    def plan(self, key: str, faults: list[Fault]) -> None:
        """Let these happen to the requests with this key, one after the other."""
        self._plans[key] = faults

    async def settled(self) -> None:
        """Wait until the bank has ended all that was begun."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Handle a request in a task of its own, as its plan says."""
        await request.read()
        faults = self._plans.get(request.headers.get("Idempotency-Key", ""))
        fault = faults.pop(0) if faults else Fault.NONE
        self.happened[fault] += 1
        task = asyncio.create_task(self._handle(request, handler, fault))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _handle(
        self, request: web.Request, handler: Handler, fault: Fault
    ) -> web.StreamResponse:
        if fault is Fault.ERROR_BEFORE:
            return web.Response(status=500)
        if fault is Fault.CUT_BEFORE:
            return _cut(request)
        if fault is Fault.LATE:
            await asyncio.sleep(self._too_late_s)
        if fault is Fault.TWICE:
            response, _ = await asyncio.gather(handler(request), handler(request))
        else:
            response = await handler(request)
        return await self._spoilt(request, response, fault)

    async def _spoilt(
        self, request: web.Request, response: web.StreamResponse, fault: Fault
    ) -> web.StreamResponse:
        match fault:
            case Fault.SLOW:
                await asyncio.sleep(self._too_late_s)
            case Fault.CUT_AFTER:
                return _cut(request)
            case Fault.ERROR_AFTER:
                return web.Response(status=500)
            case Fault.GARBAGE:
                return web.Response(body=b"<html>\xff\x00 maintenance </html>")
            case Fault.WRONG:
                return web.json_response({"outcome": "done", "reference": "none"})
            case Fault.SLOW_BODY:
                return await self._half(request, response)
            case _:
                pass
        return response

    async def _half(
        self, request: web.Request, response: web.StreamResponse
    ) -> web.StreamResponse:
        assert isinstance(response, web.Response)
        assert isinstance(response.body, bytes)
        half = web.StreamResponse(headers={"Content-Length": str(len(response.body))})
        try:
            await half.prepare(request)
            await half.write(response.body[:10])
        except ConnectionError:
            return half  # nobody reads on
        await asyncio.sleep(self._too_late_s)
        return _cut(request)


def some_faults(chance: random.Random) -> list[Fault]:
    """Return what happens to the tries of one wish; the last ones may go well."""
    return [chance.choice(list(Fault)) for _ in range(chance.randint(0, 5))]


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
