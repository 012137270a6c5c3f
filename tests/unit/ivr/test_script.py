"""Scripts of callers as text."""

from datetime import date

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.prompts import (
    Amount,
    Count,
    Day,
    Digits,
    Foreign,
    Number,
    Press,
    Prompt,
    Speech,
    Thing,
)
from callcenter_cti.ivr.script import Act, Script, Step, heard

TEXT = """
    # a caller with a card
    is answered
    hears welcome.platinum
    interrupts 1
    keys  4000#
    silent
    music starts
    music stops
    speaks zh
    hangs up
"""


def test_script_is_one_step_a_line():
    """Comments and empty lines say nothing; each step knows its line."""
    assert Script.parse(TEXT).steps == (
        Step(Act.IS_ANSWERED, "", 3),
        Step(Act.HEARS, "welcome.platinum", 4),
        Step(Act.INTERRUPTS, "1", 5),
        Step(Act.KEYS, "4000#", 6),
        Step(Act.SILENT, "", 7),
        Step(Act.MUSIC_STARTS, "", 8),
        Step(Act.MUSIC_STOPS, "", 9),
        Step(Act.SPEAKS, "zh", 10),
        Step(Act.HANGS_UP, "", 11),
    )


def test_script_is_written_as_it_is_read():
    """The text of a script is a script."""
    script = Script.parse(TEXT)

    again = Script.parse(str(script))

    assert [(step.act, step.detail) for step in again.steps] == [
        (step.act, step.detail) for step in script.steps
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("sings", "`sings` is no step"),
        ("keysmash 1", "is no step"),
        ("keys", "needs keys"),
        ("keys 12a", "needs keys"),
        ("interrupts", "needs keys"),
        ("hears", "what"),
        ("silent now", "nothing can follow"),
        ("speaks", "needs one of en, zh, ja"),
        ("speaks fr", "needs one of en, zh, ja"),
        ("hangs up 1", "nothing can follow"),
    ],
)
def test_line_that_is_no_step_is_an_error(line: str, complaint: str):
    """The error names line and fault."""
    with pytest.raises(ValueError, match=f"line 2: .*{complaint}"):
        Script.parse(f"silent\n{line}")


@pytest.mark.parametrize(
    ("speech", "text"),
    [
        (Prompt("welcome"), "hears welcome"),
        (Digits("0042"), "hears digits 0042"),
        (Number(7), "hears number 7"),
        (Amount(Money(-123405, "AUD")), "hears amount -1,234.05 AUD"),
        (Day(date(2026, 3, 17)), "hears day 17 March"),
        (Count(5000, Thing.POINTS), "hears count 5000 points"),
        (Press("#"), "hears press #"),
        (
            Prompt("due", amount=Amount(Money(500, "JPY")), date=Day(date(2026, 3, 5))),
            "hears due (amount 500 JPY, day 5 March)",
        ),
        (Foreign(Prompt("language.menu"), Language.CHINESE), "hears zh: language.menu"),
        (Foreign(Press("2"), Language.JAPANESE), "hears ja: press 2"),
    ],
)
def test_all_that_can_be_heard_has_a_name(speech: Speech, text: str):
    """Speech is named by what it says, and the name can be read back."""
    step = heard(speech)

    assert str(step) == text
    (read,) = Script.parse(text).steps
    assert read.matches(step)


def test_values_may_be_left_out_of_a_script():
    """A test says only what it is about; but what it says must be so."""
    happened = heard(Prompt("due", amount=Amount(Money(500, "JPY"))))

    def fits(text: str) -> bool:
        (step,) = Script.parse(text).steps
        return step.matches(happened)

    assert fits("hears due")
    assert fits("hears due (amount 500 JPY)")
    assert not fits("hears due (amount 501 JPY)")
    assert not fits("hears du")


def test_script_can_be_cut_everywhere():
    """There is a script for each place to hang up, the beginning and the end among them."""
    script = Script.parse("hears a\nkeys 1\nhangs up")

    assert [str(cut).split("\n") for cut in script.cut_everywhere()] == [
        ["hangs up"],
        ["hears a", "hangs up"],
        ["hears a", "keys 1", "hangs up"],
    ]
