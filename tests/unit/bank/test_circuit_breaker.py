"""When a bank is left alone."""

import pytest

from callcenter_cti.bank.circuit_breaker import BreakerState, CircuitBreaker, Permit


def _breaker() -> CircuitBreaker:
    return CircuitBreaker(failures=3, open_s=10.0)


def _permit(breaker: CircuitBreaker, now: float) -> Permit:
    permit = breaker.admit(now)
    assert permit is not None
    return permit


def _opened(at: float = 0.0) -> CircuitBreaker:
    breaker = _breaker()
    for _ in range(3):
        breaker.failed(_permit(breaker, at), at)
    return breaker


def test_failures_in_a_row_open_it():
    """The third does, and then nobody gets through."""
    breaker = _breaker()
    for _ in range(2):
        breaker.failed(_permit(breaker, 0.0), 0.0)
    assert breaker.state(0.0) is BreakerState.CLOSED

    breaker.failed(_permit(breaker, 0.0), 0.0)

    assert breaker.state(9.9) is BreakerState.OPEN
    assert breaker.admit(9.9) is None


def test_each_opening_is_a_trip():
    """Three failures are one, and so is each try of half open that fails; other tries are none."""
    breaker = _opened()
    assert breaker.trips == 1
    late = Permit(probe=False)

    breaker.failed(late, 5.0)
    breaker.failed(_permit(breaker, 10.0), 10.0)
    breaker.succeeded(_permit(breaker, 20.0))

    assert breaker.trips == 2


def test_success_in_between_sets_the_count_back():
    """Only failures in a row say that a bank is down."""
    breaker = _breaker()
    for _ in range(5):
        breaker.failed(_permit(breaker, 0.0), 0.0)
        breaker.failed(_permit(breaker, 0.0), 0.0)
        breaker.succeeded(_permit(breaker, 0.0))

    assert breaker.state(0.0) is BreakerState.CLOSED


def test_half_open_lets_one_through():
    """All others are turned away until it is known how that one ended."""
    breaker = _opened()

    assert breaker.state(10.0) is BreakerState.HALF_OPEN
    probe = breaker.admit(10.0)

    assert probe == Permit(probe=True)
    assert breaker.admit(10.0) is None


def test_probe_that_succeeds_closes_it():
    """And failures count from zero."""
    breaker = _opened()

    breaker.succeeded(_permit(breaker, 10.0))
    breaker.failed(_permit(breaker, 10.0), 10.0)

    assert breaker.state(10.0) is BreakerState.CLOSED


def test_probe_that_fails_opens_it_again():
    """For as long as before."""
    breaker = _opened()

    breaker.failed(_permit(breaker, 10.0), 11.0)

    assert breaker.state(20.9) is BreakerState.OPEN
    assert breaker.state(21.0) is BreakerState.HALF_OPEN


def test_probe_that_nobody_waited_for_makes_room_for_the_next():
    """A caller who hangs up in that moment must not shut the bank out for good."""
    breaker = _opened()

    breaker.abandoned(_permit(breaker, 10.0))

    assert breaker.admit(10.0) == Permit(probe=True)


@pytest.mark.parametrize("ends_well", [True, False])
def test_try_of_before_it_opened_decides_nothing(ends_well: bool):
    """A late answer neither closes it nor keeps it open for longer."""
    breaker = _breaker()
    late = _permit(breaker, 0.0)
    for _ in range(3):
        breaker.failed(_permit(breaker, 0.0), 0.0)

    if ends_well:
        breaker.succeeded(late)
    else:
        breaker.failed(late, 9.0)
    breaker.abandoned(late)

    assert breaker.state(9.9) is BreakerState.OPEN
    assert breaker.state(10.0) is BreakerState.HALF_OPEN
