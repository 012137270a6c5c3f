"""What keys do to an input: the rules of `Question` and `Menu`, without time, channel or prompts.

An input ends by its terminator, by its greatest length, or by silence. It matches when it has the
right length and digits only. A key that is no digit (``*``, or ``#`` where it does not terminate)
counts as a key, and the input then does not match. The terminator alone is an input of no digits.
"""

from dataclasses import dataclass

from callcenter_cti.ivr.call import Menu, Question
from callcenter_cti.ivr.outcomes import Match, NoInput, NoMatch, WantsPerson

Verdict = Match | NoInput | NoMatch | WantsPerson
"""What an input that has ended amounts to."""


@dataclass(frozen=True, slots=True)
class DigitRules:
    """Which keys make an input."""

    min_digits: int
    max_digits: int
    terminator: str
    person_key: str
    person_at_once: bool = False
    skip_key: str = ""
    choices: str = ""
    """The keys of a menu; empty: any digits."""

    @classmethod
    def of_question(cls, question: Question) -> "DigitRules":
        """Take the rules out of a question."""
        return cls(
            question.min_digits,
            question.max_digits,
            question.terminator,
            question.person_key,
            question.person_at_once,
            question.skip_key,
        )

    @classmethod
    def of_menu(cls, menu: Menu) -> "DigitRules":
        """Take the rules out of a menu: one key, which ends the input."""
        return cls(1, 1, "", menu.person_key, choices=menu.keys)

    @property
    def takes_hash(self) -> bool:
        """Whether ``#`` can be, or begin, a right input; otherwise it only ends one."""
        if self.choices:
            return "#" in self.choices
        return self.min_digits == 0 or self.terminator != "#"

    def fits(self, keys: str) -> bool:
        """Tell whether a whole input is what was asked for."""
        if self.choices:
            return len(keys) == 1 and keys in self.choices
        right_length = self.min_digits <= len(keys) <= self.max_digits
        return right_length and (not keys or (keys.isascii() and keys.isdigit()))


class DigitInput:
    """One input while it is keyed."""

    __slots__ = ("_keys", "_rules")

    def __init__(self, rules: DigitRules) -> None:
        self._rules = rules
        self._keys = ""

    @property
    def remaining(self) -> int:
        """How many more keys the input can take."""
        return self._rules.max_digits - len(self._keys)

    def press(self, key: str) -> Verdict | None:
        """Take a key; None while the input goes on."""
        if key == self._rules.terminator:
            return self._verdict()
        self._keys += key
        if self._rules.skip_key and self._keys == self._rules.skip_key:
            return Match(key)
        at_once = self._rules.person_at_once and self._keys == self._rules.person_key
        return self._verdict() if self.remaining <= 0 or at_once else None

    def silence(self) -> Verdict:
        """End the input because no key came in time."""
        return self._verdict() if self._keys else NoInput()

    def _verdict(self) -> Verdict:
        rules = self._rules
        if rules.person_key and self._keys == rules.person_key not in rules.choices:
            return WantsPerson()
        return Match(self._keys) if rules.fits(self._keys) else NoMatch()
