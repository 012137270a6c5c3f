"""A caller's place in a queue as the flow holds it (adapter of `waiting.WaitingCall`).

Decides which news is read first: the end, then an agent. Nothing piles up: at most one of each is
kept.
"""

import asyncio
from collections.abc import Callable

from callcenter_cti.acd.waiting import AgentOffered, Place, QueueClosed, WaitingNews
from callcenter_cti.domain.identifiers import OfferToken


class Ticket:
    """Written by the dispatcher, read by one flow.

    Args:
        place: Looks up where the call stands.
    """

    def __init__(self, place: Callable[[], Place | None]) -> None:
        self._place = place
        self._closed: QueueClosed | None = None
        self._offer: AgentOffered | None = None
        self._fresh = asyncio.Event()

    def place(self) -> Place | None:
        """Return where the call stands now; None: it does not wait (any more)."""
        return self._place()

    async def news(self) -> WaitingNews:
        """Return the next news; waits until there is some. `QueueClosed` is returned for ever."""
        while True:
            await self._fresh.wait()
            if self._closed is not None:
                return self._closed
            if self._offer is not None:
                offer, self._offer = self._offer, None
                return offer
            self._fresh.clear()

    def tell(self, news: WaitingNews) -> None:
        """Leave news; an unread one of the same kind is replaced."""
        if isinstance(news, QueueClosed):
            self._closed = news
        else:
            self._offer = news
        self._fresh.set()

    def take_back(self, token: OfferToken) -> None:
        """Remove an offer that died before it was read; one that was read is refused later."""
        if self._offer is not None and self._offer.token == token:
            self._offer = None
