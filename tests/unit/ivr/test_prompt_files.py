"""Prompt files on disk."""

from pathlib import Path
from threading import Event, Thread

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr.prompt_files import PromptFolders, alone, write_if_changed

EN = Language.ENGLISH


def test_file_is_written_only_when_it_changes(tmp_path: Path):
    """A run that changes nothing touches nothing: Asterisk may be playing the file."""
    path = tmp_path / "en" / "a.wav"

    assert write_if_changed(path, b"one")
    before = path.stat()
    assert not write_if_changed(path, b"one")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert write_if_changed(path, b"two")

    assert path.read_bytes() == b"two"
    assert path.stat().st_ino != before.st_ino, "replaced, not written into"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [file.name for file in path.parent.iterdir()] == ["a.wav"]


def test_nothing_is_left_of_a_file_that_could_not_be_placed(tmp_path: Path):
    """A failure leaves the folder as it was."""
    path = tmp_path / "a.wav"
    path.mkdir()

    with pytest.raises(OSError, match=r"a\.wav"):
        write_if_changed(path, b"one")

    assert [file.name for file in tmp_path.iterdir()] == ["a.wav"]


def test_one_build_at_a_time(tmp_path: Path):
    """The second waits until the first is done, and says so."""
    folder, waiting, done = tmp_path / "prompts", Event(), Event()

    def second() -> None:
        with alone(folder, waiting.set):
            done.set()

    with alone(folder, lambda: pytest.fail("nobody else is at work")):
        other = Thread(target=second)
        other.start()
        assert waiting.wait(30)
        assert not done.is_set()
    other.join(30)

    assert done.is_set()


def test_missing_prompts_are_named(tmp_path: Path):
    """A start without all prompts can say which ones are missing."""
    folders = PromptFolders(tmp_path)
    write_if_changed(folders.prompt(EN, "b"), b"x")

    assert folders.missing(EN, ["a", "b", "c"]) == ("a", "c")


def test_recordings_are_found_by_key(tmp_path: Path):
    """The studio's folder mirrors the prompts' folder, and need not be there."""
    folders = PromptFolders(tmp_path / "prompts", tmp_path / "studio")
    recording = tmp_path / "studio" / "en" / "a.wav"
    write_if_changed(recording, b"x")

    assert folders.recording(EN, "a") == recording
    assert folders.recording(EN, "b") is None
    assert PromptFolders(tmp_path).recording(EN, "a") is None
