"""The port through which a flow talks to a caller; the verbs of the field, each with an outcome.

Adapters: `asterisk.channel.AgiCall` on a real channel, `ivr.scripted.ScriptedCall` as text. Both
pass `tests/contracts/call_contract.py`.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.outcomes import Asked, Heard
from callcenter_cti.ivr.prompts import Speech

Result = TypeVar("Result")

ANY_KEY = "0123456789*#"
INTERRUPTING_KEYS = "0123456789*"
"""Keys that cut a prompt. Not ``#``: callers end an input with it that was complete without it,
and it would cut, and answer, the next question."""


@dataclass(frozen=True, slots=True)
class Question:
    """What `Call.ask` plays and which keys it accepts. All durations in seconds."""

    prompts: tuple[Speech, ...]
    min_digits: int = 1
    max_digits: int = 1
    terminator: str = "#"
    """Ends the input early; never part of the digits. Empty: only length and time end it."""
    first_digit_s: float = 5.0
    """Silence after the prompt before the first key."""
    inter_digit_s: float = 3.0
    """Silence between two keys; it ends the input, which then matches or not."""
    tries: int = 3
    """How often it is asked in all; 1 to 9."""
    barge_in: bool = True
    """Whether a key cuts the prompt and counts as the first digit. A ``#`` never does: one that
    comes before any digit is the end of the input before, and is passed over."""
    on_no_input: tuple[Speech, ...] = ()
    """Said before the next try when nothing was keyed."""
    on_no_match: tuple[Speech, ...] = ()
    """Said before the next try when the input did not fit."""
    person_key: str = "0"
    """A first and only key that means a person: the outcome is `WantsPerson`. For questions of
    several digits it counts when nothing follows within the inter-digit time or the terminator
    does, unless `person_at_once`; empty switches it off."""
    person_at_once: bool = False
    """True where no right input begins with the person key: it then counts without waiting."""
    skip_key: str = ""
    """A first and only key that is a match by itself, at once: a caller who has nothing to key."""
    secret: bool = False
    """True while a card number or PIN is keyed: nothing may record or log it meanwhile."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A question of one key with a fixed set of choices."""

    prompts: tuple[Speech, ...]
    keys: str
    """The keys that match, for example ``"129"``."""
    first_digit_s: float = 5.0
    tries: int = 3
    on_no_input: tuple[Speech, ...] = ()
    on_no_match: tuple[Speech, ...] = ()
    person_key: str = "0"


class Call(Protocol):
    """One caller on one channel. Every verb returns an outcome; none raises on a hang-up.

    Raises (every verb):
        WireError: the peer broke the protocol; the call cannot go on over this connection.
        PeerUnavailable: the peer did not answer in the time it is given.
    """

    async def answer(self) -> Heard:
        """Answer the channel; `Said()` also when it was answered before."""
        ...

    async def play(self, *speech: Speech, barge_in: bool = False) -> Heard:
        """Play one after the other; with `barge_in` any key but ``#`` stops it, and is told."""
        ...

    async def say_digits(self, digits: str) -> Heard:
        """Speak digits one by one."""
        ...

    async def say_amount(self, money: Money) -> Heard:
        """Speak an amount of money in the caller's language."""
        ...

    async def ask(self, question: Question) -> Asked:
        """Play the question and collect keys, as often as `tries` allows."""
        ...

    async def menu(self, menu: Menu) -> Asked:
        """Play the choices and return the one key that was pressed as a `Match`."""
        ...

    async def collect_while(self, work: Awaitable[Result]) -> Result:
        """Wait for something of ours; keys pressed meanwhile are kept for the next question.

        What the work raises is raised here. A hang-up does not end it: a change that was begun
        is finished, and the next verb says that the caller is gone.
        """
        ...

    def unread(self, key: str) -> None:
        """Put a key that cut a prompt back, for the next question."""
        ...

    async def set_language(self, language: Language) -> Heard:
        """Speak another language from now on."""
        ...

    async def hold_music(self, *, on: bool) -> Heard:
        """Start or stop the music; it plays while no other verb runs."""
        ...

    async def hung_up(self) -> None:
        """Return when the caller is gone; otherwise wait for ever (cancel it when done)."""
        ...

    async def set_variable(self, name: str, value: str) -> Heard:
        """Set a channel variable for the dialplan to read."""
        ...

    async def variable(self, name: str) -> str:
        """Read a channel variable or function; empty when unset. Works on a hung-up channel."""
        ...

    async def hang_up(self) -> None:
        """Hang the channel up; nothing happens when it already is."""
        ...
