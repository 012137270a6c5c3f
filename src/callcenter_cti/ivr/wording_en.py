"""How English says digits, numbers and amounts: as names of fragments, and what each says.

Numbers are short scale without "and" ("one thousand two hundred thirty-four"), amounts join
dollars and cents with it. Knows no sound files.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.prompts import Thing
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.wording import (
    LETTERS,
    LONG_PAUSE,
    Names,
    check_number,
    digit_names,
    ended_names,
    ended_texts,
    letter_names,
)

_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_ORDINALS: Final = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second"),
    *("twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh"),
    *("twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first"),
)
_SCALES: Final = ((1_000_000, "million"), (1_000, "thousand"))
_WHOLE: Final = ((1_000, "thousand"), (100, "hundred"))
"""Up to nine of them are one fragment: said every day, and smoother than two."""
_COUNTED: Final[Mapping[Thing, tuple[str, str]]] = {
    Thing.POINTS: ("point", "points"),
}
"""One and many; the place in a line or a list is the number alone."""

_END: Final = Sentence(".")
_ENDING_FAMILIES: Final = ("currency.", "digit.", "ordinal.", "thing.")
_CURRENCIES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "AUD": ("dollar", "dollars", "cent", "cents"),
    "CNY": ("yuan", "yuan", "fen", "fen"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "GBP": ("pound", "pounds", "penny", "pence"),
    "HKD": ("Hong Kong dollar", "Hong Kong dollars", "cent", "cents"),
    "JPY": ("yen", "yen", "", ""),
    "NZD": ("New Zealand dollar", "New Zealand dollars", "cent", "cents"),
    "SGD": ("Singapore dollar", "Singapore dollars", "cent", "cents"),
    "USD": ("U.S. dollar", "U.S. dollars", "cent", "cents"),
}
"""Unit and subunit, one and many. Any other currency is spelt: "twelve point five zero X Y Z"."""


def digits(text: str) -> Names:
    """Name the fragments of digits spoken one by one.

    Raises:
        ValueError: something else than ASCII digits.
    """
    return digit_names(text)


def number(value: int) -> Names:
    """Name the fragments of a cardinal.

    Raises:
        ValueError: below 0, or `NUMBER_LIMIT` and above.
    """
    check_number(value)
    for scale, name in _SCALES:
        many, rest = divmod(value, scale)
        if many >= 10 or (many and name == "million"):
            return (*number(many), f"number.{name}", *_after(rest))
    for scale, _ in _WHOLE:
        many, rest = divmod(value, scale)
        if many:
            return (f"number.{many * scale}", *_after(rest))
    return (f"number.{value}",)


def _after(rest: int) -> Names:
    return number(rest) if rest else ()


def count(value: int, thing: Thing) -> Names:
    """Name the fragments of a number of things, or of a place: "five thousand points".

    Raises:
        ValueError: as `number`.
    """
    if thing not in _COUNTED:
        return number(value)
    return (*number(value), f"thing.{thing}.{_count(value)}")


def amount(money: Money) -> Names:
    """Name the fragments of an amount; a credit begins with "minus".

    Raises:
        ValueError: `NUMBER_LIMIT` units and more.
    """
    whole, part = divmod(abs(money.minor), 10**money.minor_digits)
    sign = ("word.minus",) if money.minor < 0 else ()
    if money.currency not in _CURRENCIES:
        return (*sign, *_spelt(whole, part, money))
    return (*sign, *_units(whole, part, money.currency))


def _units(whole: int, part: int, currency: str) -> Names:
    units = (*number(whole), f"currency.{currency}.{_count(whole)}")
    parts = (*number(part), f"currency.{currency}.part.{_count(part)}")
    if not part:
        return units
    return (*units, "word.and", *parts) if whole else parts


def _spelt(whole: int, part: int, money: Money) -> Names:
    decimals = digits(f"{part:0{money.minor_digits}d}") if part else ()
    point = ("word.point", *decimals) if decimals else ()
    return (*number(whole), *point, *letter_names(money.currency))


def _count(value: int) -> str:
    return "one" if value == 1 else "many"


def day(value: date) -> Names:
    """Name the fragments of a day of the year: "March seventeenth"."""
    return (f"month.{value.month}", f"ordinal.{value.day}")


def ended(names: Names) -> Names:
    """Name the fragments of a value that ends its sentence: its last word falls."""
    return ended_names(names, families=_ENDING_FAMILIES, otherwise=LONG_PAUSE)


def ending() -> Sentence:
    """Return what `ended` adds: the full stop."""
    return _END


def fragments() -> dict[str, Sentence]:
    """Return every fragment that the functions above can name, with its text."""
    texts = {name: Sentence(text) for name, text in _texts().items()}
    return texts | ended_texts(texts, families=_ENDING_FAMILIES, ending=_END)


def _texts() -> dict[str, str]:
    keys = (*((str(digit), _SMALL[digit]) for digit in range(10)), ("star", "star"))
    return {
        **{f"digit.{value}": _SMALL[value] for value in range(10)},
        **{f"number.{value}": _below_hundred(value) for value in range(100)},
        **{f"number.{name}": name for _, name in _SCALES},
        **{
            f"number.{many * scale}": f"{_SMALL[many]} {name}"
            for scale, name in _WHOLE
            for many in range(1, 10)
        },
        **{f"letter.{letter}": f"{letter.upper()}." for letter in LETTERS},
        **{f"month.{month}": text for month, text in enumerate(_MONTHS, 1)},
        **{f"ordinal.{number}": text for number, text in enumerate(_ORDINALS, 1)},
        **{f"press.{name}": f"press {text}." for name, text in (*keys, ("hash", "hash"))},
        **_counted_fragments(),
        **_currency_fragments(),
        "word.and": "and",
        "word.minus": "minus",
        "word.point": "point",
    }


def _below_hundred(value: int) -> str:
    if value < len(_SMALL):
        return _SMALL[value]
    tens, ones = divmod(value, 10)
    return f"{_TENS[tens - 2]}-{_SMALL[ones]}" if ones else _TENS[tens - 2]


def _currency_fragments() -> dict[str, str]:
    names = ("one", "many", "part.one", "part.many")
    return {
        f"currency.{currency}.{name}": text
        for currency, texts in _CURRENCIES.items()
        for name, text in zip(names, texts, strict=True)
        if text
    }


def _counted_fragments() -> dict[str, str]:
    return {
        f"thing.{thing}.{name}": text
        for thing, texts in _COUNTED.items()
        for name, text in zip(("one", "many"), texts, strict=True)
    }
