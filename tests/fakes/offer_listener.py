"""Shows pops to nobody, as fast or as badly as a test wants."""

import asyncio
from collections.abc import Callable

from callcenter_cti.acd.offers import Offer
from callcenter_cti.domain.agents import OfferFailure


class FakeOfferListener:
    """Records what it is told, in order; stands in for `desktop.pops`."""

    def __init__(self, note: Callable[[str], None] = lambda _: None) -> None:
        self._note = note
        self.shows_after_s = 0.0
        """Seconds until a pop is shown."""
        self.fault: Exception | None = None
        """Raised instead of showing or withdrawing."""
        self.shown: list[Offer] = []
        self.withdrawn_offers: list[tuple[Offer, OfferFailure | None]] = []

    async def offered(self, offer: Offer) -> None:
        """Show, after a while."""
        try:
            await asyncio.sleep(self.shows_after_s)
        except asyncio.CancelledError:
            self._note(f"pop cut {offer.token}")
            raise
        if self.fault is not None:
            raise self.fault
        self.shown.append(offer)
        self._note(f"pop {offer.token}")

    async def withdrawn(self, offer: Offer, why: OfferFailure | None) -> None:
        """Take away."""
        if self.fault is not None:
            raise self.fault
        self.withdrawn_offers.append((offer, why))
        self._note(f"away {offer.token}")
