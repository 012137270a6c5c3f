"""`routing_rules.yaml`: what it becomes, and every mistake at its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from callcenter_cti.config.rules import RulesError, load_rules
from callcenter_cti.domain.customers import Language, Product
from callcenter_cti.domain.identifiers import AgentId, HotlineId, QueueId, SiteId
from callcenter_cti.routing.policy import Match, QueuePolicy, RosterAgent, Step

GOOD = """\
version: 7
sites:
  sydney: {name: Sydney, time_zone: Australia/Sydney}
skills: {en: English, cards: Cards}
queues:
  cards:
    skills: {en: 2, cards: 1}
    ring_s: 20
    wrap_up_s: 30
    service_level_s: 20
    rona: {return_after_s: 60}
hotlines:
  0800:
    name: Gold
    product: gold
    greeting: welcome.gold
    queue: cards
    languages: [en, zh]
not_ready_reasons: {lunch: Lunch}
agents:
  anna: {name: Anna, site: sydney, phone: 6001, skills: {en: 5, cards: 3}}
  ben: {name: Ben, site: sydney, phone: "6002", skills: {en: 5}}
"""
Findings = Callable[[str], list[str]]


@pytest.fixture
def findings(tmp_path: Path) -> Findings:
    """Return what is said about rules, without the file's name."""

    def check(text: str) -> list[str]:
        path = tmp_path / "rules.yaml"
        path.write_text(text)
        try:
            load_rules(path)
        except RulesError as error:
            return [line.removeprefix(f"{path}:") for line in str(error).splitlines()]
        return []

    return check


def test_rules_become_the_routers_policy(tmp_path: Path) -> None:
    """Phones become what Dial() rings, the version a name."""
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD)

    rules = load_rules(path)

    assert (rules.version, rules.policy.version) == ("7", "7")
    assert rules.policy.queues == {
        "cards": QueuePolicy(
            queue=QueueId("cards"),
            steps=(Step(Match({"en": 2, "cards": 1})),),  # type: ignore[dict-item]  # plain names
            ring_s=20,
            wrap_up_s=30.0,
            rona_return_after_s=60.0,
            service_level_s=20.0,
            short_abandon_s=5.0,
            handling_s=240.0,
            patience_s=300.0,
            longest_wait_s=1800.0,
            preferred_wait_s=15.0,
        )
    }
    assert rules.policy.agents[AgentId("ben")] == RosterAgent(
        AgentId("ben"),
        "Ben",
        SiteId("sydney"),
        "PJSIP/6002",
        {"en": 5},  # type: ignore[dict-item]  # plain names
    )
    assert rules.policy.not_ready_reasons == {"lunch"}
    assert rules.not_ready_reasons == {"lunch": "Lunch"}


