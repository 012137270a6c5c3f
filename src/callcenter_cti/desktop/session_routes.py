"""Log-in and log-out over HTTP: `/api/v1/session`. Decides who gets a session."""

import asyncio

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callcenter_cti.acd.agent_desk import AgentDesk, AgentView
from callcenter_cti.desktop.credentials import Credentials
from callcenter_cti.desktop.guard import SESSION, cookie_name, refusal
from callcenter_cti.desktop.log_in_limit import LogInLimit
from callcenter_cti.desktop.policy import DesktopPolicy
from callcenter_cti.desktop.sessions import Session, Sessions
from callcenter_cti.desktop.sockets import Sockets
from callcenter_cti.domain.errors import CallcenterError
from callcenter_cti.domain.identifiers import AgentId

log = structlog.get_logger(__name__)


class LogIn(BaseModel):
    """Body of a log-in."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    agent: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256, repr=False)


class SessionRoutes:
    """POST logs in, GET tells who is logged in, DELETE logs out."""

    def __init__(
        self,
        *,
        desk: AgentDesk,
        credentials: Credentials,
        sessions: Sessions,
        sockets: Sockets,
        limit: LogInLimit,
        policy: DesktopPolicy,
    ) -> None:
        self._desk = desk
        self._credentials = credentials
        self._sessions = sessions
        self._sockets = sockets
        self._limit = limit
        self._policy = policy
        self._checking = asyncio.Semaphore(policy.log_ins_at_once)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        path = "/api/v1/session"
        return [
            web.post(path, self.log_in),
            web.get(path, self.whoami),
            web.delete(path, self.log_out),
        ]

    async def log_in(self, request: web.Request) -> web.Response:
        """Check the password, log the agent in at the ACD, open a session."""
        wanted = await _body(request)
        address = request.remote or ""
        self._admit(wanted.agent, address)
        self._limit.failed(wanted.agent, address)
        if not await self._password_right(wanted):
            log.warning("desktop.log_in_refused", agent=wanted.agent)
            raise refusal(web.HTTPUnauthorized, "agent or password is wrong")
        self._limit.succeeded(wanted.agent, address)
        view = await self._enter(AgentId(wanted.agent))
        log.info("desktop.logged_in", agent=wanted.agent)
        return self._welcome(view)

    async def whoami(self, request: web.Request) -> web.Response:
        """Tell a page that was reloaded who is logged in."""
        return web.json_response({"agent": request[SESSION].agent})

    async def log_out(self, request: web.Request) -> web.Response:
        """End the session and its desktops; the agent leaves, after the present call if any."""
        session: Session = request[SESSION]
        self._sessions.close(session)
        self._sockets.cut_session(session.session_id)
        try:
            async with asyncio.timeout(self._policy.peer_timeout_s):
                await self._desk.log_out(session.agent)
        except (TimeoutError, LookupError, CallcenterError) as trouble:
            # The session is over whatever the ACD says; the grace period takes the agent out.
            log.warning("desktop.log_out_unreported", trouble=type(trouble).__name__)
        log.info("desktop.logged_out", agent=session.agent)
        answer = web.Response(status=204)
        answer.del_cookie(cookie_name(self._policy), path="/")
        return answer

    def _admit(self, agent: str, address: str) -> None:
        wait_s = self._limit.wait_s(agent, address)
        if wait_s > 0:
            seconds = str(int(wait_s) + 1)
            raise refusal(
                web.HTTPTooManyRequests,
                f"too many tries, wait {seconds} s",
                {"Retry-After": seconds},
            )

    async def _password_right(self, wanted: LogIn) -> bool:
        try:
            async with asyncio.timeout(self._policy.peer_timeout_s), self._checking:
                return await self._credentials.check(AgentId(wanted.agent), wanted.password)
        except (TimeoutError, CallcenterError) as trouble:
            log.warning("desktop.credentials_unavailable", trouble=type(trouble).__name__)
            raise _unavailable() from trouble

    async def _enter(self, agent: AgentId) -> AgentView:
        try:
            async with asyncio.timeout(self._policy.peer_timeout_s):
                return await self._desk.log_in(agent)
        except LookupError as unknown:
            raise refusal(web.HTTPForbidden, "this agent is not in the roster") from unknown
        except (TimeoutError, CallcenterError) as trouble:
            raise _unavailable() from trouble

    def _welcome(self, view: AgentView) -> web.Response:
        session = self._sessions.open(view.agent)
        answer = web.json_response({"agent": view.agent, "name": view.name})
        answer.set_cookie(
            cookie_name(self._policy),
            session.session_id,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self._policy.secure_cookies,
        )
        return answer


async def _body(request: web.Request) -> LogIn:
    try:
        return LogIn.model_validate_json(await request.read())
    except ValidationError as wrong:
        raise refusal(web.HTTPBadRequest, "send agent and password") from wrong


def _unavailable() -> web.HTTPServiceUnavailable:
    return web.HTTPServiceUnavailable(
        text='{"error": "not possible now, try again"}', content_type="application/json"
    )
