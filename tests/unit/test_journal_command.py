"""The command `callcenter-cti journal replay`, on a journal that an ACD has written."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from callcenter_cti.cli import app
from callcenter_cti.records.database import open_records
from callcenter_cti.records.tables import SCRIPT_LOCATION, VERSION_TABLE
from tests.fakes.acd_bench import ANNA, ONE, TWO, bench
from tests.fakes.floor import a_policy
from tests.fakes.wall_clock import StandingClock

Replay = Callable[[], Result]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database in which two calls were journalled, of which one was answered."""
    file = tmp_path / "records.db"

    async def live() -> None:
        url = f"sqlite:///{file}"
        async with (
            open_records(url, clock=StandingClock()) as records,
            bench(a_policy(anna={"en": 3}), journal=records.journal) as floor,
        ):
            await floor.come(ANNA)
            await floor.talk(ONE)
            await floor.enter(TWO)
            await floor.acd.left(ONE, "hung_up")
            await floor.acd.left(TWO, "hung_up")

    asyncio.run(live())
    return file


@pytest.fixture
def replay(tmp_path: Path, file: Path) -> Replay:
    """Runs the command."""
    settings = tmp_path / "settings.yaml"
    settings.write_text(f"database_url: sqlite:///{file}\n")
    return lambda: CliRunner().invoke(app, ["journal", "replay", "--settings", str(settings)])


def test_a_journal_agrees_and_has_its_numbers(replay: Replay):
    """Exit code 0; what the wallboard showed can be counted again."""
    result = replay()

    assert "the same again" in result.output
    assert "cards at sydney: 2 offered, 1 answered, 1 abandoned" in result.output
    assert result.output.endswith("all agree\n")
    assert result.exit_code == 0


def test_a_journal_that_was_changed_does_not_agree(replay: Replay, file: Path):
    """Exit code 1, and the input is named."""
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE routing_inputs SET digest = 'x' WHERE number = 4")
    connection.close()

    result = replay()

    assert "input 4 led to something else" in result.output
    assert result.output.endswith("NOT ALL AGREE\n")
    assert result.exit_code == 1


def test_an_empty_journal_agrees(tmp_path: Path):
    """There is nothing that differs."""
    from callcenter_cti.config.database import upgrade

    url = f"sqlite:///{tmp_path / 'empty.db'}"
    asyncio.run(upgrade(url, script_location=SCRIPT_LOCATION, version_table=VERSION_TABLE))
    settings = tmp_path / "settings.yaml"
    settings.write_text(f"database_url: {url}\n")

    result = CliRunner().invoke(app, ["journal", "replay", "--settings", str(settings)])

    assert result.output == "journal: 0 inputs, all agree\n"
