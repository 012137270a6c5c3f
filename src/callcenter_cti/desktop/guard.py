"""Who may ask the HTTP side for anything: sessions, origins, content types, security headers.

Nothing is open but what is listed here. The page's own files are: they hold no data, and the
log-in form is one of them. Knows nothing of what the handlers do.
"""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from callcenter_cti.desktop.policy import DesktopPolicy
from callcenter_cti.desktop.sessions import Session, Sessions

SESSION: Final = web.RequestKey("session", Session)

_OPEN: Final = frozenset({"/healthz", "/", "/desktop"})
_OPEN_BELOW: Final = "/desktop/"
_GUARDS_ITSELF: Final = frozenset({"/metrics", "/readyz"})
"""Asked by programs that have no session; each decides on its own who may."""
_LOG_IN: Final = (hdrs.METH_POST, "/api/v1/session")
_CHANGING: Final = frozenset({hdrs.METH_POST, hdrs.METH_PUT, hdrs.METH_PATCH})

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # The server's name and version help nobody but an attacker.
    "Server": "callcenter-cti",
}


def cookie_name(policy: DesktopPolicy) -> str:
    """Return the cookie's name; the prefix makes browsers insist on Secure and Path=/."""
    return "__Host-callcenter" if policy.secure_cookies else "callcenter"


def from_this_machine(request: web.Request) -> bool:
    """Tell whether a request comes from this machine itself and not through a proxy on it."""
    if "Forwarded" in request.headers or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


async def add_security_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on every answer, errors included."""
    response.headers.update(_HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")


class Guard:
    """Lets a request through or answers it with 401, 403 or 415."""

    def __init__(self, sessions: Sessions, policy: DesktopPolicy) -> None:
        self._sessions = sessions
        self._policy = policy

    def middleware(self) -> Middleware:
        """Return the guard in aiohttp's form."""

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            self._check_origin(request)
            session = self.session(request)
            if session is not None:
                request[SESSION] = session
            elif not self._open(request):
                raise refusal(web.HTTPUnauthorized, "log in first")
            return await handler(request)

        return guard

    def session(self, request: web.Request) -> Session | None:
        """Return the living session of a request, if it has one."""
        cookie = request.cookies.get(cookie_name(self._policy), "")
        return self._sessions.find(cookie) if cookie else None

    def _open(self, request: web.Request) -> bool:
        path = request.path
        return (
            path in _OPEN
            or path in _GUARDS_ITSELF
            or path.startswith(_OPEN_BELOW)
            or (request.method, path) == _LOG_IN
        )

    def _check_origin(self, request: web.Request) -> None:
        """Refuse what another site's page asks for (browsers always name the origin then)."""
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is not None and not self._own(origin, request):
            raise refusal(web.HTTPForbidden, "foreign origin")
        if request.method in _CHANGING and request.content_type != "application/json":
            raise refusal(web.HTTPUnsupportedMediaType, "send application/json")

    def _own(self, origin: str, request: web.Request) -> bool:
        return origin in self._policy.allowed_origins or urlsplit(origin).netloc == request.host


def refusal(
    kind: type[web.HTTPClientError], message: str, headers: dict[str, str] | None = None
) -> web.HTTPClientError:
    """Return an answer that refuses, with a JSON body like every other answer."""
    body = web.json_response({"error": message}).text
    return kind(text=body, content_type="application/json", headers=headers)
