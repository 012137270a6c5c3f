"""What every part of the SQL bank works with; no rule of the bank is here."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from callcenter_cti.bank.attempt_limits import AttemptLimits
from callcenter_cti.bank.card_key import CardKey
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.bank.pin_keys import PinBlocks
from callcenter_cti.domain.clock import Clock


@dataclass(frozen=True, slots=True)
class Branch:
    """Database, keys, clock and limits of one bank."""

    engine: AsyncEngine
    key: CardKey
    hashes: PinHashes
    blocks: PinBlocks
    clock: Clock
    limits: AttemptLimits

    def now(self) -> int:
        """Seconds since 1970, UTC."""
        return int(self.clock.wall().timestamp())

    def today(self) -> date:
        """Day in UTC."""
        return self.clock.wall().date()


def insert_into(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that can say ON CONFLICT in the database's dialect."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
