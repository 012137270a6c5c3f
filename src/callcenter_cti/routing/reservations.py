"""The life of a reservation as one table and the function that reads it.

Theory. A reservation is a lease: it binds one call and one agent to one token until it expires.
While PENDING the phone may ring. Exactly one event ends that: the answer, a failure, the expiry,
the caller's leaving, or routing taking it back; all later events find another status and are
refused, which is what makes double booking impossible. The table does not know what the agent does
afterwards.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from callcenter_cti.domain.agents import ReservationStatus
from callcenter_cti.routing.errors import IllegalEvent


class ReservationEvent(StrEnum):
    """What can happen to a reservation."""

    ACCEPT = "accept"
    """The agent answered."""
    REJECT = "reject"
    """Declined, or the phone cannot ring."""
    EXPIRE = "expire"
    """The ring ended without an answer, or the lease ran out."""
    CANCEL = "cancel"
    """The caller left."""
    RESCIND = "rescind"
    """Routing took it back."""
    HANG_UP = "hang_up"
    """The conversation ended."""
    COMPLETE = "complete"
    """The wrap-up ended."""


_S, _E = ReservationStatus, ReservationEvent

TRANSITIONS: Final[Mapping[ReservationStatus, Mapping[ReservationEvent, ReservationStatus]]] = (
    MappingProxyType(
        {
            _S.PENDING: {
                _E.ACCEPT: _S.ACCEPTED,
                _E.REJECT: _S.REJECTED,
                _E.EXPIRE: _S.TIMED_OUT,
                _E.CANCEL: _S.CANCELED,
                _E.RESCIND: _S.RESCINDED,
            },
            _S.ACCEPTED: {_E.HANG_UP: _S.WRAPPING},
            _S.WRAPPING: {_E.COMPLETE: _S.COMPLETED},
            _S.REJECTED: {},
            _S.TIMED_OUT: {},
            _S.CANCELED: {},
            _S.RESCINDED: {},
            _S.COMPLETED: {},
        }
    )
)


def next_status(status: ReservationStatus, event: ReservationEvent) -> ReservationStatus:
    """Return the status that follows.

    Raises:
        IllegalEvent: the table does not have it.
    """
    following = TRANSITIONS[status].get(event)
    if following is None:
        raise IllegalEvent("reservation", status, event)
    return following
