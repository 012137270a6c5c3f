"""What is known about a call while it lives; it travels with the call, whole, at each step."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from callcenter_cti.domain.customers import Customer, Language
from callcenter_cti.domain.identifiers import CallId, HotlineId, SiteId


class Verification(StrEnum):
    """How far the caller has proved who he is, weakest first."""

    NONE = "none"
    NUMBER_KNOWN = "number_known"
    """He calls from a number that one customer has on file; that is no proof."""
    CARD_NUMBER = "card_number"
    """He keyed a card number; whether it exists was not told to him."""
    CARD_AND_PIN = "card_and_pin"
    ONE_TIME_CODE = "one_time_code"
    """Card and PIN, and the code that was sent to the phone on file."""

    def reaches(self, needed: "Verification") -> bool:
        """Tell whether this level is as strong as the one needed, or stronger."""
        order = list(Verification)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class IvrStep:
    """One thing that the caller did in the voice system, for the agent who gets the call."""

    name: str
    """Flow or step in the words of the flow: ``identification``, ``balance``."""
    outcome: str
    """``done``, ``refused``, ``no_input``, ``no_match``, ``wants_person``, ``failed``."""
    at: datetime
    """Aware UTC."""
    detail: str = ""
    """What the agent should know: a reference number, a case; never a secret."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """All that flows, routing, records and the agent's desktop know about one call."""

    call_id: CallId
    site: SiteId
    hotline: HotlineId
    ani: str
    """The caller's number as delivered; empty when withheld."""
    channel: str
    """Asterisk's name of the caller's channel."""
    arrived_at: datetime
    """Aware UTC."""
    language: Language = Language.ENGLISH
    verification: Verification = Verification.NONE
    customer: Customer | None = None
    journey: tuple[IvrStep, ...] = ()
    emergency: bool = False
    """A lost or stolen card, or fraud: first in line."""
    reason: str = ""
    """Why the caller wants or needs a person: ``asked``, ``identification_failed``,
    ``trouble``."""
