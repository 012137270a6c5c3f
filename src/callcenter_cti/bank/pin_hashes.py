"""Slow hashes of PINs (argon2id, RFC 9106), in threads, a few at a time; knows no database."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from callcenter_cti.bank.card_key import CardKey
from callcenter_cti.domain.cards import CardNumber, Pin

_AT_ONCE: Final = 2
"""Each takes 64 MiB and tens of milliseconds of a processor at argon2-cffi's settings."""


class PinHashes:
    """Hashes PINs and checks them.

    Args:
        key: Keys each PIN before it is hashed.
        hasher: argon2's cost; RFC 9106's second recommendation when not given.
    """

    def __init__(self, key: CardKey, *, hasher: PasswordHasher | None = None) -> None:
        self._key = key
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="pin-hash")
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._nobodys: str | None = None

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold a place to check in, so that what is counted inside is checked at once."""
        async with self._slots:
            yield

    async def hash(self, card: CardNumber, pin: Pin) -> str:
        """Return a hash to store."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, self._hasher.hash, self._key.pin(card, pin)
        )

    async def matches(self, stored: str | None, card: CardNumber, pin: Pin) -> bool:
        """Tell whether this PIN was hashed; None (no such card) is False after the same time."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, self._matches, stored, self._key.pin(card, pin)
        )

    def _matches(self, stored: str | None, keyed_pin: str) -> bool:
        # Whoever comes first pays for it, so that its cost tells nothing about his card.
        if self._nobodys is None:
            self._nobodys = self._hasher.hash(secrets.token_hex())
        try:
            self._hasher.verify(stored or self._nobodys, keyed_pin)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def close(self) -> None:
        """Let the threads end; those that hash finish first."""
        self._threads.shutdown(wait=False, cancel_futures=True)
