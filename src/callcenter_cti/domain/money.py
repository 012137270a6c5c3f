"""An amount of money: minor units and a currency, never a float."""

from dataclasses import dataclass
from typing import Final

_MINOR_DIGITS: Final = {"JPY": 0, "KRW": 0, "VND": 0}
"""Currencies of ISO 4217 without two decimals, among those of our sites."""


@dataclass(frozen=True, slots=True)
class Money:
    """``Money(1250, "AUD")`` is twelve dollars fifty; ``Money(1250, "JPY")`` is 1,250 yen.

    Amounts have no order: without a rate, none is more than another of a different currency.

    Raises:
        ValueError: the currency is not three upper-case letters.
    """

    minor: int
    """Whole minor units (cents); negative for a credit."""
    currency: str
    """ISO 4217 code, upper case."""

    def __post_init__(self) -> None:
        code = self.currency
        if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            raise ValueError(f"{code!r} is not an ISO 4217 currency code")

    @property
    def minor_digits(self) -> int:
        """How many decimals the currency has."""
        return _MINOR_DIGITS.get(self.currency, 2)

    def __str__(self) -> str:
        digits = self.minor_digits
        sign = "-" if self.minor < 0 else ""
        whole, part = divmod(abs(self.minor), 10**digits)
        fraction = f".{part:0{digits}d}" if digits else ""
        return f"{sign}{whole:,}{fraction} {self.currency}"
