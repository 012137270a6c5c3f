"""PINs that the bank refuses."""

from datetime import date

import pytest

from callcenter_cti.bank.pin_policy import refuses
from callcenter_cti.domain.cards import Pin

BORN = date(1968, 11, 5)


@pytest.mark.parametrize(
    "pin",
    ["0511", "1105", "1968", "1168", "6811", "0568", "051168", "110568", "681105", "05111968"],
)
def test_birthday_is_refused_however_it_is_spelt(pin: str):
    """Day, month and year in every usual order."""
    assert refuses(Pin(pin), BORN)
    assert not refuses(Pin(pin), date(1971, 2, 23))


@pytest.mark.parametrize("pin", ["1234", "1111", "8765", "2468", "1212"])
def test_weak_pins_are_refused_for_everybody(pin: str):
    """Also when the birthday is not known."""
    assert refuses(Pin(pin), None)
    assert refuses(Pin(pin), BORN)


def test_other_pins_are_accepted():
    """With and without a birthday on file."""
    assert not refuses(Pin("7391"), BORN)
    assert not refuses(Pin("7391"), None)
