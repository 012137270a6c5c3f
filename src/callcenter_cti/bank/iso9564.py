"""PIN blocks of ISO 9564-1: format 4 for AES keys, format 0 for triple-DES keys.

Decides which bits go where; knows no key and no library: a key is whatever can put one block
through a cipher, be it in this process or in a hardware module.
"""

import secrets
from typing import Final, Protocol

from callcenter_cti.domain.cards import CardNumber, Pin

AES_BLOCK: Final = 16
DES_BLOCK: Final = 8


class BlockCipher(Protocol):
    """One key of a block cipher."""

    def encrypt(self, block: bytes) -> bytes:
        """Encrypt exactly one block."""
        ...

    def decrypt(self, block: bytes) -> bytes:
        """Decrypt exactly one block."""
        ...


def seal_format_0(pin: Pin, card: CardNumber, key: BlockCipher) -> bytes:
    """Return 8 bytes; the same PIN of the same card always gives the same (ISO 9564-1, 9.3.2)."""
    digits = pin.reveal()
    field = bytes.fromhex(f"0{len(digits):x}{digits}".ljust(2 * DES_BLOCK, "f"))
    return key.encrypt(_xor(field, _pan_field_0(card)))


def open_format_0(block: bytes, card: CardNumber, key: BlockCipher) -> Pin:
    """Return the PIN.

    Raises:
        ValueError: not a format 0 block of this card under this key; the text holds no digit.
    """
    _demand_length(block, DES_BLOCK)
    field = _xor(key.decrypt(block), _pan_field_0(card)).hex()
    return _pin(field, control="0", fill="f", width=14)


def seal_format_4(pin: Pin, card: CardNumber, key: BlockCipher) -> bytes:
    """Return 16 bytes, others each time (ISO 9564-1, 9.4.2)."""
    digits = pin.reveal()
    field = bytes.fromhex(f"4{len(digits):x}{digits}".ljust(AES_BLOCK, "a"))
    field += secrets.token_bytes(AES_BLOCK - len(field))
    return key.encrypt(_xor(key.encrypt(field), _pan_field_4(card)))


def open_format_4(block: bytes, card: CardNumber, key: BlockCipher) -> Pin:
    """Return the PIN.

    Raises:
        ValueError: not a format 4 block of this card under this key; the text holds no digit.
    """
    _demand_length(block, AES_BLOCK)
    field = key.decrypt(_xor(key.decrypt(block), _pan_field_4(card))).hex()
    return _pin(field, control="4", fill="a", width=14)


def _pin(field: str, *, control: str, fill: str, width: int) -> Pin:
    length = int(field[1], 16)
    digits, rest = field[2 : 2 + length], field[2 + length : 2 + width]
    if field[0] != control or rest.strip(fill) or not 4 <= length <= 12:
        raise ValueError("not a PIN block of this card under this key")
    return Pin(digits)


def _pan_field_0(card: CardNumber) -> bytes:
    # The twelve digits before the check digit.
    return bytes.fromhex(card.reveal()[:-1][-12:].rjust(2 * DES_BLOCK, "0"))


def _pan_field_4(card: CardNumber) -> bytes:
    digits = card.reveal()
    return bytes.fromhex(f"{len(digits) - 12:x}{digits}".ljust(2 * AES_BLOCK, "0"))


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _demand_length(block: bytes, length: int) -> None:
    if len(block) != length:
        raise ValueError(f"a PIN block of this format has {length} bytes")
