"""The commands `callcenter-cti prompts …`."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from callcenter_cti.cli import app
from callcenter_cti.flows.sentences import catalogues
from tests.docs.pages import ROOT
from tests.unit.ivr.sounds import tone

Prompts = Callable[..., Result]


@pytest.fixture
def prompts(tmp_path: Path) -> Prompts:
    """Runs a command with folders of the test's own."""
    settings = tmp_path / "settings.yaml"
    settings.write_text(
        f"prompts_dir: {tmp_path / 'prompts'}\nrules: {ROOT / 'routing_rules.yaml'}\n"
    )
    return lambda *words: CliRunner().invoke(
        app, ["prompts", words[0], "--settings", str(settings), *words[1:]]
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which every prompt of every language has a good sound."""
    sound = tone(-15, seconds=0.1)
    for catalogue in catalogues():
        place = tmp_path / "prompts" / catalogue.language
        place.mkdir(parents=True)
        for key in catalogue.texts():
            (place / f"{key}.wav").write_bytes(sound)
    return tmp_path / "prompts"


def test_check_of_what_is_right(prompts: Prompts, folder: Path):
    """Flows, rules, catalogues and files agree: exit code 0."""
    result = prompts("check")

    assert result.output == "prompts en, zh, ja: no findings\n"
    assert result.exit_code == 0


def test_check_tells_what_is_wrong(prompts: Prompts, folder: Path):
    """Each finding is a line, and the exit code is 1; a language can be left out."""
    (folder / "zh/goodbye.wav").unlink()
    (folder / "ja/number.7.wav").write_bytes(tone(-70))
    (folder / "ja/hello.wav").write_bytes(tone(-15))

    result, only_chinese = prompts("check"), prompts("check", "--language", "zh")

    assert result.exit_code == only_chinese.exit_code == 1
    assert [line.partition(":")[0] for line in result.output.splitlines()] == [
        "missing", "silent", "unused", "prompts en, zh, ja",
    ]  # fmt: skip
    assert "zh/goodbye.wav" in result.output
    assert only_chinese.output.splitlines()[1:] == ["prompts zh: 1 finding"]
    assert prompts("check", "--language", "en").exit_code == 0


def test_build_of_no_such_language(prompts: Prompts):
    """A mistyped language is wrong use."""
    assert prompts("build", "--language", "fr").exit_code == 2


def test_list_is_a_line_for_each_text():
    """File and text, for whoever looks for one."""
    result = CliRunner().invoke(app, ["prompts", "list", "--language", "en"])

    assert "en/balance.current.1  Your balance is\n" in result.output
    assert {line.partition("/")[0] for line in result.output.splitlines()} == {"en"}


def test_list_is_what_a_studio_records():
    """All prompts and fragments, or those of one language; how they sound where it matters."""
    result = CliRunner().invoke(app, ["prompts", "list", "--csv", "--language", "zh"])

    rows = {row["key"]: row for row in csv.DictReader(result.output.splitlines())}
    assert {row["language"] for row in rows.values()} == {"zh"}
    assert rows["goodbye"]["sentence"] == "感谢您的来电，再见。"  # noqa: RUF001 - a Chinese comma
    assert rows["jiao.2"]["sentence"] == "二角"
    assert rows["number.100"]["reading"] == "yi4百"
    assert "pause.short" not in rows


def test_list_shows_a_piece_within_its_sentence():
    """Whoever speaks a piece knows what stands around it."""
    result = CliRunner().invoke(app, ["prompts", "list", "--csv", "--language", "en"])

    rows = {row["key"]: row for row in csv.DictReader(result.output.splitlines())}
    assert rows["balance.minimum.2"]["sentence"] == "due on"
    assert rows["balance.minimum.2"]["within"] == (
        "Your minimum payment is { $amount }, due on { $date }."
    )
    assert rows["goodbye"]["within"] == ""
    assert "balance.minimum" not in rows
