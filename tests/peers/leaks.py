"""Finds keyed digits in whatever a run leaves behind, spelt in the ways that happen by accident.

A card number is found by any ten digits of it in a row, so that one without its first key (which
comes by another command than the rest) is found too; its last four digits alone are no secret. A
PIN is short, and four digits occur by chance in times, ports and counters: times are taken out
first, and whoever asks repeats a suspicious run with another PIN. A leak comes again, chance does
not.
"""

import base64
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

WINDOW: Final = 10
"""Digits of a card number in a row that give it away."""
SOUNDS: Final = frozenset({".wav", ".gsm"})
"""Ends of files in which callers are heard; keys are pressed aloud on purpose."""

_KEY_OF: Final = {str(ord(key)).encode(): key for key in "0123456789"}
_TIMES: Final = re.compile(
    rb"""\d{4}-\d\d-\d\d[T\ ]\d\d:\d\d:\d\d(?:[.,]\d+)?  # ISO 8601 and what is like it
    | \d{9,11}\.\d+                                      # seconds since 1970; ids made of them
    | (?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?            # addresses
    | \d+\.\d{3,}                                        # durations
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Keyed:
    """What callers keyed in a run."""

    cards: tuple[str, ...]
    pins: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Leak:
    """A secret found."""

    place: str
    what: str
    """``card number`` or ``PIN``."""
    spelling: str


Places = Mapping[str, bytes]
"""What a run left, by the name of the place."""


def leaks(places: Places, keyed: Keyed) -> set[Leak]:
    """Return where secrets are and how they are spelt there."""
    found = set()
    for place, content in places.items():
        for spelling, card_in in _CARD.items():
            if any(card_in(content, window) for card in keyed.cards for window in _windows(card)):
                found.add(Leak(place, "card number", spelling))
        timeless = _TIMES.sub(b" ~ ", content)
        for spelling, pin_in in _PIN.items():
            if any(pin_in(timeless, pin) for pin in keyed.pins):
                found.add(Leak(place, "PIN", spelling))
    return found


def log_sizes(folder: Path) -> dict[Path, int]:
    """Return how long each log is now."""
    return {path: path.stat().st_size for path in folder.rglob("*.log")}


def left_in(folder: Path, *, since: Mapping[Path, int] | None = None) -> dict[str, bytes]:
    """Return what the files of a folder hold, of logs what came after `since`.

    Databases are there twice: as files, which keep what was deleted, and row by row.
    """
    before = since or {}
    found = [
        path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in SOUNDS
    ]
    # All files first: whoever opens a database may put its write-ahead log away.
    contents = {path: path.read_bytes()[before.get(path, 0) :] for path in found}
    databases = [path for path in found if contents[path].startswith(b"SQLite format 3\0")]
    files = {str(path.relative_to(folder)): content for path, content in contents.items()}
    return files | {f"rows of {path.relative_to(folder)}": _rows(path) for path in databases}


def _rows(database: Path) -> bytes:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return "\n".join(connection.iterdump()).encode()


# --- spellings


def _windows(card: str) -> list[str]:
    return [card[start : start + WINDOW] for start in range(len(card) - WINDOW + 1)]


def _in_digits(content: bytes, digits: str) -> bool:
    """Plain, or with up to four other characters between two digits: spaces, quotes, commas."""
    return digits.encode() in re.sub(rb"(?<=\d)\D{1,4}(?=\d)", b"", content)


def _in_hex(content: bytes, digits: str) -> bool:
    """As hexadecimal bytes: joined, spaced, ``\\x34``, ``%34``, ``\\u0034``."""
    plain = re.sub(rb"\\u00|\\x|0x|%", b" ", content)
    joined = re.sub(rb"(?i)(?<=[0-9a-f])[^0-9a-f]{1,2}(?=[0-9a-f])", b"", plain)
    return "".join(f"3{digit}" for digit in digits).encode() in joined


def _in_codes(content: bytes, digits: str) -> bool:
    """As decimal character codes, as Asterisk tells single keys: ``52, 48, 48``."""
    return digits in "".join(_KEY_OF.get(n, "|") for n in re.findall(rb"\d+", content))


def _in_base64(content: bytes, digits: str) -> bool:
    """As base64, at whichever of three places in the encoded text the digits begin."""
    return any(part in content for part in _base64_parts(digits))


def _base64_parts(digits: str) -> Iterator[bytes]:
    for lead in range(3):
        encoded = base64.b64encode(b"\0" * lead + digits.encode()).rstrip(b"=")
        bits = 8 * (lead + len(digits))
        # Characters that bits from outside the digits take part in are left out.
        yield encoded[-(-8 * lead // 6) : bits // 6]


def _pin_alone(content: bytes, pin: str) -> bool:
    """As a word of its own; anywhere in a binary file, where fields stand without a gap."""
    if b"\0" in content:
        return pin.encode() in content
    plain = unquote_to_bytes(content)
    return bool(re.search(rb"(?<![0-9A-Za-z])%b(?![0-9A-Za-z])" % pin.encode(), plain))


def _pin_spelt(content: bytes, pin: str) -> bool:
    """Digit by digit."""
    spelt = rb"\D{1,4}".join(digit.encode() for digit in pin)
    return bool(re.search(rb"(?<!\d)%b(?!\d)" % spelt, content))


def _pin_without_first_key(content: bytes, pin: str) -> bool:
    """The rest that comes by a command of its own, where it is said to be such."""
    told = rb"(?i)(?:result|digits?|data|keys?|keyed|pin|value|match)\W{0,6}%b(?!\d)"
    return bool(re.search(told % pin[1:].encode(), content))


def _pin_in_hex(content: bytes, pin: str) -> bool:
    units = rb"(?:\W|\\x|\\u00|0x){0,2}".join(f"3{digit}".encode() for digit in pin)
    return bool(re.search(rb"(?:\\u00|(?<!\d))%b(?!\d)" % units, content))


_CARD: Final[Mapping[str, Callable[[bytes, str], bool]]] = {
    "digits": _in_digits,
    "hexadecimal": _in_hex,
    "character codes": _in_codes,
    "base64": _in_base64,
}
_PIN: Final[Mapping[str, Callable[[bytes, str], bool]]] = {
    "digits": _pin_alone,
    "digit by digit": _pin_spelt,
    "without its first key": _pin_without_first_key,
    "hexadecimal": _pin_in_hex,
    "character codes": _in_codes,
    "base64": _in_base64,
}
