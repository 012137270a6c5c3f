"""One AGI session as bytes in, events out."""

import pytest

from callcenter_cti.agi import commands
from callcenter_cti.agi.commands import Command
from callcenter_cti.agi.connection import (
    HEADER_LIMIT,
    HEADER_LINES_LIMIT,
    REPLY_LIMIT,
    TRANSITIONS,
    Connection,
    Eof,
    Event,
    HangupNotice,
    State,
    Step,
)
from callcenter_cti.agi.environment import Environment
from callcenter_cti.agi.errors import LocalProtocolError, RemoteProtocolError
from callcenter_cti.agi.replies import Reply

HEADER = b"agi_network: yes\nagi_network_script: call\nagi_arg_1: 1000\n\n"
USAGE = (
    b"520-Invalid command syntax.  Proper usage follows:\n"
    b" Usage: SET VARIABLE <variablename> <value>\n\n"
    b"\tSets a variable.\nHANGUP\n200 result=1\n"
    b"520 End of proper usage.\n"
)


def begun() -> Connection:
    connection = Connection()
    connection.receive(HEADER)
    return connection


def replies_to(command: Command, data: bytes) -> list[Event]:
    connection = begun()
    connection.send(command)
    return connection.receive(data)


def test_header_is_one_event():
    """The header is known when its empty line is there, and not before."""
    connection = Connection()

    assert connection.receive(HEADER[:-1]) == []
    (environment,) = connection.receive(HEADER[-1:])

    assert isinstance(environment, Environment)
    assert (environment.path, environment.arguments) == ("call", ("1000",))
    assert connection.state is State.IDLE


def test_command_gets_its_reply():
    """A command gives bytes, and the next reply is its reply."""
    connection = begun()

    assert connection.send(commands.answer()) == b"ANSWER\n"
    assert connection.receive(b"200 result=0\n") == [Reply(200, "0")]
    assert connection.send(commands.noop()) == b"NOOP\n"


@pytest.mark.parametrize(
    ("data", "events"),
    [
        (b"HANGUP\n200 result=1 (x)\n", [HangupNotice(), Reply(200, "1", "x")]),
        (b"HANGUP\nHANGUP\n200 result=0\n", [HangupNotice(), HangupNotice(), Reply(200, "0")]),
        (b"200 result=0\nHANGUP\n", [Reply(200, "0"), HangupNotice()]),
        (b"200 result=1 (hangup)\n", [Reply(200, "1", "hangup")]),
        (b"200 result=1 (HANGUP)\n", [Reply(200, "1", "HANGUP")]),
    ],
)
def test_hang_up_is_a_notice_and_never_a_reply(data: bytes, events: list[Event]):
    """A HANGUP line may come before a reply or after it; a value may have that name."""
    assert replies_to(commands.get_variable("X"), data) == events


def test_hang_up_while_nothing_is_asked():
    """A caller who leaves the music is told of by a line of its own."""
    assert begun().receive(b"HANGUP\n") == [HangupNotice()]


def test_usage_is_read_to_its_end():
    """A 520 of many lines is one reply, whatever its lines look like."""
    (reply,) = replies_to(commands.noop(), USAGE)

    assert isinstance(reply, Reply)
    assert reply.code == 520
    assert "SET VARIABLE <variablename>" in reply.text


def test_reply_after_a_usage_belongs_to_the_next_command():
    """Nothing of a usage text is left over for later."""
    connection = begun()
    connection.send(commands.noop())
    connection.receive(USAGE)
    connection.send(commands.get_variable("X"))

    assert connection.receive(b"200 result=1 (x)\n") == [Reply(200, "1", "x")]


def test_value_with_line_feeds_is_one_reply():
    """A value over several lines ends at the line that ends with a parenthesis."""
    data = b"200 result=1 (a\n\nHANGUP\n200 result=0\nb (c)\n"

    assert replies_to(commands.get_variable("X"), data) == [
        Reply(200, "1", "a\n\nHANGUP\n200 result=0\nb (c")
    ]


def test_value_that_looks_ended_is_an_error_and_not_a_shift():
    """What follows a value unasked is refused: it would be taken for the next reply."""
    with pytest.raises(RemoteProtocolError, match="no command asked for"):
        replies_to(commands.get_variable("X"), b"200 result=1 (a)\nb)\n")


def test_only_values_may_span_lines():
    """An open parenthesis in the reply to another command waits for nothing."""
    assert replies_to(commands.answer(), b"200 result=1 (a\n") == [Reply(200, "1", None, "(a")]


def test_provisional_reply_is_passed_over():
    """GOSUB answers twice; the first answer is none."""
    data = b"100 result=0 Trying...\n200 result=0 Gosub complete\n"

    assert replies_to(commands.other("GOSUB", "x", "s", "1"), data) == [
        Reply(200, "0", None, "Gosub complete")
    ]


