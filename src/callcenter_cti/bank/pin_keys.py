"""Keys that PINs are sealed with, from the port `PinKeys`, and the sealing itself.

The file-backed keys are for the demo. In production the port is served by a hardware security
module over PKCS#11 (``CKM_AES_ECB``, ``CKM_DES3_ECB``), which does the block's encryption itself
and never shows the key.
"""

import hmac
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn, Protocol, final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from callcenter_cti.bank import iso9564
from callcenter_cti.bank.key_files import read_or_make
from callcenter_cti.bank.pin_blocks import PinBlock, PinBlockFormat
from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.errors import ConfigError, PeerUnavailable

_LENGTHS: Final = {PinBlockFormat.ISO_4: (16, 24, 32), PinBlockFormat.ISO_0: (16, 24)}
"""Bytes of a key: AES-128, -192, -256; triple DES with two or three keys."""
_SEAL: Final = {
    PinBlockFormat.ISO_0: iso9564.seal_format_0,
    PinBlockFormat.ISO_4: iso9564.seal_format_4,
}
_OPEN: Final = {
    PinBlockFormat.ISO_0: iso9564.open_format_0,
    PinBlockFormat.ISO_4: iso9564.open_format_4,
}


class PinKeyError(ConfigError):
    """The file of PIN keys is unusable; the text shows no key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"PIN keys: {self.reason}"


class PinBlockUnreadable(PeerUnavailable):
    """The bank cannot open a PIN block: another key or format than the bank's, or garbage."""


class PinKey(iso9564.BlockCipher, Protocol):
    """A key for one format of PIN blocks."""

    @property
    def name(self) -> str:
        """Which key it is, for the bank; gives nothing of it away."""
        ...

    @property
    def format(self) -> PinBlockFormat:
        """The format that is sealed with it."""
        ...


class PinKeys(Protocol):
    """The port: which key seals, and which keys still open."""

    def current(self) -> PinKey:
        """Return the key that new blocks are sealed with."""
        ...

    def named(self, name: str) -> PinKey | None:
        """Return a key by its name, the current or a previous one."""
        ...


@final
class PlainPinKey:
    """A key in this process's memory: for demo and tests.

    Raises:
        PinKeyError: no key of the format's cipher has this length.
    """

    __slots__ = ("_cipher", "_format", "_name")

    def __init__(self, key_format: PinBlockFormat, key: bytes) -> None:
        if len(key) not in _LENGTHS[key_format]:
            raise PinKeyError(f"{key_format} takes no key of {len(key)} bytes")
        algorithm: BlockCipherAlgorithm
        if key_format is PinBlockFormat.ISO_4:
            algorithm = AES(key)
        else:  # with two keys the first is used again as the third (NIST SP 800-67, 3.1)
            algorithm = TripleDES((key + key[:8])[:24])
        # Single blocks: ISO 9564-1 prescribes what the mode of operation would do otherwise.
        self._cipher = Cipher(algorithm, ECB())  # noqa: S305 - see above
        self._format = key_format
        self._name = hmac.digest(key, f"pin-key {key_format}".encode(), "sha256").hex()[:8]

    @property
    def name(self) -> str:
        """Short fingerprint."""
        return self._name

    @property
    def format(self) -> PinBlockFormat:
        """The format that is sealed with it."""
        return self._format

    def encrypt(self, block: bytes) -> bytes:
        """Encrypt one block."""
        encryptor = self._cipher.encryptor()
        return encryptor.update(block) + encryptor.finalize()

    def decrypt(self, block: bytes) -> bytes:
        """Decrypt one block."""
        decryptor = self._cipher.decryptor()
        return decryptor.update(block) + decryptor.finalize()

    def __repr__(self) -> str:
        return f"PlainPinKey({self._name})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a key cannot be serialised")


class KeyRing:
    """The keys of a file, the current one first (adapter of `PinKeys`)."""

    def __init__(self, keys: Sequence[PinKey]) -> None:
        self._current = keys[0]
        self._by_name = {key.name: key for key in keys}

    def current(self) -> PinKey:
        """Return the first key."""
        return self._current

    def named(self, name: str) -> PinKey | None:
        """Return a key by its name."""
        return self._by_name.get(name)


class PinBlocks:
    """Seals PINs and opens them again (adapter of `bank.pin_blocks.PinSealer`)."""

    def __init__(self, keys: PinKeys) -> None:
        self._keys = keys

    def seal(self, pin: Pin, card: CardNumber) -> PinBlock:
        """Return a PIN block under the current key."""
        key = self._keys.current()
        return PinBlock(key.format, key.name, _SEAL[key.format](pin, card, key))

    def open(self, block: PinBlock, card: CardNumber) -> Pin:
        """Return the PIN; for the bank's side alone.

        Raises:
            PinBlockUnreadable: another key's, another format's or another card's block.
        """
        key = self._keys.named(block.key_name)
        if key is None or key.format is not block.format:
            raise PinBlockUnreadable("bank", "it has no such key for PIN blocks")
        try:
            return _OPEN[key.format](block.ciphertext, card, key)
        except ValueError:
            raise PinBlockUnreadable("bank", "it cannot open the PIN block") from None


def load_pin_keys(path: Path) -> KeyRing:
    """Read the keys from a file; blocks. A file that is not there is made, with an AES-256 key.

    One key a line, ``FORMAT HEX`` (`iso-4` or `iso-0`). The first seals; all open. To rotate, the
    new key becomes the last line everywhere, then the first, and the old one leaves at last.

    Raises:
        PinKeyError: the file cannot be read or made, or holds no key or a wrong one.
    """
    first = f"{PinBlockFormat.ISO_4} {secrets.token_hex(32)}\n"
    try:
        lines = read_or_make(path, first.encode()).decode().splitlines()
    except OSError as error:
        raise PinKeyError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise PinKeyError(f"{path}: not text") from None
    written = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not written:
        raise PinKeyError(f"{path}: no key")
    return KeyRing([_read_key(path, number, line) for number, line in written])


def _read_key(path: Path, number: int, line: str) -> PlainPinKey:
    key_format, _, key = line.strip().partition(" ")
    try:
        return PlainPinKey(PinBlockFormat(key_format), bytes.fromhex(key))
    except ValueError:
        raise PinKeyError(f"{path}, line {number}: write FORMAT HEX") from None
    except PinKeyError as error:
        raise PinKeyError(f"{path}, line {number}: {error.reason}") from None
