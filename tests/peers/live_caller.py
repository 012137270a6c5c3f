"""The caller of the contract of calls on a real line, and the engine's end of it.

He acts on what the engine is seen to do, its commands in the site's event log. A key that is
pressed while no command collects is lost; so he begins to key when the command that collects has
started, as a caller does who waits for the question.
"""

import asyncio
import itertools
from collections import deque
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
from callcenter_cti.ivr.script import Act, Script, Step
from callcenter_cti.lab.ami_client import Event
from callcenter_cti.lab.carrier import Caller, Carrier
from callcenter_cti.lab.site import Site
from tests.contracts.agi_peer import words_of
from tests.fakes.recordings import FakeRecordings

_T = TypeVar("_T")

HOTLINE = "1001"
"""In the project's dialplan: Asterisk closes the engine's connection when the caller leaves."""
LASTING_HOTLINE = "1002"
"""In a dialplan that lets the connection outlast the caller; there after `add_lasting_hotline`."""
READ_BACK = ("CTI_DIAL", "CTI_NEXT", "CHANNEL(language)")
"""Variables of the dialplan that a flow may set."""
_LIMIT_S = 60.0
"""No caller waits longer for the engine's next command."""


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
        follower = _Follower(caller, self._site, Script.parse(script))
        try:
            await self._set_variables(channel)
            await follower.begin(call)
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


class _Follower:
    """Does what the script says, one step after the other."""

    def __init__(self, caller: Caller, site: Site, script: Script) -> None:
        self._caller = caller
        self._site = site
        self._steps = deque(script.steps)
        self._keying = False

    @property
    def left(self) -> list[Step]:
        """What the caller has not done yet."""
        return list(self._steps)

    @property
    def is_done(self) -> bool:
        """Whether all was done; a flow that ends before the caller leaves is no fault."""
        return not self._steps or self._steps[0].act is Act.HANGS_UP

    async def begin(self, call: Call) -> None:
        """Leave before anything happens, or get connected if there is anything to do."""
        if await self._leaves() or not self._steps:
            return
        assert await call.answer() == Said()
        await self._caller.up()

    async def follow(self) -> None:
        """Act on each command of the engine, until the caller leaves."""
        while not await self._act(await self._caller.hears("", limit_s=_LIMIT_S)):
            pass

    async def _act(self, started: Event) -> bool:
        """Tell whether the caller has left."""
        match words_of(started["Command"]):
            case ["STREAM", "FILE", path, _]:
                self._keying = False
                self._takes(Act.HEARS, path.rpartition("/")[2])
                await self._keys(Act.INTERRUPTS)
            case ["WAIT", "FOR", "DIGIT", _] if not self._keying:
                if self._takes(Act.SILENT):
                    return False  # he is silent to the end of this command
                await self._keys(Act.KEYS)
            case ["SET", "MUSIC", "ON", *_]:
                self._takes(Act.MUSIC_STARTS)
            case ["SET", "VARIABLE", "CHANNEL(language)", language]:
                self._takes(Act.SPEAKS, language)
            case _:
                pass
        return await self._leaves()

    def _next_is(self, act: Act) -> bool:
        return bool(self._steps) and self._steps[0].act is act

    def _takes(self, act: Act, detail: str = "") -> bool:
        if not (self._next_is(act) and self._steps[0].detail == detail):
            return False
        self._steps.popleft()
        return True

    async def _keys(self, act: Act) -> None:
        if self._next_is(act):
            self._keying = True
            await self._press(self._steps.popleft().detail)

    async def _press(self, keys: str) -> None:
        """Press keys, and wait until the site has got the last of them."""
        place = self._site.mark() - 1
        await self._caller.press(keys)
        for key in keys:
            place, _ = await self._site.ami.find_event(self._got(key), since=place + 1)

    def _got(self, key: str) -> Callable[[Event], bool]:
        return lambda e: (
            e["Event"] == "DTMFEnd" and e["CallerIDNum"] == self._caller.ani and e["Digit"] == key
        )

    async def _leaves(self) -> bool:
        if not self._takes(Act.HANGS_UP):
            return False
        await self._caller.hang_up()
        return True


async def _while(company: Callable[[], Coroutine[object, None, None]], flow: Awaitable[_T]) -> _T:
    """Run a flow to its end, and give up its company then."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(company())
        result = await flow
        task.cancel()
    return result
