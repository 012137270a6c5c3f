"""States of an agent, of his phone, and of the reservation that ties him to a call."""

from enum import StrEnum


class AgentState(StrEnum):
    """States in the words of Cisco's report templates; UNKNOWN is never routable."""

    LOGGED_OUT = "logged_out"
    NOT_READY = "not_ready"
    READY = "ready"
    RESERVED = "reserved"
    RINGING = "ringing"
    """Reserved, and his phone is known to ring."""
    TALKING = "talking"
    HOLD = "hold"
    """On a call that he has put on hold."""
    WRAP_UP = "wrap_up"
    UNKNOWN = "unknown"


class ReservationStatus(StrEnum):
    """Life of a reservation, in Twilio TaskRouter's status names."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    CANCELED = "canceled"
    """The caller left."""
    RESCINDED = "rescinded"
    """Routing took it back."""
    WRAPPING = "wrapping"
    COMPLETED = "completed"


class OfferFailure(StrEnum):
    """Why a ringing offer did not become a conversation."""

    RING_NO_ANSWER = "ring_no_answer"
    AGENT_DECLINED = "agent_declined"
    DEVICE_UNREACHABLE = "device_unreachable"


class Actor(StrEnum):
    """Who caused a change of state."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


class DeviceState(StrEnum):
    """An agent's phone, from Asterisk's device states."""

    IDLE = "idle"
    IN_USE = "in_use"
    """In use, ringing, on hold, busy."""
    UNREACHABLE = "unreachable"
    """Unavailable or invalid: nothing can ring there."""
    UNKNOWN = "unknown"
    """Never reported; taken for idle, since a lost report must stop no routing."""
