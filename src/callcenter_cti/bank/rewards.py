"""What points are good for: prices, and which of a card's points are left on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from callcenter_cti.bank.card_services import Points, Reward, RewardOffer

PRICES: Final = {
    Reward.STATEMENT_CREDIT: 10_000,
    Reward.SHOPPING_VOUCHER: 15_000,
    Reward.AIRLINE_MILES: 25_000,
}
"""Points for one of each."""

CATALOGUE: Final = tuple(
    RewardOffer(reward, points) for reward, points in sorted(PRICES.items(), key=lambda p: p[1])
)
"""Cheapest first; for cards of the programme."""


@dataclass(frozen=True, slots=True)
class PointsAccount:
    """Points of a card, some of which expire at the end of a day."""

    balance: int
    expiring: int = 0
    expiring_on: date | None = None

    def on(self, today: date) -> "PointsAccount":
        """Return what is left on a day."""
        if self.expiring_on is None or today <= self.expiring_on:
            return self
        return PointsAccount(self.balance - self.expiring)

    def less(self, price: int) -> "PointsAccount":
        """Return what is left after a redemption, which takes first what expires first.

        Raises:
            ValueError: more than there is.
        """
        if price > self.balance:
            raise ValueError("not enough points")
        left = max(0, self.expiring - price)
        return PointsAccount(self.balance - price, left, self.expiring_on if left else None)

    def told(self) -> Points:
        """Return what a caller hears."""
        return Points(self.balance, self.expiring, self.expiring_on)
