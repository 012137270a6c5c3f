"""Where callers of a hotline wait."""

from dataclasses import replace
from datetime import UTC, datetime

from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.identifiers import CallId, HotlineId, QueueId, SiteId
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.flows.hotline import Hotline

CALL = CallFacts(
    CallId("1"),
    SiteId("sydney"),
    HotlineId("1001"),
    "",
    "PJSIP/carrier-1",
    datetime(2026, 5, 4, tzinfo=UTC),
)


def test_the_rules_choose_the_queue_and_without_a_choice_it_is_always_the_same() -> None:
    """By what is known of the call when it enters."""
    plain = Hotline(HotlineId("1001"), "welcome.gold", QueueId("cards"), (MenuItem.BALANCE,))
    choosing = replace(plain, choose_queue=lambda call: QueueId(f"cards_{call.language}"))

    assert plain.queue_for(CALL) == "cards"
    assert choosing.queue_for(CALL) == "cards_en"
