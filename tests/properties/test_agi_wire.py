"""Properties of the AGI codec: no split of the bytes matters, and no bytes do harm."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.agi import commands
from callcenter_cti.agi.commands import LINE_LIMIT, Command
from callcenter_cti.agi.connection import Connection, Event, HangupNotice, State
from callcenter_cti.agi.environment import Environment
from callcenter_cti.agi.errors import LocalProtocolError, RemoteProtocolError
from callcenter_cti.agi.replies import Reply
from tests.contracts.agi_peer import words_of

HEADER = b"agi_network_script: call\nagi_callerid: 61255501234\n\n"
USAGE = (
    b"520-Invalid command syntax.  Proper usage follows:\n Usage: X\n520 End of proper usage.\n"
)

asked = st.sampled_from([commands.answer(), commands.get_variable("X")])
plain = st.sampled_from(
    [
        b"200 result=0\n",
        b"200 result=-1 endpos=0\n",
        b"200 result= (timeout)\n",
        b"200 result=35 (dtmf) endpos=7040\n",
        b"510 Invalid or unknown command\n",
        b"100 result=0 Trying...\n200 result=0 Gosub complete\n",
        USAGE,
    ]
)
value = st.binary(max_size=30).filter(lambda raw: b")\n" not in raw)
valued = value.map(lambda raw: b"200 result=1 (" + raw + b")\n")
notice = st.sampled_from([b"", b"HANGUP\n"])
argument = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n\0"), max_size=40
)


@st.composite
def exchange(draw: st.DrawFn) -> tuple[Command, bytes]:
    """A command and the bytes that Asterisk answers it with."""
    command = draw(asked)
    reply = draw(plain | valued) if command.returns_value else draw(plain)
    return command, draw(notice) + reply


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    """Cut bytes at some places."""
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[begin:end] for begin, end in itertools.pairwise(places)]


def received(exchanges: list[tuple[Command, bytes]], cuts: list[int]) -> list[Event]:
    """Return what a session understands when its bytes come in pieces."""
    connection = Connection()
    events: list[Event] = []
    for piece in pieces(HEADER, cuts):
        events += connection.receive(piece)
    for command, answer in exchanges:
        connection.send(command)
        for piece in pieces(answer, cuts):
            events += connection.receive(piece)
    return events


@given(st.lists(exchange(), max_size=6), st.lists(st.integers(0, 200), max_size=12))
def test_any_split_gives_the_same_events(exchanges: list[tuple[Command, bytes]], cuts: list[int]):
    """However TCP cuts the bytes, the session understands the same: a reply for each command."""
    whole = received(exchanges, [])

    assert received(exchanges, cuts) == whole
    assert received(exchanges, list(range(200))) == whole
    assert sum(isinstance(event, Reply) for event in whole) == len(exchanges)


@given(value)
def test_value_comes_back_whole(raw: bytes):
    """Any value, also with line feeds and other bytes, is read as it was sent."""
    connection = Connection()
    connection.receive(HEADER)
    connection.send(commands.get_variable("X"))
    (reply,) = connection.receive(b"200 result=1 (" + raw + b")\n")

    assert isinstance(reply, Reply)
    assert reply.value is not None
    assert reply.value.encode("utf-8", "surrogateescape") == raw


@given(
    st.lists(st.binary(max_size=60) | st.sampled_from([HEADER, USAGE, b"\n", b"HANGUP\n"])),
    st.sampled_from([commands.get_variable("X"), commands.answer(), None]),
)
def test_arbitrary_bytes_raise_only_the_protocol_error(
    chunks: list[bytes], command: Command | None
):
    """Whatever a peer sends, the session takes it or refuses it, and never keeps it all."""
    connection = Connection()
    for chunk in chunks:
        try:
            events = connection.receive(chunk)
        except RemoteProtocolError:
            assert connection.state is State.BROKEN
            return
        assert all(isinstance(event, Environment | Reply | HangupNotice) for event in events)
        if command is not None and connection.state is State.IDLE:
            connection.send(command)


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=12))
def test_fault_is_a_fault_however_the_bytes_are_cut(data: bytes, cuts: list[int]):
    """What is refused in one piece is refused in many."""

    def refused(chunks: list[bytes]) -> bool:
        connection = Connection()
        try:
            for chunk in chunks:
                connection.receive(chunk)
        except (RemoteProtocolError, LocalProtocolError):
            return True
        return False

    assert refused(pieces(data, cuts)) == refused([data])


@given(st.lists(argument, max_size=8))
def test_asterisk_reads_back_the_arguments(arguments: list[str]):
    """Asterisk's own way of splitting a line gives back each argument whole."""
    command = commands.other("EXEC", *arguments)

    line = command.encode().decode()

    assert line.count("\n") == 1
    assert words_of(line.removesuffix("\n")) == ["EXEC", *arguments]


@given(st.text(max_size=LINE_LIMIT))
def test_line_is_whole_or_refused(text: str):
    """No argument makes two lines, or one that is too long."""
    try:
        line = commands.noop(text).encode()
    except LocalProtocolError:
        return
    assert len(line) < LINE_LIMIT
    assert line.find(b"\n") == len(line) - 1
