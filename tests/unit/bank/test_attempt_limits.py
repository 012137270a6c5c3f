"""Limits per caller, as numbers."""

from callcenter_cti.bank.attempt_limits import AttemptLimits, CallerTries

LIMITS = AttemptLimits(per_caller=3, caller_window_s=3600, first_hold_s=900, longest_hold_s=5000)


def _failed(times: int) -> CallerTries:
    tries = CallerTries()
    for _ in range(times):
        tries = tries.counted(0, most=3, limits=LIMITS)
    return tries


def test_hold_begins_with_the_last_failure_allowed():
    """Not before."""
    assert not _failed(2).held(0)
    assert _failed(3).held(899)
    assert not _failed(3).held(900)


def test_each_further_failure_doubles_the_hold_up_to_a_limit():
    """900, 1800, 3600, and then 5000 for ever."""
    tries, now, holds = _failed(3), 0, [900]
    for _ in range(40):
        now = tries.held_until
        tries = tries.counted(now, most=3, limits=LIMITS)
        holds.append(tries.held_until - now)

    assert holds[:4] == [900, 1800, 3600, 5000]
    assert set(holds[3:]) == {5000}


def test_quiet_window_begins_anew():
    """Counted from the last failure, or from the end of the last hold."""
    assert _failed(2).counted(3599, most=3, limits=LIMITS).failures == 3
    assert _failed(2).counted(3600, most=3, limits=LIMITS).failures == 1
    assert _failed(3).counted(900 + 3599, most=3, limits=LIMITS).failures == 4
    assert _failed(3).counted(900 + 3600, most=3, limits=LIMITS).failures == 1


def test_attempt_that_was_right_is_taken_back_alone():
    """The failures before it stay, and so does a hold that they earned."""
    assert _failed(2).forgiven(most=3).failures == 1
    assert _failed(3).forgiven(most=3) == CallerTries(2, 0, 0)
    assert _failed(4).forgiven(most=3).held_until == _failed(4).held_until
    assert CallerTries().forgiven(most=3) == CallerTries()
