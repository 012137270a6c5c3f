"""The ways in which keyed digits are written by accident, and how each is found in bytes.

A spelling reads what a place holds once, and returns what tells of any digits whether they are
there. What holds of card numbers (long: any run of their digits) is at the top; what holds of PINs
and codes, which are so short that chance writes them too, is below.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Final
from urllib.parse import unquote_to_bytes

IsThere = Callable[[str], bool]
Spelling = Callable[[bytes], IsThere]

_KEY_OF: Final = {str(ord(key)).encode(): key for key in "0123456789"}
_DIGIT_OF: Final = {
    name: str(digit)
    for digit, names in enumerate(
        ("zero oh nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for name in names.split()
}
_WORD: Final = re.compile("|".join(_DIGIT_OF).encode(), re.IGNORECASE)
_LETTER_OR_LINE: Final = re.compile(rb"[A-Za-z\n]")
_ALONE: Final = re.compile(rb"(?<![0-9A-Za-z])[0-9]{3,12}(?![0-9A-Za-z])")
_SINGLE: Final = re.compile(rb"(?<!\d)\d(?!\d)")
_NAMED: Final = re.compile(
    rb"(?i)(?:result|digits?|data|keys?|keyed|pin|value|match)\W{0,6}([0-9]+)"
)
_PIN_FIELD: Final = re.compile(rb"(?i)0[4-9a-c]([0-9]{4,12})f{2,}|4[4-9a-c]([0-9]{4,12})a{2,}")
_KEY_EVENT: Final = re.compile(
    rb"""(?ix)
    DTMF \s+ (?:begin|end) \s+ (?:emulation\s+)? (?:of\s+)? '([0-9])'      # level dtmf of the log
    | DTMF \s+ Frame: \s* [0-9]+ \s* \( ([0-9]) \)                        # level debug, RTP
    | \b (?:digit|key|button|dtmf) ["']? \s* [:=] \s* ["']? ([0-9]) (?![0-9])
    """
)
"""One key at a time, as Asterisk's log and manager interface tell them, and JSON."""
_DIGESTS: Final = ("md5", "sha1", "sha256", "sha512")
_APART: Final = 4
"""Characters between two digits beyond which they do not belong together."""


def in_digits(content: bytes) -> IsThere:
    """Plain, or with up to four other characters between two digits: spaces, quotes, commas."""
    joined = re.sub(rb"(?<=\d)\D{1,4}(?=\d)", b"", content)
    return lambda digits: digits.encode() in joined


def in_words(content: bytes) -> IsThere:
    """In English words, with up to four signs between them, or none."""
    words = [
        (w.start(), w.end(), _DIGIT_OF[w[0].decode().lower()]) for w in _WORD.finditer(content)
    ]
    told = words[0][2] if words else ""
    for (_, end, _), (start, _, digit) in pairwise(words):
        between = content[end:start]
        apart = len(between) > _APART or _LETTER_OR_LINE.search(between)
        told += f"|{digit}" if apart else digit
    return lambda digits: digits in told


def in_hex(content: bytes) -> IsThere:
    """As hexadecimal bytes: joined, spaced, ``\\x34``, ``%34``, ``\\u0034``."""
    plain = re.sub(rb"\\u00|\\x|0x|%|&#x", b" ", content)
    joined = re.sub(rb"(?i)(?<=[0-9a-f])[^0-9a-f]{1,2}(?=[0-9a-f])", b"", plain)
    return lambda digits: _hex(digits) in joined


def in_codes(content: bytes) -> IsThere:
    """As decimal character codes, as Asterisk tells single keys: ``52, 48, 48``."""
    keys = "".join(_KEY_OF.get(number, "|") for number in re.findall(rb"\d+", content))
    return lambda digits: digits in keys


def in_base64(content: bytes) -> IsThere:
    """As base64, at whichever of three places in the encoded text the digits begin."""
    return lambda digits: any(part in content for part in _base64_parts(digits))


def in_key_events(content: bytes) -> IsThere:
    """Key by key, one event each, those of other callers in between."""
    keys = [next(filter(None, event.groups())).decode() for event in _KEY_EVENT.finditer(content)]

    def are_there(digits: str) -> bool:
        left = iter(keys)
        return all(digit in left for digit in digits)

    return are_there


def in_packed(content: bytes) -> IsThere:
    """Two digits a byte, as card systems send numbers, beginning with either half of one."""

    def are_there(digits: str) -> bool:
        parts = (part[: len(part) // 2 * 2] for part in (digits, digits[1:]))
        return any(bytes.fromhex(part) in content for part in parts)

    return are_there


def in_plain_digest(content: bytes) -> IsThere:
    """As a hash without a key, which is undone by trying all numbers."""
    low = content.lower()

    def are_there(digits: str) -> bool:
        made = [hashlib.new(name, digits.encode(), usedforsecurity=False) for name in _DIGESTS]
        return any(
            digest.hexdigest().encode() in low or base64.b64encode(digest.digest()) in content
            for digest in made
        )

    return are_there


def alone(content: bytes) -> IsThere:
    """As a word of its own; anywhere in a binary file, where fields stand without a gap."""
    if b"\0" in content:
        return lambda digits: digits.encode() in content
    return _among(_ALONE.findall(unquote_to_bytes(content)))


def digit_by_digit(content: bytes) -> IsThere:
    """Single digits with up to four other characters between them."""
    told, end = "", 0
    for found in _SINGLE.finditer(content):
        told += ("" if found.start() - end <= _APART else "|") + found[0].decode()
        end = found.end()
    return lambda digits: digits in told


def without_first_key(content: bytes) -> IsThere:
    """The rest that comes by a command of its own, where it is said to be such."""
    are_there = _among(_NAMED.findall(content))
    return lambda digits: are_there(digits[1:])


def in_bytes(content: bytes) -> IsThere:
    """As hexadecimal bytes that begin where a byte begins, and nothing after them."""

    @cache
    def runs(length: int) -> set[bytes]:
        unit, gap = rb"3([0-9])", rb"(?:\W|\\x|\\u00|0x){0,2}"
        wanted = rb"(?:\\u00|(?<!\d))(?=%b(?!\d))" % gap.join([unit] * length)
        return {b"".join(found.groups()) for found in re.finditer(wanted, content)}

    return lambda digits: digits.encode() in runs(len(digits))


def in_pin_field(content: bytes) -> IsThere:
    """As the field of a PIN block before it is encrypted: control, length, PIN, filling."""
    return _among(digits for found in _PIN_FIELD.findall(content) for digits in found)


def _among(found: Iterable[bytes]) -> IsThere:
    known = set(found)
    return lambda digits: digits.encode() in known


def _hex(digits: str) -> bytes:
    return digits.encode().hex().encode()


def _base64_parts(digits: str) -> Iterator[bytes]:
    for lead in range(3):
        encoded = base64.b64encode(b"\0" * lead + digits.encode()).rstrip(b"=")
        bits = 8 * (lead + len(digits))
        # Characters that bits from outside the digits take part in are left out.
        yield encoded[-(-8 * lead // 6) : bits // 6]


LONG_RUNS: Final[Mapping[str, Spelling]] = {
    "digits": in_digits,
    "words": in_words,
    "hexadecimal": in_hex,
    "character codes": in_codes,
    "base64": in_base64,
    "key events": in_key_events,
}
"""For a run of a card number's digits."""
WHOLE_NUMBERS: Final[Mapping[str, Spelling]] = {
    "packed": in_packed,
    "digest without a key": in_plain_digest,
}
"""For all digits of a card number together."""
SHORT_SECRETS: Final[Mapping[str, Spelling]] = {
    "digits": alone,
    "digit by digit": digit_by_digit,
    "without its first key": without_first_key,
    "words": in_words,
    "hexadecimal": in_bytes,
    "character codes": in_codes,
    "base64": in_base64,
    "key events": in_key_events,
    "field of a PIN block": in_pin_field,
}
"""For a PIN or a code."""
WHOLE_SHORT_SECRETS: Final[Mapping[str, Spelling]] = {"digest without a key": in_plain_digest}
"""For all digits of a PIN or code together."""
