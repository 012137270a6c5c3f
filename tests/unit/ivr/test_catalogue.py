"""The catalogue of prompts."""

from pathlib import Path

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr.catalogue import CatalogueError, load_catalogue, load_catalogues
from callcenter_cti.ivr.pattern import Gap, whole
from callcenter_cti.ivr.sentence import Sentence


def written(folder: Path, text: str, name: str = "en.ftl") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_catalogue_is_keys_and_sentences(tmp_path: Path):
    """Dashes are the dots of keys, sentences may span lines, comments are for reviewers."""
    text = "# hello\nwelcome-gold_card = Welcome,\n    dear customer.\n## more\nno = No.\n"
    path = written(tmp_path, text)

    catalogue = load_catalogue(path)

    assert catalogue.language is Language.ENGLISH
    assert dict(catalogue.lines) == {
        "welcome.gold_card": whole("welcome.gold_card", Sentence("Welcome, dear customer.")),
        "no": whole("no", Sentence("No.")),
    }
    assert catalogue.texts()["digit.7"] == Sentence("seven")
    assert catalogue.texts()["no"] == Sentence("No.")


def test_reading_stands_below_its_sentence(tmp_path: Path):
    """Lines of a language without spaces are joined without one."""
    text = "a = 残高は、\n    次の通りです。\n    .reading = ザンダカワ、 ツギノ トーリデス。\n"

    catalogue = load_catalogue(written(tmp_path, text, "ja.ftl"))

    assert catalogue.texts()["a"] == Sentence(
        "残高は、次の通りです。", "ザンダカワ、 ツギノ トーリデス。"
    )


def test_gaps_stand_where_the_language_has_them(tmp_path: Path):
    """A sentence is cut at its gaps; its pieces are files of their own."""
    text = "a = Pay { $amount },\n    by { $date }.\nb = { $place } it is."

    catalogue = load_catalogue(written(tmp_path, text))

    assert catalogue.lines["a"].text == "Pay { $amount }, by { $date }."
    assert catalogue.lines["a"].pattern == (
        "a.1", Gap("amount"), "pause.short", "a.2", Gap("date", ends=True),
    )  # fmt: skip
    assert catalogue.lines["b"].pattern == (Gap("place"), "b.1")
    said = {name: one.text for name, one in catalogue.texts().items() if name[:2] in ("a.", "b.")}
    assert said == {"a.1": "Pay", "a.2": "by", "b.1": "it is."}


def test_sign_behind_a_gap_is_a_pause(tmp_path: Path):
    """A comma is a short pause, a full stop a long one, where the language has no word for it."""
    catalogue = load_catalogue(written(tmp_path, "a = { $date }，{ $amount }。", "zh.ftl"))  # noqa: RUF001

    assert catalogue.lines["a"].pattern == (
        Gap("date"), "pause.short", Gap("amount"), "pause.long",
    )  # fmt: skip
    assert not catalogue.lines["a"].sentences


