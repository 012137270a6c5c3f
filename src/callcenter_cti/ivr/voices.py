"""Voices that turn sentences into sound: the port, and espeak-ng, which is always there."""

import shutil
import subprocess
from dataclasses import dataclass
from typing import Final, Protocol

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import PeerUnavailable

_ESPEAK_VOICES: Final = {Language.ENGLISH: "en-us", Language.CHINESE: "cmn-latn-pinyin"}


class Voice(Protocol):
    """Renders sentences. Called from several threads at once."""

    @property
    def name(self) -> str:
        """Name of the voice with all its settings: another name is another sound."""
        ...

    def render(self, text: str, language: Language) -> bytes:
        """Return a wav of 16 bit, any rate.

        Raises:
            PeerUnavailable: the voice did not render it.
        """
        ...


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """espeak-ng, one process a sentence."""

    program: str = "espeak-ng"
    words_per_minute: int = 150
    timeout_s: float = 30.0
    """For one sentence."""

    @property
    def name(self) -> str:
        """Name of the voice."""
        return f"espeak-ng {self.words_per_minute} wpm"

    def render(self, text: str, language: Language) -> bytes:
        """Return a wav.

        Raises:
            PeerUnavailable: espeak-ng is not installed, failed or hung.
        """
        program, voice = shutil.which(self.program), _ESPEAK_VOICES.get(language)
        if program is None or voice is None:
            reason = f"has no voice for {language}" if program else "is not installed"
            raise PeerUnavailable(self.program, reason)
        options = ["-v", voice, "-s", str(self.words_per_minute), "--stdin", "--stdout"]
        try:
            # The text goes over stdin: as an argument it could begin with a dash.
            done = subprocess.run(  # noqa: S603 - a program of the settings, fixed options
                [program, *options], input=text.encode(), capture_output=True,
                timeout=self.timeout_s, check=True,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise PeerUnavailable(self.program, type(error).__name__) from error
        return done.stdout
