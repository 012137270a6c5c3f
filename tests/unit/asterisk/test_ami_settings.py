"""Pauses double, are spread, and end at a bound."""

from callcenter_cti.asterisk.ami_settings import Backoff


def test_a_pause_lies_between_half_a_step_and_the_whole():
    """Engines that lost the same Asterisk do not come back in one moment."""
    assert Backoff(4.0, 8.0, lambda: 0.0).pause_s() == 2.0
    assert Backoff(4.0, 8.0, lambda: 1.0).pause_s() == 4.0


def test_steps_double_to_the_bound_and_start_again():
    """Until the link has proved itself."""
    backoff = Backoff(1.0, 3.0, lambda: 1.0)

    assert [backoff.pause_s() for _ in range(4)] == [1.0, 2.0, 3.0, 3.0]
    backoff.reset()
    assert backoff.pause_s() == 1.0
