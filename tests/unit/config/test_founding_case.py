"""The sample rules, driven through the real router: one test for each thing they are to do."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from callcenter_cti.acd.admission import Access, Admission
from callcenter_cti.config.rules import Rules, load_rules
from callcenter_cti.domain.calls import CallFacts, Verification
from callcenter_cti.domain.customers import Customer, Language, Product, Tier
from callcenter_cti.domain.identifiers import (
    CalendarId,
    CallId,
    CardToken,
    CustomerId,
    HotlineId,
    SiteId,
)
from callcenter_cti.routing.effects import CloseQueue
from tests.fakes.floor import Floor, of_kind, offers

SAMPLE = Path(__file__).parents[3] / "routing_rules.yaml"
SITES = ("sydney", "hongkong", "singapore", "taipei", "phoenix", "tokyo")
NUMBERS = {
    Product.PLATINUM: "1001",
    Product.GOLD: "1002",
    Product.STANDARD: "1003",
    Product.DEBIT: "1004",
    Product.BUSINESS: "1005",
    Product.BLACK: "1006",
}
EN, ZH, JA = Language.ENGLISH, Language.CHINESE, Language.JAPANESE


@cache
def sample() -> Rules:
    return load_rules(SAMPLE)


class Centre(Floor):
    """The sample's floor; callers come as calls, with what the engine makes of them."""

    def __init__(self, *agents: str) -> None:
        super().__init__(sample().policy)
        self.come(*agents)

    def caller(
        self,
        call: str,
        home: str = "sydney",
        product: Product = Product.STANDARD,
        language: Language = EN,
        *,
        tier: Tier = Tier.STANDARD,
        reason: str = "asked",
        emergency: bool = False,
    ) -> list[tuple[str, str]]:
        """Let a caller come who wants a person, and return who is offered a call."""
        facts = a_call(call, home, product, language, tier)
        facts = replace(facts, reason=reason, emergency=emergency)
        rules = sample()
        admitted = Admission(
            {name: Access(site.allow, site.deny) for name, site in rules.sites.items()},
            {number: hotline.product for number, hotline in rules.hotlines.items()},
        )(facts)
        queue = rules.queue_for(facts.hotline, facts)
        return offers(
            self.queue(
                call,
                queue,
                home=home,
                tier=admitted.tier,
                emergency=emergency,
                denied=admitted.denied,
                preferred=admitted.preferred,
            )
        )

    def talk(self, *calls: str, home: str = "sydney", **about: object) -> None:
        """Let callers come and be answered at once."""
        for call in calls:
            self.caller(call, home, **about)  # type: ignore[arg-type]  # as given
            self.accept(call)

    def served_by(self, call: str, within_s: float) -> str | None:
        """Return who is offered a call once time has passed."""
        self.wait(within_s)
        return self.agent_of(call)


def a_call(call: str, home: str, product: Product, language: Language, tier: Tier) -> CallFacts:
    customer = Customer(
        CustomerId("c"), "Kim", product, tier, language, CardToken("t"), "1234", 2001
    )
    return CallFacts(
        CallId(call),
        SiteId(home),
        HotlineId(NUMBERS[product]),
        "",
        "PJSIP/carrier-1",
        datetime(2026, 5, 4, tzinfo=UTC),
        language,
        Verification.CARD_AND_PIN,
        customer,
    )


def site_of(agent: str) -> str:
    return next(one.site for one in sample().policy.agents.values() if one.agent == agent)


def test_the_sample_has_no_findings() -> None:
    """Not even warnings: from every centre, every queue leads to somebody."""
    rules = sample()

    assert rules.warnings == ()
    assert set(rules.sites) == set(SITES)
    assert {hotline.product for hotline in rules.hotlines.values()} == set(Product)


def test_a_caller_is_served_at_home_while_somebody_is_free_there() -> None:
    """Local first, however long others have been idle."""
    centre = Centre("kwok", "siti")
    centre.wait(600)
    centre.come("chloe")

    assert centre.caller("1") == [("chloe", "1")]


def test_sydney_busy_hong_kong_takes_the_call() -> None:
    """More than half a minute of waiting is expected in Sydney; a transfer costs 15 seconds."""
    centre = Centre("chloe", "kwok")
    centre.talk("1")

    assert centre.caller("2") == []
    assert centre.served_by("2", 14) is None
    assert centre.served_by("2", 1) == "kwok"
    assert centre.call("2").entered_at == 0.0


