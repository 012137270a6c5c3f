"""What keys do to an input."""

import pytest

from callcenter_cti.ivr.call import Menu, Question
from callcenter_cti.ivr.digit_input import DigitInput, DigitRules, Verdict
from callcenter_cti.ivr.outcomes import Match, NoInput, NoMatch, WantsPerson

PIN = DigitRules.of_question(Question((), min_digits=4, max_digits=6))
MENU = DigitRules.of_menu(Menu((), keys="12*"))


def keyed(rules: DigitRules, keys: str) -> Verdict | None:
    """Press keys until the input ends; None when it has not."""
    entry = DigitInput(rules)
    for key in keys:
        if verdict := entry.press(key):
            return verdict
    return None


@pytest.mark.parametrize(
    ("keys", "verdict"),
    [
        ("", None),
        ("1234", None),
        ("1234#", Match("1234")),
        ("123456", Match("123456")),
        ("1234567", Match("123456")),
        ("123#", NoMatch()),
        ("12*4#", NoMatch()),
        ("#", NoMatch()),
        ("0", None),
        ("0#", WantsPerson()),
        ("00#", NoMatch()),
        ("0123#", Match("0123")),
    ],
)
def test_keys_end_an_input_or_not(keys: str, verdict: Verdict | None):
    """The terminator and the greatest length end an input; no other key does."""
    assert keyed(PIN, keys) == verdict


@pytest.mark.parametrize(
    ("keys", "verdict"),
    [
        ("", NoInput()),
        ("0", WantsPerson()),
        ("123", NoMatch()),
        ("12345", Match("12345")),
        ("*", NoMatch()),
    ],
)
def test_silence_ends_an_input(keys: str, verdict: Verdict):
    """After silence the input is what was keyed before."""
    entry = DigitInput(PIN)
    for key in keys:
        assert entry.press(key) is None

    assert entry.silence() == verdict


@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        ("1", Match("1")),
        ("*", Match("*")),
        ("3", NoMatch()),
        ("#", NoMatch()),
        ("0", WantsPerson()),
    ],
)
def test_menu_ends_with_its_first_key(key: str, verdict: Verdict):
    """Any key ends a menu, and the key for a person is not one of its choices."""
    assert keyed(MENU, key) == verdict


def test_menu_may_offer_the_key_for_a_person():
    """What the menu offers comes first."""
    assert keyed(DigitRules.of_menu(Menu((), keys="01")), "0") == Match("0")


def test_no_key_for_a_person():
    """Without such a key 0 is a digit."""
    rules = DigitRules.of_question(Question((), person_key=""))

    assert keyed(rules, "0") == Match("0")


def test_least_length_of_nothing():
    """With no least length the terminator alone matches, and silence is still no input."""
    rules = DigitRules.of_question(Question((), min_digits=0, max_digits=4))

    assert keyed(rules, "#") == Match("")
    assert DigitInput(rules).silence() == NoInput()


def test_digits_of_other_scripts_are_no_digits():
    """Only what a telephone has counts."""
    assert not PIN.fits("١٢٣٤")
    assert not PIN.fits("²²²²")


def test_remaining_tells_how_many_keys_fit():
    """The channel collects no more than that."""
    entry = DigitInput(PIN)
    entry.press("1")

    assert entry.remaining == 5
