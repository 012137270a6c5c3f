"""One AGI session: commands, replies, time-outs, the safety net, the hang-up."""

import asyncio

import pytest

from callcenter_cti.agi import commands
from callcenter_cti.agi.commands import Command
from callcenter_cti.agi.connection import Connection
from callcenter_cti.agi.environment import Environment
from callcenter_cti.agi.errors import LocalProtocolError, RemoteProtocolError
from callcenter_cti.agi.replies import Reply
from callcenter_cti.asterisk.agi_request import call_request
from callcenter_cti.asterisk.agi_session import AgiSession, SessionLimits
from callcenter_cti.domain.errors import PeerUnavailable

pytestmark = pytest.mark.looptime
OK = b"200 result=0\n"
LIMITS = SessionLimits(command_s=10.0, patience_s=90.0, margin_s=5.0, wind_down_s=15.0)
GET = commands.get_variable("X")
ARM = b'SET VARIABLE "TIMEOUT(absolute)" "90"\n'


class MemoryTransport(asyncio.WriteTransport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True


class Line:
    """Both ends of one session."""

    def __init__(self, limits: SessionLimits = LIMITS) -> None:
        self.connection = Connection()
        (environment,) = self.connection.receive(b"agi_network_script: call\n\n")
        assert isinstance(environment, Environment)
        self.transport = MemoryTransport()
        self.told: list[tuple[str, float]] = []
        self.session = AgiSession(
            call_request(environment),
            self.connection,
            self.transport,
            limits=limits,
            on_command=lambda verb, seconds: self.told.append((verb, seconds)),
        )

    def says(self, data: bytes) -> None:
        """Let Asterisk say something."""
        self.session.take(self.connection.receive(data))

    async def armed(self) -> None:
        """Bring the session past the command that arms the safety net."""
        await self.reply_to(GET, OK, OK)
        self.transport.written.clear()
        self.told.clear()

    async def reply_to(self, command: Command, *replies: bytes) -> Reply | None:
        """Run a command; give each reply when something was written."""
        async with asyncio.TaskGroup() as group:
            running = group.create_task(self.session.execute(command))
            for reply in replies:
                await settled()
                self.says(reply)
        return running.result()


async def settled() -> None:
    """Let every task run as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_safety_net_is_armed_before_the_first_command():
    """The first thing on the wire lets Asterisk cut an engine that freezes from now on."""
    line = Line()

    reply = await line.reply_to(GET, OK, b"200 result=1 (x)\n")

    assert reply == Reply(200, "1", "x")
    assert line.transport.written == [ARM, GET.encode()]


async def test_nothing_is_sent_before_there_is_something_to_say():
    """A handler without a word leaves the dialplan's own limit alone."""
    line = Line()

    line.session.close()

    assert line.transport.written == []


async def test_safety_net_is_armed_again_when_a_third_has_passed():
    """Commands in quick succession cost no more; later ones arm anew."""
    line = Line()
    await line.armed()

    await line.reply_to(GET, OK)
    await asyncio.sleep(29.0)
    await line.reply_to(GET, OK)
    assert line.transport.written == [GET.encode()] * 2

    await asyncio.sleep(2.0)
    await line.reply_to(GET, OK, OK)
    assert line.transport.written[2:] == [ARM, GET.encode()]


async def test_longer_commands_arm_as_much_as_they_need():
    """A prompt that is longer than the patience is not cut by it."""
    line = Line()
    await line.armed()
    long = commands.stream_file("terms", "", duration_s=200.0)

    await line.reply_to(long, OK, OK)

    assert line.transport.written[0] == b'SET VARIABLE "TIMEOUT(absolute)" "205"\n'


async def test_caller_on_hold_stays_while_the_engine_lives():
    """While nothing is said the session arms the safety net by itself, each third of it."""
    line = Line()
    await line.armed()

    line.session.keep_alive(on=True)
    for _ in range(4):
        await asyncio.sleep(30.0)
        await settled()
        assert line.transport.written == [ARM]
        line.says(b"200 result=1\n")
        line.transport.written.clear()
    line.session.keep_alive(on=False)
    await asyncio.sleep(300.0)

    assert line.transport.written == []
    assert line.told == []


async def test_verb_waits_for_the_keep_alive_on_the_wire():
    """A command that comes meanwhile is sent when the wire is free, and gets its own reply."""
    line = Line()
    await line.armed()
    line.session.keep_alive(on=True)
    await asyncio.sleep(30.0)
    await settled()

    reply = await line.reply_to(GET, b"200 result=1\n", b"200 result=1 (x)\n")

    assert reply == Reply(200, "1", "x")
    assert line.transport.written == [ARM, GET.encode()]
    line.session.close()


async def test_keep_alive_leaves_a_running_command_alone():
    """While a command runs, nothing else is sent."""
    line = Line()
    await line.armed()
    line.session.keep_alive(on=True)
    music = commands.wait_for_digit(40.0)
    running = asyncio.create_task(line.session.execute(music))

    await asyncio.sleep(35.0)

    assert line.transport.written == [music.encode()]
    line.says(OK)
    await running
    line.session.close()


async def test_peer_that_answers_no_keep_alive_is_given_up():
    """A caller on hold does not hang on a connection that is dead."""
    line = Line()
    await line.armed()
    line.session.keep_alive(on=True)

    await asyncio.sleep(61.0)

    assert line.transport.aborted
    await line.session.hung_up()


async def test_command_without_a_reply_is_given_up():
    """A command may take its own time and the grace, and not more."""
    line = Line()
    await line.armed()
    loop = asyncio.get_running_loop()
    before = loop.time()

    with pytest.raises(PeerUnavailable, match="no reply to WAIT FOR DIGIT"):
        await line.session.execute(commands.wait_for_digit(5.0))

    assert loop.time() - before == pytest.approx(15.0)
    assert line.transport.aborted
    assert line.session.is_hung_up


async def test_commands_take_turns():
    """Two tasks may speak; each gets the reply to its own command."""
    line = Line()
    await line.armed()

    async with asyncio.TaskGroup() as group:
        first = group.create_task(line.session.execute(GET))
        second = group.create_task(line.session.execute(commands.get_variable("Y")))
        third = group.create_task(line.session.execute(commands.get_variable("Z")))
        for value in (b"x", b"y", b"z"):
            await settled()
            line.says(b"200 result=1 (" + value + b")\n")

    replies = [task.result() for task in (first, second, third)]
    assert [reply.value for reply in replies if reply] == ["x", "y", "z"]


async def test_reply_to_a_command_whose_task_was_cancelled_is_not_taken_for_another():
    """Whoever is cancelled leaves his command on the wire; the next waits for its end."""
    line = Line()
    await line.armed()
    cancelled = asyncio.create_task(line.session.execute(GET))
    await settled()
    cancelled.cancel()

    reply = await line.reply_to(
        commands.get_variable("Y"), b"200 result=1 (x)\n", b"200 result=1 (y)\n"
    )

    assert cancelled.cancelled()
    assert reply == Reply(200, "1", "y")


async def test_command_that_cannot_be_said_is_an_error_at_once():
    """What would break the line is not sent."""
    line = Line()
    await line.armed()

    with pytest.raises(LocalProtocolError):
        await line.session.execute(commands.noop("a\nHANGUP"))

    assert line.transport.written == []


async def test_notice_of_a_hang_up_wakes_whoever_waits():
    """A hang-up is known at once, and the session stays usable for the books."""
    line = Line()
    await line.armed()
    gone = asyncio.create_task(line.session.hung_up())
    await settled()
    assert not gone.done()

    line.says(b"HANGUP\n")

    await gone
    assert line.session.is_hung_up
    assert not line.session.is_closed
    assert await line.reply_to(GET, b"200 result=1 (x)\n") == Reply(200, "1", "x")


async def test_end_of_the_connection_answers_a_running_command_with_nothing():
    """The peer's end is a hang-up, not an error; later commands get nothing too."""
    line = Line()
    await line.armed()
    running = asyncio.create_task(line.session.execute(GET))
    await settled()

    line.session.take(line.connection.receive_eof())

    assert await running is None
    assert await line.session.execute(GET) is None
    await line.session.hung_up()


async def test_broken_protocol_is_raised_by_the_running_command():
    """What the peer broke is told to whoever waits for it."""
    line = Line()
    await line.armed()
    running = asyncio.create_task(line.session.execute(GET))
    await settled()

    line.session.fail(RemoteProtocolError("nonsense"))

    with pytest.raises(RemoteProtocolError, match="nonsense"):
        await running
    assert line.transport.aborted


async def test_broken_protocol_while_nobody_waits():
    """Without a running command the fault is a hang-up for the flow."""
    line = Line()
    await line.armed()

    line.session.fail(RemoteProtocolError("nonsense"))

    await line.session.hung_up()
    assert await line.session.execute(GET) is None


@pytest.mark.parametrize("end", [b"HANGUP\n", None], ids=["notice", "end of the connection"])
async def test_worker_that_outstays_its_caller_is_cancelled(end: bytes | None):
    """Asterisk keeps a dead channel until we close: nobody may hold it for ever."""
    line = Line()
    worker = asyncio.create_task(asyncio.sleep(1000.0))
    line.session.serve_by(worker)

    if end is None:
        line.session.take(line.connection.receive_eof())
    else:
        line.says(end)
    await asyncio.sleep(14.0)
    assert not worker.done()
    await asyncio.sleep(2.0)

    assert worker.cancelled()


async def test_worker_that_ends_in_time_is_left_alone():
    """Closing the session takes the threat back."""
    line = Line()
    worker = asyncio.create_task(asyncio.sleep(100.0))
    line.session.serve_by(worker)
    line.says(b"HANGUP\n")

    line.session.close()
    await asyncio.sleep(50.0)

    assert not worker.done()
    worker.cancel()


async def test_time_of_each_command_is_told():
    """The seconds between command and reply go to the metrics; the safety net's do not."""
    line = Line()
    await line.armed()
    running = asyncio.create_task(line.session.execute(commands.wait_for_digit(5.0)))
    await asyncio.sleep(2.5)

    line.says(OK)
    await running

    ((verb, seconds),) = line.told
    assert verb == "WAIT FOR DIGIT"
    assert seconds == pytest.approx(2.5)
