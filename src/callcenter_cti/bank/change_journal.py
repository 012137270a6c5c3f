"""The journal of changes: each key once, with its request and its first answer.

A change and its answer are committed together, so that a repeated key finds either both or
neither. What must check a PIN begins its entry first, in the transaction that counts the attempt;
the same entry, begun again because nobody answered, counts no second one.
"""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from callcenter_cti.bank.branch import Branch, insert_into
from callcenter_cti.bank.card_changes import ChangeKey, ChangeUnsure, Done, KeyReused
from callcenter_cti.bank.outcomes import Outcome, read_outcome, write_outcome
from callcenter_cti.bank.tables import changes

_Answer = TypeVar("_Answer", bound=Outcome)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in the journal."""

    number: int
    begun_now: bool
    answer: Outcome | None
    """None while nobody has answered it."""
    failures: int | None = None
    """Of its card in a row, itself included, when its attempt was counted."""

    def done(self) -> Done:
        """Return the answer that it is made."""
        return Done(self.reference)

    @property
    def reference(self) -> str:
        """Eight digits; no two changes of the first hundred million share them."""
        # The factor has no divisor in common with 10**8; neighbours get unlike numbers.
        return f"{self.number * 61_803_399 % 100_000_000:08d}"


class ChangeJournal:
    """Remembers what was asked and answered."""

    def __init__(self, branch: Branch) -> None:
        self._branch = branch

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction that is committed at the end.

        Raises:
            ChangeUnsure: the connection was lost while it was being committed.
        """
        async with self._branch.engine.connect() as connection:
            transaction = await connection.begin()
            try:
                yield connection
            except BaseException:
                await transaction.rollback()
                raise
            try:
                await transaction.commit()
            except (SQLAlchemyError, OSError) as error:
                raise ChangeUnsure("bank", "the connection was lost at the last word") from error

    async def once(
        self,
        key: ChangeKey,
        request: str,
        decide: Callable[[AsyncConnection, Entry], Awaitable[_Answer]],
    ) -> _Answer:
        """Return the first answer to a key; `decide` makes the change if there is none yet.

        Args:
            key: The change's key.
            request: What tells this request from another; see `CardKey.request`.
            decide: Makes the change in the transaction that it is given.

        Raises:
            KeyReused: the key came with another request before.
        """
        async with self.transaction() as connection:
            entry = await self.begin(connection, key, request)
            if entry.answer is not None:
                return entry.answer  # type: ignore[return-value]  # the request says the kind
            answer = await decide(connection, entry)
            await self.settle(connection, entry, answer)
            return answer

    async def begin(self, connection: AsyncConnection, key: ChangeKey, request: str) -> Entry:
        """Return the entry of a key; begin it if there is none. Others of this key must wait.

        Raises:
            KeyReused: the key came with another request before.
        """
        values = {"key": key, "request_hmac": request, "begun_at": self._branch.now()}
        begun = await connection.execute(
            insert_into(connection, changes)
            .values(values)
            .on_conflict_do_nothing()
            .returning(changes.c.number)
        )
        number = begun.scalar_one_or_none()
        if number is not None:
            return Entry(int(number), begun_now=True, answer=None)
        return await self.reopen(connection, key, request)

    async def reopen(self, connection: AsyncConnection, key: ChangeKey, request: str) -> Entry:
        """Return an entry that was begun, and keep others of this key waiting.

        Raises:
            KeyReused: the key came with another request before.
        """
        found = await connection.execute(
            select(changes).where(changes.c.key == key).with_for_update()
        )
        row = found.one()
        if not hmac.compare_digest(row.request_hmac, request):
            raise KeyReused("the key of another change")
        answer = None if row.answer is None else read_outcome(row.answer)
        return Entry(row.number, begun_now=False, answer=answer, failures=row.failures)

    async def note(self, connection: AsyncConnection, entry: Entry, failures: int) -> None:
        """Note that the attempt of an entry is counted."""
        this = changes.c.number == entry.number
        await connection.execute(update(changes).where(this).values(failures=failures))

    async def settle(self, connection: AsyncConnection, entry: Entry, answer: Outcome) -> None:
        """Write the answer down, in the transaction that makes the change."""
        this = changes.c.number == entry.number
        await connection.execute(update(changes).where(this).values(answer=write_outcome(answer)))
