"""What the router is told of a caller."""

from dataclasses import replace
from datetime import UTC, datetime

from callcenter_cti.acd.admission import Access, Admission, by_tier
from callcenter_cti.domain.call_patterns import CallPattern
from callcenter_cti.domain.calls import CallFacts, Verification
from callcenter_cti.domain.customers import Customer, Language, Product, Tier
from callcenter_cti.domain.identifiers import CallId, CardToken, CustomerId, HotlineId, SiteId

CALL = CallFacts(
    CallId("1"),
    SiteId("tokyo"),
    HotlineId("1001"),
    "",
    "PJSIP/carrier-1",
    datetime(2026, 5, 4, tzinfo=UTC),
    Language.JAPANESE,
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
KNOWN = replace(CALL, customer=KIM, verification=Verification.NUMBER_KNOWN)
JAPAN_PLATINUM = CallPattern(
    products=frozenset({Product.PLATINUM}), languages=frozenset({Language.JAPANESE})
)
ADMISSION = Admission(
    {
        SiteId("tokyo"): Access(),
        SiteId("sydney"): Access(deny=(JAPAN_PLATINUM,)),
        SiteId("phoenix"): Access(
            allow=(CallPattern(languages=frozenset({Language.ENGLISH})),), deny=(JAPAN_PLATINUM,)
        ),
    },
    {HotlineId("1001"): Product.PLATINUM, HotlineId("1002"): Product.GOLD},
)


def test_a_caller_counts_what_the_customer_is_worth_as_whom_he_is_known() -> None:
    """A number on file is enough for a place in the line; nothing at all is not."""
    assert by_tier(KNOWN).tier is Tier.VALUED
    assert by_tier(replace(KNOWN, verification=Verification.NONE)).tier is Tier.STANDARD
    assert ADMISSION(KNOWN).tier is Tier.VALUED


def test_a_call_is_denied_where_a_pattern_says_so_and_where_none_allows_it() -> None:
    """By the card where it is known, else by the hotline."""
    assert ADMISSION(CALL).denied == {"sydney", "phoenix"}
    assert ADMISSION(replace(CALL, language=Language.ENGLISH)).denied == set()
    assert ADMISSION(KNOWN).denied == {"phoenix"}  # a gold card


def test_a_number_that_nothing_names_is_that_of_the_first_hotline() -> None:
    """As it is served."""
    assert ADMISSION(replace(CALL, hotline=HotlineId("9"))).denied == {"sydney", "phoenix"}
