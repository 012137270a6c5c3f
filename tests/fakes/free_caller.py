"""A caller who decides at each question what to do, from what he has heard since the last one."""

from collections.abc import Callable, Sequence

from callcenter_cti.ivr.script import Act, Script, Step
from callcenter_cti.ivr.scripted import ScriptedCall

SILENT = ""
Decide = Callable[[Sequence[str]], str | None]
"""What was heard, as in scripts without ``hears``; returns the keys, or None to hang up."""


class FreeCaller(ScriptedCall):
    """`ScriptedCall` without a script: where that one disagrees, this one goes on."""

    def __init__(self, decide: Decide) -> None:
        super().__init__(Script(()))
        self._decide = decide
        self._since = 0

    def _wait_for_key(self) -> None:
        heard = [line.removeprefix("hears ") for line in self.transcript[self._since :]]
        self._since = len(self.transcript)
        keys = self._decide(heard)
        if keys is None:
            self.leave()
        elif keys == SILENT:
            self._note(Step(Act.SILENT))
        else:
            self._press(Step(Act.KEYS, keys))


def follows(script: str) -> Decide:
    """Do as a script says as long as the flow does; be silent whenever it does something else."""
    answers: list[tuple[str, str]] = []
    prompt = ""
    for step in Script.parse(script).steps:
        if step.act is Act.HEARS:
            prompt = step.detail
        elif step.act in (Act.KEYS, Act.INTERRUPTS, Act.SILENT):
            answers.append((prompt, step.detail))
            prompt = ""

    def decide(heard: Sequence[str]) -> str:
        if answers and (answers[0][0] in heard or not answers[0][0]):
            return answers.pop(0)[1]
        return SILENT

    return decide
