"""Card number and PIN as types that cannot be printed, pickled or put into JSON.

A secret is read with `reveal()`, and the only callers of that are the card system's adapters.
"""

from typing import NoReturn, final

_DOES_NOT_TRAVEL = "a secret cannot be serialised"


class _Secret:
    """Digits that no `str`, `repr`, `format`, pickle or copy protocol gives away."""

    __slots__ = ("__digits",)

    def __init__(self, digits: str) -> None:
        self.__digits = digits

    def reveal(self) -> str:
        """Return the digits; for the card system's adapters alone."""
        return self.__digits

    def __len__(self) -> int:
        return len(self.__digits)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Secret) or type(other) is not type(self):
            return NotImplemented
        return self.__digits == other.reveal()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.__digits))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(****)"

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError(_DOES_NOT_TRAVEL)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(_DOES_NOT_TRAVEL)

    def __getstate__(self) -> NoReturn:
        raise TypeError(_DOES_NOT_TRAVEL)


@final
class CardNumber(_Secret):
    """A primary account number that passed the Luhn check.

    Raises:
        ValueError: not 12 to 19 digits (ISO/IEC 7812-1), or the check digit is wrong. The text
            does not contain the digits.
    """

    __slots__ = ()

    def __init__(self, digits: str) -> None:
        if not (12 <= len(digits) <= 19 and digits.isascii() and digits.isdigit()):
            raise ValueError("a card number has 12 to 19 digits")
        if not luhn_valid(digits):
            raise ValueError("the check digit is wrong")
        super().__init__(digits)

    @property
    def last4(self) -> str:
        """The last four digits, which receipts may show (PCI DSS 3.4)."""
        return self.reveal()[-4:]

    def __repr__(self) -> str:
        return f"CardNumber(****{self.last4})"


@final
class Pin(_Secret):
    """A personal identification number of 4 to 12 digits (ISO 9564-1).

    Raises:
        ValueError: anything else; the text does not contain the digits.
    """

    __slots__ = ()

    def __init__(self, digits: str) -> None:
        if not (4 <= len(digits) <= 12 and digits.isascii() and digits.isdigit()):
            raise ValueError("a PIN has 4 to 12 digits")
        super().__init__(digits)


@final
class OneTimeCode(_Secret):
    """A code of 4 to 8 digits that the bank sent to the customer's phone.

    Raises:
        ValueError: anything else; the text does not contain the digits.
    """

    __slots__ = ()

    def __init__(self, digits: str) -> None:
        if not (4 <= len(digits) <= 8 and digits.isascii() and digits.isdigit()):
            raise ValueError("a one-time code has 4 to 8 digits")
        super().__init__(digits)


def luhn_valid(digits: str) -> bool:
    """Tell whether the last digit is the Luhn check digit of those before it (ISO/IEC 7812-1 B).

    Anything but one or more ASCII digits is not valid.
    """
    if not (digits.isascii() and digits.isdigit()):
        return False
    total = 0
    for position, character in enumerate(reversed(digits)):
        digit = ord(character) - 48
        if position % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0
