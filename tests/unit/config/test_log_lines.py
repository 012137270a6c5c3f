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


SERVER = """
import asyncio, logging, sys
from aiohttp import web
from callcenter_cti.config.log_lines import configure_logging
from callcenter_cti.config.settings_schema import Settings

REQUEST = "POST {} HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n{}\\r\\n"

async def fail(request):
    raise LookupError("a fault of ours")

async def main(keyed):
    runner = web.AppRunner(web.Application(), access_log=None)
    runner.app.router.add_post("/fail", fail)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    for path, body in (("/", f'{{"number": "{keyed}"}}'), ("/fail", "0\\r\\n")):
        reader, writer = await asyncio.open_connection(*runner.addresses[0][:2])
        writer.write(REQUEST.format(path, body).encode())
        await reader.readline()
        writer.close()
    await runner.cleanup()

configure_logging(Settings(log_level="debug"))
for name in ("aiosqlite", "sqlalchemy.engine", "asyncio", "aiohttp.client", "argon2"):
    logging.getLogger(name).debug("parameters: %s", sys.argv[1])
asyncio.run(main(sys.argv[1]))
"""


@pytest.fixture
def served(tmp_path: Path) -> str:
    """All that a program prints that serves HTTP and lets its libraries talk."""
    done = subprocess.run(
        [sys.executable, "-c", SERVER, KEYED],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=50,
        check=True,
    )
    return done.stdout + done.stderr


def test_request_that_is_none_is_told_without_its_bytes(served: str) -> None:
    """The HTTP server's own errors quote what came; who sent it may have sent a card number."""
    assert "Error handling request from 127.0.0.1 (BadHttpMessage)" in served
    assert KEYED not in served


def test_fault_of_ours_over_http_keeps_its_traceback(served: str) -> None:
    """Nobody could find it otherwise."""
    assert "in fail" in served
    assert "LookupError: a fault of ours" in served


def test_libraries_stay_silent_at_debug(served: str) -> None:
    """Database drivers tell the parameters of each statement at that level."""
    assert "parameters" not in served
