"""Shows and withdraws screen pops in tasks of their own, so that no desktop delays the router.

Decides one thing: the phone may ring when the pop was shown or its deadline has passed, whatever
comes first.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from callcenter_cti.acd.offers import Offer, OfferListener
from callcenter_cti.domain.agents import OfferFailure
from callcenter_cti.domain.clock import Clock

WITHDRAW_S: Final = 2.0
"""Seconds that a listener is given to take a pop away."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Showing:
    """One pop on its way to one desktop."""

    offer: Offer
    shown_at: float | None = None
    """When the listener said that it was shown; None: not yet, or never."""
    is_over: bool = False
    """The offer died."""
    has_rung: bool = False
    """The phone was reported to ring."""
    task: asyncio.Task[None] | None = None


class Pops:
    """Runs the listener; its failures are logged and counted, never passed on."""

    def __init__(
        self, listener: OfferListener, tasks: asyncio.TaskGroup, clock: Clock, *, deadline_s: float
    ) -> None:
        self._listener = listener
        self._tasks = tasks
        self._clock = clock
        self._deadline_s = deadline_s
        self.failures = 0
        """How often the listener raised or was too late."""

    def show(self, offer: Offer, *, then_ring: Callable[[], None]) -> Showing:
        """Show a pop, then (or at the deadline) call `then_ring`, unless the offer died."""
        showing = Showing(offer)
        showing.task = self._tasks.create_task(self._show(showing, then_ring))
        return showing

    def take_away(self, showing: Showing, why: OfferFailure | None) -> None:
        """Withdraw a pop whose offer died; the phone does not ring any more."""
        showing.is_over = True
        if showing.task is not None:
            showing.task.cancel()
        self._tasks.create_task(self._withdraw(showing, why))

    async def _show(self, showing: Showing, then_ring: Callable[[], None]) -> None:
        try:
            async with asyncio.timeout(self._deadline_s):
                await self._listener.offered(showing.offer)
            showing.shown_at = self._clock.now()
        except TimeoutError:
            self._failed(showing.offer, "pop.late")
        except Exception:  # noqa: BLE001 - edge of a task: the phone rings whatever happened
            self._failed(showing.offer, "pop.failed", exc_info=True)
        if not showing.is_over:
            then_ring()

    async def _withdraw(self, showing: Showing, why: OfferFailure | None) -> None:
        if showing.task is not None:
            await asyncio.wait([showing.task])
        try:
            async with asyncio.timeout(WITHDRAW_S):
                await self._listener.withdrawn(showing.offer, why)
        except Exception:  # noqa: BLE001 - edge of a task: a stale pop stops no call
            self._failed(showing.offer, "pop.withdrawal_failed", exc_info=True)

    def _failed(self, offer: Offer, event: str, *, exc_info: bool = False) -> None:
        self.failures += 1
        _log.warning(event, call_id=offer.call.call_id, agent=offer.agent, exc_info=exc_info)
