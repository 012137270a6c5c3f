"""What the router cannot take, and what can hardly be meant: each at its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from callcenter_cti.config.rules import RulesError, load_rules

GOOD = """\
version: 1
sites:
  sydney:
    name: Sydney
    time_zone: Australia/Sydney
    lend_while: {service_level: ">= 0.8", expected_wait_s: "<= 20"}
    lend_until: {service_level: "< 0.7", expected_wait_s: "> 40"}
  tokyo: {name: TKO, time_zone: Asia/Tokyo, calendar: desk, deny: [{languages: zh, sites: sydney}]}
calendars:
  desk: {time_zone: Asia/Tokyo, weekly: {mon-fri: "09:00-17:30", sat: "10:00-12:00"}, holidays: JP}
skills: {en: English, cards: Cards}
queues:
  cards:
    skills: {en: 2}
    ring_s: 20
    wrap_up_s: 30
    service_level_s: 20
    rona: {return_after_s: 60}
    steps:
      - match: {skills: {en: 2, cards: 3}}
      - {after_s: 20, when: {expected_wait_s: "> 30", site_up: tokyo}}
      - {after_s: 40, sites: [home, tokyo]}
    overflow:
      - {from: sydney, to: tokyo, floor_s: 30, release_s: 10}
      - {from: tokyo, to: sydney}
hotlines:
  1001: {name: Gold, product: gold, greeting: welcome.gold, queue: cards, languages: [en, zh]}
rules:
  - {when: {languages: zh, hotlines: 1001}, queue: cards}
not_ready_reasons: {lunch: Lunch}
agents:
  anna: {name: Anna, site: sydney, phone: 6001, skills: {en: 5, cards: 3}}
  kenji: {name: Kenji, site: tokyo, phone: 6001, skills: {en: 3}, handling_s: {cards: 90}}
plans:
  overload:
    title: Too many
    line: {queue: cards, site: sydney}
    when: {expected_wait_s: "> 180"}
    until: {expected_wait_s: "< 60"}
    queues: {cards: {ring_s: 10}}
"""
Findings = Callable[[str], list[str]]


@pytest.fixture
def findings(tmp_path: Path) -> Findings:
    """Return what is said about rules, without the file's name: errors, or else warnings."""

    def check(text: str) -> list[str]:
        path = tmp_path / "rules.yaml"
        path.write_text(text)
        try:
            said = [str(warning) for warning in load_rules(path).warnings]
        except RulesError as error:
            said = str(error).splitlines()
        return [line.removeprefix(f"{path}:") for line in said]

    return check


def test_the_example_is_right(findings: Findings) -> None:
    """Nothing is said of it, so that whatever is said below is about the change."""
    assert findings(GOOD) == []


