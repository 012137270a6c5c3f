"""Callers, engines that die, and a bank behind a line on which everything goes wrong.

Each change that a caller asks for has a random schedule: what happens to each of its tries on the
way, and whether its caller hangs up, or the engine dies, while the bank is at work on it.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import aiohttp
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.acd.waiting import AgentOffered
from callcenter_cti.bank.attempt_limits import AttemptLimits
from callcenter_cti.bank.demo_cards import DemoCard
from callcenter_cti.bank.demo_server import DemoServer
from callcenter_cti.bank.http import HttpCardServices
from callcenter_cti.bank.http_link import BankLink, BankRequest, LinkSettings, _TryFailed
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.bank.seed import seed_demo
from callcenter_cti.config.database import open_engine
from callcenter_cti.domain.identifiers import AgentId, HotlineId, OfferToken, QueueId
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.flows.entry import Entry
from callcenter_cti.flows.hotline import Hotline
from callcenter_cti.flows.visit import Services
from callcenter_cti.ivr.request import CallRequest
from tests.fakes.clock import FakeClock
from tests.fakes.faulty_bank import Fault, Faults, Patience, some_faults
from tests.fakes.free_caller import Decide, FreeCaller
from tests.fakes.pin_keys import SEALER
from tests.fakes.seeded_bank import CHEAP, KEY, TODAY, bank_on, migrate_bank
from tests.fakes.served_bank import TOKEN, listening
from tests.fakes.waiting_room import FakeWaitingRoom

_Answer = TypeVar("_Answer")
AT_ONCE = 4
HOTLINE = Hotline(HotlineId("1001"), "welcome.default", QueueId("all"), tuple(MenuItem))
AGENT = AgentOffered(AgentId("anna"), "PJSIP/6001", 15, OfferToken("token"))


class Mishap(StrEnum):
    """What else happens while the bank is at work."""

    HANGS_UP = "hangs_up"
    DIES = "dies"
    """The engine, with all its calls; the next one takes over."""


class PatientLink(BankLink):
    """`BankLink`, whose time-outs for changes the faults decide, and no clock."""

    def __init__(self, settings: LinkSettings, faults: Faults) -> None:
        super().__init__(settings, FakeClock())
        self._faults = faults

    async def _try(self, request: BankRequest, read: Callable[[bytes], _Answer]) -> _Answer:
        if request.key is None:
            return await super()._try(request, read)
        patience = self._faults.patience[request.key] = Patience()
        try:
            return await patience.while_it_lasts(super()._try(request, read))
        except TimeoutError as error:
            raise _TryFailed("no answer in time") from error


class Engine:
    """One life of an engine: its flows, and its line to the bank."""

    def __init__(self, url: str, faults: Faults) -> None:
        settings = LinkSettings(url, TOKEN, try_s=40.0, total_s=40.0, breaker_failures=10**6)
        clock = FakeClock()
        self.link = PatientLink(settings, faults)
        services = Services(
            HttpCardServices(self.link), SEALER, FakeWaitingRoom(AGENT), clock, lambda _fact: None
        )
        self.entry = Entry(services, lambda _number: HOTLINE)
        self.calls: set[asyncio.Task[None]] = set()

    def die(self) -> None:
        """End in the middle of everything: nothing is said, and nothing asked again."""
        for call in self.calls:
            call.cancel()


class World:
    """The bank, the way to it, and the engine that lives now."""

    def __init__(self, bank: AsyncEngine, chance: random.Random) -> None:
        self.url = ""
        self.faults = Faults(plan=self.plan, watch=self.watch)
        self.chance = chance
        self.mishaps: Counter[Mishap] = Counter()
        self.told: Counter[str] = Counter()
        """What callers heard of their wishes."""
        self.callers: dict[str, FreeCaller] = {}
        """By the name of their call."""
        self.engines: list[Engine] = []
        self._bank = bank
        self._schedules: dict[str, tuple[Mishap | None, int]] = {}

    def serve(self, url: str) -> None:
        """Start an engine for the bank at a URL; one that lives already dies."""
        dying = self.engines[-1:]
        self.url = url
        self.engines.append(Engine(url, self.faults))
        for engine in dying:
            engine.die()

    def plan(self, key: str) -> list[Fault]:
        """Draw the schedule of a change."""
        kind = self.chance.choices([None, *Mishap], weights=[7, 2, 1])[0]
        self._schedules[key] = (kind, self.chance.randint(1, 2))
        return some_faults(self.chance)

    def watch(self, key: str, number: int) -> None:
        """Let the caller hang up, or the engine die, when the try comes at which it shall."""
        kind, at = self._schedules[key]
        if kind is None or number != at:
            return
        self.mishaps[kind] += 1
        if kind is Mishap.HANGS_UP:
            self.callers[key.partition("/")[0]].leave()
        else:
            self.serve(self.url)

    async def call(self, decide: Decide) -> str:
        """Let a caller dial; return the name of his call when it is over."""
        name = f"sydney-1.{len(self.callers) + 1}"
        caller = self.callers[name] = FreeCaller(decide)
        engine = self.engines[-1]
        ani = f"6140{len(self.callers):06d}"
        arguments = ("1001", "sydney", name)
        request = CallRequest("call", arguments, "PJSIP/trunk-1", name, ani, {})
        task = asyncio.create_task(engine.entry.call(request, caller))
        engine.calls.add(task)
        await asyncio.wait({task})
        engine.calls.discard(task)
        if not task.cancelled():
            task.result()
        return name

    async def rows(self, table: Table) -> list[dict[str, object]]:
        """Look into the bank's books."""
        async with self._bank.connect() as connection:
            return [dict(row._mapping) for row in await connection.execute(select(table))]

    async def ask_again(self, key: str, path: str, body: bytes) -> dict[str, object]:
        """Ask once more for the change of a key, and return what the bank says."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": key}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(
                f"{self.url}{path}", data=body, headers={"Content-Type": "application/json"}
            ) as response,
        ):
            answer: dict[str, object] = await response.json()
        assert response.status == 200, answer
        return answer


@asynccontextmanager
async def bad_weather(
    folder: Path, customers_cards: list[DemoCard], chance: random.Random
) -> AsyncIterator[World]:
    """Serve a bank with these customers alone, over a line with faults."""
    url = f"sqlite:///{folder / 'bank.db'}"
    await migrate_bank(url)
    async with AsyncExitStack() as stack:
        engine = await open_engine(url)
        stack.push_async_callback(engine.dispose)
        hashes = PinHashes(KEY, hasher=CHEAP)
        await seed_demo(engine, KEY, hashes, today=TODAY, customers_cards=customers_cards)
        limits = AttemptLimits(different_cards=10**6)
        bank = await stack.enter_async_context(bank_on(engine, hashes=hashes, limits=limits))
        world = World(engine, chance)
        application = DemoServer(bank, token=TOKEN).application()
        application.middlewares.insert(0, world.faults.middleware)
        world.serve(await stack.enter_async_context(listening(application)))
        try:
            yield world
        finally:
            await world.faults.settled()
            for life in world.engines:
                await life.link.__aexit__(None, None, None)


async def crowd(caller: Callable[[], Awaitable[None]], goes_on: Callable[[], bool]) -> None:
    """Let callers come one after the other, a dozen at once, as long as it goes on."""

    async def line() -> None:
        while goes_on():
            await caller()

    await asyncio.gather(*(line() for _ in range(AT_ONCE)))
