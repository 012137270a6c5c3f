"""The voice espeak-ng, as a program that may fail."""

from pathlib import Path

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.ivr.sentence import Sentence
from callcenter_cti.ivr.voices import EspeakVoice

EN = Language.ENGLISH


def program(folder: Path, text: str) -> str:
    path = folder / "voice"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_text_goes_to_the_program_and_its_sound_comes_back(tmp_path: Path):
    """The sentence is no argument: it may begin with a dash."""
    voice = EspeakVoice(program(tmp_path, 'echo "$@"; cat'), words_per_minute=140)

    assert voice.render(Sentence("-x; rm"), EN) == b"-v en-us -s 140 --stdin --stdout\n-x; rm"


def test_settings_are_part_of_the_name():
    """Another speed is another sound, and is not taken from the cache."""
    assert EspeakVoice(words_per_minute=140).name != EspeakVoice(words_per_minute=150).name


@pytest.mark.parametrize(
    ("text", "reason"), [("exit 1", "CalledProcessError"), ("exec sleep 60", "TimeoutExpired")]
)
def test_program_that_fails_or_hangs(tmp_path: Path, text: str, reason: str):
    """A failing or hanging program is an unavailable peer."""
    voice = EspeakVoice(program(tmp_path, text), timeout_s=0.2)

    with pytest.raises(PeerUnavailable, match=reason):
        voice.render(Sentence("Hello."), EN)


def test_program_that_is_not_installed(tmp_path: Path):
    """What is missing is named."""
    with pytest.raises(PeerUnavailable, match="no-such-voice is unavailable: is not installed"):
        EspeakVoice("no-such-voice").render(Sentence("Hello."), EN)


def test_kanji_without_a_reading(tmp_path: Path):
    """espeak-ng says "Chinese letter" for each kanji: it is not asked to."""
    voice = EspeakVoice(program(tmp_path, "cat"))

    with pytest.raises(PeerUnavailable, match="cannot read '残高は' without a reading"):
        voice.render(Sentence("残高は"), Language.JAPANESE)
    assert (
        voice.render(Sentence("残高は", "ザンダカワ"), Language.JAPANESE) == "ザンダカワ".encode()
    )


@pytest.mark.parametrize(
    ("language", "name"), [(Language.CHINESE, "cmn-latn-pinyin"), (Language.JAPANESE, "ja")]
)
def test_reading_is_spoken_where_there_is_one(tmp_path: Path, language: Language, name: str):
    """Each language has its voice, which gets the reading instead of the text."""
    voice = EspeakVoice(program(tmp_path, 'echo "$2"; cat'))

    spoken = voice.render(Sentence("還款日", "huan2款日"), language)

    assert spoken.decode() == f"{name}\nhuan2款日"