ERRORS = [
    # Steps.
    ("- match: {skills: {en: 2, cards: 3}}",
     "- {after_s: 5, match: {skills: {en: 2, cards: 3}}}", [
        "20:19: error: the first step begins at 0: until then nobody would be asked",
    ]),
    ("{after_s: 40, sites", "{after_s: 20, sites", [
        "22:19: error: this step begins at 20 s, not after the one before it (20 s)",
    ]),
    ("sites: [home, tokyo]}", "sites: [home, tokyo], when: {waiting: '> 1'}}", [
        "22:45: error: the last step has a condition: a caller could wait for ever",
    ]),
    ("    skills: {en: 2}\n", "", [
        ("20:9: error: this step asks for no skill, and the queue has no `skills`: anybody would "
        "be asked"),
        ("21:9: error: this step asks for no skill, and the queue has no `skills`: anybody would "
        "be asked"),
    ]),
    ("when: {expected_wait_s: \"> 30\", site_up: tokyo}", "when: {}", [
        "21:29: error: this condition asks for nothing",
    ]),
    ("site_up: tokyo}", "open: desk, closed: desk}", [
        "21:75: error: `desk` is in `open` and in `closed`: that never holds",
    ]),
    ("\"> 30\", site_up", "30, site_up", [
        ("21:47: error: `queues.cards.steps.1.when.expected_wait_s`: `30` is no comparison, write "
        "for example `> 30` or `> 10, < 60`"),
    ]),
    ("\"> 30\", site_up", "\"> 30, < 20\", site_up", [
        ("21:47: error: `queues.cards.steps.1.when.expected_wait_s`: no number is `> 30, < 20`"),
    ]),
    ("\"> 30\", site_up", "\"> 30, > 20\", site_up", [
        ("21:47: error: `queues.cards.steps.1.when.expected_wait_s`: `> 30, > 20` has two bounds "
        "on the same side"),
    ]),
    ("[home, tokyo]", "[home, tokio]", [
        "22:37: error: nothing defines the site `tokio`, did you mean `tokyo`?",
    ]),
    ("sites: [home, tokyo]", "sites: [home, home]", [
        "22:30: error: `queues.cards.steps.2.sites`: `home` stands there twice",
    ]),
    ("site_up: tokyo}", "site_up: tokio}", [
        "21:64: error: nothing defines the site `tokio`, did you mean `tokyo`?",
    ]),
    # Overflow.
    ("release_s: 10", "release_s: 40", [
        ("24:59: error: `release_s` (40) is above `floor_s` (30): the way would close as soon as "
        "it opens"),
    ]),
    ("{from: tokyo, to: sydney}", "{from: [tokyo, sydney], to: sydney}", [
        "25:37: error: `sydney` overflows into itself",
    ]),
    ("{from: tokyo, to: sydney}", "{from: sydney, to: tokyo}", [
        "25:28: error: the way from `sydney` to `tokyo` stands here twice",
    ]),
    ("from: tokyo, to", "form: tokyo, to", [
        "25:9: error: `queues.cards.overflow.1.from` is missing",
        ("25:10: error: there is no key `queues.cards.overflow.1.form`, did you mean `from`?"),
    ]),
    ("release_s: 10", "mask: [card_last5]", [
        ("24:55: error: `queues.cards.overflow.0.mask.0` must be one of caller_number, "
        "customer_id, name, product, tier, card_last4, customer_since, journey, contacts, did you "
        "mean `card_last4`?"),
    ]),
    # Lending.
    ("service_level: \"< 0.7\"", "service_level: \"< 0.9\"", [
        ("7:33: error: lending stops below 0.9 but begins at 0.8: it would stop as soon as it "
        "begins"),
    ]),
    ("expected_wait_s: \"> 40\"", "expected_wait_s: \"> 10\"", [
        ("7:59: error: lending stops above 10 s but begins at 20 s: it would stop as soon as it "
        "begins"),
    ]),
    ("    lend_while: {service_level: \">= 0.8\", expected_wait_s: \"<= 20\"}\n", "", [
        ("6:5: error: `lend_until` says when to stop, but without `lend_while` the site lends "
        "always"),
    ]),
    ("\">= 0.8\"", "\"<= 0.8\"", [
        "6:33: error: `lend_while.service_level` has one bound, `>`, such as `>= 0.8`",
    ]),
    ("\"> 40\"", "\"< 40\"", [
        "7:59: error: `lend_until.expected_wait_s` has one bound, `>`, such as `> 40`",
    ]),
    # Names of all kinds.
    ("calendar: desk", "calendar: dsek", [
        "8:55: error: nothing defines the calendar `dsek`, did you mean `desk`?",
    ]),
    ("languages: zh, sites: sydney}", "languages: zh, sites: sidney}", [
        "8:91: error: nothing defines the site `sidney`, did you mean `sydney`?",
    ]),
    ("hotlines: 1001}", "hotlines: 1002}", [
        "29:38: error: nothing defines the hotline `1002`, did you mean `1001`?",
    ]),
    ("queue: cards}\nnot", "queue: crads}\nnot", [
        "29:52: error: nothing defines the queue `crads`, did you mean `cards`?",
    ]),
    ("handling_s: {cards: 90}", "handling_s: {crads: 90}", [
        "33:80: error: nothing defines the queue `crads`, did you mean `cards`?",
    ]),
    ("  tokyo: {name", "  home: {name: Home, time_zone: Asia/Tokyo}\n  tokyo: {name", [
        "8:3: error: the name `home` means the caller's own site; call yours otherwise",
    ]),
    # Calendars.
    ("sat: \"10", "wed: \"10", [
        "10:41: error: `calendars.desk.weekly`: `wed` is in `mon-fri` and in `wed`",
    ]),
    ("sat: \"10", "satu: \"10", [
        ("10:66: error: `calendars.desk.weekly.satu`: `satu` is no day, write one of mon, tue, "
        "wed, thu, fri, sat, sun or `mon-fri`"),
    ]),
    ("\"10:00-12:00\"", "\"10:00-25:00\"", [
        ("10:71: error: `calendars.desk.weekly.sat`: `10:00-25:00` is no hours, write for example "
        "`09:00-17:30` or `closed`"),
    ]),
    ("\"10:00-12:00\"", "\"10:00-12:00, 11:00-13:00\"", [
        ("10:71: error: `calendars.desk.weekly.sat`: `10:00-12:00, 11:00-13:00` has spans that "
        "overlap"),
    ]),
    ("\"10:00-12:00\"", "\"10:00-24:30\"", [
        ("10:71: error: `calendars.desk.weekly.sat`: `10:00-24:30` is no hours: a day goes from "
        "00:00 to 24:00"),
    ]),
    ("{mon-fri: \"09:00-17:30\", sat: \"10:00-12:00\"}", "{mon: closed}", [
        "10:3: error: this calendar never opens",
    ]),
    ("holidays: JP", "holidays: [JP, AU-NWS]", [
        ("10:102: error: `calendars.desk.holidays.1`: no holidays are known of the region "
        "`AU-NWS`, did you mean `AU-NSW`?"),
    ]),
    ("holidays: JP", "days: {2026-13-01: closed}", [
        ("10:94: error: `calendars.desk.days.2026-13-01`: `2026-13-01` is no date, write for "
        "example `2026-12-31`"),
    ]),
    ("desk: {time_zone: Asia/Tokyo", "desk: {time_zone: Asia/Tokio", [
        "10:21: error: there is no time zone `Asia/Tokio`, did you mean `Asia/Tokyo`?",
    ]),
    # Plans.
    ("    line: {queue: cards, site: sydney}\n", "", [
        ("37:5: error: `when` and `until` are about a line: say which with "
        "`line: {queue: …, site: …}`"),
    ]),
    ("until: {expected_wait_s: \"< 60\"}", "until: {expected_wait_s: \"< 200\"}", [
        ("39:5: error: `until` can hold while `when` holds: the plan would go on and off without "
        "end"),
    ]),
    ("queues: {cards: {ring_s: 10}}", "queues: {cards: {ring_s: 1}}", [
        ("40:30: error: `plans.overload.queues.cards.ring_s`: input should be greater than or "
        "equal to 3"),
    ]),
    ("queues: {cards: {ring_s: 10}}", "queues: {crads: {ring_s: 10}}", [
        "40:14: error: nothing defines the queue `crads`, did you mean `cards`?",
    ]),
    ("queues: {cards: {ring_s: 10}}",
     "queues: {cards: {skills: {en: 5, cards: 5}, steps: [{}]}}", [
        ("40:14: error: nobody in the roster can serve the queue `cards`: no agent has all of "
        "en 5, cards 5"),
    ]),
    ("queues: {cards: {ring_s: 10}}", "queues: {cards: {steps: [{sites: tokio}]}}", [
        "40:38: error: nothing defines the site `tokio`, did you mean `tokyo`?",
    ]),
]  # fmt: skip
WARNINGS = [
    ("skills: {en: English,", "skills: {fr: French, en: English,", [
        "11:10: warning: no queue asks for the skill `fr`",
        "11:10: warning: nobody on the roster has the skill `fr`",
    ]),
    ("calendar: desk, ", "", ["10:3: warning: nothing uses the calendar `desk`"]),
    ("queue: cards, languages", "queue: other, languages", [
        "13:3: warning: no hotline and no rule leads to the queue `cards`",
    ]),
    ("match: {skills: {en: 2, cards: 3}}", "match: {skills: {en: 2, cards: 4}}", [
        ("20:9: warning: nobody on the roster fits this step, it is skipped: all of en 2, "
        "cards 4"),
    ]),
    ("after_s: 40, sites", "after_s: 4000, sites", [
        ("22:10: warning: this step begins at 4000 s; nobody is to wait for longer than "
        "`longest_wait_s` (1800 s)"),
    ]),
    ("ring_s: 20", "longest_wait_s: 10\n    ring_s: 20", [
        "15:5: warning: `longest_wait_s` (10 s) is below `service_level_s` (20 s)",
        ("22:10: warning: this step begins at 20 s; nobody is to wait for longer than "
        "`longest_wait_s` (10 s)"),
        ("23:10: warning: this step begins at 40 s; nobody is to wait for longer than "
        "`longest_wait_s` (10 s)"),
    ]),
    ("  tokyo: {name", "  perth: {name: Perth, time_zone: Australia/Perth}\n  tokyo: {name", [
        ("14:3: warning: callers at `perth` reach nobody in the queue `cards`: no agent there "
        "fits, and no overflow leads to one"),
    ]),
    ("    until: {expected_wait_s: \"< 60\"}\n", "", [
        "38:5: warning: this plan goes on by itself, but off by hand only: it has no `until`",
    ]),
    ("  - {when: {languages: zh, hotlines: 1001}, queue: cards}",
     ("  - {when: {languages: zh}, queue: cards}\n"
     "  - {when: {languages: zh, tiers: private}, queue: cards}"), [
        "30:5: warning: this rule never matches: rule 1 takes all its calls",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), ERRORS)
def test_what_the_router_cannot_take_is_an_error_at_its_place(
    findings: Findings, right: str, wrong: str, said: list[str]
) -> None:
    """With what is wrong and why, and the nearest valid name."""
    assert GOOD.count(right) >= 1

    assert findings(GOOD.replace(right, wrong, 1)) == said


@pytest.mark.parametrize(("right", "wrong", "said"), WARNINGS)
def test_what_can_hardly_be_meant_is_a_warning(
    findings: Findings, right: str, wrong: str, said: list[str]
) -> None:
    """The file is used all the same."""
    assert GOOD.count(right) >= 1
    text = GOOD.replace(right, wrong, 1)
    if "queue: other" in wrong:
        text = text.replace("queue: cards}\nnot", "queue: other}\nnot", 1)
        text = text.replace("queues:\n  cards:", "queues:\n  cards: &cards", 1)
        text = text.replace("hotlines:\n", "  other: *cards\nhotlines:\n", 1)

    assert findings(text) == said


def test_a_queue_that_is_wrong_is_told_once_not_in_each_plan_that_changes_it(
    findings: Findings,
) -> None:
    """What a plan takes over from its queue is the queue's."""
    assert findings(GOOD.replace("ring_s: 20", "ring_s: 1", 1)) == [
        "15:13: error: `queues.cards.ring_s`: input should be greater than or equal to 3"
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("queues: {cards: {ring_s: 10}}", "queues: 3", "40:13: error: `plans.overload.queues`"),
        (
            "queues: {cards: {ring_s: 10}}",
            "queues: {cards: 3}",
            "40:21: error: `plans.overload.qu",
        ),
        ("plans:\n", "plans: 3\nx:\n", "34:8: error: `plans`: input should be a valid dictionary"),
        ("queues:\n", "queues: 3\nx:\n", "12:9: error: `queues`: input should be a valid diction"),
    ],
)
def test_sections_of_the_wrong_kind_are_told(
    findings: Findings, right: str, wrong: str, said: str
) -> None:
    """Nothing stumbles over them."""
    assert [line for line in findings(GOOD.replace(right, wrong, 1)) if line.startswith(said)]


def test_what_nobody_can_do_is_told_in_words(findings: Findings) -> None:
    """Every way in which a step could have been served."""
    text = GOOD.replace("- match: {skills: {en: 2, cards: 3}}", "- match: {level: 9}", 1)
    text = text.replace(
        "after_s: 20, when", "after_s: 20, match: {skills: {en: 5, cards: 4}}, when"
    )
    text = text.replace(
        "{after_s: 40, ", "{after_s: 40, match: {any_of: [{cards: 4}, {cards: 5}]}, "
    )

    assert findings(text.replace("{cards: {ring_s: 10}}", "{cards: {wrap_up_s: 5}}")) == [
        (
            "13:3: error: nobody in the roster can serve the queue `cards`: no agent has all of "
            "en 2 and level 9, or all of en 5, cards 4, or all of en 2 and one of "
            "cards 4 / cards 5"
        )
    ]
