"""States of an agent, of his phone, and of the reservation that ties him to a call."""

from enum import StrEnum


class AgentState(StrEnum):
    """States in the words of Cisco's report templates; UNKNOWN is never routable."""

    LOGGED_OUT = "logged_out"
    """Not at work."""
    NOT_READY = "not_ready"
    """Logged in, and not to be asked; the reason stands beside it."""
    READY = "ready"
    """The only state in which routing reserves him."""
    RESERVED = "reserved"
    """Tied to a call by a reservation; his phone is about to ring."""
    RINGING = "ringing"
    """Reserved, and his phone is known to ring."""
    TALKING = "talking"
    """He answered."""
    HOLD = "hold"
    """On a call that he has put on hold."""
    WRAP_UP = "wrap_up"
    """The conversation is over, its paperwork is not."""
    UNKNOWN = "unknown"
    """He was READY, and nothing is heard of his site."""


class ReservationStatus(StrEnum):
    """Life of a reservation, in Twilio TaskRouter's status names."""

    PENDING = "pending"
    """The agent is reserved, and has neither answered nor failed to."""
    ACCEPTED = "accepted"
    """He answered in time, with the token."""
    REJECTED = "rejected"
    """He declined, or his phone could not ring."""
    TIMED_OUT = "timed_out"
    """Nobody answered (RONA)."""
    CANCELED = "canceled"
    """The caller left."""
    RESCINDED = "rescinded"
    """Routing took it back."""
    WRAPPING = "wrapping"
    """The conversation is over."""
    COMPLETED = "completed"
    """The wrap-up is over, and the agent is free of it."""


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
