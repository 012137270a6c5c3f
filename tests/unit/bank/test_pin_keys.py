"""Keys for PIN blocks, and sealing with them."""

from pathlib import Path

import pytest

from callcenter_cti.bank.pin_blocks import PinBlock, PinBlockFormat
from callcenter_cti.bank.pin_keys import (
    KeyRing,
    PinBlocks,
    PinBlockUnreadable,
    PinKeyError,
    PlainPinKey,
    load_pin_keys,
)
from callcenter_cti.domain.cards import CardNumber, Pin
from tests.fakes.pin_keys import AES_KEY, DES_KEY, OLD_KEY, PIN_KEYS, SEALER

CARD, PIN = CardNumber("4111111111111111"), Pin("7391")


def test_first_start_makes_a_key_for_its_owner_alone(tmp_path: Path):
    """The next start finds the same one."""
    file = tmp_path / "var" / "bank-pin.keys"

    first, second = load_pin_keys(file), load_pin_keys(file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert first.current().format is PinBlockFormat.ISO_4
    assert PinBlocks(second).open(PinBlocks(first).seal(PIN, CARD), CARD) == PIN


def test_keys_of_two_first_starts_differ(tmp_path: Path):
    """They are random."""
    names = {load_pin_keys(tmp_path / name).current().name for name in "ab"}

    assert len(names) == 2


def test_first_line_seals_and_every_line_opens(tmp_path: Path):
    """That is how keys are changed while calls go on."""
    file = tmp_path / "keys"
    file.write_text(f"iso-4 {bytes(range(16)).hex()}\n")
    before = PinBlocks(load_pin_keys(file)).seal(PIN, CARD)
    file.write_text(f"iso-4 {bytes(range(32)).hex()}\n\niso-4 {bytes(range(16)).hex()}\n")
    blocks = PinBlocks(load_pin_keys(file))

    after = blocks.seal(PIN, CARD)

    assert (before.key_name, after.key_name) == (OLD_KEY.name, AES_KEY.name)
    assert blocks.open(before, CARD) == blocks.open(after, CARD) == PIN


def test_old_hosts_get_format_0():
    """The key's format decides."""
    blocks = PinBlocks(KeyRing([DES_KEY]))

    sealed = blocks.seal(PIN, CARD)

    assert (sealed.format, len(sealed.ciphertext)) == (PinBlockFormat.ISO_0, 8)
    assert blocks.open(sealed, CARD) == PIN


@pytest.mark.parametrize(
    "block",
    [
        PinBlock(PinBlockFormat.ISO_4, "00000000", bytes(16)),
        PinBlock(PinBlockFormat.ISO_0, AES_KEY.name, bytes(8)),
        PinBlock(PinBlockFormat.ISO_4, AES_KEY.name, bytes(16)),
        PinBlock(PinBlockFormat.ISO_4, AES_KEY.name, b""),
    ],
    ids=["unknown key", "another format", "garbage", "empty"],
)
def test_block_that_cannot_be_opened_is_a_fault_of_the_peers(block: PinBlock):
    """Not of the caller; and the text shows nothing of it."""
    with pytest.raises(PinBlockUnreadable) as caught:
        SEALER.open(block, CARD)

    assert caught.value.peer == "bank"
    assert caught.value.__cause__ is None


def test_name_of_a_key_tells_it_from_others_and_nothing_else():
    """Eight hexadecimal digits that are none of the key's."""
    names = {key.name for key in (AES_KEY, OLD_KEY, DES_KEY)}

    assert len(names) == 3
    assert all(len(name) == 8 and int(name, 16) >= 0 for name in names)
    assert PIN_KEYS.named("nobody") is None


def test_neither_key_nor_block_shows_itself():
    """Logs see the name of the key."""
    sealed = SEALER.seal(PIN, CARD)

    assert repr(AES_KEY) == f"PlainPinKey({AES_KEY.name})"
    assert sealed.ciphertext.hex() not in repr(sealed)
    assert repr(sealed.ciphertext) not in repr(sealed)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no key"),
        ("\n \n", "no key"),
        ("iso-4", "line 1: iso-4 takes no key of 0 bytes"),
        ("iso-4 00ff", "line 1: iso-4 takes no key of 2 bytes"),
        ("iso-9 00", "line 1: write FORMAT HEX"),
        ("\niso-4 secret", "line 2: write FORMAT HEX"),
        (f"iso-0 {'00' * 32}", "line 1: iso-0 takes no key of 32 bytes"),
    ],
)
def test_unusable_file_is_named_with_its_line(tmp_path: Path, text: str, complaint: str):
    """And what stands there is not shown."""
    file = tmp_path / "keys"
    file.write_text(text)

    with pytest.raises(PinKeyError) as caught:
        load_pin_keys(file)

    assert str(caught.value).startswith(f"PIN keys: {file}")
    assert str(caught.value).endswith(complaint)
    assert "secret" not in str(caught.value)


def test_file_that_is_no_text_or_cannot_be_read_is_said_so(tmp_path: Path):
    """The operator learns which it was."""
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(PinKeyError, match="not text"):
        load_pin_keys(binary)
    with pytest.raises(PinKeyError, match="Is a directory"):
        load_pin_keys(tmp_path)


def test_key_of_a_wrong_length_is_refused():
    """Triple DES with one key is single DES."""
    with pytest.raises(PinKeyError, match="takes no key of 8 bytes"):
        PlainPinKey(PinBlockFormat.ISO_0, bytes(8))
