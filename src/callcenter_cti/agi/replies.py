"""Replies of Asterisk to AGI commands, parsed from whole lines. Knows forms, not meanings."""

import re
from dataclasses import dataclass
from typing import Final

_RESULT: Final = re.compile(
    r"(?P<code>\d{3}) result=(?P<result>[^ ]*)(?: \((?P<value>[^)]*)\))?(?: (?P<rest>.*))?",
    re.DOTALL,
)
_VALUE: Final = re.compile(r"200 result=1 \((?P<value>.*)\)", re.DOTALL)
_OTHER: Final = re.compile(r"(?P<code>\d{3})(?: (?P<rest>.*))?", re.DOTALL)
_ENDPOS: Final = re.compile(r"\bendpos=(\d{1,18})\b")
_INTEGER: Final = re.compile(r"-?\d{1,9}", re.ASCII)

SUCCESS: Final = 200
INVALID_COMMAND: Final = 510
DEAD_CHANNEL: Final = 511
USAGE: Final = 520


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, whole. `repr` shows the code alone: the rest may hold what the caller keyed."""

    code: int
    result: str = ""
    """The text after ``result=``: digits, an ASCII code, ``-1``; empty when there is none."""
    value: str | None = None
    """The text in parentheses; None when there are none."""
    text: str = ""
    """What follows, or the usage text of a 520."""

    def __repr__(self) -> str:
        return f"Reply({self.code})"

    @property
    def number(self) -> int | None:
        """The result as a number; None when it is not one."""
        return int(self.result) if _INTEGER.fullmatch(self.result) else None

    @property
    def timed_out(self) -> bool:
        """Whether a collection of digits ended by silence."""
        return self.value == "timeout"

    @property
    def endpos(self) -> int | None:
        """Samples played; None when the reply does not say."""
        found = _ENDPOS.search(self.text)
        return int(found.group(1)) if found else None


def parse_reply(line: str) -> Reply | None:
    """Read a reply of one line; None when the line is not a reply."""
    if found := _RESULT.fullmatch(line):
        return Reply(int(found["code"]), found["result"], found["value"], found["rest"] or "")
    if found := _OTHER.fullmatch(line):
        return Reply(int(found["code"]), text=found["rest"] or "")
    return None


def parse_value(text: str) -> Reply | None:
    """Read a reply that ends with a free text in parentheses; None while its end is missing."""
    found = _VALUE.fullmatch(text)
    return Reply(SUCCESS, "1", found["value"]) if found else None
