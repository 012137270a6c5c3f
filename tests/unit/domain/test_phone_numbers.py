"""How much of a caller's number logs and records may show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.domain.phone_numbers import masked


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+61291234567", "*********567"),
        ("1234567", "****567"),
        ("123456", "******"),
        ("6001", "****"),
        ("", ""),
    ],
)
def test_a_number_shows_its_last_three_digits(number: str, shown: str) -> None:
    """Short ones, such as extensions, are hidden whole."""
    assert masked(number) == shown


@given(st.text())
def test_at_most_three_characters_show(number: str) -> None:
    """The mask is as long as the number and hides all else."""
    shown = masked(number)

    assert len(shown) == len(number)
    assert set(shown[:-3]) <= {"*"}
