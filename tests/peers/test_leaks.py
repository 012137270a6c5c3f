"""The search for leaked digits: it finds what is planted, wherever and however spelt."""

import base64
import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.peers.leaks import Keyed, Leak, held_by, leaks, left_in

CARD = "4000002621454738"
PIN = "6839"
CODE = "481537"
KEYED = Keyed((CARD,), (PIN,), (CODE,))
SECRETS = [
    pytest.param(CARD, "card number", id="card"),
    pytest.param(PIN, "PIN", id="pin"),
    pytest.param(CODE, "code", id="code"),
]
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


NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def in_words(between: str) -> Callable[[str], str]:
    """Digits as they are read aloud."""
    return lambda digits: between.join(NAMES[int(digit)] for digit in digits)


def in_events(event: str) -> Callable[[str], str]:
    """One line for each key, and a key of somebody else after each."""
    return lambda digits: "".join(
        event.replace("*", key) + event.replace("*", "7") for key in digits
    )


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "in words": in_words(" "),
    "in words with dashes": in_words("-"),
    "in words, joined and loud": lambda digits: in_words("")(digits).upper(),
    "in words, o for zero": lambda digits: in_words(", ")(digits).replace("zero", "Oh"),
    "keys in Asterisk's log": in_events(
        "[2025-11-22 16:58:39.683] DTMF[12][C-01] channel.c: DTMF end '*' received on"
        " PJSIP/carrier-00000001, duration 100 ms\n"
    ),
    "keys in Asterisk's debug log": in_events(
        "DEBUG[17825] res_rtp_asterisk.c: RTP creating BEGIN DTMF Frame: 54 (*), at 10.0.0.1:20\n"
    ),
    "keys in manager events": in_events("Event: DTMFEnd\r\nDigit: *\r\nDurationMs: 100\r\n"),
    "keys in JSON": in_events('{"event": "ivr.keyed", "key": "*"}\n'),
    "SHA-256": lambda digits: hashlib.sha256(digits.encode()).hexdigest(),
    "MD5, loud": lambda digits: hashlib.md5(digits.encode()).hexdigest().upper(),  # noqa: S324 - a leak
    "SHA-1 in base64": lambda digits: base64.b64encode(
        hashlib.sha1(digits.encode()).digest()  # noqa: S324 - a leak
    ).decode(),
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


@pytest.mark.parametrize("lead", ["", "1"])
def test_card_number_in_half_bytes_is_found(lead: str) -> None:
    """As card systems send it, in whichever half of a byte it begins."""
    packed = bytes.fromhex((lead + CARD + "fff")[: len(CARD) + 2 * len(lead)])

    assert leaks({"core": b"\0\1" + packed + b"\0"}, KEYED) == {
        Leak("core", "card number", "packed")
    }


@pytest.mark.parametrize("field", [f"04{PIN}FFFFFFFFFF", f"44{PIN}aaaaaaaaaa0123456789abcdef"])
def test_field_of_a_pin_block_is_found(field: str) -> None:
    """What is encrypted, before it is (ISO 9564-1, formats 0 and 4)."""
    assert leaks({"log": f"field={field}\n".encode()}, KEYED) == {
        Leak("log", "PIN", "field of a PIN block")
    }


def test_secret_in_the_name_of_a_file_is_found(tmp_path: Path) -> None:
    """A recording may be named after what was keyed; what is in it is sound."""
    (tmp_path / f"call-{PIN}.wav").write_bytes(b"RIFF")

    assert leaks(left_in(tmp_path), KEYED) == {Leak("names of files", "PIN", "digits")}


def test_digest_in_a_row_is_no_leak_in_the_file(tmp_path: Path) -> None:
    """A digest may have a PIN's digits; a PIN beside one is found all the same."""
    digest = f"ab{PIN}cd".rjust(64, "e")
    with closing(sqlite3.connect(tmp_path / "bank.db")) as database:
        database.execute("CREATE TABLE cards (number_hmac TEXT, note TEXT)")
        database.execute("INSERT INTO cards VALUES (?, 'a')", [digest])
        database.commit()
    harmless = leaks(left_in(tmp_path), KEYED)
    with closing(sqlite3.connect(tmp_path / "bank.db")) as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("INSERT INTO cards VALUES (?, ?)", [digest, PIN])
        database.execute("DELETE FROM cards WHERE note != 'a'")
        database.commit()

    assert harmless == set()
    assert leaks(left_in(tmp_path), KEYED) == {Leak("bank.db", "PIN", "digits")}


def test_secret_without_its_first_key_is_found() -> None:
    """The first key comes by one AGI command, the rest by another."""
    log = f"AGI Tx >> 200 result={PIN[1:]}\nAGI Tx >> 200 result={CARD[1:]}\n".encode()

    assert leaks({"log": log}, KEYED) == {
        Leak("log", "PIN", "without its first key"),
        Leak("log", "card number", "digits"),
    }


def test_harmless_lines_are_left_in_peace() -> None:
    """Digits in times, ids and longer numbers, a card's last four, and words that are no keys."""
    harmless = (
        f"{LINE}port 46839, 127.0.68.39:6839, account ending {CARD[-4:]}, a6839f, 4815376\n"
        "six calls, eight agents: three of them talk to nine others; someone phoned\n"
        "menu 6 of 8 tried 3 times in 9 s; Digit: 6\nDigit: 8\nDigit: 3\n"
    )

    assert leaks({"log": harmless.encode()}, KEYED) == set()


def test_rows_that_were_there_before_are_no_leaks(tmp_path: Path) -> None:
    """A bank has amounts and dates with any digits; what is added is searched."""
    with closing(sqlite3.connect(tmp_path / "bank.db")) as database:
        database.execute("CREATE TABLE booked (minor INTEGER, note TEXT)")
        database.execute("INSERT INTO booked VALUES (?, 'before')", [int(PIN)])
        database.commit()
        before = held_by(tmp_path)
        harmless = leaks(left_in(tmp_path, since=before), KEYED)
        database.execute("INSERT INTO booked VALUES (?, 'after')", [int(PIN)])
        database.commit()

    assert harmless == set()
    assert leaks(left_in(tmp_path, since=before), KEYED) == {
        Leak("rows of bank.db", "PIN", "digits")
    }


def test_logs_are_searched_from_where_they_were(tmp_path: Path) -> None:
    """Lines that an earlier test wrote to the same log are not of this run."""
    in_log(tmp_path, PIN)
    before = held_by(tmp_path)
    with (tmp_path / "engine.log").open("a") as log:
        log.write(LINE)

    assert leaks(left_in(tmp_path, since=before), KEYED) == set()
