"""The demo bank as a process of its own: what ``callcenter-cti demo-bank`` runs."""

import asyncio
import secrets
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from callcenter_cti.bank.demo_server import DemoServer
from callcenter_cti.bank.key_files import read_or_make
from callcenter_cti.bank.opening import open_embedded_bank
from callcenter_cti.bank.pin_keys import load_pin_keys
from callcenter_cti.bank.sql import SqlCardServices
from callcenter_cti.config.core_dumps import forbid_core_dumps
from callcenter_cti.config.log_lines import configure_logging
from callcenter_cti.config.settings_schema import Settings
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.errors import ConfigError

MESSAGES_EVERY_S: Final = 0.5
"""Seconds between two looks for messages to the demo's customers."""


@dataclass(frozen=True, slots=True)
class DemoBankOptions:
    """How the demo bank is started."""

    host: str
    port: int
    """0 picks a free one."""
    token_file: Path
    """The bearer token; made on the first start."""
    show_messages: bool
    """Also say what is sent to customers' phones, codes included."""


async def serve_demo_bank(
    settings: Settings, options: DemoBankOptions, *, clock: Clock, say: Callable[[str], None]
) -> None:
    """Serve the demo bank until SIGINT or SIGTERM.

    Raises:
        ConfigError: a key, a URL or a schema is wrong.
        PeerUnavailable: the database does not answer.
        OSError: the address is taken.
    """
    forbid_core_dumps()
    # Before anything is logged: a traceback as structlog prints it by default shows variables.
    configure_logging(settings)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with demo_bank(settings, options, clock) as (bank, url):
        say(f"demo bank on {url}, token in {options.token_file}")
        if options.show_messages:
            await _show_messages(bank, stop, say)
        await stop.wait()


@asynccontextmanager
async def demo_bank(
    settings: Settings, options: DemoBankOptions, clock: Clock
) -> AsyncIterator[tuple[SqlCardServices, str]]:
    """Serve the demo bank, seeded, while the context lasts; gives the bank and its URL."""
    token = await asyncio.to_thread(_token, options.token_file)
    pin_keys = await asyncio.to_thread(load_pin_keys, settings.bank_pin_key_file)
    seeded = settings.model_copy(update={"demo_seed": True})
    async with open_embedded_bank(seeded, clock, pin_keys) as bank:
        application = DemoServer(bank, token=token).application()
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, options.host, options.port).start()
            host, port = runner.addresses[0][:2]
            yield bank, f"http://{host}:{port}"
        finally:
            await runner.cleanup()


async def _show_messages(
    bank: SqlCardServices, stop: asyncio.Event, say: Callable[[str], None]
) -> None:
    last = max((message.number for message in await bank.messages()), default=0)
    while not stop.is_set():
        for message in await bank.messages(last):
            say(f"message to {message.phone}: {message.text}")
            last = message.number
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), MESSAGES_EVERY_S)


def _token(file: Path) -> str:
    try:
        token = read_or_make(file, f"{secrets.token_urlsafe(32)}\n".encode()).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the token's file {file} cannot be used: {error}") from error
    if not token:
        raise ConfigError(f"there is no token in {file}")
    return token
