"""A real Prometheus scrapes the running engine: what it says is what was counted by hand."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.project_files import prompts_folder
from tests.peers.floor import Floor, open_floor
from tests.peers.prometheus import prometheus, query

pytestmark = [pytest.mark.asterisk, pytest.mark.prometheus, pytest.mark.timeout(180)]
TOKEN = "token-of-the-scraper"
CARD = DEMO_CARDS[0]


@pytest.fixture
async def floor(lab: Laboratory, prepared: Path, tmp_path: Path) -> AsyncIterator[Floor]:
    """The engine, which shows its metrics to whoever has the token."""
    token = tmp_path / "scraper.secret"
    token.write_text(TOKEN)
    async with open_floor(
        lab,
        prepared=prepared,
        prompts=prompts_folder(),
        folder=tmp_path,
        more={"metrics_token_file": str(token)},
    ) as opened:
        yield opened


@pytest.fixture
async def scraped(
    floor: Floor, tmp_path: Path, unused_tcp_port: int
) -> AsyncIterator[ClientSession]:
    """Prometheus, which scrapes that engine."""
    target = floor.engine.http.removeprefix("http://")
    async with prometheus(tmp_path, target, port=unused_tcp_port, token=TOKEN) as client:
        yield client


async def test_prometheus_counts_calls_as_they_went(floor: Floor, scraped: ClientSession) -> None:
    """Served by the voice system, by an agent, gone while waiting, gone before: one of each."""
    await floor.desk("anna")
    async with asyncio.TaskGroup() as calls:
        calls.create_task(serve_oneself(floor))
        calls.create_task(talk_to_anna(floor))
        calls.create_task(leave_at_once(floor))
    await wait_in_vain(floor)
    await floor.site.empty()

    ended = "sum by (outcome) (callcenter_calls_ended_total)"
    await query(scraped, "sum(callcenter_calls_ended_total) == 4")

    assert {one["metric"]["outcome"]: one["value"][1] for one in await query(scraped, ended)} == {
        "contained": "1",
        "answered": "1",
        "abandoned": "1",
        "hung_up": "1",
    }
    assert await counted(scraped, 'callcenter_calls_arrived_total{hotline="1001"}') == 4
    assert await counted(scraped, "sum(callcenter_calls_offered_total)") == 2
    assert await counted(scraped, "callcenter_calls_answered_total") == 1
    assert await counted(scraped, "callcenter_calls_abandoned_total") == 1
    assert await counted(scraped, 'callcenter_wait_seconds_count{outcome="answered"}') == 1
    assert await counted(scraped, 'callcenter_wait_seconds_count{outcome="abandoned"}') == 1
    assert await counted(scraped, 'callcenter_agents{state="wrap_up"}') == 1
    assert await counted(scraped, 'callcenter_ami_link_up{site="sydney"}') == 1
    assert await counted(scraped, "callcenter_agi_command_seconds_count") > 4
    assert await query(scraped, "callcenter_agi_sessions == 0")


async def counted(scraped: ClientSession, expression: str) -> float:
    """Return the one value of an expression."""
    (sample,) = await query(scraped, expression)
    return float(sample["value"][1])


async def serve_oneself(floor: Floor) -> None:
    """The balance, and goodbye."""
    caller = await floor.call()
    await floor.identify(caller, CARD)
    await caller.hears("/menu.item.balance")
    await caller.press("1")
    await caller.hears("/balance.current")
    await caller.press("1")
    await caller.hears("/menu.item.balance")
    await caller.press("9")
    await caller.ended()


async def talk_to_anna(floor: Floor) -> None:
    """A person at once; she hangs up, and has a lot to write then."""
    caller = await floor.call()
    await floor.ask_for_person(caller)
    phone = floor.phone("anna")
    await phone.answered(limit_s=30)
    await phone.hang_up()
    await caller.ended()


async def leave_at_once(floor: Floor) -> None:
    """Gone while he is asked for his card."""
    caller = await floor.call()
    await caller.hears("/identification.card_or_star")
    await caller.hang_up()


async def wait_in_vain(floor: Floor) -> None:
    """Nobody is free, and the caller hangs up while the music plays."""
    caller = await floor.call()
    await floor.ask_for_person(caller)
    await caller.hears("/queue.next", limit_s=30)
    await caller.hang_up()
