"""What figures are held to, and how it is said."""

import pytest

from benchmarks.targets import Bound, Outcome, Target

FEWEST = Target("calls_per_s", Bound.AT_LEAST, 50)
LONGEST = Target("balance_s", Bound.AT_MOST, 12.0)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (7.9, "target balance_s 7.9 <= 12 met"),
        (12.0, "target balance_s 12 <= 12 met"),
        (12.027, "target balance_s 12.03 <= 12 not met"),
    ],
)
def test_a_line_says_figure_limit_and_verdict(value: float, line: str) -> None:
    """The limit itself is met; what is a little beyond is shown so."""
    assert LONGEST.line({"balance_s": value}) == line


def test_some_figures_have_to_be_high() -> None:
    """A target may be a least value."""
    assert FEWEST.line({"calls_per_s": 49.0}) == "target calls_per_s 49 >= 50 not met"
    assert FEWEST.is_met({"calls_per_s": 50.0})


def test_an_outcome_ends_with_the_sum() -> None:
    """One line a target, in order, then how many are met."""
    figures = {"calls_per_s": 75.0, "balance_s": 13.0, "other_s": 1.0}

    assert Outcome("agi", figures, (FEWEST, LONGEST)).lines() == [
        "target calls_per_s 75 >= 50 met",
        "target balance_s 13 <= 12 not met",
        "bench-agi: 1 of 2 targets met",
    ]


def test_a_file_has_all_figures_and_each_target() -> None:
    """A program needs no line to be parsed."""
    assert Outcome("agi", {"balance_s": 7.5, "other_s": 1.0}, (LONGEST,)).as_json() == {
        "figures": {"balance_s": 7.5, "other_s": 1.0},
        "targets": [{"figure": "balance_s", "bound": "<=", "limit": 12.0, "met": True}],
    }
