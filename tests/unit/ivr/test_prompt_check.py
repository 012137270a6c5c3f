"""What is wrong with prompts and their files."""

from pathlib import Path

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr.catalogue import Catalogue
from callcenter_cti.ivr.pattern import Gap, Line, whole
from callcenter_cti.ivr.prompt_check import Fault, check_files, check_keys, check_sound
from callcenter_cti.ivr.prompt_files import PromptFolders, write_if_changed
from callcenter_cti.ivr.prompt_names import NamedPrompts
from callcenter_cti.ivr.sentence import Sentence
from tests.unit.ivr.sounds import tone, wav_of

EN = Language.ENGLISH


def catalogue(*keys: str) -> Catalogue:
    return Catalogue(EN, {key: whole(key, Sentence(key)) for key in keys})


@pytest.fixture
def folders(tmp_path: Path) -> PromptFolders:
    """Folders in which every fragment has a good sound."""
    folders = PromptFolders(tmp_path / "prompts", tmp_path / "studio")
    for key in catalogue().texts():
        write_if_changed(folders.prompt(EN, key), tone(-15))
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


def test_gaps_are_filled():
    """A flow gives the values that a sentence has gaps for, no more and no fewer."""
    line = Line("Due on { $date }.", ("due.1", Gap("date")), {"due.1": Sentence("Due on")})
    texts = Catalogue(EN, {"due": line, "goodbye": whole("goodbye", Sentence("Goodbye."))})
    right = [("due", frozenset({"date"})), ("goodbye", frozenset[str]())]
    wrong = [("due", frozenset[str]()), ("goodbye", frozenset({"name"}))]

    def found(filled: list[tuple[str, frozenset[str]]]) -> list[str]:
        named = NamedPrompts(frozenset({"due", "goodbye"}), (), frozenset(filled))
        return [str(finding) for finding in check_keys(texts, named, ())]

    assert found(right) == []
    assert found(wrong) == [
        "unfilled: due: a flow gives nothing, the sentence has gaps for $date",
        "unfilled: goodbye: a flow gives $name, the sentence has gaps for nothing",
    ]


def test_pauses_are_silent(folders: PromptFolders):
    """A pause is no fault, but Asterisk must be able to play it."""
    path = folders.prompt(EN, "pause.short")
    write_if_changed(path, wav_of([0] * 800))
    assert list(check_files(catalogue(), folders)) == []

    write_if_changed(path, wav_of([0] * 800, rate=16000))
    assert [finding.fault for finding in check_files(catalogue(), folders)] == [Fault.UNPLAYABLE]


def test_complete_folder_has_no_findings(folders: PromptFolders):
    """Prompts and fragments all there, all audible."""
    write_if_changed(folders.prompt(EN, "goodbye"), tone(-15))

    assert list(check_files(catalogue("goodbye"), folders)) == []


def test_files_are_missing_or_unused(folders: PromptFolders):
    """A recording in the studio's folder with a mistyped name is found too."""
    assert folders.studio is not None
    write_if_changed(folders.prompt(EN, "old"), tone(-15))
    write_if_changed(folders.studio / "en" / "godbye.wav", tone(-15))

    found = list(check_files(catalogue("goodbye"), folders))

    assert [(finding.fault, Path(finding.subject).name) for finding in found] == [
        (Fault.MISSING, "goodbye.wav"),
        (Fault.UNUSED, "old.wav"),
        (Fault.UNUSED, "godbye.wav"),
    ]


@pytest.mark.parametrize(
    ("wav", "faults"),
    [
        (tone(-8), [Fault.TOO_LOUD]),
        (tone(-10), []),
        (tone(-24), []),
        (tone(-26), [Fault.TOO_SOFT]),
        (tone(-39), [Fault.TOO_SOFT]),
        (tone(-41), [Fault.SILENT]),
        (wav_of([0] * 8000), [Fault.SILENT]),
        (tone(-15, seconds=0.05), [Fault.SILENT]),
        (b"", [Fault.UNPLAYABLE]),
        (tone(-15, rate=16000), [Fault.UNPLAYABLE]),
        (wav_of(([0] * 196 + [32767] * 4) * 20), [Fault.CLIPPED]),
        (wav_of(([0] * 197 + [32767] * 3) * 20), []),
        (wav_of([32767, -32768] * 4000), [Fault.CLIPPED, Fault.TOO_LOUD]),
    ],
    ids=[
        "too loud", "loud", "soft", "too soft", "just audible", "silent", "zeros", "too short",
        "no wav", "other rate", "clipped", "loud peaks", "square wave",
    ],
)  # fmt: skip
def test_sounds_are_measured(wav: bytes, faults: list[Fault]):
    """Each limit is found from both sides."""
    assert [finding.fault for finding in check_sound("a", wav)] == faults


def test_speech_that_is_too_loud():
    """Level counts, not the peak: -3 dB of a sine is loud, of speech it is not."""
    (finding,) = check_sound("en/a.wav", tone(-8))

    assert str(finding) == "too loud: en/a.wav: speech at -11.0 dB, -12 is the most"
    assert list(check_sound("en/a.wav", tone(-9.1))) == []
