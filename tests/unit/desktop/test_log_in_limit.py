"""How fast passwords may be tried."""

from callcenter_cti.desktop.log_in_limit import LogInLimit
from tests.fakes.clock import FakeClock


def _after_failures(count: int, *, address: str = "10.0.0.1") -> tuple[LogInLimit, FakeClock]:
    clock = FakeClock()
    limit = LogInLimit(clock)
    for _ in range(count):
        limit.failed("anna", address)
    return limit, clock


def test_a_few_failures_cost_nothing() -> None:
    """Who mistypes three times is not made to wait."""
    limit, _ = _after_failures(3)

    assert limit.wait_s("anna", "10.0.0.1") == 0


def test_waits_double_up_to_a_minute() -> None:
    """Each further failure doubles the wait; a stranger cannot lock an agent out for long."""
    waits = [_after_failures(count)[0].wait_s("anna", "10.0.0.2") for count in range(4, 14)]

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_wait_passes() -> None:
    """After the wait the next try is allowed."""
    limit, clock = _after_failures(6)

    clock.advance(4)

    assert limit.wait_s("anna", "10.0.0.1") == 0


def test_one_address_that_tries_many_agents_has_to_wait() -> None:
    """Spraying one password over all agents is slowed down by address."""
    clock = FakeClock()
    limit = LogInLimit(clock)

    for number in range(20):
        limit.failed(f"agent{number}", "10.0.0.1")

    assert limit.wait_s("carla", "10.0.0.1") == 1
    assert limit.wait_s("carla", "10.0.0.9") == 0


def test_success_forgets_the_agents_failures() -> None:
    """Who got in at last starts anew."""
    limit, _ = _after_failures(9)

    limit.succeeded("anna", "10.0.0.1")

    assert limit.wait_s("anna", "10.0.0.1") == 0


def test_a_whole_site_logging_in_is_no_attack() -> None:
    """Fifty right log-ins from one address leave no wait behind."""
    limit = LogInLimit(FakeClock())

    for number in range(50):
        limit.failed(f"agent{number}", "10.0.0.1")
        limit.succeeded(f"agent{number}", "10.0.0.1")

    assert limit.wait_s("carla", "10.0.0.1") == 0


def test_old_failures_are_forgotten() -> None:
    """A quarter of an hour later the count starts again."""
    limit, clock = _after_failures(9)

    clock.advance(901)
    limit.failed("anna", "10.0.0.1")

    assert limit.wait_s("anna", "10.0.0.1") == 0


def test_memory_is_bounded() -> None:
    """A flood of made-up names drops the oldest names."""
    limit, _ = _after_failures(9)

    for number in range(11_000):
        limit.failed(f"made-up-{number}", f"address-{number % 7}")

    assert limit.wait_s("anna", "10.0.0.1") == 0
    assert len(limit._failures) == 10_000
