"""Keys for PIN blocks that are the same in every test."""

from callcenter_cti.bank.pin_blocks import PinBlockFormat
from callcenter_cti.bank.pin_keys import KeyRing, PinBlocks, PlainPinKey

AES_KEY = PlainPinKey(PinBlockFormat.ISO_4, bytes(range(32)))
OLD_KEY = PlainPinKey(PinBlockFormat.ISO_4, bytes(range(16)))
DES_KEY = PlainPinKey(PinBlockFormat.ISO_0, bytes(range(16, 32)))
PIN_KEYS = KeyRing([AES_KEY, OLD_KEY, DES_KEY])
SEALER = PinBlocks(PIN_KEYS)
STRANGERS_SEALER = PinBlocks(KeyRing([PlainPinKey(PinBlockFormat.ISO_4, b"k" * 32)]))
