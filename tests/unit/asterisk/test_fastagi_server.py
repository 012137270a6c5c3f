"""The FastAGI server on real sockets: who is served, and what harms nobody."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress

import pytest
import structlog
from structlog.testing import capture_logs

from callcenter_cti.asterisk.agi_session import AgiSession, SessionLimits
from callcenter_cti.asterisk.channel import AgiCall, ChannelSettings
from callcenter_cti.asterisk.fastagi_server import FastAgiLimits, FastAgiServer
from callcenter_cti.domain.errors import WireError
from callcenter_cti.ivr.call import Call
from callcenter_cti.ivr.outcomes import HungUp
from callcenter_cti.ivr.prompts import Prompt
from callcenter_cti.ivr.request import CallRequest, Handler
from tests.fakes.recordings import FakeRecordings

HEADER = (
    b"agi_network: yes\nagi_network_script: call\nagi_channel: PJSIP/carrier-1\n"
    b"agi_uniqueid: sydney-1.1\nagi_callerid: 61255501234\nagi_calleridname: Jos\xe9\n"
    b"agi_arg_1: 1000\nagi_arg_2: \n\n"
)
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Desk:
    """A server with its address, and clients that are closed in the end."""

    def __init__(self, server: FastAgiServer, address: tuple[str, int]) -> None:
        self.server = server
        self.address = address
        self._writers: list[asyncio.StreamWriter] = []

    async def connect(self, data: bytes = b"") -> Streams:
        reader, writer = await asyncio.open_connection(*self.address)
        self._writers.append(writer)
        writer.write(data)
        return reader, writer

    async def hang_up(self) -> None:
        for writer in self._writers:
            writer.close()
        for writer in self._writers:
            with suppress(ConnectionError):  # the server was the first to close
                await writer.wait_closed()


@asynccontextmanager
async def serving(
    handlers: Mapping[str, Handler],
    limits: FastAgiLimits | None = None,
    on_command: Callable[[str, float], None] = lambda verb, seconds: None,
) -> AsyncIterator[Desk]:
    log = structlog.get_logger()

    def make_call(session: AgiSession) -> AgiCall:
        settings = ChannelSettings("/prompts")
        return AgiCall(session, settings=settings, recordings=FakeRecordings(), log=log)

    server = FastAgiServer(
        handlers,
        limits=limits or FastAgiLimits(),
        make_call=make_call,
        on_command=on_command,
        log=log,
    )
    desk = Desk(server, await server.start("127.0.0.1", 0))
    try:
        yield desk
    finally:
        await desk.hang_up()
        await server.close(grace_s=5.0)
        assert server.open_count == 0


async def nothing(request: CallRequest, call: Call) -> None:
    """Return at once."""


async def closed(reader: asyncio.StreamReader) -> bytes:
    """Return what is left to read when the server closes."""
    try:
        return await reader.read()
    except ConnectionError:
        return b""


async def test_request_is_told_in_the_words_of_the_field():
    """The handler of the path gets arguments, channel and number; other bytes become U+FFFD."""
    requests: list[CallRequest] = []

    async def handler(request: CallRequest, call: Call) -> None:
        requests.append(request)

    async with serving({"call": handler}) as desk:
        reader, _ = await desk.connect(HEADER)
        assert await closed(reader) == b""

    (request,) = requests
    assert (request.path, request.arguments) == ("call", ("1000", ""))
    assert (request.channel, request.unique_id) == ("PJSIP/carrier-1", "sydney-1.1")
    assert (request.ani, request.argument(7)) == ("61255501234", "")
    assert request.environment["calleridname"] == "Jos\ufffd"


async def test_header_may_come_in_any_pieces():
    """A header byte by byte is as good as one in one piece."""
    async with serving({"call": nothing}) as desk:
        reader, writer = await desk.connect()
        for byte in HEADER:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)
        assert await closed(reader) == b""
        assert desk.server.counts.broken == 0


async def test_commands_and_replies_cross_the_socket():
    """A verb of the flow is a line on the wire; its verb and time are told."""
    told: list[str] = []

    async def handler(request: CallRequest, call: Call) -> None:
        await call.set_variable("CTI_NEXT", "hangup")

    async with serving({"call": handler}, on_command=lambda verb, _: told.append(verb)) as desk:
        reader, writer = await desk.connect(HEADER)
        assert await reader.readline() == b'SET VARIABLE "TIMEOUT(absolute)" "90"\n'
        writer.write(b"200 result=1\n")
        assert await reader.readline() == b'SET VARIABLE "CTI_NEXT" "hangup"\n'
        writer.write(b"200 result=1\n")
        assert await closed(reader) == b""

    assert told == ["SET VARIABLE"]


async def test_unknown_path_is_closed_at_once():
    """A typing error in the dialplan is told to ops, and the dialplan falls back."""
    with capture_logs() as logs:
        async with serving({"call": nothing}) as desk:
            reader, _ = await desk.connect(HEADER.replace(b"call\n", b"cal\n"))
            assert await closed(reader) == b""
            assert desk.server.counts.unknown_path == 1

    (line,) = logs
    assert (line["event"], line["path"], line["known"]) == ("agi.unknown_path", "cal", ["call"])


async def test_port_checks_are_harmless():
    """Connect and close, also in the middle of a header, starts nothing and leaves nothing."""
    async with serving({"call": nothing}) as desk:
        before = asyncio.all_tasks()
        for data in (b"", HEADER[:40]) * 50:
            reader, writer = await desk.connect(data)
            writer.write_eof()
            assert await closed(reader) == b""
            assert asyncio.all_tasks() <= before
        assert desk.server.open_count == 0
        assert desk.server.counts.accepted == 100

        reader, _ = await desk.connect(HEADER)
        assert await closed(reader) == b""


async def test_endless_header_is_cut():
    """Nobody fills our memory: a header is refused when it is too long, and others are served."""
    async with serving({"call": nothing}) as desk:
        reader, writer = await desk.connect()
        writer.write((b"agi_x: " + b"y" * 1000 + b"\n") * 10_000)
        with pytest.raises(ConnectionError):
            await writer.drain()
        assert desk.server.counts.broken == 1

        reader, _ = await desk.connect(HEADER)
        assert await closed(reader) == b""


@pytest.mark.parametrize("data", [b"", HEADER[:-1]], ids=["silence", "no end"])
async def test_header_must_come_in_time(data: bytes):
    """A client that connects and says nothing, or not all, does not keep its place."""
    async with serving({"call": nothing}, FastAgiLimits(header_s=0.01)) as desk:
        reader, _ = await desk.connect(data)
        assert await closed(reader) == b""
        assert desk.server.counts.broken == 1


async def test_client_that_has_closed_is_not_late():
    """A port check is not counted as a broken header when the time for one is over."""
    async with serving({"call": nothing}, FastAgiLimits(header_s=0.02)) as desk:
        check, writer = await desk.connect()
        writer.write_eof()
        assert await closed(check) == b""
        silent, _ = await desk.connect()
        assert await closed(silent) == b""

        assert desk.server.counts.broken == 1


async def test_too_many_connections_are_refused_at_once():
    """One connection too many falls back in its dialplan; the others are served on."""
    release = asyncio.Event()
    entered = asyncio.Event()

    async def handler(request: CallRequest, call: Call) -> None:
        entered.set()
        await release.wait()

    async with serving({"call": handler}, FastAgiLimits(max_connections=1)) as desk:
        first, _ = await desk.connect(HEADER)
        await entered.wait()
        second, _ = await desk.connect(HEADER)
        assert await closed(second) == b""
        assert (desk.server.open_count, desk.server.counts.refused) == (1, 1)

        release.set()
        assert await closed(first) == b""
        third, _ = await desk.connect(HEADER)
        assert await closed(third) == b""
        assert desk.server.counts.accepted == 2


async def test_handler_that_raises_is_logged_and_closed():
    """A bug of ours ends one call: it is logged with its traceback, counted, and no more."""

    async def handler(request: CallRequest, call: Call) -> None:
        raise LookupError("no such hotline")

    with capture_logs() as logs:
        async with serving({"call": handler, "other": nothing}) as desk:
            reader, _ = await desk.connect(HEADER)
            assert await closed(reader) == b""
            assert desk.server.counts.failed == 1
            reader, _ = await desk.connect(HEADER.replace(b"call\n", b"other\n"))
            assert await closed(reader) == b""

    (line,) = logs
    assert (line["event"], line["path"]) == ("agi.handler_failed", "call")
    assert line["exc_info"]


async def test_peer_that_closes_is_a_hang_up():
    """When the socket goes, the running verb and all after it say that the caller is gone."""
    outcomes: list[object] = []

    async def handler(request: CallRequest, call: Call) -> None:
        outcomes.append(await call.play(Prompt("welcome")))
        await call.hung_up()
        outcomes.append(await call.answer())
        outcomes.append(await call.variable("X"))

    async with serving({"call": handler}) as desk:
        reader, writer = await desk.connect(HEADER)
        await reader.readline()
        writer.write(b"200 result=1\n")
        assert (await reader.readline()).startswith(b"STREAM FILE")
        writer.close()
        await writer.wait_closed()

    assert outcomes == [HungUp(), HungUp(), ""]


async def test_handler_that_ignores_the_end_is_cancelled():
    """Nobody serves a caller for ever who is gone."""

    async def handler(request: CallRequest, call: Call) -> None:
        await asyncio.Event().wait()

    limits = FastAgiLimits(session=SessionLimits(wind_down_s=0.01))
    with capture_logs() as logs:
        async with serving({"call": handler}, limits) as desk:
            reader, writer = await desk.connect(HEADER)
            writer.write(b"HANGUP\n")
            assert await closed(reader) == b""

    assert [line["event"] for line in logs] == ["agi.handler_cancelled"]


async def test_nonsense_from_the_peer_ends_the_call():
    """The flow gets the protocol error, the connection is cut, and it is counted."""
    errors: list[WireError] = []

    async def handler(request: CallRequest, call: Call) -> None:
        try:
            await call.answer()
        except WireError as error:
            errors.append(error)

    async with serving({"call": handler}) as desk:
        reader, writer = await desk.connect(HEADER)
        await reader.readline()
        writer.write(b"what?\n")
        assert await closed(reader) == b""
        assert desk.server.counts.broken == 1

    assert len(errors) == 1


async def test_many_callers_at_once_get_their_own_replies():
    """All connections share one read buffer, and none reads another's bytes."""
    values: dict[str, str] = {}

    async def handler(request: CallRequest, call: Call) -> None:
        values[request.argument(0)] = await call.variable("ME")

    async def caller(desk: Desk, me: str) -> None:
        reader, writer = await desk.connect(HEADER.replace(b"1000", me.encode()))
        await reader.readline()
        writer.write(b"200 result=1\n")
        await reader.readline()
        for piece in (b"200 result=1", b" (", me.encode(), b")", b"\n"):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        assert await closed(reader) == b""

    async with serving({"call": handler}) as desk, asyncio.TaskGroup() as group:
        for number in range(60):
            group.create_task(caller(desk, str(number)))

    assert values == {str(number): str(number) for number in range(60)}


