"""A caller who answers what he is asked, as often as he is asked.

On a busy machine a key may come between two commands of the engine and be lost, as it may with
people; he is then asked again, and keys again. So no test hangs on one key.
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from callcenter_cti.lab.carrier import Caller
from tests.contracts.agi_peer import words_of

_LIMIT_S: Final = 60.0
"""The longest announcement, on a busy machine."""

Answers = Mapping[str, str | tuple[str, ...]]
"""Keys by the prompt that asks for them; of several, one each time, the last again and again."""


async def answer(caller: Caller, answers: Answers, *, until: str, pause_s: float = 0.0) -> None:
    """Answer questions until a prompt begins.

    Args:
        caller: who is asked.
        answers: what he keys.
        until: the prompt that ends it; it is not answered.
        pause_s: how long he listens before he keys.

    Raises:
        TimeoutError: the engine plays nothing any more.
    """
    left = {
        prompt: [keys] if isinstance(keys, str) else list(keys) for prompt, keys in answers.items()
    }
    while (prompt := await _next_prompt(caller)) != until:
        if prompt in left:
            await caller.listen(pause_s)
            keys = left[prompt]
            await caller.press(keys.pop(0) if len(keys) > 1 else keys[0])


async def _next_prompt(caller: Caller) -> str:
    """Wait for the next file; the first of a sentence with gaps stands for the prompt."""
    event = await caller.hears("STREAM FILE", limit_s=_LIMIT_S)
    return PurePath(words_of(event["Command"])[2]).name.removesuffix(".1")
