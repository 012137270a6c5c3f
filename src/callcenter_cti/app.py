"""The composition root: the only module that sees all, and the only one with a real clock.

Decides in which order parts start and stop, and who listens to which facts. On the way down the
callers come first: whoever waits is handed to the dialplan's fallback before anything closes.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry

from callcenter_cti.acd.admission import admission_of
from callcenter_cti.acd.adviser import Advising
from callcenter_cti.acd.dispatcher import Dispatcher
from callcenter_cti.asterisk.agi_session import AgiSession, SessionLimits
from callcenter_cti.asterisk.ami_link import AmiLink
from callcenter_cti.asterisk.ami_settings import AmiLinkSettings
from callcenter_cti.asterisk.channel import AgiCall, ChannelSettings
from callcenter_cti.asterisk.fastagi_server import FastAgiLimits, FastAgiServer
from callcenter_cti.asterisk.sites import Sites
from callcenter_cti.bank.opening import open_card_services
from callcenter_cti.config.core_dumps import forbid_core_dumps
from callcenter_cti.config.log_lines import configure_logging
from callcenter_cti.config.rules import Rules, load_rules
from callcenter_cti.config.settings_schema import Settings
from callcenter_cti.desktop.application import Desktop
from callcenter_cti.desktop.policy import DesktopPolicy
from callcenter_cti.desktop.pops import ScreenPops
from callcenter_cti.desktop.readiness import ReadyCheck
from callcenter_cti.desktop.webhook_events import WebhookTarget
from callcenter_cti.desktop.webhooks import WebhookPosts
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.facts import Fact, Publish
from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.flows.entry import Entry
from callcenter_cti.flows.hotline import hotlines_of
from callcenter_cti.flows.open_visits import OpenVisits
from callcenter_cti.flows.sentences import catalogues
from callcenter_cti.flows.visit import Services
from callcenter_cti.metrics.call_line import log_call
from callcenter_cti.metrics.catalogue import Catalogue
from callcenter_cti.metrics.collector import Collector
from callcenter_cti.metrics.endpoint import MetricsEndpoint
from callcenter_cti.metrics.outside import count_outside
from callcenter_cti.planning.floor_adviser import FloorAdviser
from callcenter_cti.records.database import Records, open_records

_log = structlog.get_logger(__name__)

WIND_DOWN_S: Final = 8.0
"""Seconds in which running flows may hand their callers back when the engine stops."""


class SystemClock:
    """The real clocks."""

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def wall(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock that everybody is handed


class Bulletin:
    """Hands each fact to every listener; one that raises is logged and the others go on."""

    def __init__(self) -> None:
        self._listeners: list[Publish] = []

    def add(self, listener: Publish) -> None:
        """Add a listener; all are added before the first fact."""
        self._listeners.append(listener)

    def publish(self, fact: Fact) -> None:
        """Tell every listener."""
        for listener in self._listeners:
            try:
                listener(fact)
            except Exception:  # noqa: BLE001 - one deaf listener must not stop the others
                _log.exception("fact.listener_failed", fact=type(fact).__name__)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the engine listens, once it does."""

    agi: tuple[str, int]
    http: tuple[str, int]


async def serve(settings: Settings) -> None:
    """Run the engine until SIGINT or SIGTERM.

    Raises:
        ConfigError: settings or rules are wrong.
        PeerUnavailable: a database cannot be reached.
        OSError: an address is taken.
    """
    forbid_core_dumps()
    configure_logging(settings)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with engine(settings, SystemClock()) as addresses:
        _log.info("engine.ready", agi=addresses.agi, http=addresses.http)
        await stop.wait()
        _log.info("engine.stopping")


