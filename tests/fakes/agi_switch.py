"""The caller's verbs on a real socket, for one flow after the other, without an Asterisk."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from callcenter_cti.asterisk.agi_session import SessionLimits
from callcenter_cti.asterisk.channel import AgiCall, ChannelSettings
from callcenter_cti.asterisk.fastagi_server import FastAgiLimits, FastAgiServer
from callcenter_cti.domain.errors import WireError
from callcenter_cti.ivr.call import Call
from callcenter_cti.ivr.request import CallRequest
from callcenter_cti.ivr.script import Script
from tests.contracts.agi_peer import AgiPeer
from tests.fakes.recordings import FakeRecordings

SETTINGS = ChannelSettings("/prompts", music_class="queue")


class Switch:
    """A FastAGI server whose only handler is the flow of the test."""

    def __init__(self, patience_s: float = 90.0) -> None:
        self.recordings = FakeRecordings()
        self.results: list[object] = []
        self._flow: Callable[[Call], Awaitable[object]] | None = None
        log = structlog.get_logger()
        self.server = FastAgiServer(
            {"call": self._handle},
            limits=FastAgiLimits(session=SessionLimits(patience_s=patience_s)),
            make_call=lambda session: AgiCall(
                session, settings=SETTINGS, recordings=self.recordings, log=log
            ),
            on_command=lambda verb, seconds: None,
            log=log,
        )
        self.address = ("", 0)

    async def _handle(self, request: CallRequest, call: Call) -> None:
        assert self._flow is not None
        try:
            self.results.append(await self._flow(call))
        except WireError as error:
            self.results.append(error)

    async def commands_of(
        self, script: str, flow: Callable[[Call], Awaitable[object]]
    ) -> list[str]:
        """Run a flow with a scripted caller; return its commands but for the safety net's."""
        return await self.commands_with(AgiPeer(Script.parse(script)), flow)

    async def commands_with(
        self, peer: AgiPeer, flow: Callable[[Call], Awaitable[object]]
    ) -> list[str]:
        """Run a flow with a caller of the test's own."""
        self._flow = flow
        await peer.run(*self.address)
        assert peer.commands[0] == ["SET", "VARIABLE", "TIMEOUT(absolute)", "90"]
        return [" ".join(words) for words in peer.commands[1:]]

    async def result_of(self, reply: bytes, flow: Callable[[Call], Awaitable[object]]) -> object:
        """Run a flow whose first command gets this reply; return what came of it."""
        self._flow = flow
        reader, writer = await asyncio.open_connection(*self.address)
        writer.write(b"agi_network_script: call\n\n")
        await reader.readline()
        writer.write(b"200 result=1\n")
        await reader.readline()
        writer.write(reply)
        await reader.read()
        writer.close()
        await writer.wait_closed()
        return self.results[-1]
