"""The HTTP side as one aiohttp application: what belongs together is tied together here.

`app.py` makes `ScreenPops` first (the ACD needs it), then the ACD, then `Desktop` from both.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Final

from aiohttp import web

from callcenter_cti.acd.agent_desk import AgentDesk
from callcenter_cti.desktop.credentials import Credentials
from callcenter_cti.desktop.desktop_socket import DesktopSocket
from callcenter_cti.desktop.guard import Guard, add_security_headers
from callcenter_cti.desktop.log_in_limit import LogInLimit
from callcenter_cti.desktop.page_files import PageFiles
from callcenter_cti.desktop.policy import DesktopPolicy
from callcenter_cti.desktop.pops import ScreenPops
from callcenter_cti.desktop.presence import Presence
from callcenter_cti.desktop.readiness import Readiness, ReadyCheck
from callcenter_cti.desktop.session_routes import SessionRoutes
from callcenter_cti.desktop.sessions import Sessions
from callcenter_cti.desktop.view_push import ViewPush
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.facts import Fact

_LARGEST_BODY: Final = 16 * 1024


class Desktop:
    """The agents' side of the engine."""

    def __init__(
        self,
        *,
        desk: AgentDesk,
        credentials: Credentials,
        pops: ScreenPops,
        not_ready_reasons: Mapping[str, str],
        ready_checks: Mapping[str, ReadyCheck],
        clock: Clock,
        policy: DesktopPolicy,
    ) -> None:
        """Tie the ends together.

        Args:
            desk: the ACD.
            credentials: passwords of agents.
            pops: what the ACD tells of its offers.
            not_ready_reasons: reasons that agents may give with what the page shows, in order.
            ready_checks: peers by name, for `/readyz`.
            clock: the time.
            policy: limits.
        """
        self._pops = pops
        self._policy = policy
        timeout_s = policy.peer_timeout_s
        self._sessions = Sessions(
            clock, idle_s=policy.session_idle_s, absolute_s=policy.session_absolute_s
        )
        self._presence = Presence(
            desk, pops.sockets, grace_s=policy.desktop_grace_s, timeout_s=timeout_s
        )
        self._push = ViewPush(desk, pops.sockets, timeout_s=timeout_s)
        self._page = PageFiles()
        self._readiness = Readiness(ready_checks, timeout_s=timeout_s)
        self._session_routes = SessionRoutes(
            desk=desk,
            credentials=credentials,
            sessions=self._sessions,
            sockets=pops.sockets,
            limit=LogInLimit(clock),
            policy=policy,
        )
        self._socket = DesktopSocket(
            desk=desk,
            pops=pops,
            presence=self._presence,
            sessions=self._sessions,
            not_ready_reasons=not_ready_reasons,
            clock=clock,
            policy=policy,
        )

    def on_fact(self, fact: Fact) -> None:
        """Listen to facts; neither raises nor blocks."""
        self._push.on_fact(fact)

    def application(self) -> web.Application:
        """Return the application, to be run once; further routes may be added to it."""
        guard = Guard(self._sessions, self._policy)
        app = web.Application(middlewares=[guard.middleware()], client_max_size=_LARGEST_BODY)
        app.add_routes(self._readiness.routes())
        app.add_routes(self._page.routes())
        app.add_routes(self._session_routes.routes())
        app.router.add_get("/api/v1/desktop", self._socket.serve)
        app.on_response_prepare.append(add_security_headers)
        app.on_shutdown.append(self._cut_all)
        app.cleanup_ctx.append(self._while_running)
        return app

    async def _while_running(self, _app: web.Application) -> AsyncIterator[None]:
        await asyncio.to_thread(self._page.read)
        push = asyncio.create_task(self._push.run(), name="desktop views")
        yield
        push.cancel()
        await asyncio.gather(push, return_exceptions=True)
        await self._presence.close()
        await self._pops.close()

    async def _cut_all(self, _app: web.Application) -> None:
        # Open WebSockets would otherwise hold the stop up until its time-out.
        self._pops.sockets.cut_all()
