"""A real Prometheus for a test: scrapes one target, and answers queries."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

RULES = Path(__file__).parents[2] / "deploy" / "prometheus"
CONFIG = """
global: {{scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}}
rule_files: ["{rules}"]
scrape_configs:
  - job_name: callcenter-cti
    authorization: {{credentials: {token}}}
    static_configs: [{{targets: ["{target}"]}}]
"""


def program(name: str) -> str:
    """Return where a program is; fail the test when it is missing."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is not installed: apt-get install prometheus")
    return found


@asynccontextmanager
async def prometheus(
    folder: Path, target: str, *, port: int, token: str
) -> AsyncIterator[ClientSession]:
    """Run Prometheus with the rules that ship until left; gives a client of its API."""
    config = folder / "prometheus.yml"
    rules = RULES / "callcenter.rules.yml"
    config.write_text(CONFIG.format(rules=rules, token=token, target=target))
    process = await asyncio.create_subprocess_exec(
        program("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with ClientSession(f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 20)


async def query(client: ClientSession, expression: str) -> list[dict[str, Any]]:
    """Ask until there is an answer with a sample in it; the test's time-out ends the patience."""
    while True:
        try:
            async with client.get("/api/v1/query", params={"query": expression}) as answer:
                found = await answer.json() if answer.status == 200 else {"data": {"result": []}}
        except ClientError:
            found = {"data": {"result": []}}
        if found["data"]["result"]:
            result: list[dict[str, Any]] = found["data"]["result"]
            return result
        await asyncio.sleep(0.1)  # between polls of another program, not a synchronisation
