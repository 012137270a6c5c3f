"""The demo bank over a real socket, and the adapter that talks to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from callcenter_cti.bank.demo_server import DemoServer, ServedBank
from callcenter_cti.bank.http import HttpCardServices
from callcenter_cti.bank.http_link import BankLink, LinkSettings
from callcenter_cti.domain.clock import Clock
from tests.contracts.bank_document import BankDocument
from tests.fakes.clock import FakeClock

TOKEN = "a token for tests"


@asynccontextmanager
async def served(bank: ServedBank, *, document: BankDocument | None = None) -> AsyncIterator[str]:
    """Serve a bank and return its URL; what passes is checked against a document, if any."""
    application = DemoServer(bank, token=TOKEN).application()
    if document is not None:
        application.middlewares.insert(0, document.middleware)
    async with listening(application) as url:
        yield url


@asynccontextmanager
async def listening(application: web.Application) -> AsyncIterator[str]:
    """Serve an application on a free port of this machine."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def asking(
    url: str,
    *,
    clock: Clock | None = None,
    token: str = TOKEN,
    try_s: float = 20.0,
    total_s: float = 20.0,
    breaker_failures: int = 5,
) -> AsyncIterator[HttpCardServices]:
    """Ask the bank at a URL."""
    settings = LinkSettings(
        url, token, try_s=try_s, total_s=total_s, breaker_failures=breaker_failures
    )
    async with BankLink(settings, clock or FakeClock()) as link:
        yield HttpCardServices(link)
