"""A caller's place in a queue as the flow holds it (adapter of `waiting.WaitingCall`).

Decides which news is read first: the end, then an agent, then the newest position. Nothing piles
up: at most one of each is kept.
"""

import asyncio

from callcenter_cti.acd.waiting import AgentOffered, PositionChanged, QueueClosed, WaitingNews
from callcenter_cti.domain.identifiers import OfferToken


class Ticket:
    """Written by the dispatcher, read by one flow."""

    def __init__(self) -> None:
        self._closed: QueueClosed | None = None
        self._offer: AgentOffered | None = None
        self._position: PositionChanged | None = None
        self._fresh = asyncio.Event()

    async def news(self) -> WaitingNews:
        """Return the next news; waits until there is some. `QueueClosed` is returned for ever."""
        while True:
            await self._fresh.wait()
            news = self._take()
            if news is not None:
                return news
            self._fresh.clear()

    def tell(self, news: WaitingNews) -> None:
        """Leave news; an unread one of the same kind is replaced."""
        match news:
            case QueueClosed():
                self._closed = news
            case AgentOffered():
                self._offer = news
            case PositionChanged():
                self._position = news
        self._fresh.set()

    def take_back(self, token: OfferToken) -> None:
        """Remove an offer that died before it was read; one that was read is refused later."""
        if self._offer is not None and self._offer.token == token:
            self._offer = None

    def _take(self) -> WaitingNews | None:
        if self._closed is not None:
            return self._closed
        if self._offer is not None:
            offer, self._offer = self._offer, None
            return offer
        position, self._position = self._position, None
        return position
