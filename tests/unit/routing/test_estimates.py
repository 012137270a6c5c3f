"""What the router learns from what it is told."""

from math import inf, log

import pytest

from callcenter_cti.routing.estimates import (
    GuessError,
    Pace,
    Patience,
    RecentShare,
    ServiceCounts,
    expected_wait_s,
)


def test_nobody_is_served_where_nobody_serves() -> None:
    """An infinite wait is told as such."""
    assert expected_wait_s(1, inf, 300.0) == inf


def test_those_ahead_are_served_or_give_up() -> None:
    """With endless patience every one takes an interval; with less the line is shorter."""
    assert expected_wait_s(5, 10.0, 1e9) == pytest.approx(50.0, rel=1e-6)
    assert expected_wait_s(5, 10.0, 100.0) == pytest.approx(100.0 * log(1.5))


def test_the_pace_is_a_mean_in_which_the_newest_counts_a_tenth() -> None:
    """Counted from the moment from which somebody waited."""
    pace = Pace()
    pace.begin(100.0)
    pace.serve(110.0)
    assert pace.interval_s == 10.0

    pace.serve(140.0)
    assert pace.interval_s == pytest.approx(12.0)


def test_patience_is_all_waits_by_those_who_gave_up() -> None:
    """Those who were answered waited too; never below a second."""
    patience = Patience(60.0)
    patience.note(30.0, gave_up=False)
    patience.note(30.0, gave_up=True)

    assert patience.mean_s == 60.0
    assert Patience(0.0).mean_s == 1.0


def test_the_recent_share_forgets() -> None:
    """After ten minutes a call weighs 1/e."""
    share = RecentShare()
    assert share.value == 1.0

    share.note(0.0, hit=False)
    assert share.value == 0.0
    share.note(600.0, hit=True)
    assert share.value == pytest.approx(1 / (1 + 1 / 2.718281828))


def test_every_formula_of_the_service_level_is_made_of_the_same_counters() -> None:
    """Eight answered, six of them in time; three left, one of them at once and one in time."""
    counts = ServiceCounts()
    for waited_s in (1, 2, 3, 4, 5, 20, 21, 90):
        counts.answer(waited_s, within_s=20)
    for waited_s in (2, 10, 50):
        counts.abandon(waited_s, within_s=20, short_s=5)

    assert counts.answered_wait_s == 146
    assert counts.sl_answered == 6 / 8
    assert counts.sl_offered == 6 / 11
    assert counts.sl_abandon_positive == 8 / 11
    assert counts.sl_abandon_ignored == 6 / 9
    assert counts.sl_short_abandon_excluded == 6 / 10


def test_a_service_level_of_nobody_is_whole() -> None:
    """Nobody was served late."""
    counts = ServiceCounts()

    assert counts.sl_answered == counts.sl_offered == counts.sl_short_abandon_excluded == 1.0


def test_the_error_of_guesses_has_a_side_and_a_size() -> None:
    """Ten too long and twenty too short are five too short, and fifteen off."""
    error = GuessError()
    assert (error.bias_s, error.mean_absolute_s) == (0.0, 0.0)

    error.note(30.0, 20.0)
    error.note(10.0, 30.0)
    assert (error.bias_s, error.mean_absolute_s) == (-5.0, 15.0)
