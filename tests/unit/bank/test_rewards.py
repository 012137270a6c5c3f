"""Points that are taken, and points that lapse."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.bank.rewards import CATALOGUE, PRICES, PointsAccount

DAY = date(2026, 3, 2)


def test_what_expires_first_is_taken_first():
    """And when it is used up, nothing expires any more."""
    account = PointsAccount(1000, 300, DAY)

    assert account.less(100) == PointsAccount(900, 200, DAY)
    assert account.less(300) == account.less(200).less(100) == PointsAccount(700)
    assert account.less(1000) == PointsAccount(0)


def test_points_lapse_at_the_end_of_their_day():
    """They can be used on the day itself."""
    account = PointsAccount(1000, 300, DAY)

    assert account.on(DAY) == account
    assert account.on(date(2026, 3, 3)) == PointsAccount(700)


def test_more_than_there_is_cannot_be_taken():
    """Not even by one point."""
    with pytest.raises(ValueError, match="not enough"):
        PointsAccount(999).less(1000)


@given(
    balance=st.integers(0, 10**6),
    share=st.floats(0, 1),
    prices=st.lists(st.sampled_from(sorted(PRICES.values())), max_size=20),
)
def test_account_stays_whole(balance: int, share: float, prices: list[int]):
    """What expires is never more than there is, and what is taken is what is missing."""
    account = PointsAccount(balance, int(balance * share), DAY)
    taken = 0
    for price in prices:
        if price > account.balance:
            continue
        account = account.less(price)
        taken += price

        assert account.balance == balance - taken
        assert 0 <= account.expiring <= account.balance


def test_catalogue_is_cheapest_first():
    """As it is read to the caller."""
    assert [offer.points for offer in CATALOGUE] == sorted(PRICES.values())
