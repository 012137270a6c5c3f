"""A real Prometheus reads the engine's metrics and tests the alert rules that ship."""

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, web
from prometheus_client import CollectorRegistry, generate_latest

from callcenter_cti.domain.facts import CallAnswered, CallArrived
from callcenter_cti.domain.identifiers import CallId, QueueId, SiteId
from callcenter_cti.metrics.catalogue import Catalogue
from callcenter_cti.metrics.collector import Collector
from callcenter_cti.metrics.endpoint import MetricsEndpoint
from tests.fakes.agent_desk import ANNA, START, call
from tests.fakes.agent_floor import AgentFloor

pytestmark = pytest.mark.prometheus

RULES = Path(__file__).parents[2] / "deploy" / "prometheus"
TOKEN = "s3cret"
CONFIG = """
global: {{scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}}
rule_files: ["{rules}"]
scrape_configs:
  - job_name: callcenter-cti
    authorization: {{credentials: {token}}}
    static_configs: [{{targets: ["{target}"]}}]
"""


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is not installed: apt-get install prometheus")
    return found


@asynccontextmanager
async def _engine(collector_registry: CollectorRegistry) -> AsyncIterator[str]:
    """The engine's HTTP side as app.py puts it together; gives host:port."""
    app = AgentFloor().desktop.application()
    MetricsEndpoint(collector_registry, token=TOKEN).add_to(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _prometheus(folder: Path, target: str, port: int) -> AsyncIterator[ClientSession]:
    config = folder / "prometheus.yml"
    rules = RULES / "callcenter.rules.yml"
    config.write_text(CONFIG.format(rules=rules, token=TOKEN, target=target))
    process = await asyncio.create_subprocess_exec(
        _program("prometheus"),
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


async def _query(client: ClientSession, expression: str) -> list[dict[str, Any]]:
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


async def test_prometheus_scrapes_the_engine_and_answers_a_query(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    """Three calls arrive, two are answered: Prometheus says so, and loads the rules that ship."""
    catalogue = Catalogue(CollectorRegistry())
    collector = Collector(catalogue)
    for _ in range(3):
        collector.on_fact(CallArrived(call(), START))
    for waited_s in (5, 50):
        site, queue = SiteId("sydney"), QueueId("gold")
        collector.on_fact(CallAnswered(CallId("c"), site, queue, ANNA, waited_s, START))

    async with (
        _engine(catalogue.registry) as target,
        _prometheus(tmp_path, target, unused_tcp_port) as client,
    ):
        up = await _query(client, 'up{job="callcenter-cti"} == 1')
        arrived = await _query(client, "callcenter_calls_arrived_total")
        in_time = await _query(client, 'callcenter_wait_seconds_bucket{le="20.0"}')
        async with client.get("/api/v1/rules") as answer:
            groups = (await answer.json())["data"]["groups"]

    assert len(up) == 1
    assert arrived[0]["metric"]["hotline"] == "1300555001"
    assert arrived[0]["value"][1] == "3"
    assert in_time[0]["value"][1] == "1"
    assert {group["name"] for group in groups} == {
        "callcenter_service_level",
        "callcenter_alerts",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "rules", "callcenter.rules.yml"],
        ["check", "config", "prometheus.yml"],
        ["test", "rules", "callcenter.rules.test.yml"],
    ],
)
def test_rules_that_ship_are_right(arguments: list[str]) -> None:
    """They parse, and each alert fires when it should and not before."""
    run = subprocess.run(
        [_program("promtool"), *arguments], cwd=RULES, capture_output=True, timeout=50, check=False
    )

    assert run.returncode == 0, run.stdout.decode() + run.stderr.decode()


def test_linter_has_nothing_to_say() -> None:
    """Prometheus' own rules of naming."""
    catalogue = Catalogue(CollectorRegistry())
    catalogue.webhooks.labels("late").inc()

    lint = subprocess.run(
        [_program("promtool"), "check", "metrics"],
        input=generate_latest(catalogue.registry),
        capture_output=True,
        timeout=30,
        check=False,
    )

    assert (lint.returncode, lint.stdout, lint.stderr) == (0, b"", b"")


def test_every_metric_in_the_rules_is_one_of_ours() -> None:
    """A renamed metric would leave an alert that never fires."""
    names = {
        sample
        for metric in Catalogue(CollectorRegistry()).registry.collect()
        for sample in (
            metric.name,
            *(f"{metric.name}_{end}" for end in ("total", "bucket", "sum", "count")),
        )
    }

    used = set(re.findall(r"\bcallcenter_\w+", (RULES / "callcenter.rules.yml").read_text()))

    assert used - names == {"callcenter_service_level", "callcenter_alerts"}
