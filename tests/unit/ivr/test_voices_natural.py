"""The voices that are packages of others: what we ask of them, and what we do without them."""

import importlib.util
import io
import wave
from threading import Thread

import numpy as np
import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.ivr.loudness import measure
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.voices import ESPEAK_SPEEDS, EspeakVoice, Voice
from callcenter_cti.ivr.voices_natural import HibariVoice, OpenJtalkVoice, voice_for

EN, ZH, JA = Language.ENGLISH, Language.CHINESE, Language.JAPANESE


class FakeHibari:
    """The package hibari, with one word."""

    def __init__(self) -> None:
        self.spoken: list[tuple[str, float, int]] = []
        self.Hibari = lambda: self

    def __call__(self, text: str, *, speed: float, seed: int) -> "np.ndarray":
        self.spoken.append((text, speed, seed))
        return np.full(2400, 0.5, np.float32)


class FakeOpenJtalk:
    """The package pyopenjtalk: it reads everything the same way."""

    DEFAULT_HTS_VOICE = b"mei"

    def __init__(self, read_as: str) -> None:
        self.spoken: list[tuple[str, float]] = []
        self.loaded: list[bytes] = []
        self._read_as = read_as

    def g2p(self, text: str, **settings: bool) -> str:
        return self._read_as

    def extract_fullcontext(self, text: str, **settings: bool) -> list[str]:
        return [text]

    def HTSEngine(self, voice: bytes) -> "FakeEngine":  # noqa: N802 - its name
        self.loaded.append(voice)
        return FakeEngine(self)


class FakeEngine:
    """One engine; it forgets its speed after each sentence."""

    def __init__(self, package: FakeOpenJtalk) -> None:
        self._package = package
        self._speed = 1.0

    def get_sampling_frequency(self) -> int:
        return 48_000

    def set_speed(self, speed: float) -> None:
        self._speed = speed

    def synthesize(self, labels: list[str]) -> "np.ndarray":
        self._package.spoken.append((labels[0], self._speed))
        self._speed = 1.0
        return np.array([60_000.0, -60_000.0] * 4800)


def use(monkeypatch: pytest.MonkeyPatch, name: str, package: object) -> None:
    """Let a package be installed, or not (None)."""
    monkeypatch.setitem(__import__("sys").modules, name, package)


def test_best_voice_that_is_installed_is_taken(monkeypatch: pytest.MonkeyPatch):
    """Without the packages espeak-ng speaks all languages; with them it speaks Mandarin."""
    real = importlib.util.find_spec
    installed: set[str] = set()

    def find(name: str) -> object:
        if name in ("hibari", "pyopenjtalk"):
            return name if name in installed else None
        return real(name)

    monkeypatch.setattr(importlib.util, "find_spec", find)

    espeak = {x: EspeakVoice(words_per_minute=speed) for x, speed in ESPEAK_SPEEDS.items()}
    assert {language: voice_for(language) for language in Language} == espeak
    installed.update(("hibari", "pyopenjtalk"))
    assert [voice_for(language) for language in (EN, ZH, JA)] == [
        HibariVoice(), espeak[ZH], OpenJtalkVoice(),
    ]  # fmt: skip


def test_hibari_speaks_the_same_each_time(monkeypatch: pytest.MonkeyPatch):
    """It is loaded once, gets a fixed seed, and its sound becomes a wav of 24 kHz."""
    package, voice = FakeHibari(), HibariVoice(speed=0.9)
    use(monkeypatch, "hibari", package)

    wavs = [voice.render(Sentence("Hello."), EN) for _ in range(2)]

    assert package.spoken == [("Hello.", 0.9, 0)] * 2
    assert wavs[0] == wavs[1]
    with wave.open(io.BytesIO(wavs[0])) as file:
        assert (file.getframerate(), file.getnframes()) == (24_000, 2400)
    assert measure(wavs[0]).peak_db == pytest.approx(-6.02, abs=0.01)


@pytest.mark.parametrize(
    ("text", "spoken"), [("four", "four,"), ("For points,", "For points,"), ("Go.", "Go.")]
)
def test_hibari_speaks_what_goes_on_as_going_on(
    monkeypatch: pytest.MonkeyPatch, text: str, spoken: str
):
    """A text without a sign is a piece of a sentence: it gets a comma."""
    package = FakeHibari()
    use(monkeypatch, "hibari", package)

    HibariVoice().render(Sentence(text), EN)

    assert [said for said, _, _ in package.spoken] == [spoken]


@pytest.mark.parametrize(
    ("read_as", "spoken"),
    [("ハッピャク", "八百"), ("ヤオ", "ハッピャク"), ("ハッピャク、", "八百")],
)
def test_open_jtalk_is_given_kana_where_it_misreads(
    monkeypatch: pytest.MonkeyPatch, read_as: str, spoken: str
):
    """The reading decides; where the engine reads the same, it gets the text with its accent."""
    package = FakeOpenJtalk(read_as)
    use(monkeypatch, "pyopenjtalk", package)

    wav = OpenJtalkVoice(speed=0.8).render(Sentence("八百", "ハッピャク"), JA)

    assert package.spoken == [(spoken, 0.8)]
    assert measure(wav).seconds == 0.2, "louder than 16 bit, and still whole"


def test_open_jtalk_has_an_engine_for_each_thread(monkeypatch: pytest.MonkeyPatch):
    """They speak at the same time; within a thread the voice is loaded once."""
    package = FakeOpenJtalk("ハイ")
    use(monkeypatch, "pyopenjtalk", package)
    voice = OpenJtalkVoice()

    def speak_twice() -> None:
        for _ in range(2):
            voice.render(Sentence("はい", "ハイ"), JA)

    threads = [Thread(target=speak_twice) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert package.loaded == [b"mei"] * 3
    assert len(package.spoken) == 6


@pytest.mark.parametrize(
    ("voice", "package", "language"),
    [(HibariVoice(), "hibari", EN), (OpenJtalkVoice(), "pyopenjtalk", JA)],
)
def test_package_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, voice: Voice, package: str, language: Language
):
    """A voice without its package is an unavailable peer, like one that fails."""
    use(monkeypatch, package, None)

    with pytest.raises(PeerUnavailable, match=f"{package} is unavailable: ModuleNotFoundError"):
        voice.render(Sentence("Hello.", "ハロー"), language)


@pytest.mark.parametrize("voice", [HibariVoice(), OpenJtalkVoice()])
def test_other_languages_are_refused(voice: Voice):
    """No voice speaks a language that it would only mangle."""
    with pytest.raises(PeerUnavailable, match="does not speak zh"):
        voice.render(Sentence("您好"), ZH)


def test_settings_are_part_of_the_name():
    """Another speed is another sound, and is not taken from the cache."""
    assert HibariVoice(0.9).name != HibariVoice(1.0).name
    assert OpenJtalkVoice(0.9).name != OpenJtalkVoice(1.0).name


def test_hibari_itself():
    """The real package speaks offline, without clipping."""
    sound = measure(HibariVoice().render(Sentence("Please key in your card number."), EN))

    assert 1.0 < sound.seconds < 4.0
    assert sound.longest_clip < 4
    assert sound.speech_db > -30


def test_open_jtalk_itself():
    """The real package reads kanji, and what it misreads by the reading."""
    voice = OpenJtalkVoice()

    sound = measure(voice.render(Sentence("暗証番号を入力してください。", ""), JA))

    assert 1.5 < sound.seconds < 5.0
    assert sound.speech_db > -30
    assert voice.render(Sentence("八百", "ハッピャク"), JA) != voice.render(Sentence("八百"), JA)
