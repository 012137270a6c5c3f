"""What can happen to a request between a voice system and a bank, on purpose."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from aiohttp import web

_Answer = TypeVar("_Answer")
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


@dataclass
class Asked:
    """A change as it was asked for, to ask again."""

    path: str
    body: bytes
    tries: int = 0


class Patience:
    """How long a voice system waits for an answer: until a fault says that it is too long.

    No clock is in it, so that a slow machine changes nothing.
    """

    def __init__(self) -> None:
        self._over = asyncio.Event()
        self._gone = asyncio.Event()

    async def while_it_lasts(self, work: Coroutine[object, object, _Answer]) -> _Answer:
        """Wait for work.

        Raises:
            TimeoutError: it is over; the work was cancelled.
        """
        over = asyncio.create_task(self._over.wait())
        task = asyncio.create_task(work)
        try:
            await asyncio.wait({task, over}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise TimeoutError
            return task.result()
        finally:
            for one in (task, over):
                one.cancel()
            try:
                await asyncio.wait({task, over})
            finally:  # also when the engine dies in this very moment
                self._gone.set()

    async def ends(self) -> None:
        """End it; return when nobody waits any more."""
        self._over.set()
        await self._gone.wait()


class Faults:
    """A middleware that lets happen to each change what its plan says; reads go well.

    Args:
        plan: Called with each new key; returns what happens to its tries, one after the other.
        watch: Told of each try of a key, and its number, before anything happens.
    """

    def __init__(
        self, *, plan: Callable[[str], list[Fault]], watch: Callable[[str, int], None]
    ) -> None:
        self.happened: Counter[Fault] = Counter()
        self.asked: dict[str, Asked] = {}
        """By key."""
        self.patience: dict[str, Patience] = {}
        """By key, of the try that is under way."""
        self.over = False
        """Set when the weather is good again."""
        self._plan = plan
        self._watch = watch
        self._plans: dict[str, list[Fault]] = {}
        self._under_way: dict[asyncio.Future[web.StreamResponse], str] = {}

    async def settled(self, call: str = "") -> None:
        """Wait until the bank has ended all that was begun, in a call or at all."""
        while tasks := [task for task, key in self._under_way.items() if key.startswith(call)]:
            await asyncio.wait(tasks)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Handle a change in a task of its own, as its plan says."""
        key = request.headers.get("Idempotency-Key", "")
        if not key or self.over:
            return await self._begun(key, handler(request))
        body = await request.read()
        if key not in self.asked:
            self.asked[key] = Asked(request.path, body)
            self._plans[key] = self._plan(key)
        asked, patience = self.asked[key], self.patience[key]
        assert (asked.path, asked.body) == (request.path, body), "another request with this key"
        asked.tries += 1
        fault = self._plans[key].pop(0) if self._plans[key] else Fault.NONE
        self.happened[fault] += 1
        answer = self._begun(key, self._handle(request, handler, fault, patience))
        self._watch(key, asked.tries)
        return await answer

    def _begun(
        self, key: str, work: Awaitable[web.StreamResponse]
    ) -> asyncio.Future[web.StreamResponse]:
        """Begin something that goes on when nobody waits for it any more."""
        task = asyncio.ensure_future(work)  # noqa: TID251 - kept until it has ended
        self._under_way[task] = key
        task.add_done_callback(lambda done: self._under_way.pop(done, None))
        return asyncio.shield(task)

    async def _handle(
        self, request: web.Request, handler: Handler, fault: Fault, patience: Patience
    ) -> web.StreamResponse:
        if fault is Fault.ERROR_BEFORE:
            return web.Response(status=500)
        if fault is Fault.CUT_BEFORE:
            return _cut(request)
        if fault is Fault.LATE:
            await patience.ends()
        if fault is Fault.TWICE:
            response, _ = await asyncio.gather(handler(request), handler(request))
        else:
            response = await handler(request)
        return await self._spoilt(request, response, fault, patience)

    async def _spoilt(
        self, request: web.Request, response: web.StreamResponse, fault: Fault, patience: Patience
    ) -> web.StreamResponse:
        match fault:
            case Fault.SLOW:
                await patience.ends()
            case Fault.CUT_AFTER:
                return _cut(request)
            case Fault.ERROR_AFTER:
                return web.Response(status=500)
            case Fault.GARBAGE:
                return web.Response(body=b"<html>\xff\x00 maintenance </html>")
            case Fault.WRONG:
                return web.json_response({"outcome": "done", "reference": "none"})
            case Fault.SLOW_BODY:
                return await self._half(request, response, patience)
            case _:
                pass
        return response

    async def _half(
        self, request: web.Request, response: web.StreamResponse, patience: Patience
    ) -> web.StreamResponse:
        assert isinstance(response, web.Response)
        assert isinstance(response.body, bytes)
        half = web.StreamResponse(headers={"Content-Length": str(len(response.body))})
        try:
            await half.prepare(request)
            await half.write(response.body[:10])
        except ConnectionError:
            return half  # nobody reads on
        await patience.ends()
        return _cut(request)


def some_faults(chance: random.Random) -> list[Fault]:
    """Return what happens to the tries of one wish; the last ones may go well."""
    return [chance.choice(list(Fault)) for _ in range(chance.randint(0, 5))]


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
