"""Log lines: what they are made of, and what never gets into them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

KEYED = "4000000275942607"
PROGRAM = """
import asyncio, logging, sys
import structlog
from callcenter_cti.config.log_lines import configure_logging
from callcenter_cti.config.settings_schema import Settings

def ask(keyed):
    first_keys = keyed[:12]
    raise ValueError("no such card")

async def lost():
    task = asyncio.create_task(asyncio.to_thread(ask, sys.argv[2]))
    while not task.done():
        await asyncio.sleep(0)

configure_logging(Settings(log_level="debug", log_format=sys.argv[1]))
for log in (structlog.get_logger("ours"), logging.getLogger("theirs")):
    try:
        ask(sys.argv[2])
    except ValueError:
        log.exception("flow.failed")
asyncio.run(lost())
ask(sys.argv[2])
"""


@pytest.fixture
def written(log_format: str, tmp_path: Path) -> str:
    """All that a program prints that logs errors in every way: handled, lost, fatal."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, log_format, KEYED],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=50,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_tracebacks_have_no_local_variables(written: str) -> None:
    """They tell where and why, and nothing of what a caller keyed."""
    assert written.count("ValueError: no such card") == 4
    assert "in ask" in written
    assert KEYED[:12] not in written


@pytest.mark.parametrize("log_format", ["json"])
def test_lines_are_json_objects_with_time_and_level(written: str) -> None:
    """One object a line, in one place for whoever collects them."""
    line = json.loads(written.splitlines()[0])

    assert (line["event"], line["level"]) == ("flow.failed", "error")
    assert line["timestamp"].endswith("Z")
    assert "Traceback" in line["exception"]
