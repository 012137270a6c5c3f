"""What the link has to tell, in order, bounded.

When nobody takes the news fast enough, all waiting events are dropped and one `EventsLost` stands
in their place: half a history is worth less than a snapshot. Changes of the link itself survive.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from callcenter_cti.ami.events import AmiEvent


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The link went up, or is down for a (new) reason. Up: events were missed before it."""

    up: bool
    reason: str


@dataclass(frozen=True, slots=True)
class EventsLost:
    """Events were dropped; only a snapshot tells the state now."""

    reason: str


LinkNews = AmiEvent | LinkChanged | EventsLost


class AmiInbox:
    """A bounded queue between the wire, which never waits, and one consumer."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._waiting: deque[LinkNews] = deque()
        self._arrived = asyncio.Event()
        self.overflow_count = 0
        """How often everything was dropped."""
        self.broken_count = 0
        """Messages that whoever fills the inbox could not read."""

    def put(self, news: LinkNews) -> None:
        """Add one piece of news; never waits, never raises."""
        if len(self._waiting) >= self._size:
            self._drop_events()
        self._waiting.append(news)
        self._arrived.set()

    def _drop_events(self) -> None:
        self.overflow_count += 1
        kept = [news for news in self._waiting if isinstance(news, LinkChanged)][-1:]
        self._waiting.clear()
        self._waiting.extend([*kept, EventsLost("the inbox was full")])

    async def news(self) -> AsyncIterator[LinkNews]:
        """Yield the news in order, for ever; for one consumer at a time."""
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            self._arrived.clear()
            await self._arrived.wait()
