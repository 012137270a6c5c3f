"""A piece of text that a voice speaks whole, and how long it is silent after it."""

from dataclasses import dataclass
from typing import Final

PAUSE_S: Final = {**dict.fromkeys(".。?", 0.35), **dict.fromkeys(",、\uff0c:", 0.15)}
"""Silence in seconds that a sign stands for: between sentences, and within one."""
JOINED_S: Final = 0.02
"""Silence after a text that a value or another fragment follows: words run into each other."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What becomes one sound file."""

    text: str
    """As people of that language write it; of a pause, just its sign."""
    reading: str = ""
    """As it sounds, for voices that read the text wrong: Japanese in katakana, Mandarin with
    pinyin and tone for such characters (``huan2款日``). Empty where none is needed."""

    @property
    def is_pause(self) -> bool:
        """Whether there is nothing in it to speak."""
        return self.text in PAUSE_S

    @property
    def pause_s(self) -> float:
        """How long it is silent after it, in seconds."""
        return PAUSE_S.get(self.text[-1:], JOINED_S)