@asynccontextmanager
async def engine(settings: Settings, clock: Clock) -> AsyncIterator[Addresses]:
    """Run the engine while the context lasts. Raises as `serve` does."""
    rules = load_rules(settings.rules)
    for warning in rules.warnings:
        _log.warning("rules.doubt", finding=str(warning))
    facts = Bulletin()
    catalogue = Catalogue(CollectorRegistry())
    collector = Collector(catalogue)
    async with AsyncExitStack() as stack:
        cards = await stack.enter_async_context(open_card_services(settings, clock))
        records = await stack.enter_async_context(
            open_records(settings.database_url, clock=clock, journal_days=settings.journal_days)
        )
        count_outside(catalogue, cards, records)
        pops = ScreenPops(
            contacts=records.interactions,
            webhooks=_webhooks(settings, clock, collector),
            publish=facts.publish,
            clock=clock,
        )
        acd = await stack.enter_async_context(
            Dispatcher(
                rules.policy,
                clock=clock,
                publish=facts.publish,
                listener=pops,
                admit=admission_of(rules),
                pop_deadline_s=settings.pop_deadline_s,
                journal=records.journal if settings.journal_days else None,
                calendars=rules.calendars,
                advising=Advising(FloorAdviser(clock.now()), collector.advice),
            )
        )
        catalogue.floor.read = acd.numbers
        sites = Sites(_ami(settings), acd, clock)
        catalogue.recordings_stopped.read = lambda: sites.recordings_stopped
        checks: dict[str, ReadyCheck] = {"bank": cards.host.ready, "database": records.ready}
        checks |= {f"ami {site}": _is_up(link) for site, link in sites.links.items()}
        desktop = _desktop(
            settings=settings,
            rules=rules,
            acd=acd,
            records=records,
            pops=pops,
            checks=checks,
            clock=clock,
        )
        visits = OpenVisits()
        for listen in (
            collector.on_fact,
            records.interactions.on_fact,
            log_call,
            desktop.on_fact,
            visits.on_fact,
        ):
            facts.add(listen)
        metrics = MetricsEndpoint(
            catalogue.registry,
            token=settings.metrics_token.get_secret_value(),
            prepare=catalogue.floor.refresh,
        )
        http = await _start_http(stack, settings, desktop, metrics)
        await stack.enter_async_context(sites.watched())
        services = Services(cards.host, cards.sealer, acd, clock, facts.publish)
        entry = Entry(services, hotlines_of(rules), visits)
        agi = await _start_agi(
            stack, settings, entry=entry, sites=sites, collector=collector, catalogue=catalogue
        )
        stack.callback(acd.close_queues, "the engine stops")
        yield Addresses(agi, http)


def _webhooks(settings: Settings, clock: Clock, collector: Collector) -> WebhookPosts:
    targets = [
        WebhookTarget(hook.url, hook.secret.get_secret_value()) for hook in settings.webhooks
    ]
    return WebhookPosts(targets, clock=clock, observe=collector.webhook)


def _desktop(
    *,
    settings: Settings,
    rules: Rules,
    acd: Dispatcher,
    records: Records,
    pops: ScreenPops,
    checks: dict[str, ReadyCheck],
    clock: Clock,
) -> Desktop:
    return Desktop(
        desk=acd,
        credentials=records.credentials,
        pops=pops,
        not_ready_reasons=rules.not_ready_reasons,
        ready_checks=checks,
        clock=clock,
        policy=DesktopPolicy(
            secure_cookies=settings.http_cookie_secure,
            allowed_origins=frozenset(settings.http_allowed_origins),
        ),
    )


async def _start_http(
    stack: AsyncExitStack, settings: Settings, desktop: Desktop, metrics: MetricsEndpoint
) -> tuple[str, int]:
    application = desktop.application()
    metrics.add_to(application)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, settings.http_host, settings.http_port).start()
    host, port = runner.addresses[0][:2]
    return host, port


async def _start_agi(
    stack: AsyncExitStack,
    settings: Settings,
    *,
    entry: Entry,
    sites: Sites,
    collector: Collector,
    catalogue: Catalogue,
) -> tuple[str, int]:
    # Asterisk opens the prompts by itself, and knows nothing of our working directory.
    channel = ChannelSettings(
        prompts_dir=str(settings.prompts_dir.resolve()),
        lines={one.language: one.lines for one in catalogues()},
    )

    def make_call(session: AgiSession) -> AgiCall:
        recordings = sites.recordings(session.request.site)
        return AgiCall(session, settings=channel, recordings=recordings, log=_log)

    server = FastAgiServer(
        entry.handlers,
        limits=FastAgiLimits(
            header_s=settings.agi_header_s,
            max_connections=settings.agi_max_calls,
            session=SessionLimits(
                command_s=settings.agi_command_s, patience_s=settings.agi_patience_s
            ),
        ),
        make_call=make_call,
        on_command=collector.agi_command,
        log=_log,
    )
    _count_sessions(catalogue, server)
    address = await server.start(settings.agi_host, settings.agi_port)
    stack.push_async_callback(server.close, WIND_DOWN_S)
    return address


def _count_sessions(catalogue: Catalogue, server: FastAgiServer) -> None:
    catalogue.agi_sessions.set_function(lambda: server.open_count)
    catalogue.agi_refused.read = lambda: server.counts.refused
    catalogue.agi_broken.read = lambda: server.counts.broken
    catalogue.agi_failed.read = lambda: server.counts.failed


def _ami(settings: Settings) -> dict[SiteId, AmiLinkSettings]:
    return {
        SiteId(name): AmiLinkSettings(
            host=site.ami_host,
            port=site.ami_port,
            user=site.ami_user,
            secret=site.ami_secret.get_secret_value(),
        )
        for name, site in settings.sites.items()
    }


def _is_up(link: AmiLink) -> ReadyCheck:
    async def is_up() -> bool:
        return link.up

    return is_up
