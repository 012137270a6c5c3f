"""The scripted caller and the real channel keep the same contract."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import pytest
import structlog

from callcenter_cti.asterisk.channel import AgiCall, ChannelSettings
from callcenter_cti.asterisk.fastagi_server import FastAgiLimits, FastAgiServer
from callcenter_cti.ivr.call import Call
from callcenter_cti.ivr.request import CallRequest
from callcenter_cti.ivr.script import Script
from callcenter_cti.ivr.scripted import ScriptedCall
from tests.contracts.agi_peer import AgiPeer
from tests.contracts.call_contract import CallContract
from tests.fakes.recordings import FakeRecordings

_T = TypeVar("_T")


class ScriptedCaller:
    """The caller of `ScriptedCall`."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.heard: list[str] = []
        self.languages: list[str] = []

    async def run(self, script: str, flow: Callable[[Call], Awaitable[_T]]) -> _T:
        call = ScriptedCall.from_text(script, variables=self.variables)
        result = await call.run(flow)
        self.variables = call.variables
        self.heard = [
            line.removeprefix("hears ") for line in call.transcript if line.startswith("hears ")
        ]
        self.languages = _languages(call.transcript)
        return result


def _languages(transcript: list[str]) -> list[str]:
    languages, language = [], "en"
    for act, _, detail in (line.partition(" ") for line in transcript):
        if act == "speaks":
            language = detail
        elif act == "hears":
            of_its_own, separator, _ = detail.partition(": ")
            languages.append(of_its_own if separator else language)
    return languages


class WireCaller:
    """The caller of `AgiCall`, behind a FastAGI server and a socket."""

    def __init__(self, *, late_notice: bool) -> None:
        self.variables: dict[str, str] = {}
        self.heard: list[str] = []
        self.languages: list[str] = []
        self._late_notice = late_notice
        self._server: FastAgiServer | None = None

    async def run(self, script: str, flow: Callable[[Call], Awaitable[_T]]) -> _T:
        results: list[_T] = []

        async def handler(request: CallRequest, call: Call) -> None:
            assert request.ani == "61255501234"
            results.append(await flow(call))

        log = structlog.get_logger()
        self._server = FastAgiServer(
            {"call": handler},
            limits=FastAgiLimits(),
            make_call=lambda session: AgiCall(
                session,
                settings=ChannelSettings("/prompts"),
                recordings=FakeRecordings(),
                log=log,
            ),
            on_command=lambda verb, seconds: None,
            log=log,
        )
        host, port = await self._server.start("127.0.0.1", 0)
        peer = AgiPeer(Script.parse(script), self.variables, late_notice=self._late_notice)
        await peer.run(host, port)
        self.heard = peer.heard
        self.languages = peer.languages
        return results[0]

    async def close(self) -> None:
        if self._server is not None:
            await self._server.close(grace_s=1.0)


class TestScriptedCall(CallContract):
    """The contract on a caller made of text."""

    @pytest.fixture
    def caller(self) -> ScriptedCaller:
        return ScriptedCaller()


class TestAgiCall(CallContract):
    """The contract on an AGI session."""

    @pytest.fixture(params=[False, True], ids=["notice at once", "notice before the next reply"])
    async def caller(self, request: pytest.FixtureRequest) -> AsyncIterator[WireCaller]:
        caller = WireCaller(late_notice=request.param)
        yield caller
        await caller.close()
