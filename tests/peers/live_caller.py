"""The caller of the contract of calls on a real line, and the engine's end of it."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import structlog

from callcenter_cti.asterisk.channel import AgiCall, ChannelSettings
from callcenter_cti.asterisk.fastagi_server import FastAgiLimits, FastAgiServer
from callcenter_cti.ivr.call import Call
from callcenter_cti.ivr.outcomes import Said
from callcenter_cti.ivr.request import CallRequest
from callcenter_cti.ivr.script import Script
from callcenter_cti.lab.carrier import Carrier
from callcenter_cti.lab.site import Site
from tests.contracts.agi_peer import words_of
from tests.fakes.recordings import FakeRecordings
from tests.peers.follower import Follower

_T = TypeVar("_T")

HOTLINE = "1001"
"""In the project's dialplan: Asterisk closes the engine's connection when the caller leaves."""
LASTING_HOTLINE = "1002"
"""In a dialplan that lets the connection outlast the caller; there after `add_lasting_hotline`."""
READ_BACK = ("CTI_DIAL", "CTI_NEXT", "CHANNEL(language)")
"""Variables of the dialplan that a flow may set."""


def _arrival() -> asyncio.Future[tuple[str, Call]]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True)
class Visit:
    """One call at the engine; its request stays open until it is `over`."""

    arrived: asyncio.Future[tuple[str, Call]] = field(default_factory=_arrival)
    """The site's channel, and the call on it."""
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Reception:
    """The engine's end: a FastAGI server that hands each call to the caller who placed it."""

    def __init__(self, prompts: Path) -> None:
        log = structlog.get_logger()
        settings = ChannelSettings(str(prompts))
        self._visits: dict[str, Visit] = {}
        self._numbers = itertools.count(1)
        self._server = FastAgiServer(
            {"call": self._receive, "ended": _ended},
            limits=FastAgiLimits(),
            make_call=lambda session: AgiCall(
                session, settings=settings, recordings=FakeRecordings(), log=log
            ),
            on_command=lambda verb, seconds: None,
            log=log,
        )

    async def open(self) -> str:
        """Listen; return host and port as the dialplan wants them."""
        host, port = await self._server.start("127.0.0.1", 0)
        return f"{host}:{port}"

    async def close(self) -> None:
        """Accept no more calls."""
        await self._server.close(grace_s=1.0)

    def expect(self) -> tuple[str, Visit]:
        """Return a number that nobody else calls from, and its visit to come."""
        ani = f"6125550{next(self._numbers):04d}"
        self._visits[ani] = Visit()
        return ani, self._visits[ani]

    async def _receive(self, request: CallRequest, call: Call) -> None:
        visit = self._visits[request.ani]
        visit.arrived.set_result((request.channel, call))
        await visit.over.wait()


async def add_lasting_hotline(site: Site) -> None:
    """Let a site have calls that ask the engine without AGIEXITONHANGUP."""
    await site.ami.action(
        "DialplanExtensionAdd",
        Context="cti-inbound",
        Extension=LASTING_HOTLINE,
        Priority="1",
        Application="AGI",
        ApplicationData="agi://${CTI_ENGINE}/call,${EXTEN},${CTI_SITE},${UNIQUEID}",
        Replace="yes",
    )


async def remove_lasting_hotline(site: Site) -> None:
    """Give a site its own dialplan back."""
    await site.ami.action(
        "DialplanExtensionRemove", Context="cti-inbound", Extension=LASTING_HOTLINE
    )


async def _ended(request: CallRequest, call: Call) -> None:
    """Let the dialplan's `h` extension go on."""


class LiveCaller:
    """`tests.contracts.call_contract.Caller` on a call from the carrier to a site."""

    def __init__(
        self, reception: Reception, site: Site, carrier: Carrier, *, hotline: str
    ) -> None:
        self.variables: dict[str, str] = {}
        self.heard: list[str] = []
        self.languages: list[str] = []
        self.account: list[str] = []
        """All that the engine said to Asterisk, and the flow's result, once the call is over."""
        self._reception = reception
        self._site = site
        self._carrier = carrier
        self._hotline = hotline

    async def run(self, script: str, flow: Callable[[Call], Awaitable[_T]]) -> _T:
        since = self._site.mark()
        ani, visit = self._reception.expect()
        caller = await self._carrier.call(self._site, self._hotline, ani=ani)
        channel, call = await visit.arrived
        follower = Follower(caller, self._site, Script.parse(script))
        try:
            await self._set_variables(channel)
            if not await follower.leaves() and follower.left:
                assert await call.answer() == Said()
                await caller.up()
            result = await _while(follower.follow, flow(call))
            await self._read_variables(channel)
        finally:
            await caller.hang_up()
            visit.over.set()
            await self._gone(channel, since)
            self._recall(ani, since)
        self.account.append(f"the flow returned {result}")
        assert follower.is_done, f"the caller had still to do: {follower.left}"
        return result

    async def _set_variables(self, channel: str) -> None:
        for name, value in self.variables.items():
            await self._site.ami.action("Setvar", Channel=channel, Variable=name, Value=value)

    async def _read_variables(self, channel: str) -> None:
        for name in READ_BACK:
            got = await self._site.ami.attempt("Getvar", Channel=channel, Variable=name)
            self.variables[name] = got.get("Value", "")

    async def _gone(self, channel: str, since: int) -> None:
        """Wait until the site has let the channel go: its last events are in the log then."""
        await self._site.wait_event(
            lambda e: e["Event"] == "Hangup" and e["Channel"] == channel, since=since
        )

    def _recall(self, ani: str, since: int) -> None:
        self.account = [
            event["Command"]
            for event in self._site.ami.events[since:]
            if event["Event"] == "AGIExecStart" and event["CallerIDNum"] == ani
        ]
        played = [words_of(line)[2] for line in self.account if line.startswith("STREAM FILE")]
        self.heard = [path.rpartition("/")[2] for path in played]
        self.languages = [Path(path).parent.name for path in played]


async def _while(company: Callable[[], Coroutine[object, None, None]], flow: Awaitable[_T]) -> _T:
    """Run a flow to its end, and give up its company then."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(company())
        result = await flow
        task.cancel()
    return result
