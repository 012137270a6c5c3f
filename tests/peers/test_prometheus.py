"""A real Prometheus reads the engine's metrics and tests the alert rules that ship."""

import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest

from callcenter_cti.domain.facts import CallAnswered, CallArrived
from callcenter_cti.domain.identifiers import CallId, QueueId, SiteId
from callcenter_cti.metrics.catalogue import Catalogue
from callcenter_cti.metrics.collector import Collector
from callcenter_cti.metrics.endpoint import MetricsEndpoint
from tests.fakes.agent_desk import ANNA, START, call
from tests.fakes.agent_floor import AgentFloor
from tests.peers.prometheus import RULES, program, prometheus, query

pytestmark = pytest.mark.prometheus

TOKEN = "s3cret"
GROUPS = {"callcenter_service_level", "callcenter_self_service", "callcenter_alerts"}


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
        prometheus(tmp_path, target, port=unused_tcp_port, token=TOKEN) as client,
    ):
        up = await query(client, 'up{job="callcenter-cti"} == 1')
        arrived = await query(client, "callcenter_calls_arrived_total")
        in_time = await query(client, 'callcenter_wait_seconds_bucket{le="20.0"}')
        async with client.get("/api/v1/rules") as answer:
            groups = (await answer.json())["data"]["groups"]

    assert len(up) == 1
    assert arrived[0]["metric"]["hotline"] == "1300555001"
    assert arrived[0]["value"][1] == "3"
    assert in_time[0]["value"][1] == "1"
    assert {group["name"] for group in groups} == GROUPS


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
        [program("promtool"), *arguments], cwd=RULES, capture_output=True, timeout=50, check=False
    )

    assert run.returncode == 0, run.stdout.decode() + run.stderr.decode()


def test_linter_has_nothing_to_say() -> None:
    """Prometheus' own rules of naming."""
    catalogue = Catalogue(CollectorRegistry())
    catalogue.webhooks.labels("late").inc()

    lint = subprocess.run(
        [program("promtool"), "check", "metrics"],
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

    assert used - names == GROUPS
