"""PIN blocks of ISO 9564-1: the only form in which a PIN leaves the engine.

Format 4 (AES) for today's hosts, format 0 (3DES) for old ones. Keys come from a key port: a file
for the demo; a hardware module over PKCS#11 in production, which never shows the key at all.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from callcenter_cti.domain.cards import CardNumber, Pin


class PinBlockFormat(StrEnum):
    """Formats that hosts accept."""

    ISO_0 = "iso-0"
    ISO_4 = "iso-4"


@dataclass(frozen=True, slots=True)
class PinBlock:
    """An encrypted PIN. The ciphertext is no secret, but no business of a log either."""

    format: PinBlockFormat
    key_name: str
    """Which key it was sealed with, for key rotation."""
    ciphertext: bytes = field(repr=False)


class PinSealer(Protocol):
    """Seals PINs for the card system (adapters: `bank.pin_keys`)."""

    def seal(self, pin: Pin, card: CardNumber) -> PinBlock:
        """Return the PIN block; a new one each time (format 4 is randomised)."""
        ...