def test_hotlines_and_sites_are_found_by_what_the_carrier_and_the_settings_call_them(
    tmp_path: Path,
) -> None:
    """A number keeps its leading zero."""
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD)

    rules = load_rules(path)

    hotline = rules.hotlines[HotlineId("0800")]
    assert (hotline.name, hotline.product, hotline.greeting) == (
        "Gold",
        Product.GOLD,
        "welcome.gold",
    )
    assert (hotline.queue, hotline.languages) == ("cards", (Language.ENGLISH, Language.CHINESE))
    assert rules.sites[SiteId("sydney")].time_zone == "Australia/Sydney"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("  ring_s: 20", "  rng_s: 20", [
            "6:3: error: `queues.cards.ring_s` is missing",
            "8:5: error: there is no key `queues.cards.rng_s`, did you mean `ring_s`?",
        ]),
        ("version: 7", "versoin: 7", [
            "1:1: error: `version` is missing",
            "1:1: error: there is no key `versoin`, did you mean `version`?",
        ]),
        ("ring_s: 20", "ring_s: 1", [
            "8:13: error: `queues.cards.ring_s`: input should be greater than or equal to 3",
        ]),
        ("ring_s: 20", "ring_s: soon", [
            "8:13: error: `queues.cards.ring_s`: input should be a valid integer",
        ]),
        ("wrap_up_s: 30", "wrap_up_s: -1", [
            "9:16: error: `queues.cards.wrap_up_s`: input should be greater than or equal to 0",
        ]),
        ("{en: 2, cards: 1}", "{en: 6, cards: 1}", [
            "7:18: error: `queues.cards.skills.en`: input should be less than or equal to 5",
        ]),
        ("{en: 2, cards: 1}", "{en: 5, cards: 5}", [
            ("6:3: error: nobody in the roster can serve the queue `cards`: no agent has all of "
            "en 5, cards 5"),
        ]),
        ("{en: 2, cards: 1}", "{en: 2, crads: 1}", [
            ("6:3: error: nobody in the roster can serve the queue `cards`: no agent has all of "
            "en 2, crads 1"),
            "7:21: error: nothing defines the skill `crads`, did you mean `cards`?",
        ]),
        ("{en: 2, cards: 1}", "{}", [
            "7:13: error: `queues.cards.skills` must not be empty",
        ]),
        ("rona: {return_after_s: 60}", "rona: {}", [
            "11:5: error: `queues.cards.rona.return_after_s` is missing",
        ]),
        ("product: gold", "product: glod", [
            ("15:14: error: `hotlines.0800.product` must be one of black, platinum, gold, "
            "standard, business, debit, did you mean `gold`?"),
        ]),
        ("queue: cards", "queue: card", [
            "17:12: error: nothing defines the queue `card`, did you mean `cards`?",
        ]),
        ("[en, zh]", "[en, xx]", [
            "18:21: error: `hotlines.0800.languages.1` must be one of en, zh, ja",
        ]),
        ("[en, zh]", "[]", [
            "18:16: error: `hotlines.0800.languages` must not be empty",
        ]),
        ("lunch: Lunch", "rona: Lunch", [
            "19:21: error: the reason `rona` is the router's own; call yours otherwise",
        ]),
        ("site: sydney, phone: 6001", "site: sidney, phone: 6001", [
            "21:28: error: nothing defines the site `sidney`, did you mean `sydney`?",
        ]),
        ('phone: "6002"', "phone: 6001", [
            "22:41: error: the phone `6001` is that of `anna` already",
        ]),
        ('phone: "6002"', "phone: 60 02", [
            ("22:41: error: `agents.ben.phone`: string should match pattern "
            "'^[A-Za-z0-9][A-Za-z0-9_.-]*$'"),
        ]),
        ("  ben:", "  anna:", ["22:3: error: the key `anna` stands here twice"]),
        ("  ben:", "  b en:", [
            ("22:3: error: `agents.b en`: string should match pattern "
            "'^[A-Za-z0-9][A-Za-z0-9_.-]*$'"),
        ]),
        ("Australia/Sydney", "Australia/Sidney", [
            ("3:37: error: there is no time zone `Australia/Sidney`, did you mean "
            "`Australia/Sydney`?"),
        ]),
        ("agents:", "agents: 3\nx:", [
            ("6:3: error: nobody in the roster can serve the queue `cards`: no agent has all of "
            "en 2, cards 1"),
            "20:9: error: `agents`: input should be a valid dictionary",
            "21:1: error: there is no key `x`",
        ]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_was_meant(
    findings: Findings, right: str, wrong: str, said: list[str]
) -> None:
    """Where an editor's cursor should go."""
    assert right in GOOD
    assert findings(GOOD) == []

    assert findings(GOOD.replace(right, wrong, 1)) == said


def test_all_mistakes_are_told_at_once(findings: Findings) -> None:
    """Those of form and those of meaning, by line."""
    text = GOOD.replace("ring_s: 20", "ring_s: x").replace("queue: cards", "queue: nix")
    text = text.replace("  ben:", "  anna:").replace("version: 7\n", "")

    assert [line.partition(":")[0] for line in findings(text)] == ["1", "7", "16", "21"]


@pytest.mark.parametrize("text", ["", "3\n", "[]\n", "# nothing\n"])
def test_a_file_without_keys_is_no_rules(findings: Findings, text: str) -> None:
    """An empty file is not an empty call centre."""
    assert findings(text) != []


def test_a_file_that_is_not_yaml_is_told_at_its_place(findings: Findings) -> None:
    """The parser's own words."""
    (line,) = findings("version: [1\nsites: 2\n")

    assert line.startswith("2:")
    assert "not YAML" in line


def test_a_queue_may_be_made_from_another(findings: Findings) -> None:
    """By an anchor and a merge key."""
    text = GOOD.replace("  cards:\n", "  cards: &cards\n", 1)
    text = text.replace("hotlines:", "  gold:\n    <<: *cards\n    ring_s: 9\nhotlines:", 1)

    assert findings(text) == []
    assert findings(text.replace("ring_s: 9", "ring_s: 1")) == [
        "14:13: error: `queues.gold.ring_s`: input should be greater than or equal to 3"
    ]
