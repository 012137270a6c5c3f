"""Asks an adviser for the router's index once a minute, and hands on what he says.

Decides that nothing depends on him: advice that is missing, late, impossible or a fault changes
nothing but a count and a line in the log. He works in a thread of his own; while he has not
finished, he is not asked again.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from callcenter_cti.acd.owner import Owner
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.routing.advice import Advice, Stream
from callcenter_cti.routing.effects import Effect, EnterQueue
from callcenter_cti.routing.inputs import AdviceReceived
from callcenter_cti.routing.router import Router

ADVICE_EVERY_S: Final = 60.0
"""Seconds between two rounds."""
ADVICE_LIMIT_S: Final = 20.0
"""Seconds that the adviser may take."""

_log = structlog.get_logger(__name__)

Work = Callable[[], Advice | None]
"""Works advice out from what was looked at, in a thread; None: there is none to give."""


class Adviser(Protocol):
    """Whoever gives advice (adapter: `planning.floor_adviser`)."""

    def note(self, stream: Stream, now: float) -> None:
        """Note that a call came; on the task that owns the router."""
        ...

    def look(self, router: Router, now: float) -> Work:
        """Look at the floor, on the task that owns the router; changes nothing there."""
        ...


@dataclass(frozen=True, slots=True)
class Advising:
    """An adviser, and when he is asked."""

    adviser: Adviser
    observe: Callable[[str], None]
    """Told the outcome of each round: taken, none, late, failed."""
    every_s: float = ADVICE_EVERY_S
    limit_s: float = ADVICE_LIMIT_S


class AdviceRounds:
    """Runs the rounds, one after the other."""

    def __init__(self, advising: Advising, owner: Owner, router: Router) -> None:
        self._advising = advising
        self._owner = owner
        self._router = router
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="adviser")
        self._under_way: Future[Advice | None] | None = None

    def note(self, effect: Effect, now: float) -> None:
        """Let the adviser know of a call that entered a queue."""
        if isinstance(effect, EnterQueue):
            self._advising.adviser.note(Stream(effect.queue, effect.home, effect.tier), now)

    async def run(self) -> None:
        """Ask until cancelled."""
        try:
            while True:
                await asyncio.sleep(self._advising.every_s)
                self._advising.observe(await self.ask())
        finally:
            # Not waited for: a stuck adviser must not hold up the end.
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def ask(self) -> str:
        """Ask once, and return the outcome."""
        if self._under_way is not None and not self._under_way.done():
            _log.warning("advice.late", still=True)
            return "late"
        try:
            work = await self._owner.ask(self._look)
            self._under_way = self._pool.submit(work)
            future = asyncio.wrap_future(self._under_way)
            done, _ = await asyncio.wait({future}, timeout=self._advising.limit_s)
            if not done:
                _log.warning("advice.late", limit_s=self._advising.limit_s)
                return "late"
            return await self._hand_on(future.result())
        except PeerUnavailable as refusal:
            _log.warning("advice.failed", reason=str(refusal))
        except Exception:  # noqa: BLE001 - edge of the task: the router does without
            _log.exception("advice.failed")
        return "failed"

    def _look(self) -> Work:
        return self._advising.adviser.look(self._router, self._owner.now())

    async def _hand_on(self, advice: Advice | None) -> str:
        if advice is None:
            _log.info("advice.none")
            return "none"
        await self._owner.ask(lambda: self._owner.decide(AdviceReceived(advice)))
        return "taken"
