"""What a clock promises."""

from callcenter_cti.domain.clock import Clock
from tests.fakes.clock import FakeClock


def test_both_clocks_move_together_and_wall_time_is_aware() -> None:
    """Durations come from one, records from the other, and a record never lacks its zone."""
    fake = FakeClock(now=5.0)
    clock: Clock = fake
    began, began_at = clock.now(), clock.wall()

    fake.advance(90.5)

    assert clock.now() - began == 90.5
    assert (clock.wall() - began_at).total_seconds() == 90.5
    assert clock.wall().tzinfo is not None
