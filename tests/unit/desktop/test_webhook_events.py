"""The envelope and the signature of webhooks."""

import base64
import hashlib
import hmac
import json

from callcenter_cti.desktop.profile import screen_pop
from callcenter_cti.desktop.webhook_events import (
    WebhookTarget,
    cancelled_event,
    offered_event,
    signed_headers,
)
from callcenter_cti.domain.agents import OfferFailure
from tests.fakes.agent_desk import START, offer
from tests.fakes.webhook_receiver import SECRET

TARGET = WebhookTarget("https://user:pass@crm.example:8443/in?key=k", SECRET)


def test_offer_is_a_cloud_event_with_the_pop_in_it() -> None:
    """CloudEvents 1.0 in JSON, structured mode."""
    event = json.loads(offered_event(screen_pop(offer()), at=START).body)

    data = event.pop("data")
    assert event == {
        "specversion": "1.0",
        "id": "offer-1-offered",
        "source": "urn:callcenter-cti:site:sydney",
        "type": "callcenter.screenpop.offered.v1",
        "subject": "sydney-1700000000.17",
        "time": "2026-03-02T09:00:00Z",
        "datacontenttype": "application/json",
    }
    assert data == screen_pop(offer()).model_dump(mode="json")


def test_cancellation_names_the_offer_and_why() -> None:
    """Enough to take the pop away, and nothing about the caller."""
    envelope = cancelled_event(offer(), OfferFailure.RING_NO_ANSWER, at=START)

    event = json.loads(envelope.body)
    assert envelope.event_id == "offer-1-cancelled"
    assert event["type"] == "callcenter.screenpop.cancelled.v1"
    assert event["data"] == {
        "token": "offer-1",
        "call_id": "sydney-1700000000.17",
        "agent": "anna",
        "reason": "ring_no_answer",
    }


def test_signature_is_that_of_the_standard() -> None:
    """HMAC-SHA256 over ``id.timestamp.body`` with the decoded secret, computed here by hand."""
    envelope = offered_event(screen_pop(offer()), at=START)

    headers = signed_headers(envelope, TARGET, at=START)

    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = b"offer-1-offered.1772442000." + envelope.body
    by_hand = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-id"] == "offer-1-offered"
    assert headers["webhook-timestamp"] == "1772442000"
    assert headers["webhook-signature"] == f"v1,{by_hand}"
    assert headers["content-type"] == "application/cloudevents+json; charset=utf-8"


def test_target_can_be_logged() -> None:
    """Neither the secret, nor a log-in or key in the address shows."""
    assert TARGET.place == "crm.example:8443"
    assert SECRET not in repr(TARGET)
