"""PIN blocks, bit by bit, and against a second implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psec import pinblock

from callcenter_cti.bank import iso9564
from callcenter_cti.bank.pin_blocks import PinBlockFormat
from callcenter_cti.bank.pin_keys import PlainPinKey
from callcenter_cti.domain.cards import CardNumber, Pin, luhn_valid

DIGITS = "0123456789"
PINS = st.text(DIGITS, min_size=4, max_size=12)
AES_KEYS = st.sampled_from([16, 24, 32]).flatmap(lambda n: st.binary(min_size=n, max_size=n))


def checked(body: str) -> str:
    """Add the check digit."""
    return next(body + digit for digit in DIGITS if luhn_valid(body + digit))


NUMBERS = st.text(DIGITS, min_size=11, max_size=18).map(checked)


class Clear:
    """A key that encrypts nothing: shows what is put through the cipher."""

    def encrypt(self, block: bytes) -> bytes:
        return block

    def decrypt(self, block: bytes) -> bytes:
        return block


def unchecked(digits: str) -> CardNumber:
    """A card number of a published example, whose check digit nobody minded."""
    card = object.__new__(CardNumber)
    object.__setattr__(card, "_Secret__digits", digits)
    return card


def aes(key: bytes) -> PlainPinKey:
    return PlainPinKey(PinBlockFormat.ISO_4, key)


def test_published_clear_blocks_of_format_0():
    """Of EFTlab's list of PIN blocks, and of psec's documents."""
    for number, block in (
        ("43219876543210987", "0412AC89ABCDEF67"),
        ("5544332211009966", "041277CDDEEFF669"),
    ):
        sealed = iso9564.seal_format_0(Pin("1234"), unchecked(number), Clear())

        assert sealed.hex().upper() == block


def test_published_block_of_format_4():
    """Of psec's documents."""
    block = bytes.fromhex("E4BE5B623AF7E006AC319E5B93544564")
    key = aes(bytes.fromhex("00112233445566778899AABBCCDDEEFF"))

    assert iso9564.open_format_4(block, unchecked("1234567890123456"), key) == Pin("1234")


@given(pin=PINS, number=NUMBERS, key=AES_KEYS)
def test_format_4_is_opened_by_another_implementation(pin: str, number: str, key: bytes):
    """Every length of PIN, number and key; and theirs by ours."""
    card = CardNumber(number)

    ours = iso9564.seal_format_4(Pin(pin), card, aes(key))
    theirs = pinblock.encipher_pinblock_iso_4(key, pin, number)

    assert pinblock.decipher_pinblock_iso_4(key, ours, number) == pin
    assert iso9564.open_format_4(theirs, card, aes(key)) == Pin(pin)


@given(pin=PINS, number=st.text(DIGITS, min_size=12, max_size=18).map(checked))
def test_format_0_is_that_of_another_implementation(pin: str, number: str):
    """Bit by bit, before it is encrypted."""
    clear = iso9564.seal_format_0(Pin(pin), CardNumber(number), Clear())

    assert clear == pinblock.encode_pinblock_iso_0(pin, number)
    assert iso9564.open_format_0(clear, CardNumber(number), Clear()) == Pin(pin)


@given(pin=PINS, number=NUMBERS, key=st.sampled_from([16, 24]).map(lambda n: bytes(range(n))))
def test_format_0_under_triple_des_is_opened_again(pin: str, number: str, key: bytes):
    """With two keys and with three."""
    des = PlainPinKey(PinBlockFormat.ISO_0, key)
    sealed = iso9564.seal_format_0(Pin(pin), CardNumber(number), des)

    assert len(sealed) == 8
    assert iso9564.open_format_0(sealed, CardNumber(number), des) == Pin(pin)


def test_format_4_differs_each_time():
    """Nobody sees from two blocks whether the PIN is the same."""
    card, key = CardNumber("4111111111111111"), aes(bytes(32))

    assert len({iso9564.seal_format_4(Pin("7391"), card, key) for _ in range(50)}) == 50


@given(block=st.binary(min_size=0, max_size=40))
def test_whatever_is_no_pin_block_is_refused_without_digits(block: bytes):
    """Garbage is one error, whatever it is made of."""
    card = CardNumber("4111111111111111")
    des = PlainPinKey(PinBlockFormat.ISO_0, bytes(range(16)))
    for open_block, key in (
        (iso9564.open_format_0, des),
        (iso9564.open_format_4, aes(bytes(range(16)))),
    ):
        with pytest.raises(ValueError, match="PIN block of this") as caught:
            open_block(block, card, key)
        assert not set(str(caught.value)) & set("23579")


def test_block_of_another_card_or_key_is_refused():
    """A block cannot be moved to another card."""
    card, key = CardNumber("4111111111111111"), aes(bytes(range(16)))
    sealed = iso9564.seal_format_4(Pin("7391"), card, key)

    with pytest.raises(ValueError, match="this card under this key"):
        iso9564.open_format_4(sealed, CardNumber("5555555555554444"), key)
    with pytest.raises(ValueError, match="this card under this key"):
        iso9564.open_format_4(sealed, card, aes(bytes(16)))


@pytest.mark.parametrize(
    "field",
    [
        "341234AAAAAAAAAA",  # another format
        "431234AAAAAAAAAA",  # three digits
        "4D1234567890123A",  # thirteen
        "441234FAAAAAAAAA",  # another filler
        "44123AAAAAAAAAAA",  # a digit that is none
    ],
)
def test_malformed_field_of_format_4_is_refused(field: str):
    """Though it was encrypted as it should be."""
    card = CardNumber("4111111111111111")
    pan = bytes.fromhex("44111111111111111".ljust(32, "0"))
    plain = bytes.fromhex(field) + bytes(8)
    block = bytes(a ^ b for a, b in zip(plain, pan, strict=True))

    with pytest.raises(ValueError):  # noqa: PT011 - whichever check finds it
        iso9564.open_format_4(block, card, Clear())
