"""What rules ask about a caller before he waits."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from callcenter_cti.domain.call_patterns import (
    CallPattern,
    QueueRule,
    choose_queue,
    known_customer,
)
from callcenter_cti.domain.calls import CallFacts, Verification
from callcenter_cti.domain.customers import Customer, Language, Product, Tier
from callcenter_cti.domain.identifiers import (
    CallId,
    CardToken,
    CustomerId,
    HotlineId,
    QueueId,
    SiteId,
)

KIM = Customer(
    CustomerId("1"),
    "Kim",
    Product.GOLD,
    Tier.VALUED,
    Language.ENGLISH,
    CardToken("t"),
    "1234",
    2001,
)
CALL = CallFacts(
    CallId("1"),
    SiteId("sydney"),
    HotlineId("1001"),
    "",
    "PJSIP/carrier-1",
    datetime(2026, 5, 4, tzinfo=UTC),
    Language.CHINESE,
    Verification.CARD_AND_PIN,
    KIM,
    reason="dispute",
)


def one(**given: Any) -> CallPattern:
    sets: dict[str, Any] = {
        key: value if key == "emergency" else frozenset({value}) for key, value in given.items()
    }
    return CallPattern(**sets)


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        (CallPattern(), True),
        (one(products=Product.GOLD), True),
        (one(products=Product.PLATINUM), False),
        (one(languages=Language.CHINESE), True),
        (one(languages=Language.ENGLISH), False),
        (one(tiers=Tier.VALUED), True),
        (one(tiers=Tier.STANDARD), False),
        (one(sites=SiteId("sydney")), True),
        (one(sites=SiteId("tokyo")), False),
        (one(hotlines=HotlineId("1001")), True),
        (one(hotlines=HotlineId("1002")), False),
        (one(reasons="dispute"), True),
        (one(reasons="asked"), False),
        (one(emergency=False), True),
        (one(emergency=True), False),
        (one(products=Product.GOLD, sites=SiteId("tokyo")), False),
    ],
)
def test_all_that_is_given_must_hold(pattern: CallPattern, *, matches: bool) -> None:
    """On a hotline for platinum cards, with a gold one."""
    assert pattern.matches(CALL, Product.PLATINUM) is matches


def test_a_caller_who_is_not_known_has_the_hotlines_product_and_the_least_value() -> None:
    """A customer that nothing points to does not count."""
    stranger = replace(CALL, verification=Verification.NONE)

    assert known_customer(stranger) is None
    assert known_customer(CALL) is KIM
    assert one(products=Product.PLATINUM).matches(stranger, Product.PLATINUM)
    assert one(tiers=Tier.STANDARD).matches(stranger, Product.PLATINUM)


def test_the_first_rule_that_matches_chooses_the_queue() -> None:
    """Without one it is the hotline's."""
    rules = [
        QueueRule(one(languages=Language.JAPANESE), QueueId("japanese")),
        QueueRule(one(reasons="dispute"), QueueId("disputes")),
        QueueRule(one(languages=Language.CHINESE), QueueId("chinese")),
    ]

    def chosen(call: CallFacts) -> QueueId:
        return choose_queue(rules, call, product=Product.GOLD, otherwise=QueueId("cards"))

    assert chosen(CALL) == "disputes"
    assert chosen(replace(CALL, reason="asked")) == "chinese"
    assert chosen(replace(CALL, reason="asked", language=Language.ENGLISH)) == "cards"


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        (CallPattern(), one(reasons="asked"), True),
        (one(reasons="asked"), CallPattern(), False),
        (one(reasons="asked"), one(reasons="asked", emergency=True), True),
        (one(emergency=False), one(reasons="asked"), False),
        (one(emergency=True), one(emergency=True), True),
        (one(reasons="asked"), one(reasons="dispute"), False),
    ],
)
def test_a_pattern_covers_another_if_each_of_its_calls_matches(
    wide: CallPattern, narrow: CallPattern, *, covers: bool
) -> None:
    """So that a rule after a wider one is known to be of no use."""
    assert wide.covers(narrow) is covers
