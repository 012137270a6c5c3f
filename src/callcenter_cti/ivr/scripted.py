"""A caller made of text: runs any flow in microseconds, without sockets and without time.

Decides what the caller of a `Script` does at each verb, and says where flow and script disagree.
Keys behave as on a real channel: those pressed while nothing collects are lost, those pressed
ahead cut the next prompt that can be cut.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money
from callcenter_cti.ivr import asking
from callcenter_cti.ivr.asking import Keyed
from callcenter_cti.ivr.call import INTERRUPTING_KEYS, Call, Menu, Question
from callcenter_cti.ivr.outcomes import Asked, Heard, HungUp, Said
from callcenter_cti.ivr.prompts import Amount, Digits, Speech
from callcenter_cti.ivr.script import Act, Script, Step, heard
from callcenter_cti.ivr.type_ahead import TypeAhead

_Result = TypeVar("_Result")

_TRANSCRIPT_LIMIT: Final = 1_000
"""A flow that says more to one caller never ends."""


class ScriptMismatch(AssertionError):  # noqa: N818 - reads as the fact it states
    """Flow and script disagree."""

    def __init__(self, step: Step | None, actual: str, transcript: tuple[str, ...]) -> None:
        super().__init__(step, actual, transcript)
        self.step = step
        """What the script has next; None when it is at its end."""
        self.actual = actual
        """What the flow does instead."""
        self.transcript = transcript
        """All that happened before."""

    def __str__(self) -> str:
        expected = f"line {self.step.line}: `{self.step}`" if self.step else "its end"
        so_far = "\n".join(f"    {line}" for line in self.transcript) or "    nothing"
        return f"the script has {expected}, but {self.actual}; so far:\n{so_far}"


class ScriptedCall:
    """`callcenter_cti.ivr.call.Call` for a caller who follows a script.

    Args:
        script: what the caller does.
        strict: whether all that is played must be scripted. Otherwise what is not scripted is
            let pass, so that a test says only what it is about.
        variables: channel variables that are set before.
    """

    def __init__(
        self, script: Script, *, strict: bool = False, variables: dict[str, str] | None = None
    ) -> None:
        self.variables = dict(variables or {})
        self.transcript: list[str] = []
        """What happened, in the words of scripts; keys of secret questions as ``****``."""
        self.music = False
        self._strict = strict
        self._steps = deque(script.steps)
        self._typed: deque[str] = deque()
        self._ahead = TypeAhead()
        self._secret = False
        self._gone = asyncio.Event()
        self._mismatch: ScriptMismatch | None = None
        self._settle()

    @classmethod
    def from_text(
        cls, text: str, *, strict: bool = False, variables: dict[str, str] | None = None
    ) -> "ScriptedCall":
        """Make a caller from the text of a script.

        Raises:
            ValueError: the text is no script.
        """
        return cls(Script.parse(text), strict=strict, variables=variables)

    async def run(self, flow: Callable[[Call], Awaitable[_Result]]) -> _Result:
        """Run a flow to its end and return its result.

        Raises:
            ScriptMismatch: flow and script disagreed, even if the flow hid it; or the flow ended
                before the script did.
        """
        result = await flow(self)
        self.check_finished()
        return result

    def check_finished(self) -> None:
        """Check that all went as scripted, to the end; a last `hangs up` may be left over.

        Raises:
            ScriptMismatch: it did not.
        """
        if self._mismatch is not None:
            raise self._mismatch
        if self._next not in (None, Act.HANGS_UP):
            raise self._disagree("the flow has ended")

    def leave(self) -> None:
        """Hang up now, whatever the script says."""
        self._steps.clear()
        self._depart()

    @property
    def is_gone(self) -> bool:
        """Whether either side has hung up."""
        return self._gone.is_set()

    async def answer(self) -> Heard:
        """Answer the channel."""
        return await self._happen(Act.IS_ANSWERED)

    async def play(self, *speech: Speech, barge_in: bool = False) -> Heard:
        """Play one after the other."""
        return await self.hear(speech, stop_keys=INTERRUPTING_KEYS if barge_in else "")

    async def say_digits(self, digits: str) -> Heard:
        """Speak digits one by one."""
        return await self.hear((Digits(digits),), stop_keys="")

    async def say_amount(self, money: Money) -> Heard:
        """Speak an amount of money."""
        return await self.hear((Amount(money),), stop_keys="")

    async def ask(self, question: Question) -> Asked:
        """Ask a question."""
        self._secret = question.secret
        try:
            return await asking.ask(self, question)
        finally:
            self._secret = False
            self._settle()

    async def menu(self, menu: Menu) -> Asked:
        """Offer a menu."""
        try:
            return await asking.ask_menu(self, menu)
        finally:
            self._settle()

    async def collect_while(self, work: Awaitable[_Result]) -> _Result:
        """Wait for something of ours; what was typed ahead stays."""
        return await work

    def unread(self, key: str) -> None:
        """Put a key back, for the next question."""
        self._ahead.unread(key)

    async def set_language(self, language: Language) -> Heard:
        """Speak another language from now on."""
        self.variables["CHANNEL(language)"] = language.value
        return await self._happen(Act.SPEAKS, language)

    async def hold_music(self, *, on: bool) -> Heard:
        """Start or stop the music."""
        if not self.is_gone and on is not self.music:
            self.music = on
            return await self._happen(Act.MUSIC_STARTS if on else Act.MUSIC_STOPS)
        return await self._outcome()

    async def hung_up(self) -> None:
        """Return when the caller is gone."""
        await self._gone.wait()

    async def set_variable(self, name: str, value: str) -> Heard:
        """Set a channel variable, on a hung-up channel too."""
        self.variables[name] = value
        return await self._outcome()

    async def variable(self, name: str) -> str:
        """Read a channel variable."""
        return self.variables.get(name, "")

    async def hang_up(self) -> None:
        """Hang the channel up."""
        if not self.is_gone:
            await self._happen(Act.IS_HUNG_UP)
            self._depart()

    async def hear(self, speech: tuple[Speech, ...], *, stop_keys: str) -> Heard:
        """Let the caller hear something and press keys meanwhile."""
        if (key := self._ahead.cut(stop_keys)) and not self.is_gone:
            return Said(key)
        for piece in speech:
            if isinstance(await self._outcome(), HungUp):
                return HungUp()
            self._hear(heard(piece), barge_in=bool(stop_keys))
            self._lose_keys(stop_keys)
            if self._typed and not self.is_gone:
                return Said(self._typed.popleft())
        return await self._outcome()

    async def key(self, timeout_s: float) -> str | HungUp:
        """Let the caller press a key, or not."""
        if isinstance(await self._outcome(), HungUp):
            return HungUp()
        if key := self._ahead.key():
            return key
        if not self._typed:
            self._wait_for_key()
        return self._typed.popleft() if self._typed else ""

    async def keys(
        self,
        limit: int,
        terminator: str,
        timeout_s: float,
    ) -> Keyed | HungUp:
        """Let the caller press the rest of his keys."""
        keys = ""
        while self._typed and len(keys) < limit:
            key = self._typed.popleft()
            if key == terminator:
                return Keyed(keys, terminated=True)
            keys += key
        if len(keys) < limit and isinstance(await self._outcome(), HungUp):
            return HungUp()
        return Keyed(keys, terminated=False)

    @property
    def _next(self) -> Act | None:
        return self._steps[0].act if self._steps else None

    async def _outcome(self) -> Heard:
        """Let other tasks run, as a real channel would, and say whether the caller is there."""
        self._settle()
        await asyncio.sleep(0)
        return HungUp() if self.is_gone else Said()

    async def _happen(self, act: Act, detail: str = "") -> Heard:
        outcome = await self._outcome()
        if isinstance(outcome, Said):
            step = Step(act, detail)
            self._note(step)
            if self._steps and self._steps[0].matches(step):
                self._steps.popleft()
            self._settle()
        return outcome

    def _hear(self, step: Step, *, barge_in: bool) -> None:
        scripted = bool(self._steps) and self._steps[0].matches(step)
        if self._strict and not scripted:
            raise self._disagree(f"the flow plays `{step}`")
        self._note(step)
        if scripted:
            self._steps.popleft()
        if self._next is Act.INTERRUPTS:
            if barge_in:
                self._press(self._steps.popleft())
            elif scripted:
                raise self._disagree(f"`{step}` cannot be interrupted")
        self._settle()

    def _lose_keys(self, stop_keys: str) -> None:
        """Drop the keys that cut no prompt, as a channel does."""
        while self._typed and self._typed[0] not in stop_keys:
            self._typed.popleft()

    def _wait_for_key(self) -> None:
        match self._next:
            case Act.KEYS:
                self._press(self._steps.popleft())
            case Act.SILENT:
                self._note(self._steps.popleft())
            case _:
                raise self._disagree("the flow waits for a key")

    def _press(self, step: Step) -> None:
        self._typed.extend(step.detail)
        self._note(Step(step.act, "****") if self._secret else step)

    def _note(self, step: Step) -> None:
        self.transcript.append(str(step))
        if len(self.transcript) > _TRANSCRIPT_LIMIT:
            raise self._disagree("the flow talks for ever")

    def _settle(self) -> None:
        if self._mismatch is not None:
            raise self._mismatch
        if self._next is Act.HANGS_UP and not self.is_gone:
            self._note(self._steps.popleft())
            self._depart()

    def _depart(self) -> None:
        self.music = False
        self._typed.clear()
        self._gone.set()

    def _disagree(self, actual: str) -> ScriptMismatch:
        """Remember the first mismatch: a flow must not talk over it with its last word."""
        step = self._steps[0] if self._steps else None
        if self._mismatch is None:
            self._mismatch = ScriptMismatch(step, actual, tuple(self.transcript))
        return self._mismatch
