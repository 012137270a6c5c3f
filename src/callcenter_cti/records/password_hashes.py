"""Slow hashes of passwords (argon2id, RFC 9106), in threads, a few at a time."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE: Final = 2
"""Each takes 64 MiB and tens of milliseconds of a processor at argon2-cffi's settings."""


class PasswordHashes:
    """Hashes passwords and checks them.

    Args:
        hasher: argon2's cost; RFC 9106's second recommendation when not given.
    """

    def __init__(self, *, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="password-hash")
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """Return a hash to store."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._hasher.hash, password)

    async def matches(self, stored: str | None, password: str) -> bool:
        """Tell whether this password was hashed; None (nobody) is False after the same time."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._matches, stored, password)

    def _matches(self, stored: str | None, password: str) -> bool:
        # Whoever comes first pays for it, so that its cost tells nothing about his name.
        if self._nobodys is None:
            self._nobodys = self._hasher.hash(secrets.token_hex())
        try:
            self._hasher.verify(stored or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def close(self) -> None:
        """Let the threads end; those that hash finish first."""
        self._threads.shutdown(wait=False, cancel_futures=True)
