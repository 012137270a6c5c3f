"""The bank's secret key: what a stolen database lacks to turn its rows into card numbers and PINs.

A card number has so few free digits that a plain hash of it is undone by trying them all; with
a key that is not in the database it is not. The same goes for a PIN, whatever its hash costs.
"""

import hmac
import os
import secrets
from pathlib import Path
from typing import Final, final

from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.errors import ConfigError

KEY_BYTES: Final = 32


class CardKeyError(ConfigError):
    """The key file is unusable, or its key is not the one that the cards were stored with."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"card key: {self.reason}"


@final
class CardKey:
    """Makes what is stored of a card number and of a PIN (HMAC-SHA256, RFC 2104).

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

    def number(self, card: CardNumber) -> str:
        """Return what a card is found by."""
        return self._digest("card-number", card.reveal())

    def pin(self, card: CardNumber, pin: Pin) -> str:
        """Return what is hashed slowly instead of the PIN itself; differs from card to card."""
        return self._digest("pin", f"{card.reveal()}:{pin.reveal()}")

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
        return CardKey(path.read_bytes() if path.exists() else _new_key_file(path))
    except OSError as error:
        raise CardKeyError(f"{path}: {error.strerror}") from error


def _new_key_file(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and linked into place, so that of two that start at once one key wins.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(descriptor)
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return path.read_bytes()
