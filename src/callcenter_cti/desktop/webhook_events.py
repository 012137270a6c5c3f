"""The envelope and the signature of webhooks: CloudEvents 1.0 JSON, Standard Webhooks.

Decides what a receiver gets to read and to verify; knows nothing of when and how it is sent.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic import BaseModel, ConfigDict
from standardwebhooks import Webhook

from callcenter_cti.acd.offers import Offer
from callcenter_cti.desktop.profile import ScreenPop
from callcenter_cti.domain.agents import OfferFailure

OFFERED: Final = "callcenter.screenpop.offered.v1"
CANCELLED: Final = "callcenter.screenpop.cancelled.v1"


@dataclass(frozen=True, slots=True)
class WebhookTarget:
    """Somebody who wants to be told."""

    url: str
    secret: str = field(repr=False)
    """Standard Webhooks secret, ``whsec_`` and base64 of 24 to 64 random bytes."""
    timeout_s: float = 1.0
    """Longest wait for one attempt, 0.1 to 10."""

    @property
    def place(self) -> str:
        """Host and port for logs: a path or a query may hold somebody's key."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


class CancelledPop(BaseModel):
    """Data of a cancelled screen pop."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: str
    """The offer, as in the event that offered it."""
    call_id: str
    agent: str
    reason: OfferFailure | None
    """ring_no_answer, agent_declined, device_unreachable; null: the caller left or routing took
    the call back."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event, ready to be signed and sent."""

    event_id: str
    """Unique with the source; the same in every attempt, so that a receiver can drop doubles."""
    body: bytes


def offered_event(pop: ScreenPop, *, at: datetime) -> Envelope:
    """Put a pop into its envelope."""
    return _envelope(OFFERED, pop, token=pop.token, call=pop.call_id, site=pop.site, at=at)


def cancelled_event(offer: Offer, why: OfferFailure | None, *, at: datetime) -> Envelope:
    """Put the end of an offer into its envelope."""
    call = offer.call
    data = CancelledPop(token=offer.token, call_id=call.call_id, agent=offer.agent, reason=why)
    return _envelope(CANCELLED, data, token=offer.token, call=call.call_id, site=call.site, at=at)


def signed_headers(envelope: Envelope, target: WebhookTarget, *, at: datetime) -> dict[str, str]:
    """Return the headers of an attempt; the signature covers id, time and body."""
    signature = Webhook(target.secret).sign(envelope.event_id, at, envelope.body.decode())
    return {
        "content-type": f"{JSONFormat.CONTENT_TYPE}; charset=utf-8",
        "user-agent": "callcenter-cti",
        "webhook-id": envelope.event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


def _envelope(
    kind: str, data: BaseModel, *, token: str, call: str, site: str, at: datetime
) -> Envelope:
    word = kind.split(".")[2]
    event_id = f"{token}-{word}"
    attributes = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"urn:callcenter-cti:site:{site}",
        "type": kind,
        "subject": call,
        "time": at,
        "datacontenttype": "application/json",
    }
    event = CloudEvent(attributes, data.model_dump(mode="json"))
    return Envelope(event_id, JSONFormat().write(event))
