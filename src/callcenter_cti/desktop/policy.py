"""What operations decide about desktops: cookies, expiry, limits. Decides nothing itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DesktopPolicy:
    """Limits and times of the agents' side; the defaults suit one engine behind a TLS proxy."""

    secure_cookies: bool = False
    """True when browsers reach the engine over https: the cookie then never travels without it."""
    allowed_origins: frozenset[str] = frozenset()
    """Origins besides the engine's own, for example ``https://cti.example`` behind a proxy that
    changes the Host header."""
    session_idle_s: float = 1800.0
    """A session without an open desktop ends after this long without a request."""
    session_absolute_s: float = 43200.0
    """A session ends after this long whatever happens (twelve hours: longer than a shift)."""
    desktop_grace_s: float = 30.0
    """An agent whose last desktop closed becomes not ready after this long: without a desktop he
    would get calls without pops. Long enough for a reload or a lost network to come back."""
    heartbeat_s: float = 15.0
    """A WebSocket is pinged this often, and closed when half of that passes without an answer."""
    outbox_limit: int = 64
    """Messages that may wait for one socket; a client that reads slower is disconnected."""
    send_timeout_s: float = 5.0
    """A message that a socket does not take within this ends the socket."""
    peer_timeout_s: float = 3.0
    """Longest wait for the ACD, for a password check and for a readiness check."""
    log_ins_at_once: int = 4
    """Password checks that may run side by side; they are costly on purpose."""
