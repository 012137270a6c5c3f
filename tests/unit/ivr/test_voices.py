"""The voice espeak-ng, as a program that may fail."""

from pathlib import Path

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import PeerUnavailable
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

    assert voice.render("-x; rm", EN) == b"-v en-us -s 140 --stdin --stdout\n-x; rm"


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
        voice.render("Hello.", EN)


def test_program_that_is_not_installed(tmp_path: Path):
    """What is missing is named."""
    with pytest.raises(PeerUnavailable, match="no-such-voice is unavailable: is not installed"):
        EspeakVoice("no-such-voice").render("Hello.", EN)


def test_language_without_a_voice():
    """espeak-ng reads Japanese characters as "Chinese letter": it is not asked to."""
    with pytest.raises(PeerUnavailable, match="has no voice for ja"):
        EspeakVoice("sh").render("こんにちは", Language.JAPANESE)