async def test_close_waits_for_handlers_and_then_cancels_them():
    """At a shutdown calls may end by themselves; what does not is cancelled and cut."""
    entered = asyncio.Barrier(3)
    ended: list[str] = []

    async def handler(request: CallRequest, call: Call) -> None:
        await entered.wait()
        try:
            await asyncio.Event().wait() if request.path == "stubborn" else await asyncio.sleep(0)
        finally:
            ended.append(request.path)

    with capture_logs():
        async with serving({"call": handler, "stubborn": handler}) as desk:
            polite, _ = await desk.connect(HEADER)
            stubborn, _ = await desk.connect(HEADER.replace(b"call\n", b"stubborn\n"))
            silent, _ = await desk.connect(HEADER[:10])
            await entered.wait()

            await desk.server.close(grace_s=0.05)

            assert ended == ["call", "stubborn"]
            assert [await closed(reader) for reader in (polite, stubborn, silent)] == [b""] * 3
            with pytest.raises(ConnectionError):
                await desk.connect()


async def test_address_in_use_is_told():
    """A second server on the same port says so instead of starting."""
    async with serving({}) as desk:
        other = FastAgiServer(
            {},
            limits=FastAgiLimits(),
            make_call=lambda session: pytest.fail("no call"),
            on_command=lambda verb, seconds: None,
            log=structlog.get_logger(),
        )
        with pytest.raises(OSError, match="address already in use"):
            await other.start(*desk.address)
        await other.close(grace_s=0.0)
