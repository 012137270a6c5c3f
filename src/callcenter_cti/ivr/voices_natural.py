"""Voices that sound like people, each an optional package, and the choice among the installed.

They run offline: model and dictionary are inside the packages. Both are imported when first used.
"""

import importlib
import importlib.util
import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.ivr.sentence import PAUSE_S, Sentence
from callcenter_cti.ivr.voices import ESPEAK_SPEEDS, EspeakVoice, Voice
from callcenter_cti.ivr.wav import pcm_wav

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HIBARI: Final = "hibari"
_OPEN_JTALK: Final = "pyopenjtalk"
_NO_SOUND: Final = re.compile(r"[、。? ]")
_HIBARI_RATE: Final = 24_000
"""Samples a second of all its models."""


def voice_for(language: Language) -> Voice:
    """Return the best voice that is installed; espeak-ng where no other is."""
    if language is Language.ENGLISH and _is_installed(_HIBARI):
        return HibariVoice()
    if language is Language.JAPANESE and _is_installed(_OPEN_JTALK):
        return OpenJtalkVoice()
    return EspeakVoice(words_per_minute=ESPEAK_SPEEDS[language])


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


class _Hibari(Protocol):
    def __call__(self, text: str, *, speed: float, seed: int) -> "NDArray[np.float32]": ...


class _HtsEngine(Protocol):
    def get_sampling_frequency(self) -> int: ...

    def set_speed(self, speed: float) -> None: ...

    def synthesize(self, labels: list[str]) -> "NDArray[np.float64]": ...


class _OpenJtalk(Protocol):
    DEFAULT_HTS_VOICE: bytes

    def HTSEngine(self, voice: bytes) -> _HtsEngine: ...  # noqa: N802 - its name

    def extract_fullcontext(self, text: str, *, use_sudachi_kanji_yomi: bool) -> list[str]: ...

    def g2p(self, text: str, *, kana: bool, use_sudachi_kanji_yomi: bool) -> str: ...


@dataclass(frozen=True, slots=True)
class HibariVoice:
    """hibari-tts: American English. One model a thread, as it is not said to be safe to share."""

    speed: float = 0.9
    """Its own 1.0 is some 200 words a minute, which is fast for a telephone."""
    _models: threading.local = field(default_factory=threading.local, compare=False, repr=False)

    @property
    def name(self) -> str:
        """Name of the voice."""
        return f"hibari heart {self.speed:g}"

    def render(self, sentence: Sentence, language: Language) -> bytes:
        """Return a wav; the same sentence always sounds the same.

        Raises:
            PeerUnavailable: it is not installed, failed, or does not speak the language.
        """
        if language is not Language.ENGLISH:
            raise PeerUnavailable(_HIBARI, f"does not speak {language}")
        try:
            # A number is a seed of its noise, so that a second rendering changes no file.
            samples = self._model()(_going_on(sentence.text), speed=self.speed, seed=0)
        except Exception as error:  # whatever another project's model raises
            raise PeerUnavailable(_HIBARI, type(error).__name__) from error
        return pcm_wav(samples, _HIBARI_RATE)

    def _model(self) -> _Hibari:
        model: _Hibari | None = getattr(self._models, "model", None)
        if model is None:
            model = importlib.import_module(_HIBARI).Hibari()
            self._models.model = model
        return model


def _going_on(text: str) -> str:
    # Before a comma the voice stays up; before nothing it swallows the end: a recogniser took
    # "four" for "July", and misheard 16 words of 193, with commas 10.
    return text if text[-1:] in PAUSE_S else f"{text},"


@dataclass(frozen=True, slots=True)
class OpenJtalkVoice:
    """pyopenjtalk-plus with the voice Mei: Japanese, kanji and pitch accent included.

    What it would read otherwise than the reading says (it takes 八百 for the name Yao) it is given
    as kana, at the price of the accent. One engine a thread: the package's own serves one at a
    time.
    """

    speed: float = 1.0
    _engines: threading.local = field(default_factory=threading.local, compare=False, repr=False)

    @property
    def name(self) -> str:
        """Name of the voice."""
        return f"open-jtalk mei {self.speed:g}"

    def render(self, sentence: Sentence, language: Language) -> bytes:
        """Return a wav.

        Raises:
            PeerUnavailable: it is not installed, failed, or does not speak the language.
        """
        if language is not Language.JAPANESE:
            raise PeerUnavailable(_OPEN_JTALK, f"does not speak {language}")
        try:
            package: _OpenJtalk = importlib.import_module(_OPEN_JTALK)
            text = _readable(sentence, package)
            labels = package.extract_fullcontext(text, use_sudachi_kanji_yomi=False)
            engine = self._engine(package)
            engine.set_speed(self.speed)  # it forgets it after each sentence
            samples, rate = engine.synthesize(labels), engine.get_sampling_frequency()
        except Exception as error:  # whatever another project's engine raises
            raise PeerUnavailable(_OPEN_JTALK, type(error).__name__) from error
        return pcm_wav(samples, rate, full_scale=2.0**15)

    def _engine(self, package: _OpenJtalk) -> _HtsEngine:
        engine: _HtsEngine | None = getattr(self._engines, "engine", None)
        if engine is None:
            engine = package.HTSEngine(package.DEFAULT_HTS_VOICE)
            self._engines.engine = engine
        return engine


def _readable(sentence: Sentence, package: _OpenJtalk) -> str:
    # Our readings settle what its second dictionary guesses: it need not be installed.
    heard = package.g2p(sentence.text, kana=True, use_sudachi_kanji_yomi=False)
    wanted = sentence.reading
    return wanted if wanted and _sounds(heard) != _sounds(wanted) else sentence.text


def _sounds(kana: str) -> str:
    return _NO_SOUND.sub("", kana)
