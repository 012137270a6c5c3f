"""A piece of text that a voice speaks whole."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """What becomes one sound file."""

    text: str
    """As people of that language write it."""
    reading: str = ""
    """As it sounds, for voices that read the text wrong: Japanese in katakana, Mandarin with
    pinyin and tone for such characters (``huan2款日``). Empty where none is needed."""
