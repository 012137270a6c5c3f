"""Agents' passwords: sets them, checks them, and slows down whoever guesses.

A log-in is counted as failed and committed before the password is checked, so that guesses that
race or crash count like others. After five failures in a row each further one blocks the agent's
log-in for twice as long, from 30 seconds to 15 minutes; it never blocks for good, since anybody
who knows an agent's name could then keep him from work. Nobody has a password until one is set.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.config.database import DatabaseCalls, reading
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.records.password_hashes import PasswordHashes
from callcenter_cti.records.tables import agent_credentials as credentials

FREE_FAILURES: Final = 5
FIRST_BLOCK_S: Final = 30
LONGEST_BLOCK_S: Final = 900
MIN_LENGTH: Final = 8
"""NIST SP 800-63B 5.1.1.2."""
MAX_LENGTH: Final = 128


def block_s(failures: int) -> int:
    """Return for how many seconds the log-in is blocked after so many failures in a row."""
    if failures < FREE_FAILURES:
        return 0
    doublings = min(failures - FREE_FAILURES, 16)
    return min(FIRST_BLOCK_S << doublings, LONGEST_BLOCK_S)


def _is_text(text: str) -> bool:
    """Tell whether databases and UTF-8 can hold it: no NUL, no surrogates (JSON allows both)."""
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text)


class AgentCredentials:
    """Passwords of agents, on a migrated database.

    Args:
        engine: The database; stays the caller's to dispose of, after `close`.
        hashes: Hashes the passwords; stays the caller's to close, after `close`.
        clock: For the end of a block, which outlives a restart and so is wall time.
        timeout_s: Seconds that one answer may take, the slow hash included.
    """

    def __init__(
        self, engine: AsyncEngine, hashes: PasswordHashes, *, clock: Clock, timeout_s: float
    ) -> None:
        self._engine = engine
        self._hashes = hashes
        self._clock = clock
        self._calls = DatabaseCalls("database", timeout_s=timeout_s, limit=50)

    async def set_password(self, agent: AgentId, password: str) -> None:
        """Set or replace a password; ends a block.

        Raises:
            ValueError: not 8 to 128 characters, or some of them are none of Unicode's.
            PeerUnavailable: the database did not answer in time.
        """
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            raise ValueError(f"a password has {MIN_LENGTH} to {MAX_LENGTH} characters")
        if not (_is_text(agent) and _is_text(password)):
            raise ValueError("neither name nor password may hold NUL or half a character")
        await self._calls.run(self._set(agent, password))

    async def check(self, agent: AgentId, password: str) -> bool:
        """Tell whether this is the agent's password; False also while his log-in is blocked.

        An unknown agent takes as long as a wrong password.

        Raises:
            PeerUnavailable: the database did not answer in time.
        """
        return await self._calls.run(self._check(agent, password))

    async def has_password(self, agent: AgentId) -> bool:
        """Tell whether a password was set for this agent.

        Raises:
            PeerUnavailable: the database did not answer in time.
        """
        return await self._calls.run(self._has_password(agent))

    async def close(self) -> None:
        """Wait for what was begun."""
        await self._calls.close()

    async def _set(self, agent: AgentId, password: str) -> None:
        password_hash = await self._hashes.hash(password)
        row: dict[str, object] = {
            "password_hash": password_hash,
            "failures": 0,
            "blocked_until": None,
            "changed_at": self._clock.wall(),
        }
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        added = dialect.insert(credentials).values(agent=agent, **row)
        replaced = added.on_conflict_do_update(index_elements=["agent"], set_=row)
        async with self._engine.begin() as connection:
            await connection.execute(replaced)

    async def _check(self, agent: AgentId, password: str) -> bool:
        row = await self._count_failure(agent) if _is_text(agent) else None
        # What cannot be right is not hashed: hashing takes its length, and refuses odd bytes.
        keyed = password if len(password) <= MAX_LENGTH and _is_text(password) else ""
        if not await self._hashes.matches(row and row.password_hash, keyed) or row is None:
            return False
        forgiven = (
            update(credentials)
            .where(credentials.c.agent == agent)
            .where(credentials.c.password_hash == row.password_hash)
            .values(failures=0, blocked_until=None)
        )
        async with self._engine.begin() as connection:
            return (await connection.execute(forgiven)).rowcount == 1

    async def _count_failure(self, agent: AgentId) -> Row[tuple[str, int, datetime]] | None:
        """Count a failure ahead of the check; None: nobody, or blocked."""
        mine = credentials.c.agent == agent
        now = self._clock.wall()
        async with self._engine.begin() as connection:
            # The lock is PostgreSQL's; on SQLite the whole transaction holds one.
            found = await connection.execute(select(credentials).where(mine).with_for_update())
            row = found.one_or_none()
            if row is None or (row.blocked_until is not None and now < row.blocked_until):
                return None
            wait_s = block_s(row.failures + 1)
            until = now + timedelta(seconds=wait_s) if wait_s else None
            counted = update(credentials).where(mine)
            await connection.execute(
                counted.values(failures=row.failures + 1, blocked_until=until)
            )
        return row

    async def _has_password(self, agent: AgentId) -> bool:
        known = select(credentials.c.agent).where(credentials.c.agent == agent)
        async with reading(self._engine).begin() as connection:
            return (await connection.execute(known)).one_or_none() is not None
