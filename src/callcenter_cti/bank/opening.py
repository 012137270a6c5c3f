"""Opens the card system that the settings name: a bank over HTTP, or the demo bank inside."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from callcenter_cti.bank.card_changes import CardChanges
from callcenter_cti.bank.card_key import load_card_key
from callcenter_cti.bank.card_services import CardServices
from callcenter_cti.bank.http import HttpCardServices
from callcenter_cti.bank.http_link import BankLink, LinkSettings
from callcenter_cti.bank.pin_blocks import PinSealer
from callcenter_cti.bank.pin_keys import PinBlocks, PinKeys, load_pin_keys
from callcenter_cti.bank.sql import SqlCardServices, open_bank
from callcenter_cti.config.settings_schema import Settings
from callcenter_cti.domain.clock import Clock

_log = structlog.get_logger(__name__)


class CardHost(CardServices, CardChanges, Protocol):
    """A card system, for reading and for changing."""


@dataclass(frozen=True, slots=True)
class CardSystem:
    """What the engine needs of the bank."""

    host: CardHost
    sealer: PinSealer
    """Seals PINs for this host."""
    link: BankLink | None = None
    """How a bank over HTTP is asked; None for the demo bank inside."""


@asynccontextmanager
async def open_card_services(settings: Settings, clock: Clock) -> AsyncIterator[CardSystem]:
    """Open the card system, and close it in the end.

    Raises:
        ConfigError: a key, a URL or a schema is wrong.
        PeerUnavailable: the demo bank's database does not answer. A bank over HTTP is not asked
            until somebody calls; `ready` tells.
    """
    pin_keys = await asyncio.to_thread(load_pin_keys, settings.bank_pin_key_file)
    sealer = PinBlocks(pin_keys)
    if settings.bank_url:
        _warn_of_clear_text(settings.bank_url)
        async with BankLink(_link_settings(settings), clock) as link:
            yield CardSystem(HttpCardServices(link), sealer, link)
    else:
        async with open_embedded_bank(settings, clock, pin_keys) as host:
            yield CardSystem(host, sealer)


def _warn_of_clear_text(url: str) -> None:
    """Say that card numbers would cross a network in clear: PINs are sealed, numbers are not."""
    parts = urlsplit(url)
    if parts.scheme == "http" and not _is_here(parts.hostname or ""):
        _log.warning("bank.unencrypted", host=parts.hostname, advice="use https")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _link_settings(settings: Settings) -> LinkSettings:
    return LinkSettings(
        url=settings.bank_url.rstrip("/"),
        token=settings.bank_token.get_secret_value(),
        try_s=settings.bank_try_s,
        total_s=settings.bank_total_s,
        breaker_failures=settings.bank_breaker_failures,
        breaker_open_s=settings.bank_breaker_open_s,
    )


@asynccontextmanager
async def open_embedded_bank(
    settings: Settings, clock: Clock, pin_keys: PinKeys
) -> AsyncIterator[SqlCardServices]:
    """Open the demo bank. Raises as `open_card_services` does."""
    key = await asyncio.to_thread(load_card_key, settings.bank_key_file)
    today = clock.wall().date() if settings.demo_seed else None
    async with open_bank(
        settings.bank_database_url, key, pin_keys=pin_keys, clock=clock, demo_on=today
    ) as bank:
        yield bank