def test_sydney_down_hong_kong_takes_the_call() -> None:
    """At once but for the price of the transfer, and whoever is on a call talks on."""
    centre = Centre("chloe", "kwok")
    centre.talk("1")
    centre.report("sydney", up=False)

    centre.caller("2")

    assert centre.served_by("2", 20) == "kwok"
    assert centre.agent_of("1") == "chloe"


def test_a_site_that_was_not_heard_of_gets_no_calls() -> None:
    """Hong Kong is silent: Phoenix is next."""
    centre = Centre("chloe", "kwok", "james")
    centre.report("hongkong")
    centre.wait(61)
    centre.talk("1")
    centre.caller("2")

    assert centre.served_by("2", 15) == "james"


@pytest.mark.parametrize("home", ["hongkong", "singapore", "taipei"])
def test_hong_kong_singapore_and_taipei_are_local_first(home: str) -> None:
    """Their own agents take their Chinese callers, whoever else is idle."""
    agents = {"hongkong": "kwok", "singapore": "jun", "taipei": "lin"}
    centre = Centre(*agents.values())

    assert centre.caller("1", home, language=ZH) == [(agents[home], "1")]


def test_a_busy_taipei_is_helped_by_hong_kong_and_the_other_way_round() -> None:
    """In Chinese."""
    for home, own, other in (("taipei", "lin", "kwok"), ("hongkong", "kwok", "lin")):
        centre = Centre(own, other)
        centre.talk("1", home=home, language=ZH)
        centre.caller("2", home, language=ZH)

        assert centre.served_by("2", 15) == other


def test_a_site_whose_own_callers_wait_lends_nobody() -> None:
    """Hong Kong's callers wait: those of Sydney do not come before or between."""
    centre = Centre("chloe", "kwok", "tsui")
    centre.talk("1")
    centre.talk("2", "3", home="hongkong")
    centre.caller("4", "hongkong")
    centre.caller("5", "hongkong")
    centre.caller("6", "sydney")
    centre.wait(120)
    centre.leave("2")
    centre.wait(30)

    assert centre.agent_of("4") == "kwok"
    assert centre.agent_of("6") is None


@pytest.mark.parametrize("product", [Product.PLATINUM, Product.BLACK])
@pytest.mark.parametrize("home", SITES)
def test_japans_platinum_callers_stay_in_tokyo(product: Product, home: str) -> None:
    """Wherever they come in, and however well Sydney speaks Japanese."""
    centre = Centre("yuki", "haruto")

    assert centre.caller("1", home, product, JA) == [("haruto", "1")]
    centre.accept("1")
    centre.caller("2", home, product, JA)
    assert centre.served_by("2", 240) is None


@pytest.mark.parametrize("home", SITES)
def test_other_japanese_calls_go_to_sydney(home: str) -> None:
    """Also those that come in at Tokyo."""
    centre = Centre("yuki", "haruto", "sakura")

    assert centre.caller("1", home, Product.GOLD, JA) == [("yuki", "1")]


def test_japanese_is_spoken_on_weekdays() -> None:
    """Outside the desk's hours callers are told so at once, in silence never."""
    centre = Centre("yuki")
    centre.calendar("japanese_desk", opens=False)
    centre.caller("1", "tokyo", Product.GOLD, JA)

    assert [close.reason for close in of_kind(centre.effects, CloseQueue)] == ["closed"]
    desk = sample().calendars[CalendarId("japanese_desk")]
    assert desk.is_open(datetime(2026, 5, 1, 3, tzinfo=UTC))  # Friday noon in Tokyo
    assert not desk.is_open(datetime(2026, 5, 2, 3, tzinfo=UTC))  # Saturday
    assert not desk.is_open(datetime(2026, 5, 4, 3, tzinfo=UTC))  # Greenery Day, a Monday


def test_english_and_chinese_are_spoken_round_the_clock() -> None:
    """No queue for them ever closes."""
    rules = sample()
    closing = {queue.queue for queue in rules.policy.queues.values() if queue.calendar}

    assert closing == {"japan_premium", "japanese"}