def test_ending_of_a_japanese_sentence_is_spoken_with_the_value(tmp_path: Path):
    """The sentence's です is the value's own; elsewhere it is text like any other."""
    text = (
        "a = 残高は{ $amount }です。\n    .reading = ザンダカワ{ $amount }デス。\n"
        "b = { $date }ですが、\n    .reading = { $date }デスガ、\n"
    )

    catalogue = load_catalogue(written(tmp_path, text, "ja.ftl"))

    assert catalogue.lines["a"].pattern == ("a.1", Gap("amount", ends=True))
    assert catalogue.texts()["a.1"] == Sentence("残高は", "ザンダカワ")
    assert catalogue.lines["b"].pattern == (Gap("date"), "b.1")
    assert catalogue.texts()["b.1"] == Sentence("ですが、", "デスガ、")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a = A.\nb = B.\na = again", 3, "`a` is there already"),
        ("a = A.\nb =\nc = C.", 2, 'message "b" to have a value'),
        ("a =\n    .reading = x", 1, "`a` says nothing"),
        ("a = A.\nB = x", 2, "`B` is no key"),
        ("a = A.\na--b = x", 2, "`a--b` is no key"),
        ("digit-7 = x", 1, "`digit-7` is there already"),
        ("a = A.\n\nb = Dear { name },", 3, "`b` has a placeholder that is no gap"),
        ('a = { "x" }', 1, "`a` has a placeholder that is no gap; write `{ $name }`"),
        ("a = { NUMBER($n) }", 1, "`a` has a placeholder that is no gap"),
        ("a = { $x } and { $x }.", 1, "`a` has a gap twice"),
        ("a = Now.\n    .reading = { $x }", 1, "`a`: text and reading do not have the same gaps"),
        ("a = Pay { $x }.\na-1 = Pay", 2, "`a-1` is there already"),
        ("a-1 = Pay\na = Pay { $x }.", 2, "`a` is there already"),
        ("a = A.\n-brand = x", 2, "`-brand` is a term"),
        ("a = A.\n    .tone = warm", 1, "`a` can have one `.reading`, not `.tone`"),
        ("a = A.\n    .reading = x\n    .reading = y", 1, "`a` can have one `.reading`"),
        ("a: yaml", 1, "Expected token"),
        ("a = A.\n../b = x", 2, "Expected a character"),
    ],
)
def test_faults_are_told_with_their_place(tmp_path: Path, text: str, line: int, reason: str):
    """Whoever wrote the file finds the fault by file and line."""
    path = written(tmp_path, text)

    with pytest.raises(CatalogueError) as raised:
        load_catalogue(path)

    assert str(raised.value).startswith(f"{path}:{line}: error: ")
    assert reason in str(raised.value)


@pytest.mark.parametrize("reading", ["", "\n    .reading = 残高", "\n    .reading = zandaka"])
def test_japanese_needs_a_reading(tmp_path: Path, reading: str):
    """Without katakana, half of the voices could not speak the sentence."""
    path = written(tmp_path, f"a = 残高{reading}", "ja.ftl")

    with pytest.raises(CatalogueError, match=r"`a` needs a `\.reading` in katakana"):
        load_catalogue(path)


def test_name_of_the_file_is_its_language(tmp_path: Path):
    """A file of an unknown language is refused."""
    with pytest.raises(CatalogueError, match="`xx` is none of the languages en, zh, ja"):
        load_catalogue(written(tmp_path, "a = A.", "xx.ftl"))


def test_file_that_is_not_there(tmp_path: Path):
    """A missing file is an error of the same kind."""
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue(tmp_path / "en.ftl")


def test_languages_have_the_same_keys(tmp_path: Path):
    """A key that one language lacks is told, in the file where it is to be written."""
    written(tmp_path, "a = A.\nb-c = B.", "en.ftl")
    written(tmp_path, "b-c = 乙\na = 甲", "zh.ftl")
    path = written(tmp_path, "a = 甲\n    .reading = コー", "ja.ftl")

    with pytest.raises(CatalogueError) as raised:
        load_catalogues(tmp_path)
    assert str(raised.value) == f"{path}:1: error: en.ftl has `b-c` besides"

    written(tmp_path, "a = 甲\n    .reading = コー\nb-c = 乙\n    .reading = オツ", "ja.ftl")
    assert [one.language for one in load_catalogues(tmp_path)] == list(Language)


def test_languages_have_the_same_gaps(tmp_path: Path):
    """A value that a language would leave unsaid is told."""
    path = written(tmp_path, "a = Pay { $amount } by { $date }.", "en.ftl")
    written(tmp_path, "a = { $date }{ $amount }", "zh.ftl")
    ja = written(tmp_path, "a = { $date }まで\n    .reading = { $date }マデ", "ja.ftl")

    with pytest.raises(CatalogueError) as raised:
        load_catalogues(tmp_path)
    assert str(raised.value) == f"{ja}:1: error: `a` has `{{ $amount }}` in en.ftl, and not here"

    written(tmp_path, "a = { $amount }{ $date }\n    .reading = { $amount }{ $date }", "ja.ftl")
    path.write_text("a = Pay { $amount } by { $date } or { $x }.", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"zh\.ftl:1: error: `a` has `{ \$x }` in en\.ftl"):
        load_catalogues(tmp_path)


def test_every_language_is_needed(tmp_path: Path):
    """A catalogue that is not there is no empty catalogue."""
    written(tmp_path, "a = A.", "en.ftl")

    with pytest.raises(CatalogueError, match=r"zh\.ftl:1: error: it cannot be read"):
        load_catalogues(tmp_path)
