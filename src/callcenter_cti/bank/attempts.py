"""Counts attempts to identify, in the caller's transaction, before anything is checked.

Who was counted and turns out right is forgiven; who crashes, hangs up or races is not. A number
that is no card's is counted like one that is, so that nothing tells the two apart.
"""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from callcenter_cti.bank.attempt_limits import MAX_WRONG_PINS, CallerTries
from callcenter_cti.bank.branch import Branch, insert_into
from callcenter_cti.bank.card_services import Attempt, HeldBack, Locked, Refused
from callcenter_cti.bank.tables import callers, cards, failed_cards, unknown_numbers


@dataclass(frozen=True, slots=True)
class Counted:
    """An attempt that may go on."""

    number: str | None
    """Digest of the card number it is about; None when it is about none that we know of."""
    failures: int
    """Of that number in a row, this one included."""
    repeated: bool = False
    """It was counted when the same request came before."""

    def failed(self) -> Refused | Locked:
        """Return what is answered when it was wrong."""
        return Locked() if self.failures >= MAX_WRONG_PINS else Refused()


class AttemptCounts:
    """The durable counters: per card number, per caller, and over all."""

    def __init__(self, branch: Branch) -> None:
        self._branch = branch

    async def begin(
        self, connection: AsyncConnection, number: str | None, attempt: Attempt | None
    ) -> Counted | Locked | HeldBack:
        """Count an attempt, or tell what stops it; what is stopped is not counted.

        Args:
            connection: In a transaction that writes.
            number: Digest of the card number.
            attempt: Where it comes from; None where the caller is known already.
        """
        await _take_turns(connection)
        if attempt is not None and await self._held_back(connection, attempt):
            return HeldBack()
        failures = 0 if number is None else await _count_number(connection, number)
        if failures is None:
            return Locked()
        if attempt is not None:
            await self._count_caller(connection, attempt)
        if number is not None:
            await self._note_failed(connection, number)
        return Counted(number, failures)

    async def forgive(
        self, connection: AsyncConnection, counted: Counted, attempt: Attempt | None
    ) -> bool:
        """Take an attempt back that was right, and with it the card's earlier failures.

        False when it comes too late: a request that is repeated after others have locked the
        card opens it no more.
        """
        await _take_turns(connection)
        of_card = cards.c.number_hmac == counted.number
        if counted.repeated and counted.failures < MAX_WRONG_PINS:
            now = await connection.execute(select(cards.c.pin_attempts).where(of_card))
            if now.scalar_one() >= MAX_WRONG_PINS:
                return False
        await connection.execute(update(cards).where(of_card).values(pin_attempts=0))
        await connection.execute(
            delete(failed_cards).where(failed_cards.c.number_hmac == counted.number)
        )
        if attempt is not None:
            tries = await self._tries(connection, attempt)
            most = self._most(attempt)
            await self._store(connection, attempt, tries.forgiven(most=most))
        return True

    async def _held_back(self, connection: AsyncConnection, attempt: Attempt) -> bool:
        now, limits = self._branch.now(), self._branch.limits
        if (await self._tries(connection, attempt)).held(now):
            return True
        since = now - limits.spraying_window_s
        failing = select(func.count()).where(failed_cards.c.failed_at > since)
        different = (await connection.execute(failing)).scalar_one()
        return different >= limits.different_cards

    async def _count_caller(self, connection: AsyncConnection, attempt: Attempt) -> None:
        tries = await self._tries(connection, attempt)
        counted = tries.counted(
            self._branch.now(), most=self._most(attempt), limits=self._branch.limits
        )
        await self._store(connection, attempt, counted)

    async def _tries(self, connection: AsyncConnection, attempt: Attempt) -> CallerTries:
        caller = self._branch.key.caller(attempt.ani)
        found = await connection.execute(
            select(callers.c.failures, callers.c.last_at, callers.c.held_until_at).where(
                callers.c.caller == caller
            )
        )
        row = found.one_or_none()
        return CallerTries() if row is None else CallerTries(*row)

    async def _store(
        self, connection: AsyncConnection, attempt: Attempt, tries: CallerTries
    ) -> None:
        values = {
            "failures": tries.failures,
            "last_at": tries.last_at,
            "held_until_at": tries.held_until,
        }
        caller = self._branch.key.caller(attempt.ani)
        await connection.execute(
            insert_into(connection, callers)
            .values(caller=caller, **values)
            .on_conflict_do_update(index_elements=["caller"], set_=values)
        )

    async def _note_failed(self, connection: AsyncConnection, number: str) -> None:
        now = self._branch.now()
        await connection.execute(
            insert_into(connection, failed_cards)
            .values(number_hmac=number, failed_at=now)
            .on_conflict_do_update(index_elements=["number_hmac"], set_={"failed_at": now})
        )
        old = now - self._branch.limits.spraying_window_s
        await connection.execute(delete(failed_cards).where(failed_cards.c.failed_at <= old))

    def _most(self, attempt: Attempt) -> int:
        limits = self._branch.limits
        return limits.per_caller if attempt.ani else limits.withheld


async def _take_turns(connection: AsyncConnection) -> None:
    # Counts over several rows are right only one after the other. On SQLite every transaction
    # that writes has its turn anyway.
    if connection.dialect.name == "postgresql":
        await connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext('callcenter_cti bank attempts'))")
        )


async def _count_number(connection: AsyncConnection, number: str) -> int | None:
    """Return the failures of a number with this one; None when it is locked."""
    counted = (
        update(cards)
        .where(cards.c.number_hmac == number, cards.c.pin_attempts < MAX_WRONG_PINS)
        .values(pin_attempts=cards.c.pin_attempts + 1)
        .returning(cards.c.pin_attempts)
    )
    failures = (await connection.execute(counted)).scalar_one_or_none()
    if failures is not None:
        return int(failures)
    known = select(cards.c.token).where(cards.c.number_hmac == number)
    if (await connection.execute(known)).one_or_none() is not None:
        return None
    return await _count_unknown(connection, number)


async def _count_unknown(connection: AsyncConnection, number: str) -> int | None:
    attempts = unknown_numbers.c.attempts
    counted = (
        insert_into(connection, unknown_numbers)
        .values(number_hmac=number, attempts=1)
        .on_conflict_do_update(
            index_elements=["number_hmac"],
            set_={"attempts": attempts + 1},
            where=attempts < MAX_WRONG_PINS,
        )
        .returning(attempts)
    )
    failures = (await connection.execute(counted)).scalar_one_or_none()
    return None if failures is None else int(failures)
