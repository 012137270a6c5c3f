"""Recordings of a site that has no Asterisk: what was muted, in the order in which it was."""

import asyncio


class FakeRecordings:
    """`Recordings`: set what a mute leads to, read what was asked for."""

    def __init__(self) -> None:
        self.reachable = True
        self.silent = False
        """Whether Asterisk never answers."""
        self.asked: list[str] = []
        """``mute CHANNEL`` and ``unmute CHANNEL``."""
        self.was_asked = asyncio.Event()

    async def mute(self, channel: str) -> bool:
        self.asked.append(f"mute {channel}")
        self.was_asked.set()
        if self.silent:
            await asyncio.get_running_loop().create_future()
        return self.reachable

    def unmute(self, channel: str) -> None:
        self.asked.append(f"unmute {channel}")
