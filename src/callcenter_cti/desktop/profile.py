"""What an agent sees of a caller: the screen pop's fields, for the page and for webhooks alike.

Decides what leaves the engine about a caller. Of the card that is the last four digits; and
nothing of what the rules hide from the site where the agent is.
"""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from callcenter_cti.acd.offers import Offer
from callcenter_cti.domain.calls import IvrStep, Verification
from callcenter_cti.domain.customers import Customer, Language, Product, ProfilePart, Tier
from callcenter_cti.records.contacts import Contact


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Caller(_Sent):
    """Who calls, once the card system told. What the agent's site must not see is null."""

    customer_id: str | None
    """The bank's key of the customer; not a card number."""
    name: str | None
    product: Product | None
    tier: Tier | None
    """Value of the customer to the bank, best first: private, preferred, valued, standard."""
    card_last4: str | None
    """Last four digits of the card he identified with."""
    customer_since: int | None
    """Year."""


class Step(_Sent):
    """One thing that the caller did in the voice system."""

    name: str
    outcome: str
    at: datetime
    detail: str
    """What he was told to quote, as a case number; or what he chose. Never a secret."""


class PastContact(_Sent):
    """One earlier call of the customer."""

    at: datetime
    hotline: str
    outcome: str
    reason: str
    """Why he wanted a person; empty when he did not."""
    agent: str | None
    talked_s: float
    did: tuple[str, ...]
    """Steps in the voice system, in order."""


class ScreenPop(_Sent):
    """The pop: everything known about the call that is about to ring."""

    token: str
    """The offer; whatever is said about this pop later names it."""
    call_id: str
    site: str
    hotline: str
    """The number dialled."""
    queue: str
    agent: str
    caller_number: str
    """As the carrier delivered it; empty when withheld or hidden."""
    language: Language
    verification: Verification
    """How far the caller proved who he is: none, number_known, card_number, card_and_pin,
    one_time_code."""
    reason: str
    """Why he wants or needs a person: asked, identification_failed, trouble."""
    emergency: bool
    """A lost or stolen card: he was first in line."""
    arrived_at: datetime
    waited_s: float
    """Seconds in the queue when the agent was reserved."""
    explanation: str
    """Why this agent got this call; empty when the caller's tier is hidden, which it names."""
    caller: Caller | None
    """None: not identified."""
    journey: tuple[Step, ...]
    """What the caller did in the voice system, oldest first."""
    hidden: tuple[ProfilePart, ...]
    """What is left out because the agent's site must not see it: caller_number, customer_id,
    name, product, tier, card_last4, customer_since, journey, contacts."""


def screen_pop(offer: Offer) -> ScreenPop:
    """Assemble the pop of an offer, without what its mask hides."""
    call = offer.call
    hidden = tuple(part for part in ProfilePart if part in offer.mask)
    return ScreenPop(
        token=offer.token,
        call_id=call.call_id,
        site=call.site,
        hotline=call.hotline,
        queue=offer.queue,
        agent=offer.agent,
        caller_number="" if ProfilePart.CALLER_NUMBER in hidden else call.ani,
        language=call.language,
        verification=call.verification,
        reason=call.reason,
        emergency=call.emergency,
        arrived_at=call.arrived_at,
        waited_s=round(offer.waited_s, 3),
        explanation="" if ProfilePart.TIER in hidden else offer.explanation,
        caller=_caller(call.customer, hidden),
        journey=(
            () if ProfilePart.JOURNEY in hidden else tuple(_step(step) for step in call.journey)
        ),
        hidden=hidden,
    )


def past_contacts(contacts: Iterable[Contact]) -> tuple[PastContact, ...]:
    """Return earlier contacts in the form that is sent."""
    return tuple(
        PastContact(
            at=contact.arrived_at,
            hotline=contact.hotline,
            outcome=contact.outcome,
            reason=contact.reason,
            agent=contact.agent,
            talked_s=contact.talked_s,
            did=tuple(step.name for step in contact.journey),
        )
        for contact in contacts
    )


def _caller(customer: Customer | None, hidden: tuple[ProfilePart, ...]) -> Caller | None:
    if customer is None:
        return None
    whole = Caller(
        customer_id=customer.customer_id,
        name=customer.name,
        product=customer.product,
        tier=customer.tier,
        card_last4=customer.card_last4[-4:],
        customer_since=customer.customer_since,
    )
    return whole.model_copy(
        update={part.value: None for part in hidden if part in Caller.model_fields}
    )


def _step(step: IvrStep) -> Step:
    return Step(name=step.name, outcome=step.outcome, at=step.at, detail=step.detail)
