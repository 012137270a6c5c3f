"""`/healthz` and `/readyz`: is the process alive, are the peers that it needs.

Neither takes part in routing: a call is served as well as can be whatever these say.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

from callcenter_cti.desktop.guard import SESSION, from_this_machine, refusal

ReadyCheck = Callable[[], Awaitable[bool]]

log = structlog.get_logger(__name__)


class Readiness:
    """Asks every named check, side by side, each for a bounded time."""

    def __init__(self, checks: Mapping[str, ReadyCheck], *, timeout_s: float) -> None:
        self._checks = dict(checks)
        self._timeout_s = timeout_s

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [web.get("/healthz", self._healthz), web.get("/readyz", self._readyz)]

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _readyz(self, request: web.Request) -> web.Response:
        """Answer this machine and whoever is logged in: the names of peers are not for all."""
        if SESSION not in request and not from_this_machine(request):
            raise refusal(web.HTTPUnauthorized, "log in first")
        verdicts = await asyncio.gather(*(self._ask(name) for name in self._checks))
        results = dict(zip(self._checks, verdicts, strict=True))
        ready = all(verdicts)
        return web.json_response({"ready": ready, "checks": results}, status=200 if ready else 503)

    async def _ask(self, name: str) -> bool:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._checks[name]()
        except Exception:
            # A check that breaks is a peer that is not ready; the probe itself must answer.
            log.warning("readyz.check_failed", check=name, exc_info=True)
            return False
