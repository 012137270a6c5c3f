"""The search for leaked digits: it finds what is planted, wherever and however spelt."""

import base64
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.peers.leaks import Keyed, Leak, leaks, left_in, log_sizes

CARD = "4000002621454738"
PIN = "6839"
KEYED = Keyed((CARD,), (PIN,))
SECRETS = [pytest.param(CARD, "card number", id="card"), pytest.param(PIN, "PIN", id="pin")]
LINE = (
    '{"event": "call.ended", "call_id": "sydney-1763826839.68396", "waited_s": 0.683968,'
    ' "timestamp": "2025-11-22T16:58:39.683951Z"}\n'
)


def in_log(folder: Path, secret: str) -> None:
    """A line of the engine's log, among others."""
    planted = json.dumps({"event": "ivr.asked", "digits": secret}) + "\n"
    (folder / "engine.log").write_text(LINE + planted + LINE)


def in_traceback(folder: Path, secret: str) -> None:
    """An error's text, or a local variable, as JSON holds a traceback."""
    text = f'File "x.py", line 12\n  pin = {secret!r}\nValueError: no card {secret}'
    (folder / "engine.log").write_text(json.dumps({"exception": text}) + "\n")


def in_asterisk_log(folder: Path, secret: str) -> None:
    """What Asterisk writes of commands when AGI is debugged."""
    (folder / "messages.log").write_text(
        "[2025-11-22 16:58:39.683] VERBOSE[12] res_agi.c: AGI Tx >> 200 result=" + secret + "\n"
    )


def in_row(folder: Path, secret: str) -> None:
    """A row of a database whose log has been written back."""
    with closing(sqlite3.connect(folder / "callcenter.db")) as database:
        database.execute("CREATE TABLE calls (agent TEXT, note TEXT, at TEXT)")
        database.execute("INSERT INTO calls VALUES ('7', ?, '2025')", [secret])
        database.commit()


def in_deleted_row(folder: Path, secret: str) -> None:
    """A row that is gone, and whose bytes are not."""
    in_row(folder, secret)
    with closing(sqlite3.connect(folder / "callcenter.db")) as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("DELETE FROM calls")
        database.commit()


def in_write_ahead_log(folder: Path, secret: str) -> None:
    """A write-ahead log of a program that was killed."""
    with closing(sqlite3.connect(folder / "live.db")) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE calls (note TEXT)")
        database.execute("INSERT INTO calls VALUES (?)", [secret])
        database.commit()
        (folder / "callcenter.db-wal").write_bytes((folder / "live.db-wal").read_bytes())
    for file in folder.glob("live.db*"):
        file.unlink()


def in_metric(folder: Path, secret: str) -> None:
    """A label that should not have been one."""
    (folder / "metrics.txt").write_text(
        f'callcenter_calls_total{{site="sydney",number="{secret}"}} 1.0\n'
    )


def in_webhook(folder: Path, secret: str) -> None:
    """A field of an event's body."""
    (folder / "webhook.json").write_text(json.dumps({"data": {"journey": [{"note": secret}]}}))


def in_file_name_of_settings(folder: Path, secret: str) -> None:
    """A file in a folder below."""
    (folder / "more").mkdir()
    (folder / "more/settings.yaml").write_text(f"studio_dir: /srv/{secret}/\n")


PLACES = [
    in_log,
    in_traceback,
    in_asterisk_log,
    in_row,
    in_deleted_row,
    in_write_ahead_log,
    in_metric,
    in_webhook,
    in_file_name_of_settings,
]


def base64_after(lead: bytes, digits: str) -> str:
    """Digits in the middle of something that is encoded whole."""
    return base64.b64encode(lead + digits.encode() + b"yz").decode()


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "with spaces": " ".join,
    "with dashes": "-".join,
    "as a list": lambda digits: str(list(digits)),
    "as numbers": lambda digits: str([int(digit) for digit in digits]),
    "hexadecimal": lambda digits: digits.encode().hex(),
    "spaced hexadecimal": lambda digits: digits.encode().hex(" ").upper(),
    "percent": lambda digits: "".join(f"%{ord(digit):X}" for digit in digits),
    "escaped bytes": lambda digits: "".join(f"\\x{ord(digit):x}" for digit in digits),
    "escaped JSON": lambda digits: "".join(f"\\u00{ord(digit):x}" for digit in digits),
    "codes": lambda digits: str(list(digits.encode())),
    "in a URL": lambda digits: quote(f"/calls?card={digits}&at=1"),
    "base64": lambda digits: base64_after(b"", digits),
    "base64 after a byte": lambda digits: base64_after(b"x", digits),
    "base64 after two bytes": lambda digits: base64_after(b"xx", digits),
}


@pytest.mark.parametrize("plant", PLACES)
@pytest.mark.parametrize(("secret", "what"), SECRETS)
def test_planted_secret_is_found_in_every_place(
    tmp_path: Path, plant: Callable[[Path, str], None], secret: str, what: str
) -> None:
    """One secret, in one place."""
    plant(tmp_path, secret)

    assert {leak.what for leak in leaks(left_in(tmp_path), KEYED)} == {what}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(("secret", "what"), SECRETS)
def test_planted_secret_is_found_in_every_spelling(spelling: str, secret: str, what: str) -> None:
    """One secret, in one spelling, between harmless lines."""
    spelt = SPELLINGS[spelling](secret)

    found = leaks({"log": f"{LINE}note={spelt}\n{LINE}".encode()}, KEYED)

    assert {(leak.place, leak.what) for leak in found} == {("log", what)}


def test_secret_without_its_first_key_is_found() -> None:
    """The first key comes by one AGI command, the rest by another."""
    log = f"AGI Tx >> 200 result={PIN[1:]}\nAGI Tx >> 200 result={CARD[1:]}\n".encode()

    assert leaks({"log": log}, KEYED) == {
        Leak("log", "PIN", "without its first key"),
        Leak("log", "card number", "digits"),
    }


def test_harmless_lines_are_left_in_peace() -> None:
    """The PIN's digits in times, ids and longer numbers, and a card's last four."""
    harmless = f"{LINE}port 46839, 127.0.68.39:6839, account ending {CARD[-4:]}, a6839f\n"

    assert leaks({"log": harmless.encode()}, KEYED) == set()


def test_logs_are_searched_from_where_they_were(tmp_path: Path) -> None:
    """Lines that an earlier test wrote to the same log are not of this run."""
    in_log(tmp_path, PIN)
    before = log_sizes(tmp_path)
    with (tmp_path / "engine.log").open("a") as log:
        log.write(LINE)

    assert leaks(left_in(tmp_path, since=before), KEYED) == set()