def test_bytes_that_are_not_utf_8_come_and_go():
    """A value with other bytes can be read and set again unchanged."""
    connection = begun()
    connection.send(commands.get_variable("X"))
    (reply,) = connection.receive(b"200 result=1 (Jos\xe9 \xff)\n")

    assert isinstance(reply, Reply)
    assert reply.value is not None
    line = connection.send(commands.set_variable("X", reply.value))
    assert line == b'SET VARIABLE "X" "Jos\xe9 \xff"\n'


@pytest.mark.parametrize("line", [b"200 result=0\n", b"520-x\n", b"\n", b"GET / HTTP/1.1\n"])
def test_line_that_nobody_asked_for_breaks_the_session(line: bytes):
    """A reply without a command means that replies and commands are out of step."""
    connection = begun()

    with pytest.raises(RemoteProtocolError):
        connection.receive(line)
    assert connection.state is State.BROKEN


@pytest.mark.parametrize("line", [b"\n", b"what\n", b"2xx result=1\n"])
def test_reply_in_no_form_breaks_the_session(line: bytes):
    """A command must be answered by a reply."""
    with pytest.raises(RemoteProtocolError, match="in no form"):
        replies_to(commands.answer(), line)


def test_broken_session_takes_nothing_more():
    """After a fault neither bytes nor commands are taken, and the end is still told."""
    connection = begun()
    with pytest.raises(RemoteProtocolError):
        connection.receive(b"?\n")

    with pytest.raises(LocalProtocolError):
        connection.receive(b"HANGUP\n")
    with pytest.raises(LocalProtocolError):
        connection.send(commands.answer())
    assert connection.receive_eof() == [Eof()]


def test_one_command_at_a_time():
    """A second command before the reply is our fault, and leaves the first one alone."""
    connection = begun()
    connection.send(commands.answer())

    with pytest.raises(LocalProtocolError, match="waiting"):
        connection.send(commands.noop())
    assert connection.receive(b"200 result=0\n") == [Reply(200, "0")]


def test_no_command_before_the_header():
    """Asterisk speaks first."""
    with pytest.raises(LocalProtocolError, match="header"):
        Connection().send(commands.answer())


def test_command_that_cannot_be_said_leaves_the_session_as_it_was():
    """A refused command is not waited for."""
    connection = begun()

    with pytest.raises(LocalProtocolError):
        connection.send(commands.noop("a\nb"))
    assert connection.state is State.IDLE


@pytest.mark.parametrize(
    "before", [b"", b"agi_netw", HEADER, HEADER + b"HANG"], ids=["none", "cut", "idle", "line"]
)
def test_end_may_come_anywhere(before: bytes):
    """The peer's end is one event, told once; a line without its end is dropped."""
    connection = Connection()
    connection.receive(before)

    assert connection.receive_eof() == [Eof()]
    assert connection.receive_eof() == []
    with pytest.raises(LocalProtocolError):
        connection.receive(b"x")
    with pytest.raises(LocalProtocolError):
        connection.send(commands.answer())


@pytest.mark.parametrize("data", [b"200 res", USAGE[:60], b"200 result=1 (a\nb"])
def test_end_in_the_middle_of_a_reply(data: bytes):
    """A reply that is not whole is none."""
    connection = begun()
    connection.send(commands.get_variable("X"))

    assert connection.receive(data) == []
    assert connection.receive_eof() == [Eof()]


def test_header_is_bounded():
    """Neither one endless line, nor many, nor a long header is kept."""
    for data in (
        b"x" * (HEADER_LIMIT + 1),
        b"agi_x: y\n" * (HEADER_LINES_LIMIT + 1),
        (b"agi_x: " + b"y" * 1000 + b"\n") * 66,
    ):
        with pytest.raises(RemoteProtocolError, match="more than"):
            Connection().receive(data)


def test_reply_is_bounded():
    """Neither a line, nor a usage text, nor a value without an end is kept."""
    for data in (
        b"2" * (REPLY_LIMIT + 1),
        b"520-x\n" + b"y\n" * (REPLY_LIMIT // 2),
        b"100 result=0 Trying...\n" * (REPLY_LIMIT // 20),
        b"200 result=1 (x\n" + b"y\n" * (REPLY_LIMIT // 2),
    ):
        with pytest.raises(RemoteProtocolError, match="more than"):
            replies_to(commands.get_variable("X"), data)


def test_bounds_are_for_one_reply_and_not_for_the_session():
    """A long session is no fault."""
    connection = begun()
    for _ in range(200):
        connection.send(commands.get_variable("X"))
        assert connection.receive(b"HANGUP\n200 result=1 (" + b"x" * 1000 + b")\n")


def test_notices_do_not_add_up():
    """A bound is for one reply: notices between replies are none of it."""
    connection = begun()
    count = REPLY_LIMIT // len(b"HANGUP\n") + 1

    assert len(connection.receive(b"HANGUP\n" * count)) == count


def test_table_names_every_way_to_the_end():
    """From every state the session can be closed, and from every living one it can break."""
    for state in State:
        if state is not State.CLOSED:
            assert TRANSITIONS[state, Step.CLOSED] is State.CLOSED
            assert TRANSITIONS[state, Step.BROKEN] is State.BROKEN