@pytest.mark.parametrize(
    ("product", "language", "agent"),
    [
        (Product.BLACK, EN, "anna"),
        (Product.PLATINUM, EN, "anna"),
        (Product.GOLD, EN, "chloe"),
        (Product.STANDARD, EN, "chloe"),
        (Product.DEBIT, EN, "chloe"),
        (Product.BUSINESS, EN, "frank"),
        (Product.GOLD, ZH, "kwok"),
        (Product.PLATINUM, ZH, "mei"),
        (Product.BUSINESS, ZH, "jun"),
    ],
)
def test_each_product_line_has_its_own_people(
    product: Product, language: Language, agent: str
) -> None:
    """In the languages round the clock."""
    centre = Centre("chloe", "frank", "kwok")
    centre.wait(1)
    centre.come("anna", "mei", "jun")

    offered = centre.caller("1", site_of(agent), product, language)

    assert offered == [(agent, "1")]


def test_platinum_callers_widen_to_everybody_after_20_seconds() -> None:
    """An agent of the card service takes them when no one of their own is free."""
    centre = Centre("anna", "chloe")
    centre.come("david")
    centre.talk("1", product=Product.PLATINUM)

    assert centre.caller("2", product=Product.PLATINUM) == []
    assert centre.served_by("2", 19) is None
    assert centre.served_by("2", 2) == "chloe"


def test_valuable_customers_come_first_but_nobody_starves() -> None:
    """Of two who came together the more valuable goes first; who waited for long goes before."""
    centre = Centre("chloe")
    centre.talk("1", product=Product.GOLD)
    centre.caller("early")
    centre.wait(30)
    centre.caller("private", product=Product.GOLD, tier=Tier.PRIVATE)
    centre.leave("1")
    centre.wait(30)

    assert centre.agent_of("private") == "chloe"
    centre.accept("private")
    centre.wait(700)
    centre.caller("next", product=Product.GOLD, tier=Tier.PRIVATE)
    centre.leave("private")
    centre.wait(30)
    assert centre.agent_of("early") == "chloe"


def test_disputes_go_to_the_dispute_team() -> None:
    """Those who may decide first, then whoever knows disputes, in the caller's language."""
    centre = Centre("ling", "wing", "grace")

    centre.talk("1", home="hongkong", language=ZH, reason="dispute")
    assert centre.agent_of("1") == "wing"
    centre.caller("2", "hongkong", language=ZH, reason="dispute")
    assert centre.served_by("2", 44) is None
    assert centre.served_by("2", 2) == "ling"
    assert centre.caller("3", reason="dispute") == [("grace", "3")]


def test_lost_cards_come_before_all_others() -> None:
    """However valuable and old the others are."""
    centre = Centre("anna")
    centre.talk("1", product=Product.PLATINUM)
    centre.caller("private", product=Product.PLATINUM, tier=Tier.PRIVATE)
    centre.wait(100)
    centre.caller("lost", reason="lost_card", emergency=True)
    centre.leave("1")
    centre.wait(31)

    assert centre.agent_of("lost") == "anna"


def test_lost_cards_go_to_any_site_at_once() -> None:
    """Sydney is busy: no half a minute of waiting first."""
    centre = Centre("anna", "tsui")
    centre.talk("1", product=Product.PLATINUM)

    assert centre.caller("lost", reason="lost_card", emergency=True) == [("tsui", "lost")]


def test_a_lost_card_of_japan_is_served_in_english_when_nobody_speaks_japanese() -> None:
    """Platinum too: an emergency is not kept from other sites."""
    centre = Centre("anna")

    offered = centre.caller(
        "lost", "tokyo", Product.PLATINUM, JA, reason="lost_card", emergency=True
    )

    assert offered == [("anna", "lost")]


def test_the_overload_plan_goes_on_and_off_by_itself() -> None:
    """At ten callers and above three minutes of expected wait, until below one."""
    centre = Centre("chloe")
    centre.talk("1")
    for number in range(2, 12):
        centre.caller(str(number))
    assert set(centre.state.plans) == {"overload"}

    for number in range(2, 12):
        centre.leave(str(number))
    centre.leave("1")
    centre.wait(60)

    assert centre.state.plans == {}
