"""Who may scrape."""

import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from callcenter_cti.metrics.catalogue import Catalogue
from callcenter_cti.metrics.endpoint import MetricsEndpoint
from tests.fakes.agent_floor import AgentFloor


@asynccontextmanager
async def _client(
    token: str, prepare: Callable[[], None] = lambda: None
) -> AsyncIterator[ClientSession]:
    app = web.Application()
    registry = Catalogue(CollectorRegistry()).registry
    MetricsEndpoint(registry, token=token, prepare=prepare).add_to(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        async with ClientSession(f"http://{host}:{port}") as client:
            yield client
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"X-Forwarded-For": "203.0.113.9"}, 401),
        ("", {"Forwarded": "for=203.0.113.9"}, 401),
        ("s3cret", {}, 401),
        ("s3cret", {"Authorization": "Bearer s3cret"}, 200),
        ("s3cret", {"Authorization": "bearer s3cret"}, 200),
        ("s3cret", {"Authorization": "Bearer wrong"}, 401),
        ("s3cret", {"Authorization": "Basic s3cret"}, 401),
        ("s3cret", {"Authorization": "Bearer "}, 401),
        ("s3cret", {"Authorization": "Bearer s3crét"}, 401),
    ],
)
async def test_scraper_is_let_in_or_not(
    token: str, headers: Mapping[str, str], status: int
) -> None:
    """By its token, or without one only from this machine and not through a proxy."""
    async with _client(token) as client, client.get("/metrics", headers=headers) as answer:
        assert answer.status == status


async def test_exposition_can_be_parsed() -> None:
    """By the client's own parser; a real Prometheus does it in another test."""
    async with _client("") as client, client.get("/metrics") as answer:
        text = await answer.text()

    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = {family.name for family in text_string_to_metric_families(text)}
    assert {"callcenter_pops_shown", "callcenter_build_info", "process_cpu_seconds"} <= families


async def test_numbers_are_copied_on_the_loop_before_each_scrape() -> None:
    """Not for a scraper who may not see them."""
    threads: list[str] = []
    note = lambda: threads.append(threading.current_thread().name)  # noqa: E731
    async with _client("s3cret", note) as client:
        for headers in ({}, {"Authorization": "Bearer s3cret"}):
            async with client.get("/metrics", headers=headers):
                pass

    assert threads == ["MainThread"]


async def test_desktops_guard_leaves_the_scraper_to_this_endpoint() -> None:
    """In the engine's one HTTP application no session is asked of a scraper."""
    floor = AgentFloor()
    app = floor.desktop.application()
    MetricsEndpoint(Catalogue(CollectorRegistry()).registry, token="s3cret").add_to(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]

    async with ClientSession(f"http://{host}:{port}") as client:
        async with client.get("/metrics") as answer:
            without = answer.status
        headers = {"Authorization": "Bearer s3cret"}
        async with client.get("/metrics", headers=headers) as answer:
            given = answer.status
    await runner.cleanup()

    assert (without, given) == (401, 200)
