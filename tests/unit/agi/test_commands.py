"""Commands and their bytes."""

import pytest

from callcenter_cti.agi import commands
from callcenter_cti.agi.commands import LINE_LIMIT, Command
from callcenter_cti.agi.errors import LocalProtocolError


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (commands.answer(), b"ANSWER\n"),
        (
            commands.stream_file("/p/en/ask", "12*#", duration_s=45.0),
            b'STREAM FILE "/p/en/ask" "12*#"\n',
        ),
        (commands.stream_file("ask", "", duration_s=45.0), b'STREAM FILE "ask" ""\n'),
        (commands.get_data("", timeout_s=2.5, max_digits=19), b'GET DATA "" "2500" "19"\n'),
        (commands.wait_for_digit(5.0), b'WAIT FOR DIGIT "5000"\n'),
        (commands.wait_for_digit(0.0), b'WAIT FOR DIGIT "1"\n'),
        (commands.say_digits("0090"), b'SAY DIGITS "0090" ""\n'),
        (commands.set_variable("CTI_NEXT", "dial"), b'SET VARIABLE "CTI_NEXT" "dial"\n'),
        (commands.get_variable("ANI"), b'GET VARIABLE "ANI"\n'),
        (
            commands.get_full_variable("${CHANNEL(state)}"),
            b'GET FULL VARIABLE "${CHANNEL(state)}"\n',
        ),
        (commands.set_music(on=True, music_class="queue"), b'SET MUSIC "ON" "queue"\n'),
        (commands.set_music(on=False), b'SET MUSIC "OFF"\n'),
        (
            commands.execute("Dial", "PJSIP/6001", "20", "g", duration_s=20.0),
            b'EXEC "Dial" "PJSIP/6001,20,g"\n',
        ),
        (commands.hangup(), b"HANGUP\n"),
        (commands.noop(), b"NOOP\n"),
        (commands.noop("a b"), b'NOOP "a b"\n'),
        (commands.verbose("call began"), b'VERBOSE "call began" "1"\n'),
        (commands.channel_status(), b"CHANNEL STATUS\n"),
        (commands.other("database  get", "cti", "x"), b'DATABASE GET "cti" "x"\n'),
    ],
)
def test_commands_on_the_wire(command: Command, line: bytes):
    """Each builder makes the line that Asterisk documents, its arguments quoted."""
    assert command.encode() == line


def test_quotes_and_backslashes_are_escaped():
    """An argument cannot end its quotes."""
    assert commands.noop('a "b" \\').encode() == b'NOOP "a \\"b\\" \\\\"\n'


@pytest.mark.parametrize("bad", ["a\nHANGUP", "a\rb", "a\0b"])
def test_argument_cannot_hold_a_second_command(bad: str):
    """CR, LF and NUL are refused, and the error does not repeat the argument."""
    with pytest.raises(LocalProtocolError, match="CR, LF or NUL") as raised:
        commands.set_variable("X", bad).encode()

    assert "HANGUP" not in str(raised.value)


@pytest.mark.parametrize("verb", ["", "noop", "NO-OP", "SET  VARIABLE", "NOOP\n", "SÈT"])
def test_verb_is_checked_too(verb: str):
    """A verb is made of upper-case ASCII words."""
    with pytest.raises(LocalProtocolError, match="verb"):
        Command(verb).encode()


def test_line_that_asterisk_would_cut_is_refused():
    """A line just fits Asterisk's buffer, or it is refused; quotes and line feed count."""
    room = LINE_LIMIT - 1 - len(b'NOOP ""\n')

    assert len(commands.noop("x" * room).encode()) == LINE_LIMIT - 1
    with pytest.raises(LocalProtocolError, match="less than 8192 bytes"):
        commands.noop("x" * (room + 1)).encode()


def test_more_arguments_than_asterisk_reads_are_refused():
    """Asterisk would drop the last ones without a word."""
    assert commands.other("NOOP", *"x" * 126).encode()
    with pytest.raises(LocalProtocolError, match="too many"):
        commands.other("NOOP", *"x" * 127).encode()


def test_bytes_that_are_not_utf_8_go_back_as_they_came():
    """A value read from the wire can be set again; a lone surrogate of another kind cannot."""
    value = b"Jos\xe9".decode("utf-8", "surrogateescape")

    assert commands.noop(value).encode() == b'NOOP "Jos\xe9"\n'
    with pytest.raises(LocalProtocolError, match="not text"):
        commands.noop("\ud800").encode()


def test_repr_hides_the_arguments():
    """What a caller keyed does not get into a traceback."""
    assert "4000" not in repr(commands.say_digits("4000"))


def test_collecting_may_last_as_long_as_its_digits():
    """A GET DATA whose keys come slowly is not taken for a dead peer."""
    command = commands.get_data("ask", timeout_s=3.0, max_digits=4, prompt_s=10.0)

    assert command.duration_s == 22.0
