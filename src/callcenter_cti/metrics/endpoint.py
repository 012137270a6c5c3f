"""`/metrics` over HTTP: who may scrape, and the exposition. Knows no metric by name.

With a token configured, the scraper sends it (`Authorization: Bearer …`); without one, only this
machine itself may ask, and not through a proxy on it.
"""

import asyncio
import hmac
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

_LONGEST_S: Final = 10.0
"""Prometheus' own time-out for a scrape."""


class MetricsEndpoint:
    """Serves a registry to a scraper."""

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        token: str,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        """Serve a registry.

        Args:
            registry: What is scraped.
            token: The bearer token; an empty one means: this machine alone.
            prepare: Called on the event loop before each scrape is answered in a thread.
        """
        self._registry = registry
        self._prepare = prepare
        self._token = token.encode()

    def add_to(self, app: web.Application) -> None:
        """Add the route to an application."""
        app.router.add_get("/metrics", self.serve)

    async def serve(self, request: web.Request) -> web.Response:
        """Answer a scrape."""
        if not self._allowed(request):
            raise web.HTTPUnauthorized(headers={hdrs.WWW_AUTHENTICATE: "Bearer"})
        self._prepare()
        # In a thread: the process's own metrics are read from files. The client locks its values.
        async with asyncio.timeout(_LONGEST_S):
            body = await asyncio.to_thread(generate_latest, self._registry)
        return web.Response(
            body=body,
            headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_PLAIN_0_0_4},
        )

    def _allowed(self, request: web.Request) -> bool:
        if not self._token:
            return _from_this_machine(request)
        scheme, _, given = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        right = hmac.compare_digest(given.encode(errors="surrogateescape"), self._token)
        return right and scheme.lower() == "bearer"


def _from_this_machine(request: web.Request) -> bool:
    if "Forwarded" in request.headers or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
