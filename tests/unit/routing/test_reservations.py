"""The table of reservations."""

import pytest

from callcenter_cti.domain.agents import ReservationStatus
from callcenter_cti.routing.errors import IllegalEvent
from callcenter_cti.routing.reservations import TRANSITIONS, ReservationEvent, next_status


@pytest.mark.parametrize("status", ReservationStatus)
@pytest.mark.parametrize("event", ReservationEvent)
def test_a_status_follows_exactly_where_the_table_has_one(
    status: ReservationStatus, event: ReservationEvent
) -> None:
    """What the table lacks is refused with status and event in the error."""
    expected = TRANSITIONS[status].get(event)

    if expected is not None:
        assert next_status(status, event) is expected
    else:
        with pytest.raises(IllegalEvent) as refused:
            next_status(status, event)
        assert (refused.value.state, refused.value.event) == (status, event)


def test_every_status_is_in_the_table() -> None:
    """A status that is forgotten would be a KeyError on a live floor."""
    assert set(TRANSITIONS) == set(ReservationStatus)


@pytest.mark.parametrize(
    "status",
    [
        ReservationStatus.REJECTED,
        ReservationStatus.TIMED_OUT,
        ReservationStatus.CANCELED,
        ReservationStatus.RESCINDED,
        ReservationStatus.COMPLETED,
    ],
)
def test_nothing_leads_out_of_a_reservation_that_is_over(status: ReservationStatus) -> None:
    """A late answer finds no way back."""
    assert not TRANSITIONS[status]
