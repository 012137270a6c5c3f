"""An ACD in memory, for tests of flows: tells each caller what the test lined up for him."""

import asyncio
from collections.abc import Iterable

from callcenter_cti.acd.waiting import MissedRing, Place, WaitingCall, WaitingNews
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CallId, OfferToken, QueueId


class FakeWaitingCall:
    """News in the order lined up, then none. Places in their order; the last one stays."""

    def __init__(self, news: Iterable[WaitingNews], places: Iterable[Place | None] = ()) -> None:
        self._news = list(news)
        self._places = list(places)

    async def news(self) -> WaitingNews:
        if not self._news:
            await asyncio.Event().wait()
        return self._news.pop(0)

    def place(self) -> Place | None:
        if len(self._places) > 1:
            return self._places.pop(0)
        return self._places[0] if self._places else None


class FakeWaitingRoom:
    """Remembers what flows reported; `news` is what the next callers are told."""

    def __init__(self, *news: WaitingNews, accepts: bool = True) -> None:
        self.news_of_callers = list(news)
        self.places: list[Place | None] = []
        """Where the next callers stand, each time that they look."""
        self.accepts = accepts
        self.full = False
        self.alive: dict[CallId, CallFacts] = {}
        self.queued: list[tuple[CallFacts, QueueId]] = []
        self.ended: list[tuple[CallFacts, str]] = []
        """Each call that ended, with the outcome its flow told."""
        self.missed: list[MissedRing] = []

    async def arrived(self, facts: CallFacts) -> None:
        self.alive[facts.call_id] = facts

    async def enter(
        self, facts: CallFacts, queue: QueueId, *, missed: MissedRing | None = None
    ) -> WaitingCall:
        if self.full:
            raise PeerUnavailable("router", "its inbox is full")
        self.alive[facts.call_id] = facts
        self.queued.append((facts, queue))
        self.missed += [missed] if missed is not None else []
        return FakeWaitingCall(self.news_of_callers, self.places)

    async def update(self, facts: CallFacts) -> None:
        if facts.call_id in self.alive:
            self.alive[facts.call_id] = facts

    async def answered(self, call_id: CallId, token: OfferToken) -> bool:
        return self.accepts

    async def left(self, call_id: CallId, outcome: str = "") -> None:
        facts = self.alive.pop(call_id, None)
        if facts is not None:
            self.ended.append((facts, outcome))
