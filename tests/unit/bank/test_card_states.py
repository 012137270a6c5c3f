"""What a card is good for."""

from datetime import date

import pytest

from callcenter_cti.bank.card_changes import Expiry, Obstacle
from callcenter_cti.bank.card_services import CardState
from callcenter_cti.bank.card_states import obstacle_of, state_on

LAST_DAY, DAY_AFTER = date(2026, 2, 28), date(2026, 3, 1)


@pytest.mark.parametrize("stored", [CardState.ACTIVE, CardState.INACTIVE])
def test_card_is_good_to_the_end_of_its_month(stored: CardState):
    """And expired the day after."""
    assert state_on(stored, Expiry(2, 2026), LAST_DAY) is stored
    assert state_on(stored, Expiry(2, 2026), DAY_AFTER) is CardState.EXPIRED
    assert state_on(stored, Expiry(12, 2025), LAST_DAY) is CardState.EXPIRED
    assert state_on(stored, Expiry(1, 2027), DAY_AFTER) is stored


def test_blocked_card_stays_blocked_when_it_runs_out():
    """Blocked says more than expired."""
    assert state_on(CardState.BLOCKED, Expiry(2, 2026), DAY_AFTER) is CardState.BLOCKED


def test_only_blocked_and_expired_cards_are_no_good():
    """An inactive one can be activated."""
    assert {state: obstacle_of(state) for state in CardState} == {
        CardState.ACTIVE: None,
        CardState.INACTIVE: None,
        CardState.BLOCKED: Obstacle.CARD_BLOCKED,
        CardState.EXPIRED: Obstacle.CARD_EXPIRED,
    }
