"""The bank's secret key: what a stolen database lacks to turn its rows into card numbers and PINs.

A card number has so few free digits that a plain hash of it is undone by trying them all; with
a key that is not in the database it is not. The same goes for a PIN, whatever its hash costs.
"""

import hmac
import secrets
from pathlib import Path
from typing import Final, NoReturn, final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from callcenter_cti.bank.key_files import read_or_make
from callcenter_cti.domain.cards import CardNumber, OneTimeCode, Pin
from callcenter_cti.domain.errors import ConfigError

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
"""Of AES-GCM (NIST SP 800-38D, 8.2)."""


class CardKeyError(ConfigError):
    """The key file is unusable, or its key is not the one that the cards were stored with."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"card key: {self.reason}"


@final
class CardKey:
    """Makes what is stored of card numbers, PINs and whatever else few digits give away.

    Digests are HMAC-SHA256 (RFC 2104). A card number is also kept whole, encrypted with AES-256
    in GCM: PIN blocks are bound to it, also where a change names the card by its token.

    Raises:
        CardKeyError: fewer than 32 bytes.
    """

    __slots__ = ("__key",)

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise CardKeyError(f"{KEY_BYTES} bytes at least are needed, these are {len(key)}")
        self.__key = key

    def __repr__(self) -> str:
        return "CardKey(****)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a key cannot be serialised")

    def number(self, card: CardNumber) -> str:
        """Return what a card is found by."""
        return self._digest("card-number", card.reveal())

    def pin(self, card: CardNumber, pin: Pin) -> str:
        """Return what is hashed slowly instead of the PIN itself; differs from card to card."""
        return self._digest("pin", f"{card.reveal()}:{pin.reveal()}")

    def code(self, challenge: str, code: OneTimeCode) -> str:
        """Return what is stored of a one-time code."""
        return self._digest("one-time-code", f"{challenge}:{code.reveal()}")

    def caller(self, ani: str) -> str:
        """Return what a caller's number is counted under."""
        return self._digest("caller", ani)

    def request(self, *parts: str) -> str:
        """Return what tells one request for a change from another."""
        return self._digest("request", "\n".join(parts))

    def seal_number(self, card: CardNumber) -> bytes:
        """Return the number encrypted; others each time."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._vault().encrypt(nonce, card.reveal().encode(), None)

    def open_number(self, sealed: bytes) -> CardNumber:
        """Return the number.

        Raises:
            CardKeyError: it was sealed with another key, or is not whole.
        """
        nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return CardNumber(self._vault().decrypt(nonce, ciphertext, None).decode())
        except (InvalidTag, ValueError):
            raise CardKeyError("a stored card number cannot be decrypted") from None

    def _vault(self) -> AESGCM:
        # A key of its own for each purpose (NIST SP 800-57 part 1, 5.2).
        return AESGCM(hmac.digest(self.__key, b"card-number-encryption", "sha256"))

    def fingerprint(self) -> str:
        """Return what tells this key from another and gives nothing of it away."""
        return self._digest("fingerprint", "")

    def _digest(self, purpose: str, message: str) -> str:
        return hmac.digest(self.__key, f"{purpose}:{message}".encode(), "sha256").hex()


def load_card_key(path: Path) -> CardKey:
    """Read the key from a file; blocks. A file that is not there is made, for its owner alone.

    Raises:
        CardKeyError: the file cannot be read or made, or is too short.
    """
    try:
        return CardKey(read_or_make(path, secrets.token_bytes(KEY_BYTES)))
    except OSError as error:
        raise CardKeyError(f"{path}: {error.strerror}") from error
