"""What the wordings of all languages have in common: their functions, and the bounds of numbers.

A wording turns numbers, dates and the like into names of fragments, and says what each fragment
is. A fragment is rendered whole, so it holds whatever sounds wrong when it is put together.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Protocol

from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.call import ANY_KEY
from callcenter_cti.ivr.prompts import Thing
from callcenter_cti.ivr.sentence import Sentence

SHORT_PAUSE: Final = "pause.short"
LONG_PAUSE: Final = "pause.long"
NUMBER_LIMIT: Final = 1_000_000_000
"""Numbers below this can be said."""
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_KEY_NAMES: Final[Mapping[str, str]] = {"*": "star", "#": "hash"}

Names = tuple[str, ...]
"""Names of fragments, in the order of speech."""


class Wording(Protocol):
    """How a language says what is no sentence. Each module ``wording_*`` is one."""

    def digits(self, text: str) -> Names:
        """Name the fragments of digits spoken one by one.

        Raises:
            ValueError: something else than ASCII digits.
        """
        ...

    def number(self, value: int) -> Names:
        """Name the fragments of a cardinal.

        Raises:
            ValueError: below 0, or `NUMBER_LIMIT` and above.
        """
        ...

    def amount(self, money: Money) -> Names:
        """Name the fragments of an amount; a credit begins with the word for minus.

        Raises:
            ValueError: `NUMBER_LIMIT` units and more.
        """
        ...

    def count(self, value: int, thing: Thing) -> Names:
        """Name the fragments of a number of things, or of the place of one.

        Raises:
            ValueError: as `number`.
        """
        ...

    def day(self, value: date) -> Names:
        """Name the fragments of a day of the year, month and day."""
        ...

    def ended(self, names: Names) -> Names:
        """Name the fragments of a value that says the end of its sentence as well."""
        ...

    def ending(self) -> Sentence:
        """Return what `ended` adds, as a catalogue writes it; empty where nothing."""
        ...

    def fragments(self) -> Mapping[str, Sentence]:
        """Return every fragment that the others can name, with what it says."""
        ...


def digit_names(text: str) -> Names:
    """Name the fragments of digits one by one, with a pause between groups of them.

    Raises:
        ValueError: something else than ASCII digits.
    """
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError("only digits can be spoken as digits")
    names: list[str] = []
    for group in _groups(text):
        names += ([SHORT_PAUSE] if names else []) + [f"digit.{digit}" for digit in group]
    return tuple(names)


def _groups(text: str) -> Iterator[str]:
    """Cut digits into fours, as on a card, or else into threes and what is left, never one."""
    size = 4 if len(text) % 4 == 0 else 3
    while text:
        length = size if len(text) > size + 1 else len(text)
        yield text[:length]
        text = text[length:]


def press_name(key: str) -> str:
    """Name the fragment that says which key to press.

    Raises:
        ValueError: no telephone has this key.
    """
    if len(key) != 1 or key not in ANY_KEY:
        raise ValueError(f"{key!r} is no key of a telephone")
    return f"press.{_KEY_NAMES.get(key, key)}"


def check_number(value: int) -> None:
    """Refuse what cannot be said.

    Raises:
        ValueError: below 0, or `NUMBER_LIMIT` and above.
    """
    if not 0 <= value < NUMBER_LIMIT:
        raise ValueError(f"a number from 0 to {NUMBER_LIMIT - 1} can be said, not {value}")


def letter_names(currency: str) -> Names:
    """Name the fragments that spell the code of a currency without a name in the language."""
    return tuple(f"letter.{letter}" for letter in currency.lower())


def ended_names(names: Names, *, families: tuple[str, ...], otherwise: str) -> Names:
    """Give the last fragment the form that it has at the end of a sentence.

    Args:
        names: of a value.
        families: what names of fragments begin with that have such a form.
        otherwise: what follows one that has none.
    """
    *before, last = names
    return (*before, f"{last}.end") if last.startswith(families) else (*names, otherwise)


def ended_texts(
    texts: Mapping[str, Sentence], *, families: tuple[str, ...], ending: Sentence
) -> dict[str, Sentence]:
    """Return the forms that `ended_names` names."""
    return {
        f"{name}.end": Sentence(said.text + ending.text, said.reading + ending.reading)
        for name, said in texts.items()
        if name.startswith(families)
    }
