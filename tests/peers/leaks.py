"""Finds keyed digits in whatever a run leaves behind, spelt in the ways that happen by accident.

A card number is found by any ten digits of it in a row, so that one without its first key (which
comes by another command than the rest) is found too; its last four digits alone are no secret. A
PIN is short, and four digits occur by chance in times, ports, counters and digests: times, and
the digests that the databases are known to hold, are taken out first, and whoever asks repeats a
suspicious run with other digits. A leak comes again, chance does not.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.peers.spellings import (
    LONG_RUNS,
    SHORT_SECRETS,
    WHOLE_NUMBERS,
    WHOLE_SHORT_SECRETS,
    Spelling,
)

WINDOW: Final = 10
"""Digits of a card number in a row that give it away."""
SOUNDS: Final = frozenset({".wav", ".gsm"})
"""Ends of files in which callers are heard; keys are pressed aloud on purpose."""

_TIMES: Final = re.compile(
    rb"""\d{4}-\d\d-\d\d[T\ ]\d\d:\d\d:\d\d(?:[.,]\d+)?  # ISO 8601 and what is like it
    | \d{9,11}\.\d+                                      # seconds since 1970; ids made of them
    | (?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?            # addresses
    | \d+\.\d{3,}                                        # durations
    """,
    re.VERBOSE,
)

_DIGEST: Final = re.compile(r"(?<=')[0-9a-f]{64}(?=')")
"""HMAC-SHA256 as the tables hold it. In the files themselves fields have no borders."""


@dataclass(frozen=True)
class Keyed:
    """What callers keyed in a run."""

    cards: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Leak:
    """A secret found."""

    place: str
    what: str
    """``card number``, ``PIN`` or ``code``."""
    spelling: str


Places = Mapping[str, bytes]
"""What a run left, by the name of the place."""


def leaks(places: Places, keyed: Keyed) -> set[Leak]:
    """Return where secrets are and how they are spelt there."""
    found = set()
    for place, content in places.items():
        timeless = _TIMES.sub(b" ~ ", content)
        found |= {Leak(place, *told) for told in _told(content, timeless, keyed)}
    return found


def _told(content: bytes, timeless: bytes, keyed: Keyed) -> Iterator[tuple[str, str]]:
    """Yield what is told, and how; short secrets are looked for where no times are."""
    runs = [run for card in keyed.cards for run in _windows(card)]
    for what, where, secrets, spellings in (
        ("card number", content, runs, LONG_RUNS),
        ("card number", content, keyed.cards, WHOLE_NUMBERS),
        ("PIN", timeless, keyed.pins, SHORT_SECRETS),
        ("PIN", content, keyed.pins, WHOLE_SHORT_SECRETS),
        ("code", timeless, keyed.codes, SHORT_SECRETS),
        ("code", content, keyed.codes, WHOLE_SHORT_SECRETS),
    ):
        yield from ((what, name) for name in _found(where, secrets, spellings))


def _found(
    content: bytes, secrets: Sequence[str], spellings: Mapping[str, Spelling]
) -> Iterator[str]:
    for name, read in spellings.items() if secrets else ():
        if any(map(read(content), secrets)):
            yield name


def _windows(card: str) -> list[str]:
    return [card[start : start + WINDOW] for start in range(len(card) - WINDOW + 1)]


@dataclass(frozen=True)
class Before:
    """What a folder held when a run began, and is not of it."""

    sizes: Mapping[Path, int] = field(default_factory=dict)
    """Length of each log."""
    rows: frozenset[str] = frozenset()
    """Rows of all databases."""


def held_by(folder: Path) -> Before:
    """Return what a folder holds now."""
    sizes = {path: path.stat().st_size for path in folder.rglob("*.log")}
    databases = [path for path in _files(folder) if _is_database(path.read_bytes())]
    return Before(sizes, frozenset(row for path in databases for row in _rows(path)))


def left_in(folder: Path, *, since: Before = Before()) -> dict[str, bytes]:
    """Return what a run left in the files of a folder, and in their names.

    Databases are there twice: as files, which keep what was deleted, and row by row.
    """
    # All files first: whoever opens a database may put its write-ahead log away.
    contents = {path: path.read_bytes()[since.sizes.get(path, 0) :] for path in _files(folder)}
    rows = {path: _rows(path) for path, content in contents.items() if _is_database(content)}
    known = re.compile(b"|".join(_digests(rows.values())) or rb"(?!)")
    files = {str(path.relative_to(folder)): known.sub(b"~", c) for path, c in contents.items()}
    new = {
        f"rows of {path.relative_to(folder)}": "\n".join(r for r in of if r not in since.rows)
        for path, of in rows.items()
    }
    names = "\n".join(str(path.relative_to(folder)) for path in sorted(folder.rglob("*")))
    return {
        **files,
        **{name: text.encode() for name, text in new.items()},
        "names of files": names.encode(),
    }


def _files(folder: Path) -> list[Path]:
    return [
        path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in SOUNDS
    ]


def _is_database(content: bytes) -> bool:
    return content.startswith(b"SQLite format 3\0")


def _digests(databases: Iterable[list[str]]) -> set[bytes]:
    """Return the digests in the rows: what they are made of is not told by what they are."""
    return {
        digest.encode() for rows in databases for row in rows for digest in _DIGEST.findall(row)
    }


def _rows(database: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())
