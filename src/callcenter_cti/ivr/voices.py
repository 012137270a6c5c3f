"""Voices that turn sentences into sound: the port, and espeak-ng, which speaks every language."""

import shutil
import subprocess
from dataclasses import dataclass
from typing import Final, Protocol

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.ivr.sentence import Sentence

ESPEAK_VOICES: Final = {
    Language.ENGLISH: "en-us",
    # `cmn` of espeak-ng 1.51 spells characters as English letters; this one is right in 1.52 too.
    Language.CHINESE: "cmn-latn-pinyin",
    Language.JAPANESE: "ja",
}
ESPEAK_SPEEDS: Final = {
    Language.ENGLISH: 155,
    Language.CHINESE: 190,
    Language.JAPANESE: 160,
}
"""Words a minute, as it counts them: some four syllables a second in English and Mandarin, seven
morae in Japanese, which is how services on the telephone speak."""
_NEEDS_READING: Final = frozenset({Language.JAPANESE})
"""espeak-ng says "Chinese letter" for each kanji, and speaks kana."""


class Voice(Protocol):
    """Renders sentences. Called from several threads at once."""

    @property
    def name(self) -> str:
        """Name of the voice with all its settings: another name is another sound."""
        ...

    def render(self, sentence: Sentence, language: Language) -> bytes:
        """Return a wav of 16 bit, any rate.

        Raises:
            PeerUnavailable: the voice did not render it.
        """
        ...


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """espeak-ng, one process a sentence. It speaks the reading where there is one."""

    program: str = "espeak-ng"
    words_per_minute: int = 150
    timeout_s: float = 30.0
    """For one sentence."""

    @property
    def name(self) -> str:
        """Name of the voice."""
        return f"espeak-ng {self.words_per_minute} wpm"

    def render(self, sentence: Sentence, language: Language) -> bytes:
        """Return a wav.

        Raises:
            PeerUnavailable: espeak-ng is not installed, failed or hung, or cannot read it.
        """
        program = shutil.which(self.program)
        if program is None:
            raise PeerUnavailable(self.program, "is not installed")
        if language in _NEEDS_READING and not sentence.reading:
            raise PeerUnavailable(self.program, f"cannot read {sentence.text!r} without a reading")
        text = sentence.reading or sentence.text
        voice, speed = ESPEAK_VOICES[language], str(self.words_per_minute)
        try:
            # The text goes over stdin: as an argument it could begin with a dash.
            done = subprocess.run(  # noqa: S603 - a program of the settings, fixed options
                [program, "-v", voice, "-s", speed, "--stdin", "--stdout"],
                input=text.encode(), capture_output=True, timeout=self.timeout_s, check=True,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise PeerUnavailable(self.program, type(error).__name__) from error
        return done.stdout
