"""The card key and its file."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from callcenter_cti.bank.card_key import CardKey, CardKeyError, load_card_key
from callcenter_cti.domain.cards import CardNumber, OneTimeCode, Pin

ONE, OTHER = CardKey(b"1" * 32), CardKey(b"2" * 32)
CARD, SAME, SECOND = (
    CardNumber("4111111111111111"),
    CardNumber("4111111111111111"),
    CardNumber("4012888888881881"),
)
PIN = Pin("4071")


def test_card_is_found_by_the_same_number_and_key_alone():
    """The same number gives the same digest; another number or key another."""
    assert ONE.number(CARD) == ONE.number(SAME)
    assert len({ONE.number(CARD), ONE.number(SECOND), OTHER.number(CARD)}) == 3


def test_same_pin_differs_from_card_to_card():
    """Two customers with one PIN do not show it."""
    assert len({ONE.pin(CARD, PIN), ONE.pin(SECOND, PIN), OTHER.pin(CARD, PIN)}) == 3


def test_digests_hold_no_digits_of_what_they_were_made_from():
    """What is stored is 64 hexadecimal digits that only the key explains."""
    for digest in (ONE.number(CARD), ONE.pin(CARD, PIN), ONE.fingerprint()):
        assert len(digest) == 64
        assert "4111111111111111" not in digest


def test_number_digest_is_the_published_function():
    """HMAC-SHA256 over the purpose and the number, as any other tool computes it."""
    assert ONE.number(CARD) == "ad70e15db4ba505ca0d46f26cf41624bc2b9de685ba16240f24f358522df255f"


def test_short_key_is_refused():
    """A key that could be guessed is no key."""
    with pytest.raises(CardKeyError, match="32 bytes at least are needed, these are 31"):
        CardKey(b"1" * 31)


def test_key_does_not_show_itself():
    """Neither a log nor a traceback gives it away."""
    assert repr(ONE) == str(ONE) == "CardKey(****)"
    assert b"1" * 32 not in pickle.dumps(repr(ONE))


def test_missing_file_is_made_for_its_owner_alone(tmp_path: Path):
    """The first start makes the key, the next one reads it."""
    path = tmp_path / "var" / "card.key"

    made = load_card_key(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_bytes()) == 32
    assert load_card_key(path).fingerprint() == made.fingerprint()
    assert [file.name for file in path.parent.iterdir()] == ["card.key"]


def test_two_that_start_at_once_get_one_key(tmp_path: Path):
    """Whoever is second takes the first one's key."""
    path = tmp_path / "card.key"

    with ThreadPoolExecutor(8) as threads:
        keys = list(threads.map(lambda _: load_card_key(path).fingerprint(), range(8)))

    assert len(set(keys)) == 1


def test_short_key_file_is_refused(tmp_path: Path):
    """A file that was cut or emptied is not taken for a key."""
    path = tmp_path / "card.key"
    path.write_bytes(b"")

    with pytest.raises(CardKeyError):
        load_card_key(path)


def test_unreadable_key_file_is_named(tmp_path: Path):
    """The error says which path, and why."""
    with pytest.raises(CardKeyError, match=r"card key: .*: Is a directory"):
        load_card_key(tmp_path)


def test_sealed_number_is_opened_by_its_key_alone():
    """It differs each time, and a thief of the database has nothing of it."""
    key, other = CardKey(b"k" * 32), CardKey(b"o" * 32)
    number = CardNumber("4111111111111111")
    sealed = key.seal_number(number)

    assert key.open_number(sealed) == number
    assert sealed != key.seal_number(number)
    assert b"4111" not in sealed
    for wrong in (sealed[:-1], sealed[:-1] + b"?", b""):
        with pytest.raises(CardKeyError, match="cannot be decrypted"):
            key.open_number(wrong)
    with pytest.raises(CardKeyError, match="cannot be decrypted"):
        other.open_number(sealed)


def test_digests_of_different_things_never_meet():
    """The same digits as a number, a caller, a code and a request are four digests."""
    key = CardKey(b"k" * 32)
    digits = "411111111117"

    digests = {
        key.number(CardNumber(digits)),
        key.caller(digits),
        key.code("411111", OneTimeCode("111117")),
        key.request(digits),
        key.request("4111", "11111117"),
        key.caller(""),
    }

    assert len(digests) == 6
