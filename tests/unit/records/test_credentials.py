"""How long a log-in is blocked; what a password may be is in the records' contract."""

import asyncio
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.config.database import open_engine
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.records.credentials import AgentCredentials, block_s
from callcenter_cti.records.password_hashes import PasswordHashes
from tests.fakes.wall_clock import StandingClock

WEI = AgentId("wei")


class CountingHashes(PasswordHashes):
    """Notes what each check was made against."""

    def __init__(self) -> None:
        super().__init__(hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.checked: list[tuple[str | None, int]] = []

    async def matches(self, stored: str | None, password: str) -> bool:
        self.checked.append((stored, len(password)))
        return await super().matches(stored, password)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (11, 900), (10**6, 900)],
)
def test_block_doubles_from_half_a_minute_to_a_quarter_of_an_hour(failures: int, seconds: int):
    """Four mistakes are free, and no block is for good."""
    assert block_s(failures) == seconds


async def test_unknown_and_blocked_agents_cost_a_check_like_others(engine: AsyncEngine):
    """The time of the answer tells neither who works here nor who is blocked."""
    hashes = CountingHashes()
    credentials = AgentCredentials(engine, hashes, clock=StandingClock(), timeout_s=20.0)
    await credentials.set_password(WEI, "correct horse")

    for _ in range(6):
        await credentials.check(WEI, "wrong password")
    await credentials.check(AgentId("nobody"), "wrong password")

    assert [stored is not None for stored, _ in hashes.checked] == [True] * 5 + [False] * 2
    hashes.close()


async def test_overlong_password_is_not_hashed(engine: AsyncEngine):
    """A megabyte sent as a password costs no more than an empty one, and opens nothing."""
    hashes = CountingHashes()
    credentials = AgentCredentials(engine, hashes, clock=StandingClock(), timeout_s=20.0)
    await credentials.set_password(WEI, "x" * 128)

    assert await credentials.check(WEI, "x" * 129) is False
    assert await credentials.check(WEI, "x" * 128) is True

    assert [length for _, length in hashes.checked] == [0, 128]
    hashes.close()


async def test_block_outlives_a_restart(engine: AsyncEngine):
    """Another engine process on the same database knows of it."""
    clock, hashes = StandingClock(), CountingHashes()
    one = AgentCredentials(engine, hashes, clock=clock, timeout_s=20.0)
    await one.set_password(WEI, "correct horse")
    for _ in range(5):
        await one.check(WEI, "wrong password")

    other = AgentCredentials(engine, hashes, clock=clock, timeout_s=20.0)

    assert await other.check(WEI, "correct horse") is False
    hashes.close()


async def test_failure_counts_though_the_browser_left(engine: AsyncEngine):
    """A log-in that is cancelled half way is a guess like any other."""
    clock, hashes = StandingClock(), CountingHashes()
    credentials = AgentCredentials(engine, hashes, clock=clock, timeout_s=20.0)
    await credentials.set_password(WEI, "correct horse")

    for _ in range(5):
        guess = asyncio.create_task(credentials.check(WEI, "wrong password"))
        await asyncio.sleep(0)
        guess.cancel()
        await asyncio.wait({guess})
        await credentials.close()

    assert await credentials.check(WEI, "correct horse") is False
    hashes.close()


async def test_database_that_is_gone_is_said_so(tmp_path: Path):
    """A log-in page can tell "wrong" from "not now"."""
    engine = await open_engine(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    hashes = CountingHashes()
    credentials = AgentCredentials(engine, hashes, clock=StandingClock(), timeout_s=20.0)

    with pytest.raises(PeerUnavailable, match="database is unavailable"):
        await credentials.check(WEI, "correct horse")

    await engine.dispose()
    hashes.close()
