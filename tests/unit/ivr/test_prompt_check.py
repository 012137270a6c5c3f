"""What is wrong with prompts and their files."""

from pathlib import Path

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr.catalogue import Catalogue
from callcenter_cti.ivr.prompt_check import Fault, check_files, check_keys, check_sound
from callcenter_cti.ivr.prompt_files import PromptFolders, write_if_changed
from callcenter_cti.ivr.prompt_names import NamedPrompts
from callcenter_cti.ivr.sentence import Sentence
from tests.unit.ivr.sounds import tone, wav_of

EN = Language.ENGLISH


def catalogue(*keys: str) -> Catalogue:
    return Catalogue(EN, {key: Sentence(key) for key in keys})


@pytest.fixture
def folders(tmp_path: Path) -> PromptFolders:
    """Folders in which every fragment has a good sound."""
    folders = PromptFolders(tmp_path / "prompts", tmp_path / "studio")
    for key in catalogue().texts():
        write_if_changed(folders.prompt(EN, key), tone(-10))
    return folders


def test_keys_that_are_used_are_right():
    """Nothing is found where flows and rules name what there is, and all of it."""
    named = NamedPrompts(frozenset({"goodbye"}), ())

    assert list(check_keys(catalogue("goodbye", "welcome.gold"), named, {"welcome.gold"})) == []


def test_greetings_need_not_be_used():
    """The rules choose among them."""
    assert list(check_keys(catalogue("welcome.gold"), NamedPrompts(frozenset(), ()), ())) == []


def test_keys_are_missing_or_unused():
    """Names without a key and keys without a name are both told."""
    named = NamedPrompts(frozenset({"goodbye"}), ("pin.odl", "reward.*"))

    found = list(check_keys(catalogue("goodbye", "pin.old"), named, {"welcome.silver"}))

    assert [(finding.fault, finding.subject) for finding in found] == [
        (Fault.MISSING, "pin.odl"),
        (Fault.MISSING, "reward.*"),
        (Fault.MISSING, "welcome.silver"),
        (Fault.UNUSED, "pin.old"),
    ]


def test_complete_folder_has_no_findings(folders: PromptFolders):
    """Prompts and fragments all there, all audible."""
    write_if_changed(folders.prompt(EN, "goodbye"), tone(-6))

    assert list(check_files(catalogue("goodbye"), folders)) == []


def test_files_are_missing_or_unused(folders: PromptFolders):
    """A recording in the studio's folder with a mistyped name is found too."""
    assert folders.studio is not None
    write_if_changed(folders.prompt(EN, "old"), tone(-6))
    write_if_changed(folders.studio / "en" / "godbye.wav", tone(-6))

    found = list(check_files(catalogue("goodbye"), folders))

    assert [(finding.fault, Path(finding.subject).name) for finding in found] == [
        (Fault.MISSING, "goodbye.wav"),
        (Fault.UNUSED, "old.wav"),
        (Fault.UNUSED, "godbye.wav"),
    ]


@pytest.mark.parametrize(
    ("wav", "faults"),
    [
        (tone(-3), [Fault.TOO_LOUD]),
        (tone(-7), []),
        (tone(-39), []),
        (tone(-41), [Fault.SILENT]),
        (wav_of([0] * 8000), [Fault.SILENT]),
        (tone(-10, seconds=0.05), [Fault.SILENT]),
        (b"", [Fault.UNPLAYABLE]),
        (tone(-10, rate=16000), [Fault.UNPLAYABLE]),
        (wav_of(([0] * 196 + [32767] * 4) * 20), [Fault.CLIPPED]),
        (wav_of(([0] * 197 + [32767] * 3) * 20), []),
        (wav_of([32767, -32768] * 4000), [Fault.CLIPPED, Fault.TOO_LOUD]),
    ],
    ids=[
        "too loud", "loud", "just audible", "too soft", "zeros", "too short", "no wav",
        "other rate", "clipped", "loud peaks", "square wave",
    ],
)  # fmt: skip
def test_sounds_are_measured(wav: bytes, faults: list[Fault]):
    """Each limit is found from both sides."""
    assert [finding.fault for finding in check_sound("a", wav)] == faults


def test_speech_that_is_too_loud():
    """Level counts, not the peak: -3 dB of a sine is loud, of speech it is not."""
    (finding,) = check_sound("en/a.wav", tone(-5))

    assert str(finding) == "too loud: en/a.wav: speech at -8.0 dB, -9 is the most"
    assert list(check_sound("en/a.wav", tone(-6.1))) == []
