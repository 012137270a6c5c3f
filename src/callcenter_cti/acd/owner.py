"""The one task that owns the routing state: takes inputs one by one, due deadlines first.

Decides what happens when an input fails: it is logged with its traceback, counted, its call is
closed, and the router goes on. All routing decisions are `routing.step`'s.
"""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

import structlog

from callcenter_cti.acd.call_book import CallBook
from callcenter_cti.acd.inbox import PEER, Inbox, Letter
from callcenter_cti.acd.journal import Journal
from callcenter_cti.acd.performer import Performer
from callcenter_cti.acd.waiting import QueueClosed
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.errors import PeerUnavailable, RoutingError
from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing.effects import Effect
from callcenter_cti.routing.inputs import Input, TimePassed
from callcenter_cti.routing.journal import CallEvicted, Event
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.snapshot import snapshot
from callcenter_cti.routing.step import evict, next_deadline

Decide = Callable[[Router, Input, float], list[Effect]]
"""The signature of `routing.step.step`."""

TIMER_PAUSE_S: Final = 1.0
"""Seconds without deadlines after one failed to fire, so that a fault is no busy loop."""

_Answer = TypeVar("_Answer")
_log = structlog.get_logger(__name__)


class Owner:
    """Alone may change the routing state and the call book, from within `run` or a letter."""

    def __init__(
        self,
        router: Router,
        book: CallBook,
        performer: Performer,
        *,
        clock: Clock,
        decide: Decide,
        journal: Journal,
        inbox_limit: int,
    ) -> None:
        self._router = router
        self._journal = journal
        self._book = book
        self._performer = performer
        self._clock = clock
        self._decide = decide
        self._inbox = Inbox(inbox_limit)
        self._timers_from = clock.now()
        self.watch: Callable[[Effect, float], None] = _ignore
        """Told each effect and its time, before it is performed."""
        self.failures = 0
        """How many inputs raised something that is not a `RoutingError`."""

    def post(
        self, act: Callable[[], object], call: CallId | None = None, *, even_if_full: bool = False
    ) -> None:
        """Leave something to do; nobody waits for it.

        Raises:
            PeerUnavailable: the inbox is full, or the owner has stopped.
        """

        def fail(error: Exception) -> None:
            _log.warning("router.refused", call_id=call, error=str(error))

        self._inbox.put(Letter(lambda: _void(act()), fail, call), even_if_full=even_if_full)

    async def ask(self, act: Callable[[], _Answer], call: CallId | None = None) -> _Answer:
        """Leave something to do and wait for what it returns or raises.

        Raises:
            RoutingError: the router refused it.
            PeerUnavailable: the inbox is full, the owner has stopped, or it failed on this.
        """
        reply: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()

        def answer() -> None:
            result = act()
            if not reply.done():
                reply.set_result(result)

        def fail(error: Exception) -> None:
            if not reply.done():
                reply.set_exception(error)

        self._inbox.put(Letter(answer, fail, call))
        return await reply

    def now(self) -> float:
        """Monotonic seconds, as the router is told."""
        return self._clock.now()

    def decide(self, fact: Input) -> list[Effect]:
        """Run the router on one input and perform what it wants; only from within a letter."""
        now = self._clock.now()
        return self._act(fact, now, lambda: self._decide(self._router, fact, now))

    def _act(self, event: Event, now: float, act: Callable[[], list[Effect]]) -> list[Effect]:
        """Let the router do something, write it down, and perform what it wants."""
        try:
            effects = act()
        except Exception as error:
            self._journal.append(event, now, type(error).__name__)
            raise
        self._journal.append(event, now, effects)
        for effect in effects:
            self.watch(effect, now)
            self._performer.perform(effect)
        return effects

    async def run(self) -> None:
        """Take letters until cancelled."""
        self._begin_segment()
        while True:
            letter = await self._inbox.next(self._until_deadline())
            self._fire_deadlines()
            if letter is not None:
                self._open(letter)
            self._begin_segment()

    def stop(self) -> None:
        """Take what is in the inbox, and refuse all that comes; after `run` was cancelled."""
        self._inbox.close()
        self.drain()

    def drain(self) -> None:
        """Take what is in the inbox; after `run` was cancelled."""
        while (letter := self._inbox.take()) is not None:
            self._open(letter)

    def _open(self, letter: Letter) -> None:
        try:
            letter.act()
        except RoutingError as refusal:
            letter.fail(refusal)
        except Exception:  # noqa: BLE001 - edge of the task: one bad input must not stop it
            self._failed("router.input_failed", letter.call)
            letter.fail(PeerUnavailable(PEER, "it failed on this request"))
            if letter.call is not None:
                self._close_call(letter.call)

    def _until_deadline(self) -> float | None:
        now = self._clock.now()
        if now < self._timers_from:
            return self._timers_from - now
        try:
            deadlines = (next_deadline(self._router), self._book.next_loss())
        except Exception:  # noqa: BLE001 - edge of the task: a broken state must not stop it
            self._pause_timers("router.deadline_failed")
            return TIMER_PAUSE_S
        return min((at - now for at in deadlines if at is not None), default=None)

    def _pause_timers(self, event: str) -> None:
        self._timers_from = self._clock.now() + TIMER_PAUSE_S
        self._failed(event, None)

    def _fire_deadlines(self) -> None:
        now = self._clock.now()
        if now < self._timers_from:
            return
        try:
            due = next_deadline(self._router)
            if due is not None and due <= now:
                self.decide(TimePassed())
            for call in self._book.lost(now):
                self._performer.end(call, "lost")
        except Exception:  # noqa: BLE001 - edge of the task: one bad timer must not stop it
            self._pause_timers("router.timer_failed")

    def _begin_segment(self) -> None:
        """Begin a segment of the journal when it is time; its first entry is `TimePassed`."""
        now = self._clock.now()
        if now < self._timers_from or not self._journal.wants_snapshot:
            return
        self._journal.begin(snapshot(self._router.state), now)
        try:
            self.decide(TimePassed())
        except Exception:  # noqa: BLE001 - edge of the task: one bad timer must not stop it
            self._pause_timers("router.timer_failed")

    def _close_call(self, call: CallId) -> None:
        now = self._clock.now()
        try:
            self._act(CallEvicted(call), now, lambda: evict(self._router, call, now))
        except Exception:  # noqa: BLE001 - edge of the task: its flow must hear of the end even so
            self._failed("router.eviction_failed", call)
        record = self._book.calls.get(call)
        if record is not None and record.ticket is not None:
            record.ticket.tell(QueueClosed("a fault in the router"))

    def _failed(self, event: str, call: CallId | None) -> None:
        self.failures += 1
        _log.exception(event, call_id=call)


def _void(_: object) -> None:
    """Drop a result that nobody asked for."""


def _ignore(_effect: Effect, _now: float) -> None:
    """Take no note of an effect."""
