"""The engine as it is put together, without an Asterisk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from callcenter_cti.app import SystemClock, engine
from callcenter_cti.config.settings_schema import Settings
from tests.docs.pages import ROOT


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> None:
    """Let the engine read its rules when it starts, before anybody calls."""


@asynccontextmanager
async def scraped(folder: Path, **settings: object) -> AsyncIterator[aiohttp.ClientSession]:
    """Run an engine of the test's own, and give a client of its HTTP side."""
    loaded = Settings.model_validate(
        {
            "rules": ROOT / "routing_rules.yaml",
            "database_url": f"sqlite:///{folder / 'records.db'}",
            "bank_database_url": f"sqlite:///{folder / 'bank.db'}",
            "bank_key_file": folder / "bank.key",
            "bank_pin_key_file": folder / "bank-pin.keys",
            "agi_port": 0,
            "http_port": 0,
            **settings,
        }
    )
    async with engine(loaded, SystemClock()) as addresses:
        host, port = addresses.http
        async with aiohttp.ClientSession(f"http://{host}:{port}") as client:
            yield client


async def metrics(client: aiohttp.ClientSession) -> dict[str, str]:
    async with client.get("/metrics") as response:
        lines = (await response.text()).splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


async def test_bank_that_is_left_alone_shows_at_metrics(tmp_path: Path):
    """The breaker's state and how often it opened; each look for readiness is a try."""
    async with scraped(
        tmp_path, bank_url="http://127.0.0.1:1", bank_token="t", bank_breaker_failures=1
    ) as client:
        before = await metrics(client)
        async with client.get("/readyz") as response:
            assert response.status == 503
        after = await metrics(client)

    open_now = 'callcenter_bank_breaker{state="open"}'
    assert (before[open_now], after[open_now]) == ("0.0", "1.0")
    assert after["callcenter_bank_breaker_trips_total"] == "1.0"


async def test_demo_bank_inside_has_no_breaker(tmp_path: Path):
    """It is in no state, and never trips."""
    async with scraped(tmp_path) as client:
        seen = await metrics(client)

    states = {seen[f'callcenter_bank_breaker{{state="{one}"}}'] for one in ("closed", "open")}
    assert states == {"0.0"}
    assert seen["callcenter_bank_breaker_trips_total"] == "0.0"
