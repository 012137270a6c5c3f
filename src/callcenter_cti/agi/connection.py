"""One AGI session as bytes in, events out. No sockets, no time: whoever owns those is the shell.

Asterisk speaks first (the header), then answers one command at a time. A literal ``HANGUP`` line
may come between any two replies: it is a notice and never a reply. A value with a line feed in it
spans several lines; it ends at the first line that ends with ``)``. Whatever follows it unasked is
an error, so that no reply is ever taken for the answer to another command.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from callcenter_cti.agi.commands import Command
from callcenter_cti.agi.environment import Environment, parse_environment
from callcenter_cti.agi.errors import LocalProtocolError, RemoteProtocolError
from callcenter_cti.agi.replies import SUCCESS, USAGE, Reply, parse_reply, parse_value

HEADER_LIMIT: Final = 64 * 1024
HEADER_LINES_LIMIT: Final = 512
REPLY_LIMIT: Final = 64 * 1024

_HANGUP_LINE: Final = "HANGUP"
_USAGE_OPENS: Final = "520-"
_USAGE_ENDS: Final = "520 End of proper usage."
_VALUE_OPENS: Final = "200 result=1 ("


@dataclass(frozen=True, slots=True)
class HangupNotice:
    """The caller is gone; Asterisk now waits for us to close."""


@dataclass(frozen=True, slots=True)
class Eof:
    """The peer closed; nothing more will come."""


Event = Environment | Reply | HangupNotice | Eof


class State(StrEnum):
    """What the next line is taken for."""

    HEADER = "header"
    IDLE = "idle"
    """No command waits for its reply."""
    WAITING = "waiting"
    """A command waits for its reply."""
    USAGE = "usage"
    """Inside the lines of a 520 reply."""
    VALUE = "value"
    """Inside a value that holds line feeds."""
    CLOSED = "closed"
    BROKEN = "broken"
    """The peer broke the protocol; everything is refused from then on."""


OVER: Final = frozenset({State.CLOSED, State.BROKEN})
"""States in which nothing is received or sent any more."""


class Step(StrEnum):
    """What can happen to a session."""

    HEADER_ENDED = "header_ended"
    COMMAND_SENT = "command_sent"
    USAGE_OPENED = "usage_opened"
    VALUE_OPENED = "value_opened"
    REPLY_ENDED = "reply_ended"
    CLOSED = "closed"
    BROKEN = "broken"


# A request-reply session with one outstanding request: Asterisk reads a command only after it has
# answered the one before. What is not in the table is a protocol error of whoever caused it.
TRANSITIONS: Final[dict[tuple[State, Step], State]] = {
    (State.HEADER, Step.HEADER_ENDED): State.IDLE,
    (State.IDLE, Step.COMMAND_SENT): State.WAITING,
    (State.WAITING, Step.REPLY_ENDED): State.IDLE,
    (State.WAITING, Step.USAGE_OPENED): State.USAGE,
    (State.USAGE, Step.REPLY_ENDED): State.IDLE,
    (State.WAITING, Step.VALUE_OPENED): State.VALUE,
    (State.VALUE, Step.REPLY_ENDED): State.IDLE,
    **{(state, Step.CLOSED): State.CLOSED for state in State if state is not State.CLOSED},
    **{(state, Step.BROKEN): State.BROKEN for state in State if state is not State.CLOSED},
}


class Connection:
    """The state of one session. `receive` and `send` are all there is to do with it."""

    __slots__ = ("_buffer", "_command", "_lines", "_scanned", "_size", "_state")

    def __init__(self) -> None:
        self._state = State.HEADER
        self._buffer = bytearray()
        self._scanned = 0
        self._lines: list[str] = []
        self._size = 0
        self._command: Command | None = None

    @property
    def state(self) -> State:
        """What the next line would be taken for."""
        return self._state

    def receive(self, data: bytes | bytearray | memoryview) -> list[Event]:
        """Take bytes as they come, in any pieces, and return what they complete.

        Events that were complete before a fault are lost with it: the session is over then.

        Raises:
            RemoteProtocolError: the bytes are not AGI, or too many; so is all that follows.
            LocalProtocolError: called after the end.
        """
        if self._state in OVER:
            raise LocalProtocolError(f"bytes for a session that is {self._state}")
        self._buffer += data
        events: list[Event] = []
        try:
            while (line := self._next_line()) is not None:
                self._take(line, events)
            self._check_size(len(self._buffer))
        except RemoteProtocolError:
            self._move(Step.BROKEN)
            raise
        return events

    def receive_eof(self) -> list[Event]:
        """Note that the peer has closed; a line without its end is dropped."""
        if self._state is State.CLOSED:
            return []
        self._move(Step.CLOSED)
        self._buffer.clear()
        return [Eof()]

    def send(self, command: Command) -> bytes:
        """Return the bytes of a command; its reply is the next `Reply`.

        Raises:
            LocalProtocolError: another command waits for its reply, the session has not begun or
                is over, or the command cannot be said.
        """
        if (self._state, Step.COMMAND_SENT) not in TRANSITIONS:
            raise LocalProtocolError(f"a command in a session that is {self._state}")
        line = command.encode()
        self._command = command
        self._move(Step.COMMAND_SENT)
        return line

    def _move(self, step: Step) -> None:
        try:
            self._state = TRANSITIONS[self._state, step]
        except KeyError:
            raise RemoteProtocolError(f"{step} while {self._state}") from None

    def _next_line(self) -> str | None:
        end = self._buffer.find(b"\n", self._scanned)
        if end < 0:
            self._scanned = len(self._buffer)
            return None
        line = self._buffer[:end].decode("utf-8", "surrogateescape")
        del self._buffer[: end + 1]
        self._scanned = 0
        self._size += end + 1
        return line

    def _check_size(self, unfinished: int = 0) -> None:
        limit = HEADER_LIMIT if self._state is State.HEADER else REPLY_LIMIT
        if self._size + unfinished > limit:
            raise RemoteProtocolError(f"more than {limit} bytes without an end")

    def _take(self, line: str, events: list[Event]) -> None:
        self._check_size()
        match self._state:
            case State.HEADER:
                self._take_header(line, events)
            case State.WAITING:
                self._take_reply(line, events)
            case State.USAGE:
                self._take_usage(line, events)
            case State.VALUE:
                self._take_value(line, events)
            case _:
                self._take_unasked(line, events)

    def _take_header(self, line: str, events: list[Event]) -> None:
        if line:
            self._lines.append(line)
            if len(self._lines) > HEADER_LINES_LIMIT:
                raise RemoteProtocolError(f"more than {HEADER_LINES_LIMIT} header lines")
            return
        events.append(parse_environment(self._lines))
        self._end(Step.HEADER_ENDED)

    def _take_unasked(self, line: str, events: list[Event]) -> None:
        if line != _HANGUP_LINE:
            raise RemoteProtocolError("a line that no command asked for")
        self._size = 0
        events.append(HangupNotice())

    def _take_reply(self, line: str, events: list[Event]) -> None:
        if line == _HANGUP_LINE:
            self._take_unasked(line, events)
        elif line.startswith(_USAGE_OPENS):
            self._open(Step.USAGE_OPENED, line)
        elif self._expects_value and line.startswith(_VALUE_OPENS):
            self._take_value_line(line, events)
        else:
            self._take_plain_reply(parse_reply(line), events)

    def _take_value_line(self, line: str, events: list[Event]) -> None:
        if line.endswith(")"):
            self._end_reply(parse_value(line), events)
        else:
            self._open(Step.VALUE_OPENED, line)

    def _take_plain_reply(self, reply: Reply | None, events: list[Event]) -> None:
        provisional = reply is not None and reply.code < SUCCESS
        if not provisional:  # 100 Trying (GOSUB): the real reply follows
            self._end_reply(reply, events)

    def _take_usage(self, line: str, events: list[Event]) -> None:
        self._lines.append(line)
        if line == _USAGE_ENDS:
            self._end_reply(Reply(USAGE, text="\n".join(self._lines)), events)

    def _take_value(self, line: str, events: list[Event]) -> None:
        self._lines.append(line)
        if line.endswith(")"):
            self._end_reply(parse_value("\n".join(self._lines)), events)

    @property
    def _expects_value(self) -> bool:
        return self._command is not None and self._command.returns_value

    def _open(self, step: Step, line: str) -> None:
        self._move(step)
        self._lines.append(line)

    def _end_reply(self, reply: Reply | None, events: list[Event]) -> None:
        if reply is None:
            raise RemoteProtocolError("a reply in no form that AGI has")
        self._command = None
        events.append(reply)
        self._end(Step.REPLY_ENDED)

    def _end(self, step: Step) -> None:
        self._move(step)
        self._lines = []
        self._size = 0
