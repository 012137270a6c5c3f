"""Perishable delivery of screen pops to other programs: soon, or not at all.

A pop is worth something until the agent answers. So an event has a deadline, is tried again only
inside it, and is not tried again once its offer died; a receiver that was reached with an offer
is told when the offer dies. What a receiver gets to read is `webhook_events`' business.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from typing import Final, Literal

import aiohttp
import structlog

from callcenter_cti.acd.offers import Offer
from callcenter_cti.desktop.profile import ScreenPop
from callcenter_cti.desktop.webhook_events import (
    Envelope,
    WebhookTarget,
    cancelled_event,
    offered_event,
    signed_headers,
)
from callcenter_cti.domain.agents import OfferFailure
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.identifiers import AgentId

Outcome = Literal["delivered", "late", "failed", "cancelled", "dropped"]
"""``late``: the deadline passed; ``failed``: the receiver refused for good; ``cancelled``: the
offer died first; ``dropped``: too many deliveries were under way."""
Observe = Callable[[Outcome], None]
_Verdict = Literal["delivered", "refused", "again"]

_TRY_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_SUCCESS_CLASS: Final = 2
_FIRST_PAUSE_S: Final = 0.05
_LONGEST_PAUSE_S: Final = 0.5

log = structlog.get_logger(__name__)


class Posts:
    """The deliveries of one offer, one per target."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        self.died = asyncio.Event()
        self.reached: set[WebhookTarget] = set()
        """Targets that an attempt was made to: they may have read the offer."""
        self.tasks: dict[WebhookTarget, asyncio.Task[None]] = {}
        self.taken: set[WebhookTarget] = set()
        """Targets that took the offer."""

    async def delivered(self) -> bool:
        """Wait until every delivery is done; tell whether at least one target took the offer."""
        if self.tasks:
            await asyncio.wait(self.tasks.values())
        return bool(self.taken)


class WebhookPosts:
    """Posts offers and cancellations to every target, each on its own."""

    def __init__(
        self,
        targets: Sequence[WebhookTarget],
        *,
        clock: Clock,
        observe: Observe,
        deadline_s: float = 2.0,
        most_in_flight: int = 200,
    ) -> None:
        """Get ready; connections are opened by the first delivery.

        Args:
            targets: who is told.
            clock: the time in envelopes and signatures.
            observe: is told how each delivery ended; must not block.
            deadline_s: an event that is not delivered after this long is given up.
            most_in_flight: deliveries at the same time; further ones are dropped and counted.
        """
        self._targets = tuple(targets)
        self._clock = clock
        self._observe = observe
        self._deadline_s = deadline_s
        self._most = most_in_flight
        self._newest: dict[AgentId, Posts] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: aiohttp.ClientSession | None = None

    def offered(self, offer: Offer, pop: ScreenPop) -> Posts:
        """Start telling every target about an offer."""
        posts = self._newest[offer.agent] = Posts(offer)
        if self._targets:
            envelope = offered_event(pop, at=self._clock.wall())
            for target in self._targets:
                task = self._start(self._offer(posts, target, envelope))
                if task is not None:
                    posts.tasks[target] = task
        return posts

    def cancelled(self, offer: Offer, why: OfferFailure | None) -> None:
        """Stop telling about an offer, and tell those who were reached that it died."""
        posts = self._newest.get(offer.agent)
        if posts is None or posts.offer.token != offer.token:
            return
        del self._newest[offer.agent]
        posts.died.set()
        envelope = cancelled_event(offer, why, at=self._clock.wall())
        for target in posts.tasks:
            self._start(self._cancel(posts, target, envelope))

    async def close(self) -> None:
        """Give up whatever is under way and close the connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    async def _offer(self, posts: Posts, target: WebhookTarget, envelope: Envelope) -> None:
        outcome = await self._deliver(posts, target, envelope)
        if outcome == "delivered":
            posts.taken.add(target)
        self._observe(outcome)

    async def _cancel(self, posts: Posts, target: WebhookTarget, envelope: Envelope) -> None:
        # The attempt under way ends first, so that the receiver reads the events in order.
        await asyncio.wait({posts.tasks[target]})
        if target in posts.reached:
            self._observe(await self._deliver(Posts(posts.offer), target, envelope))

    async def _deliver(self, posts: Posts, target: WebhookTarget, envelope: Envelope) -> Outcome:
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._persist(posts, target, envelope)
        except TimeoutError:
            log.warning("webhook.late", target=target.place, event_id=envelope.event_id)
            return "late"

    async def _persist(self, posts: Posts, target: WebhookTarget, envelope: Envelope) -> Outcome:
        pause_s = _FIRST_PAUSE_S
        while not posts.died.is_set():
            posts.reached.add(target)
            verdict = await self._attempt(target, envelope)
            if verdict != "again":
                return "delivered" if verdict == "delivered" else "failed"
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await posts.died.wait()
            pause_s = min(_LONGEST_PAUSE_S, pause_s * 2)
        return "cancelled"

    async def _attempt(self, target: WebhookTarget, envelope: Envelope) -> _Verdict:
        headers = signed_headers(envelope, target, at=self._clock.wall())
        limit = aiohttp.ClientTimeout(total=target.timeout_s)
        try:
            async with self._session().post(
                target.url,
                data=envelope.body,
                headers=headers,
                timeout=limit,
                # A redirect would carry a caller's data to where nobody decided it should go.
                allow_redirects=False,
            ) as answer:
                return self._verdict(target, answer.status)
        except (TimeoutError, aiohttp.ClientError) as trouble:
            log.info("webhook.unreachable", target=target.place, trouble=type(trouble).__name__)
            return "again"

    def _verdict(self, target: WebhookTarget, status: int) -> _Verdict:
        if status // 100 == _SUCCESS_CLASS:
            return "delivered"
        if status in _TRY_AGAIN:
            return "again"
        log.warning("webhook.refused", target=target.place, status=status)
        return "refused"

    def _session(self) -> aiohttp.ClientSession:
        if self._client is None:
            self._client = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._client

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None] | None:
        if len(self._tasks) >= self._most:
            work.close()
            self._observe("dropped")
            return None
        task = asyncio.create_task(work, name="webhook")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
