"""Amounts are exact and say their currency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter_cti.domain.money import Money


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(1250, "AUD"), "12.50 AUD"),
        (Money(5, "HKD"), "0.05 HKD"),
        (Money(0, "USD"), "0.00 USD"),
        (Money(-5, "USD"), "-0.05 USD"),
        (Money(-123456789, "CNY"), "-1,234,567.89 CNY"),
        (Money(1250, "JPY"), "1,250 JPY"),
        (Money(-7, "KRW"), "-7 KRW"),
    ],
)
def test_an_amount_reads_with_its_currencys_decimals(amount: Money, text: str) -> None:
    """Yen have no decimals, dollars two; the sign stands in front."""
    assert str(amount) == text


@given(st.integers(), st.sampled_from(["AUD", "JPY"]))
def test_the_text_holds_every_minor_unit(minor: int, currency: str) -> None:
    """Nothing is rounded, however large the amount."""
    digits, code = str(Money(minor, currency)).split(" ")

    assert int(digits.replace(",", "").replace(".", "")) == minor
    assert code == currency


def test_amounts_of_two_currencies_have_no_order() -> None:
    """Twelve dollars are neither more nor less than a thousand yen."""
    with pytest.raises(TypeError):
        assert Money(1250, "AUD") < Money(1250, "JPY")  # type: ignore[operator]


@pytest.mark.parametrize("code", ["", "aud", "AU", "AUDX", "A1D", "ÄUD"])
def test_a_currency_is_three_upper_case_letters(code: str) -> None:
    """A wrong code is found where it enters, not when a caller hears it."""
    with pytest.raises(ValueError, match="is not an ISO 4217 currency code"):
        Money(1, code)
