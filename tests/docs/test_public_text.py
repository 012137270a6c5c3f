"""What we publish tells nothing of the machine that it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, name_of

PRIVATE = [
    r"(?<![\w./$}])/(?:home|root|work|Users)/\w",  # somebody's folders
    r"\b(?:pypi|pythonhosted|npmjs|snapshot\.debian|deb\.debian)\.(?:org|com)\b",
    r"\bfile:///\w",
    r"^--(?:extra-)?(?:index-url|find-links)",
]


def test_no_file_names_a_registry_or_somebodys_folder() -> None:
    """Everybody installs from an index of his own, into a place of his own."""
    private = re.compile("|".join(PRIVATE), re.M)
    found = [
        f"{name_of(path)}: {hit[0]}"
        for path in _files()
        if path != Path(__file__)
        for hit in [private.search(path.read_text(errors="replace"))]
        if hit
    ]

    assert found == []


def test_the_search_finds_what_it_looks_for() -> None:
    """An expression that matches nothing would pass for ever."""
    private = re.compile("|".join(PRIVATE), re.M)
    planted = ["in /home/ann/x", "--find-links y", "see " + "pypi.org", "file:///srv/wheels"]

    assert [text for text in planted if not private.search(text)] == []
    assert not private.search("agi/work/x ~/.cache https://example.com/work/1 $HOME/root/x")


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a clone of the repository, so nobody can say what is in it")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]
