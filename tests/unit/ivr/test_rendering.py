"""Making the prompt files of a catalogue."""

import io
import wave
from pathlib import Path
from threading import Lock

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.ivr.catalogue import Catalogue
from callcenter_cti.ivr.pattern import PAUSES, whole
from callcenter_cti.ivr.prompt_files import PromptFolders
from callcenter_cti.ivr.rendering import Rendered, missing_prompts, render_prompts
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.speech import fragments
from callcenter_cti.ivr.telephone_audio import spoken
from callcenter_cti.ivr.voices import EspeakVoice
from callcenter_cti.ivr.wav import is_telephone_wav, read_samples

EN = Language.ENGLISH
FRAGMENTS = len(fragments(EN))
SPOKEN = FRAGMENTS - len(PAUSES)
DIFFERENT = len({sentence.text for sentence in fragments(EN).values()}) - len(PAUSES)


def wav(value: int, rate: int = 8000, samples: int = 400) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(value.to_bytes(2, "little", signed=True) * samples)
    return target.getvalue()


class FakeVoice:
    """A voice that remembers what it spoke."""

    def __init__(self, name: str = "fake", broken: str = "") -> None:
        self.name = name
        self.spoken: list[str] = []
        self._broken = broken
        self._lock = Lock()

    def render(self, sentence: Sentence, language: Language) -> bytes:
        assert language is EN
        text = sentence.text
        if text == self._broken:
            raise PeerUnavailable("voice", "is hoarse")
        with self._lock:
            self.spoken.append(text)
        return wav(1000, 16000, samples=400 + sum(text.encode()))


def catalogue(**sentences: str) -> Catalogue:
    return saying({key: Sentence(text) for key, text in sentences.items()})


def saying(sentences: dict[str, Sentence]) -> Catalogue:
    return Catalogue(EN, {key: whole(key, sentence) for key, sentence in sentences.items()})


@pytest.fixture
def folders(tmp_path: Path) -> PromptFolders:
    return PromptFolders(tmp_path / "prompts", tmp_path / "studio")


def test_every_sentence_and_fragment_becomes_a_file(folders: PromptFolders):
    """After a run nothing is missing, and Asterisk can play all of it."""
    voice, texts = FakeVoice(), catalogue(welcome="Welcome.")
    assert len(missing_prompts(texts, folders)) == FRAGMENTS + 1

    rendered = render_prompts(texts, folders, voice=voice)

    assert rendered.written == FRAGMENTS + 1
    assert missing_prompts(texts, folders) == ()
    assert is_telephone_wav(folders.prompt(EN, "welcome").read_bytes())
    assert "Welcome." in voice.spoken


def test_pauses_are_silence_of_their_length(folders: PromptFolders):
    """No voice speaks them, and a sentence is followed by the pause that its last sign means."""
    render_prompts(catalogue(), folders, voice=FakeVoice())

    for name, seconds in (("pause.short", 0.15), ("pause.long", 0.35)):
        samples, rate = read_samples(folders.prompt(EN, name).read_bytes())
        assert len(samples) / rate == seconds
        assert not samples.any()


@pytest.mark.parametrize(("text", "seconds"), [("Go.", 0.35), ("Go,", 0.15), ("Go", 0.02)])
def test_speech_is_followed_by_a_pause(folders: PromptFolders, text: str, seconds: float):
    """After a sentence it is longer than within one; before a value there is hardly any."""
    render_prompts(catalogue(a=text), folders, voice=FakeVoice())

    samples, rate = read_samples(folders.prompt(EN, "a").read_bytes())
    assert len(samples) - samples.nonzero()[0][-1] == pytest.approx(seconds * rate, abs=2)


def test_second_run_renders_nothing(folders: PromptFolders):
    """What was spoken once is never spoken again."""
    render_prompts(catalogue(a="Apple."), folders, voice=FakeVoice())
    voice = FakeVoice()

    rendered = render_prompts(catalogue(a="Apple."), folders, voice=voice)

    assert voice.spoken == []
    assert rendered == Rendered(cached=SPOKEN + 1)


def test_only_what_changed_is_rendered(folders: PromptFolders):
    """A changed sentence is spoken; one that moved to another key is only copied."""
    render_prompts(catalogue(a="Apple.", b="Berry."), folders, voice=FakeVoice())
    voice = FakeVoice()

    rendered = render_prompts(catalogue(a="New.", c="Berry."), folders, voice=voice)

    assert voice.spoken == ["New."]
    assert rendered.written == 2


def test_another_voice_speaks_everything_anew(folders: PromptFolders):
    """Voices do not share a cache."""
    render_prompts(catalogue(a="Apple."), folders, voice=FakeVoice("one"))
    voice = FakeVoice("two")

    render_prompts(catalogue(a="Apple."), folders, voice=voice)

    assert len(set(voice.spoken)) == DIFFERENT + 1


def test_another_reading_is_spoken_anew(folders: PromptFolders):
    """Who corrects how a sentence sounds hears it corrected."""
    before = saying({"a": Sentence("還款", "hai2款")})
    render_prompts(before, folders, voice=FakeVoice())
    voice = FakeVoice()

    render_prompts(saying({"a": Sentence("還款", "huan2款")}), folders, voice=voice)

    assert voice.spoken == ["還款"]


def test_studio_recording_wins(folders: PromptFolders):
    """A recording is played as it is when it fits, converted when it does not, and not spoken."""
    assert folders.studio is not None
    studio = folders.studio / "en"
    studio.mkdir(parents=True)
    (studio / "fits.wav").write_bytes(wav(123))
    (studio / "other.wav").write_bytes(wav(123, 44100))
    voice = FakeVoice()

    rendered = render_prompts(catalogue(fits="Fits.", other="Other."), folders, voice=voice)

    assert rendered.recorded == 2
    assert not {"Fits.", "Other."} & set(voice.spoken)
    assert folders.prompt(EN, "fits").read_bytes() == wav(123)
    assert is_telephone_wav(folders.prompt(EN, "other").read_bytes())


def test_bad_recording_is_named(folders: PromptFolders):
    """Whoever put a wrong file there is told which."""
    assert folders.studio is not None
    (folders.studio / "en").mkdir(parents=True)
    (folders.studio / "en" / "a.wav").write_bytes(b"not a sound")

    with pytest.raises(ValueError, match=r"en/a\.wav: no wav"):
        render_prompts(catalogue(a="Apple."), folders, voice=FakeVoice())


def test_progress_is_told_to_the_end(folders: PromptFolders):
    """Long work shows how far it is."""
    seen: list[tuple[int, int]] = []

    render_prompts(
        catalogue(a="Apple."),
        folders,
        voice=FakeVoice(),
        on_progress=lambda done, total: seen.append((done, total)),
        jobs=2,
    )

    assert seen == [(done, FRAGMENTS + 1) for done in range(1, FRAGMENTS + 2)]


def test_failing_voice_ends_the_run(folders: PromptFolders):
    """The failure is told, and the prompt counts as missing."""
    texts = catalogue(a="Apple.", b="Berry.")

    with pytest.raises(PeerUnavailable, match="hoarse"):
        render_prompts(texts, folders, voice=FakeVoice(broken="Berry."))

    assert "b" in missing_prompts(texts, folders)


def test_espeak_speaks_english():
    """The voice that is always there makes a sentence that is longer than a word."""
    voice = EspeakVoice()

    word, sentence = (
        spoken(voice.render(Sentence(text), EN), pause_s=0.0)
        for text in ("one", "Please key in your card number, followed by the hash key.")
    )

    assert is_telephone_wav(word)
    assert len(sentence) > 5 * len(word) > 10_000
