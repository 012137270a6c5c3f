"""How a question is asked: play, collect, judge, ask again. The same for every kind of call.

Decides the order of things; the `Keypad` decides how they are done on its channel.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from callcenter_cti.ivr.call import ANY_KEY, INTERRUPTING_KEYS, Menu, Question
from callcenter_cti.ivr.digit_input import DigitInput, DigitRules, Verdict
from callcenter_cti.ivr.outcomes import Asked, Heard, HungUp, NoInput, NoMatch
from callcenter_cti.ivr.prompts import Speech

LEFT_OVER_KEY: Final = "#"
_LEFT_OVER_KEYS: Final = 3
"""More of them in a row count as silence."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """Keys that came after the first, without the terminator."""

    keys: str
    terminated: bool
    """Whether the terminator ended them; otherwise silence or their number did."""

    def __repr__(self) -> str:
        return f"Keyed({len(self.keys)} keys)"


class Keypad(Protocol):
    """What asking needs of a channel."""

    async def hear(self, speech: tuple[Speech, ...], *, stop_keys: str) -> Heard:
        """Play one after the other; any of `stop_keys` stops it, other keys are lost."""
        ...

    async def key(self, timeout_s: float) -> str | HungUp:
        """Wait for one key; empty when none came in time."""
        ...

    async def keys(self, limit: int, terminator: str, timeout_s: float) -> Keyed | HungUp:
        """Collect up to `limit` keys, each within `timeout_s` of the one before."""
        ...


async def ask(keypad: Keypad, question: Question) -> Asked:
    """Ask as often as `tries` allows; `NoInput` only when no try had a key."""
    return await _ask(keypad, question, DigitRules.of_question(question))


async def ask_menu(keypad: Keypad, menu: Menu) -> Asked:
    """Ask for one key of a menu."""
    question = Question(
        menu.prompts,
        terminator="",
        first_digit_s=menu.first_digit_s,
        tries=menu.tries,
        on_no_input=menu.on_no_input,
        on_no_match=menu.on_no_match,
        person_key=menu.person_key,
    )
    return await _ask(keypad, question, DigitRules.of_menu(menu))


async def _ask(keypad: Keypad, question: Question, rules: DigitRules) -> Asked:
    speech = question.prompts
    outcome: Asked = NoInput()
    for _ in range(question.tries):
        verdict = await _try(keypad, question, rules, speech)
        match verdict:
            case NoInput():
                speech = question.on_no_input + question.prompts
            case NoMatch():
                speech = question.on_no_match + question.prompts
                outcome = verdict
            case _:
                return verdict
    return outcome


async def _try(
    keypad: Keypad, question: Question, rules: DigitRules, speech: tuple[Speech, ...]
) -> Verdict | HungUp:
    beginnings = ANY_KEY if rules.takes_hash else INTERRUPTING_KEYS
    heard = await keypad.hear(speech, stop_keys=beginnings if question.barge_in else "")
    if isinstance(heard, HungUp):
        return heard
    first = heard.key or await _first_key(keypad, question.first_digit_s, beginnings)
    if isinstance(first, HungUp):
        return first
    keyed = DigitInput(rules)
    verdict = keyed.press(first) if first else keyed.silence()
    return verdict or await _rest(keypad, question, keyed)


async def _first_key(keypad: Keypad, timeout_s: float, beginnings: str) -> str | HungUp:
    """Wait for a key that begins an input; one that cannot is what is left of the input before."""
    for _ in range(_LEFT_OVER_KEYS):
        key = await keypad.key(timeout_s)
        if key != LEFT_OVER_KEY or key in beginnings:
            return key
    return ""


async def _rest(keypad: Keypad, question: Question, keyed: DigitInput) -> Verdict | HungUp:
    terminator = question.terminator
    rest = await keypad.keys(keyed.remaining, terminator, question.inter_digit_s)
    if isinstance(rest, HungUp):
        return rest
    for key in rest.keys:
        if verdict := keyed.press(key):
            return verdict
    return (rest.terminated and keyed.press(terminator)) or keyed.silence()
