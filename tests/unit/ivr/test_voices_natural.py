"""The voices that are packages of others: what we ask of them, and what we do without them."""

import importlib.util
import io
import wave
from types import SimpleNamespace

import numpy as np
import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.ivr.loudness import measure
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.voices import EspeakVoice, Voice
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

    assert [voice_for(language) for language in Language] == [EspeakVoice()] * 3
    installed.update(("hibari", "pyopenjtalk"))
    assert [voice_for(language) for language in (EN, ZH, JA)] == [
        HibariVoice(), EspeakVoice(), OpenJtalkVoice(),
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
    ("read_as", "spoken"),
    [("ハッピャク", "八百"), ("ヤオ", "ハッピャク"), ("ハッピャク、", "八百")],
)
def test_open_jtalk_is_given_kana_where_it_misreads(
    monkeypatch: pytest.MonkeyPatch, read_as: str, spoken: str
):
    """The reading decides; where the engine reads the same, it gets the text with its accent."""
    given: list[str] = []

    def tts(text: str, speed: float, **settings: bool) -> tuple["np.ndarray", int]:
        given.append(text)
        return np.array([60_000.0, -60_000.0] * 4800), 48_000

    package = SimpleNamespace(tts=tts, g2p=lambda text, **settings: read_as)
    use(monkeypatch, "pyopenjtalk", package)

    wav = OpenJtalkVoice().render(Sentence("八百", "ハッピャク"), JA)

    assert given == [spoken]
    assert measure(wav).seconds == 0.2, "louder than 16 bit, and still whole"


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
    pytest.importorskip("hibari", reason="the extra voice-en is not installed")

    sound = measure(HibariVoice().render(Sentence("Please key in your card number."), EN))

    assert 1.0 < sound.seconds < 4.0
    assert sound.longest_clip < 4
    assert sound.speech_db > -30


def test_open_jtalk_itself():
    """The real package reads kanji, and what it misreads by the reading."""
    pytest.importorskip("pyopenjtalk", reason="the extra voice-ja is not installed")
    voice = OpenJtalkVoice()

    sound = measure(voice.render(Sentence("暗証番号を入力してください。", ""), JA))

    assert 1.5 < sound.seconds < 5.0
    assert sound.speech_db > -30
    assert voice.render(Sentence("八百", "ハッピャク"), JA) != voice.render(Sentence("八百"), JA)
