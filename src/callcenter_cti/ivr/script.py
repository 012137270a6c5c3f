"""What a scripted caller does, as text: one step a line. Knows nothing of flows or channels.

    hears welcome.platinum      the next thing (of those scripted) that is played to him
    hears amount 12.50 AUD      also `digits 1234`, `number 7`, `day 17 March`, `press 1`,
                                `count 500 points`; `zh: press 2` in another language than his
    hears queue.position (count 3 position)
                                a prompt with the values in its gaps, which may be left out
    interrupts 1                presses keys while he hears the line above, which must allow it
    keys 4000000000000002#      presses keys when he is asked, without a pause between them
    silent                      lets the question time out
    speaks zh                   is spoken to in another language from now on; may be left out
    music starts                also `music stops`, `is answered`, `is hung up`; may be left out
    hangs up                    during the line above

Empty lines and lines that begin with ``#`` say nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr.call import ANY_KEY
from callcenter_cti.ivr.prompts import (
    Amount,
    Count,
    Day,
    Digits,
    Foreign,
    Number,
    Press,
    Prompt,
    Speech,
)


class Act(StrEnum):
    """The verb of a step."""

    HEARS = "hears"
    INTERRUPTS = "interrupts"
    KEYS = "keys"
    SILENT = "silent"
    SPEAKS = "speaks"
    HANGS_UP = "hangs up"
    MUSIC_STARTS = "music starts"
    MUSIC_STOPS = "music stops"
    IS_ANSWERED = "is answered"
    IS_HUNG_UP = "is hung up"


_WITH_KEYS = frozenset({Act.INTERRUPTS, Act.KEYS})
_WITH_DETAIL = _WITH_KEYS | {Act.HEARS, Act.SPEAKS}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a script."""

    act: Act
    detail: str = ""
    """What is heard, which keys are pressed, or which language is spoken."""
    line: int = 0
    """Number of the line, from 1; 0 when the step was not written in a text."""

    def __str__(self) -> str:
        return f"{self.act} {self.detail}".rstrip()

    def matches(self, happened: "Step") -> bool:
        """Tell whether this is what happened, wherever both stand."""
        said = (happened.detail, happened.detail.partition(" (")[0])
        return self.act is happened.act and self.detail in said


@dataclass(frozen=True, slots=True)
class Script:
    """All steps of one caller."""

    steps: tuple[Step, ...]

    @classmethod
    def parse(cls, text: str) -> "Script":
        """Read a script.

        Raises:
            ValueError: a line is no step; the text names it.
        """
        lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
        return cls(
            tuple(_step(line, number) for number, line in lines if line[:1] not in ("", "#"))
        )

    def cut_everywhere(self) -> Iterator["Script"]:
        """Return a script for each place where the caller can hang up, from the very beginning."""
        gone = Step(Act.HANGS_UP)
        steps = tuple(step for step in self.steps if step.act is not Act.HANGS_UP)
        for length in range(len(steps) + 1):
            yield Script((*steps[:length], gone))

    def __str__(self) -> str:
        return "\n".join(map(str, self.steps))


def heard(speech: Speech) -> Step:
    """Return the step of hearing something."""
    return Step(Act.HEARS, _named(speech))


def _named(speech: Speech) -> str:  # noqa: C901, PLR0911 - one line for each kind of speech
    match speech:
        case Prompt():
            values = ", ".join(_named(value) for _, value in speech.values)
            return f"{speech.key} ({values})" if values else speech.key
        case Digits():
            return f"digits {speech.digits}"
        case Number():
            return f"number {speech.value}"
        case Amount():
            return f"amount {speech.money}"
        case Day():
            return f"day {speech.day.day} {speech.day:%B}"
        case Count():
            return f"count {speech.value} {speech.thing}"
        case Press():
            return f"press {speech.key}"
        case Foreign():
            return f"{speech.language}: {_named(speech.speech)}"


def _step(line: str, number: int) -> Step:
    for act in Act:
        if line == act or line.startswith(f"{act} "):
            detail = " ".join(line.removeprefix(act).split())
            _check(act, detail, number)
            return Step(act, detail, number)
    raise ValueError(f"line {number}: `{line}` is no step of a script")


def _check(act: Act, detail: str, number: int) -> None:
    if act in _WITH_KEYS and not (detail and set(detail) <= set(ANY_KEY)):
        raise ValueError(f"line {number}: `{act}` needs keys out of {ANY_KEY}")
    if act is Act.HEARS and not detail:
        raise ValueError(f"line {number}: `{act}` what?")
    if act is Act.SPEAKS and detail not in tuple(Language):
        raise ValueError(f"line {number}: `{act}` needs one of {', '.join(Language)}")
    if detail and act not in _WITH_DETAIL:
        raise ValueError(f"line {number}: nothing can follow `{act}`")
