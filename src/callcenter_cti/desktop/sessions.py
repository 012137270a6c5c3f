"""Log-in sessions of agents: opened, found, held open, expired. In memory alone.

An engine that restarts forgets them, and agents log in again: by then their calls are on the
native queue anyway. Knows nothing of cookies.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.identifiers import AgentId

_ID_BYTES: Final = 32
"""256 random bits: guessing one is out of reach (OWASP asks for 64 or more)."""
_PER_AGENT: Final = 8
"""Sessions of one agent; the oldest ends when he opens another."""


@dataclass(slots=True)
class Session:
    """One log-in of one agent."""

    session_id: str
    agent: AgentId
    ends_at: float
    """Monotonic seconds of the absolute end."""
    used_at: float
    """Monotonic seconds of the last use."""
    holders: int = 0
    """Open sockets; a session that is held does not idle."""


class Sessions:
    """All sessions, by their id."""

    def __init__(self, clock: Clock, *, idle_s: float, absolute_s: float) -> None:
        self._clock = clock
        self._idle_s = idle_s
        self._absolute_s = absolute_s
        self._sessions: dict[str, Session] = {}

    def open(self, agent: AgentId) -> Session:
        """Open a session with a fresh id."""
        now = self._clock.now()
        self._drop_expired(now)
        own = [session for session in self._sessions.values() if session.agent == agent]
        for oldest in own[: max(0, len(own) - _PER_AGENT + 1)]:
            self.close(oldest)
        session = Session(secrets.token_urlsafe(_ID_BYTES), agent, now + self._absolute_s, now)
        self._sessions[session.session_id] = session
        return session

    def find(self, session_id: str) -> Session | None:
        """Return the living session with this id and note its use; None if there is none."""
        session = self._sessions.get(session_id)
        if session is None:
            return None
        now = self._clock.now()
        if self._expired(session, now):
            self.close(session)
            return None
        session.used_at = now
        return session

    def close(self, session: Session) -> None:
        """End a session; nothing happens when it has ended."""
        self._sessions.pop(session.session_id, None)

    def living(self, session: Session) -> bool:
        """Tell whether the session has not ended."""
        return session.session_id in self._sessions

    def remaining_s(self, session: Session) -> float:
        """Return the seconds until the absolute end, never below 0."""
        return max(0.0, session.ends_at - self._clock.now())

    @contextmanager
    def held(self, session: Session) -> Iterator[None]:
        """Keep the session from idling while a socket is open."""
        session.holders += 1
        try:
            yield
        finally:
            session.holders -= 1
            session.used_at = self._clock.now()

    def _expired(self, session: Session, now: float) -> bool:
        idle = not session.holders and now - session.used_at >= self._idle_s
        return idle or now >= session.ends_at

    def _drop_expired(self, now: float) -> None:
        for session in [one for one in self._sessions.values() if self._expired(one, now)]:
            self.close(session)
