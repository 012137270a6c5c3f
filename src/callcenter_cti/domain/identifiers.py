"""Names of things. All are plain strings that can be sent and stored; none is ever a secret."""

from typing import NewType

CallId = NewType("CallId", str)
"""Global identifier of a call: Asterisk's ``systemname-uniqueid`` of the caller's channel."""

AgentId = NewType("AgentId", str)
SiteId = NewType("SiteId", str)
QueueId = NewType("QueueId", str)
HotlineId = NewType("HotlineId", str)
"""The number dialled by the caller, as the carrier delivers it (DNIS)."""
SkillId = NewType("SkillId", str)
CalendarId = NewType("CalendarId", str)
PlanId = NewType("PlanId", str)
"""A contingency plan of the rules."""
CustomerId = NewType("CustomerId", str)
"""The bank's key of a customer; not a card number."""
CardToken = NewType("CardToken", str)
"""The bank's opaque reference to a card, safe to log and store; not derived from the PAN."""
OfferToken = NewType("OfferToken", str)
"""Proof of a reservation: only its holder may ring the agent."""
