"""What a card is good for on a day, from what is stored of it."""

from datetime import date

from callcenter_cti.bank.card_changes import Expiry, Obstacle
from callcenter_cti.bank.card_services import CardState


def state_on(stored: CardState, expiry: Expiry, today: date) -> CardState:
    """Return a card's state; it is good to the end of the month that is printed on it.

    A blocked card stays blocked when it runs out.
    """
    ran_out = (expiry.year, expiry.month) < (today.year, today.month)
    return CardState.EXPIRED if ran_out and stored is not CardState.BLOCKED else stored


def obstacle_of(state: CardState) -> Obstacle | None:
    """Return what keeps a card in this state from being used; None for one that is good."""
    return {
        CardState.BLOCKED: Obstacle.CARD_BLOCKED,
        CardState.EXPIRED: Obstacle.CARD_EXPIRED,
    }.get(state)
