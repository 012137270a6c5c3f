"""The command that runs benchmarks: what it prints, writes and exits with."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks import __main__ as command
from benchmarks.targets import Bound, CannotMeasureError, Outcome, Say, Target


async def slow(say: Say) -> Outcome:
    say("measuring")
    return Outcome("slow", {"call_s": 13.0}, (Target("call_s", Bound.AT_MOST, 12.0),))


async def broken(say: Say) -> Outcome:
    raise CannotMeasureError("nobody answered")


async def hanging(say: Say) -> Outcome:
    raise TimeoutError


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"broken": broken, "hanging": hanging, "slow": slow}
    monkeypatch.setattr(command, "BENCHMARKS", known)


def test_a_target_that_is_not_met_is_no_failure(tmp_path: Path) -> None:
    """Exit code 0, and the figures are in the file."""
    file = tmp_path / "figures.json"

    done = CliRunner().invoke(command.app, ["slow", "--json", str(file)])

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "measuring", "target call_s 13 <= 12 not met", "bench-slow: 0 of 1 targets met",
    ]  # fmt: skip
    assert json.loads(file.read_text())["slow"]["figures"] == {"call_s": 13.0}


def test_what_could_not_be_measured_is_said_and_the_others_run(tmp_path: Path) -> None:
    """Exit code 1; without names all are run, and the file has those that were measured."""
    file = tmp_path / "figures.json"

    done = CliRunner().invoke(command.app, ["--json", str(file)])

    assert done.exit_code == 1
    assert "bench-broken: could not measure: nobody answered" in done.stderr
    assert "bench-hanging: could not measure: TimeoutError()" in done.stderr
    assert "bench-slow: 0 of 1 targets met" in done.stdout
    assert list(json.loads(file.read_text())) == ["slow"]


def test_a_name_that_is_none_is_a_matter_of_usage() -> None:
    """Exit code 2, and the names that there are."""
    done = CliRunner().invoke(command.app, ["fast"])

    assert done.exit_code == 2
    assert "broken, hanging, slow" in done.stderr
