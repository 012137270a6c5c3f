"""The names that leave the process: changing one breaks rules files, dashboards and receivers."""

from enum import StrEnum

import pytest

from callcenter_cti.domain.agents import Actor, AgentState, OfferFailure, ReservationStatus
from callcenter_cti.domain.calls import Verification
from callcenter_cti.domain.customers import Language, Product, ProfilePart, Tier


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (AgentState, "logged_out not_ready ready reserved ringing talking hold wrap_up unknown"),
        (
            ReservationStatus,
            "pending accepted rejected timed_out canceled rescinded wrapping completed",
        ),
        (OfferFailure, "ring_no_answer agent_declined device_unreachable"),
        (Actor, "agent supervisor system"),
        (Verification, "none number_known card_number card_and_pin one_time_code"),
        (Product, "black platinum gold standard business debit"),
        (Tier, "private preferred valued standard"),
        (Language, "en zh ja"),
        (
            ProfilePart,
            (
                "caller_number customer_id name product tier card_last4 customer_since journey "
                "contacts"
            ),
        ),
    ],
)
def test_the_words_are_stable(kind: type[StrEnum], words: str) -> None:
    """Webhooks, metrics and `routing_rules.yaml` spell these words, in this order."""
    assert [str(member) for member in kind] == words.split()
