"""AGI commands as values, and the one way they become bytes: quoted, checked, bounded.

Knows the syntax that Asterisk's `parse_args` (res_agi.c) reads; does not know replies.
"""

from dataclasses import dataclass
from typing import Final

from callcenter_cti.agi.errors import LocalProtocolError

LINE_LIMIT: Final = 8192
"""AGI_BUF_LEN of res_agi.c (22), line feed and NUL included: a longer line is two commands."""
_ARGUMENT_LIMIT: Final = 126
"""MAX_ARGS of res_agi.c less its terminator and one word of the verb."""
_FORBIDDEN: Final = frozenset("\r\n\0")
_VALUE_VERBS: Final = frozenset({"GET VARIABLE", "GET FULL VARIABLE", "DATABASE GET"})


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `repr` leaves the arguments out: they may hold what the caller keyed."""

    verb: str
    """Upper case, words separated by one blank: ``STREAM FILE``. A label fit for metrics."""
    arguments: tuple[str, ...] = ()
    duration_s: float = 0.0
    """The longest time in seconds that Asterisk itself may take over it before it replies."""

    def __repr__(self) -> str:
        return f"Command({self.verb!r}, {len(self.arguments)} arguments)"

    @property
    def returns_value(self) -> bool:
        """Whether a positive reply ends with a free text in parentheses."""
        return self.verb in _VALUE_VERBS

    def encode(self) -> bytes:
        """Return the line with its line feed.

        Raises:
            LocalProtocolError: a verb that is none, CR, LF or NUL in an argument, too long.
        """
        words = self.verb.split(" ")
        if not all(word.isascii() and word.isalpha() and word.isupper() for word in words):
            raise LocalProtocolError("a verb is made of upper-case words")
        if len(self.arguments) > _ARGUMENT_LIMIT:
            raise LocalProtocolError("too many arguments")
        text = " ".join((self.verb, *map(quoted, self.arguments)))
        try:
            line = text.encode("utf-8", "surrogateescape") + b"\n"
        except UnicodeEncodeError:
            raise LocalProtocolError("an argument is not text") from None
        if len(line) >= LINE_LIMIT:
            raise LocalProtocolError(f"a command line has less than {LINE_LIMIT} bytes")
        return line


def quoted(argument: str) -> str:
    """Return an argument as Asterisk reads it back whole.

    Raises:
        LocalProtocolError: it holds CR, LF or NUL, which would end the command.
    """
    if not _FORBIDDEN.isdisjoint(argument):
        raise LocalProtocolError("an argument holds CR, LF or NUL")
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def other(verb: str, *arguments: str, duration_s: float = 0.0) -> Command:
    """Return any command that has no builder here; checked like all others when it is sent."""
    return Command(" ".join(verb.upper().split()), arguments, duration_s)


def answer() -> Command:
    """Answer the channel."""
    return Command("ANSWER", duration_s=2.0)


def stream_file(name: str, escape_digits: str, *, duration_s: float) -> Command:
    """Play a sound file (no suffix) until its end or until one of the digits is pressed."""
    return Command("STREAM FILE", (name, escape_digits), duration_s)


def get_data(prompt: str, *, timeout_s: float, max_digits: int, prompt_s: float = 0.0) -> Command:
    """Play a prompt (may be empty) and collect digits up to `#`, a silence or their number."""
    longest = prompt_s + timeout_s * max(max_digits, 1)
    return Command("GET DATA", (prompt, _milliseconds(timeout_s), str(max_digits)), longest)


def wait_for_digit(timeout_s: float) -> Command:
    """Wait for one key."""
    return Command("WAIT FOR DIGIT", (_milliseconds(timeout_s),), timeout_s)


def say_digits(digits: str, escape_digits: str = "") -> Command:
    """Let Asterisk speak digits with its own sound files."""
    return Command("SAY DIGITS", (digits, escape_digits), duration_s=1.5 * len(digits))


def set_variable(name: str, value: str) -> Command:
    """Set a channel variable or a dialplan function."""
    return Command("SET VARIABLE", (name, value))


def get_variable(name: str) -> Command:
    """Read a channel variable or a dialplan function."""
    return Command("GET VARIABLE", (name,))


def get_full_variable(expression: str) -> Command:
    """Evaluate an expression: ``${CHANNEL(state)}``."""
    return Command("GET FULL VARIABLE", (expression,))


def set_music(*, on: bool, music_class: str = "default") -> Command:
    """Start or stop music on the channel; it goes on while no command runs."""
    return Command("SET MUSIC", ("ON", music_class) if on else ("OFF",))


def execute(application: str, *arguments: str, duration_s: float) -> Command:
    """Run a dialplan application; its arguments are joined by commas as in the dialplan."""
    return Command("EXEC", (application, ",".join(arguments)), duration_s)


def hangup() -> Command:
    """Hang up the channel of this session."""
    return Command("HANGUP")


def noop(text: str = "") -> Command:
    """Do nothing; its reply proves that all before it was read."""
    return Command("NOOP", (text,) if text else ())


def verbose(text: str, level: int = 1) -> Command:
    """Write a line into Asterisk's log; never anything personal."""
    return Command("VERBOSE", (text, str(level)))


def channel_status() -> Command:
    """Ask for the state of this session's channel."""
    return Command("CHANNEL STATUS")


def _milliseconds(seconds: float) -> str:
    return str(max(round(seconds * 1000), 1))
