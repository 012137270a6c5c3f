"""YAML with places: what is plain text, what is a number, what is refused."""

from pathlib import Path

import pytest

from callcenter_cti.config.findings import FindingsError, Mark
from callcenter_cti.config.yaml_tree import Document, Tree, read_yaml


def read(folder: Path, text: str | bytes) -> Document:
    """Read a text as a file."""
    path = folder / "f.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(path)


def refused(folder: Path, text: str | bytes) -> str:
    """Return what is said about a file that is not YAML, without its folder."""
    with pytest.raises(FindingsError) as error:
        read(folder, text)
    return str(error.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0800", "0800"),
        ("0x10", "0x10"),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("1.5", 1.5),
        ("1e3", "1e3"),
        ("12:30", "12:30"),
        ("2026-03-02", "2026-03-02"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
    ],
)
def test_scalars_are_what_they_look_like(tmp_path: Path, written: str, value: Tree) -> None:
    """No country is a truth value, no number is octal, no date is an object."""
    document = read(tmp_path, f"key: {written}\n")

    assert document.data == {"key": value}
    assert document.findings == []


def test_keys_are_text_as_written(tmp_path: Path) -> None:
    """A hotline 0800 keeps its zero."""
    assert read(tmp_path, "{0800: 1, 12: 2, no: 3, null: 4}").data == {
        "0800": 1,
        "12": 2,
        "no": 3,
        "null": 4,
    }


def test_every_key_and_value_has_its_place(tmp_path: Path) -> None:
    """Lines and columns count from 1."""
    document = read(tmp_path, "a:\n  b: [x, {c: 1}]\n")

    assert document.key_mark(("a",)) == Mark(1, 1)
    assert document.key_mark(("a", "b")) == Mark(2, 3)
    assert document.value_mark(("a", "b", 0)) == Mark(2, 7)
    assert document.value_mark(("a", "b", 1, "c")) == Mark(2, 14)


def test_what_is_not_there_has_the_place_of_what_is_around_it(tmp_path: Path) -> None:
    """A key that is missing is reported at its section."""
    document = read(tmp_path, "a:\n  b: {}\n")

    assert document.key_mark(("a", "b", "c", "d")) == Mark(2, 3)
    assert document.value_mark(("a", "b", "c")) == Mark(2, 3)
    assert document.key_mark(("z",)) == Mark(1, 1)


def test_a_key_that_stands_twice_is_a_finding_at_the_second(tmp_path: Path) -> None:
    """The first one holds, so that the rest can be checked."""
    document = read(tmp_path, "a: 1\nb: 2\na: 3\n")

    assert document.data == {"a": 1, "b": 2}
    assert [str(finding).rpartition("/")[2] for finding in document.findings] == [
        "f.yaml:3:1: error: the key `a` stands here twice"
    ]


def test_anchors_and_merge_keys_work(tmp_path: Path) -> None:
    """Own keys win, of several sources the first; places are those of the anchors."""
    document = read(
        tmp_path,
        "x: &x {a: 1, b: {c: 1}}\ny: &y {a: 2, d: 2}\nz:\n  <<: [*x, *y]\n  b: 3\nw: *x\n",
    )

    assert document.findings == []
    assert document.data == {
        "x": {"a": 1, "b": {"c": 1}},
        "y": {"a": 2, "d": 2},
        "z": {"a": 1, "b": 3, "d": 2},
        "w": {"a": 1, "b": {"c": 1}},
    }
    assert document.key_mark(("z", "a")) == Mark(1, 8)
    assert document.key_mark(("z", "d")) == Mark(2, 14)
    assert document.key_mark(("z", "b")) == Mark(5, 3)


def test_merging_what_is_merged_already_works(tmp_path: Path) -> None:
    """A queue like a queue like a queue."""
    document = read(tmp_path, "x: &x {a: 1}\ny: &y\n  <<: *x\n  b: 2\nz:\n  <<: *y\n  c: 3\n")

    assert document.data == {"x": {"a": 1}, "y": {"b": 2, "a": 1}, "z": {"c": 3, "b": 2, "a": 1}}
    assert document.key_mark(("z", "a")) == Mark(1, 8)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: &a [*a]\n", "1:4: error: too deep, or an anchor inside itself"),
        ("a: &a\n  <<: *a\n", "1:4: error: too deep, or an anchor inside itself"),
        ("a: 1" + "0" * 5000, "1:4: error: this is no int"),
        ("<<: 3\n", "1:5: error: `<<` takes a mapping or a list of them"),
        ("? [a, b]\n: 1\n", "1:3: error: a key must be a plain word"),
        ("a: !secret x\n", "1:4: error: the tag '!secret' is not known here"),
        ("a: !!int x\n", "1:4: error: this is no int"),
        ("a: !!python/object:os.system x\n", "1:4: error: the tag"),
    ],
)
def test_what_yaml_allows_and_rules_do_not_is_a_finding(
    tmp_path: Path, text: str, what: str
) -> None:
    """With its place; the rest is read."""
    (finding,) = read(tmp_path, text).findings

    assert f"f.yaml:{what}" in str(finding)


def test_a_file_that_unfolds_without_end_is_cut(tmp_path: Path) -> None:
    """A billion laughs are a finding, soon."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]

    document = read(tmp_path, "\n".join(lines))

    assert "too much" in str(document.findings[0])
    assert len(document.findings) == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: [1\nb: 2\n", "f.yaml:2:2: error: not YAML: "),
        ("a: b: c\n", "f.yaml:1:5: error: not YAML: mapping values are not allowed"),
        ("a: " + "[" * 900, "f.yaml:1:43: error: too deep, or an anchor inside itself"),
        ("a: *nobody\n", "f.yaml:1:4: error: not YAML: found undefined alias"),
        ("a: 1\n--- \nb: 2\n", "f.yaml:2:1: error: not YAML: "),
        ("a: " + "[" * 300_000, "f.yaml:1:"),  # newer parsers have a bound of their own
        (b"a: \xff\n", "f.yaml:1:1: error: cannot be read: not UTF-8"),
        ("a: \x01\n", "f.yaml:1:1: error: not YAML: "),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_place(
    tmp_path: Path, text: str | bytes, what: str
) -> None:
    """As far as the parser knows it."""
    assert refused(tmp_path, text).startswith(what)


def test_anchors_that_unfold_too_deep_are_cut(tmp_path: Path) -> None:
    """However flat the file looks."""
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60)]

    findings = read(tmp_path, "\n".join(lines)).findings

    assert {finding.what for finding in findings} == {"too deep, or an anchor inside itself"}


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    """With the reason."""
    with pytest.raises(FindingsError, match=r"none\.yaml:1:1: error: cannot be read: No such"):
        read_yaml(tmp_path / "none.yaml")


def test_an_empty_file_is_nothing(tmp_path: Path) -> None:
    """What that means is the schema's affair."""
    assert read(tmp_path, "# only a remark\n").data is None
