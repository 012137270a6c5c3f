"""Which prompts the source of flows names."""

from textwrap import dedent

import pytest

from callcenter_cti.ivr.prompt_names import named_prompts

KEYS = ("pin.old", "pin.new", "reward.miles", "reward.voucher", "goodbye", "trouble.bank")


def named(source: str) -> tuple[set[str], tuple[str, ...]]:
    found = named_prompts([dedent(source)], KEYS)
    return set(found.used), found.unknown


def test_keys_are_found_wherever_they_stand():
    """In a prompt, in a table, as an argument."""
    used, unknown = named(
        """
        OLD = Prompt("pin.old")
        TABLE = {"same": "pin.new"}
        say(Prompt("goodbye"), trouble="trouble.bank")
        """
    )

    assert used == {"pin.old", "pin.new", "goodbye", "trouble.bank"}
    assert unknown == ()


def test_values_beside_a_key_are_told():
    """One pair for each way in which a key is named."""
    source = """
        TABLE = {"same": "pin.new"}
        x = Prompt("pin.new", amount=Amount(money), date=Day(due))
        y = Prompt(f"reward.{name}", points=Count(1, Thing.POINTS))
    """
    found = named_prompts([dedent(source)], KEYS)

    assert found.filled == {
        ("pin.new", frozenset()),
        ("pin.new", frozenset({"amount", "date"})),
        ("reward.miles", frozenset({"points"})),
        ("reward.voucher", frozenset({"points"})),
    }


def test_a_form_names_all_keys_that_have_it():
    """What stands for one of several prompts uses each of them."""
    used, unknown = named('Prompt(f"reward.{offer.reward.value}")')

    assert used == {"reward.miles", "reward.voucher"}
    assert unknown == ()


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('Prompt("pin.odl")', "pin.odl"),
        ('Prompt("nowhere")', "nowhere"),
        ('x = {"weak": "pin.weak"}', "pin.weak"),
        ('Prompt(f"menu.item.{item}")', "menu.item.*"),
        ('x = f"pin.{step}.wrong"', "pin.*.wrong"),
    ],
)
def test_names_without_a_key_are_told(source: str, shown: str):
    """A mistyped key is found without a call."""
    assert named(source) == (set(), (shown,))


@pytest.mark.parametrize(
    "source",
    [
        '"""The prompt pin.odl."""',
        'def f():\n    "pin.odl"\n',
        '_log.info("pin.odl", reason="pin.odl")',
        'note(f"{flow}.{step}")',
        'open("settings.yaml")',
        'x = "pin. odl"',
    ],
)
def test_what_is_no_key_is_passed_over(source: str):
    """Docstrings, logs and other strings name no prompts."""
    assert named(source) == (set(), ())


def test_all_sources_count():
    """A key that any module names is used."""
    found = named_prompts(['Prompt("pin.old")', 'Prompt("pin.new")'], KEYS)

    assert found.used == {"pin.old", "pin.new"}
