"""The catalogue of prompts."""

from pathlib import Path

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr.catalogue import CatalogueError, load_catalogue


def written(folder: Path, text: str, name: str = "en.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_catalogue_is_keys_and_sentences(tmp_path: Path):
    """Sentences may span lines; comments are for reviewers."""
    path = written(tmp_path, "# hello\nwelcome.gold: Welcome,\n  dear customer.\nno: 'No.'\n")

    catalogue = load_catalogue(path)

    assert catalogue.language is Language.ENGLISH
    assert dict(catalogue.sentences) == {
        "welcome.gold": "Welcome, dear customer.",
        "no": "No.",
    }
    assert catalogue.texts()["digit.7"] == "seven"
    assert catalogue.texts()["no"] == "No."


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: A.\nb: B.\na: again", 3, "`a` is there already"),
        ("a: A.\nb:\n", 2, "`b` says nothing"),
        ("a: '  '\n", 1, "`a` says nothing"),
        ("a: A.\nB: x", 2, "`B` is no key"),
        ("../../etc: x", 1, "is no key"),
        ("digit.7: x", 1, "`digit.7` is there already"),
        ("a:\n  b: nested", 2, "it must be one text"),
        ("a: [x]", 1, "it must be one text"),
        ("- a", 1, "list of `key: sentence`"),
        ("", 1, "list of `key: sentence`"),
        ("a: A.\nb: 'x", 2, "found unexpected end of stream"),
    ],
)
def test_faults_are_told_with_their_place(tmp_path: Path, text: str, line: int, reason: str):
    """Whoever wrote the file finds the fault by file and line."""
    path = written(tmp_path, text)

    with pytest.raises(CatalogueError) as raised:
        load_catalogue(path)

    assert raised.value.line >= line
    assert str(raised.value).startswith(f"{path}:{raised.value.line}: error: ")
    assert reason in str(raised.value)


def test_name_of_the_file_is_its_language(tmp_path: Path):
    """A file of an unknown language is refused."""
    with pytest.raises(CatalogueError, match="`xx` is none of the languages en, zh, ja"):
        load_catalogue(written(tmp_path, "a: A.", "xx.yaml"))


def test_file_that_is_not_there(tmp_path: Path):
    """A missing file is an error of the same kind."""
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue(tmp_path / "en.yaml")
