"""Callers' keypads: AMI log-ins that press keys, as RFC 4733 telephone events.

Asterisk answers PlayDTMF when the tone is over, and takes no other action of the same log-in
meanwhile: callers who share one would key one after the other. So whoever keys has one alone.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from callcenter_cti.lab.ami_client import AmiClient

KEY_MS: Final = 100
"""Length of a key's tone."""
KEY_PAUSE_S: Final = 0.2
"""Silence after it. Part of what is sent, not a way to wait for anything: three keys in a second
are a practised caller's pace."""


class Keypads:
    """As many as there are callers who key at the same time."""

    def __init__(self, log_in: Callable[[], AmiClient]) -> None:
        """Take what makes an AMI client that is told of no events; it is opened here."""
        self._log_in = log_in
        self._all: list[AmiClient] = []
        self._free: list[AmiClient] = []

    async def press(self, channel: str, keys: str, *, pause_s: float = KEY_PAUSE_S) -> None:
        """Press keys on a channel, one after the other; return when the last is over."""
        keypad = await self._take()
        try:
            for key in keys:
                await keypad.action("PlayDTMF", Channel=channel, Digit=key, Duration=str(KEY_MS))
                await asyncio.sleep(pause_s)
        finally:
            self._free.append(keypad)

    async def close(self) -> None:
        """Log all off."""
        self._free.clear()
        while self._all:
            await self._all.pop().close()

    async def _take(self) -> AmiClient:
        if self._free:
            return self._free.pop()
        keypad = self._log_in()
        await keypad.open()
        self._all.append(keypad)
        return keypad
