"""Changes that a PIN allows: activation, and a new PIN.

Two transactions, since the PIN's hash is slow: the first begins the journal's entry and counts
the attempt, the second makes the change and writes the answer. A request that is repeated in
between, or after a crash in between, is counted once.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from callcenter_cti.bank.accounts import Accounts, card_row, expiry_of
from callcenter_cti.bank.attempts import AttemptCounts, Counted
from callcenter_cti.bank.branch import Branch
from callcenter_cti.bank.card_changes import Change, ChangeKey, Expiry, Obstacle, Prevented
from callcenter_cti.bank.card_services import (
    Attempt,
    CardState,
    HeldBack,
    Locked,
    Refused,
    UnknownCard,
)
from callcenter_cti.bank.card_states import obstacle_of
from callcenter_cti.bank.change_journal import ChangeJournal, Entry
from callcenter_cti.bank.outcomes import Outcome
from callcenter_cti.bank.pin_blocks import PinBlock
from callcenter_cti.bank.pin_policy import refuses
from callcenter_cti.bank.tables import cards, customers
from callcenter_cti.config.database import reading
from callcenter_cti.domain.cards import CardNumber
from callcenter_cti.domain.identifiers import CardToken

Activation = Change | Refused | Locked | HeldBack
PinChange = Change | Refused | Locked
_Answer = TypeVar("_Answer", bound=Outcome)


@dataclass(frozen=True, slots=True)
class _Wish:
    """A change that a PIN allows, while it is being made."""

    key: ChangeKey
    request: str
    number: str
    """Digest of the card number."""
    attempt: Attempt | None


class PinChanges:
    """Makes them. See `CardChanges` for each."""

    def __init__(
        self, branch: Branch, journal: ChangeJournal, attempts: AttemptCounts, accounts: Accounts
    ) -> None:
        self._branch = branch
        self._journal = journal
        self._attempts = attempts
        self._accounts = accounts

    async def activate(
        self, card: CardNumber, expiry: Expiry, block: PinBlock, attempt: Attempt, key: ChangeKey
    ) -> Activation:
        """Activate a card that was sent to the customer."""
        branch = self._branch
        pin, number = branch.blocks.open(block, card), branch.key.number(card)
        printed = f"{expiry.month}/{expiry.year}"
        request = branch.key.request("activate", number, printed, *_told(block))
        wish = _Wish(key, request, number, attempt)

        async def decide(connection: AsyncConnection, entry: Entry) -> Change:
            token = CardToken(row.token if row is not None else "")
            locked = await card_row(connection, token, locked=True)
            if (obstacle := obstacle_of(state := self._accounts.state(locked))) is not None:
                return Prevented(obstacle)
            if state is CardState.ACTIVE:
                return Prevented(Obstacle.ALREADY_ACTIVE)
            await _update(connection, token, state=CardState.ACTIVE.value)
            return entry.done()

        async with branch.hashes.slot():
            begun = await self._begin(wish)
            if not isinstance(begun, Counted):
                return begun  # type: ignore[return-value]  # the request says the kind
            row = await self._row(number)
            fits = await branch.hashes.matches(row and row.pin_hash, card, pin)
            right = row is not None and expiry_of(row) == expiry and fits
            return await self._settle(wish, begun, decide if right else None)

    async def change_pin(
        self, card: CardToken, old: PinBlock, new: PinBlock, key: ChangeKey
    ) -> PinChange:
        """Replace the PIN."""
        branch = self._branch
        row = await self._holder(card)
        number = branch.key.open_number(row.number_sealed)
        keyed, wanted = branch.blocks.open(old, number), branch.blocks.open(new, number)
        request = branch.key.request("change_pin", card, *_told(old), *_told(new))
        wish = _Wish(key, request, row.number_hmac, None)
        hashed = ""

        async def decide(connection: AsyncConnection, entry: Entry) -> Change | Refused:
            locked = await card_row(connection, card, locked=True)
            if (obstacle := obstacle_of(self._accounts.state(locked))) is not None:
                return Prevented(obstacle)
            if wanted == keyed:
                return Prevented(Obstacle.SAME_PIN)
            if refuses(wanted, row.birthday):
                return Prevented(Obstacle.WEAK_PIN)
            if locked.pin_hash != row.pin_hash:  # another call was quicker
                return Refused()
            await _update(connection, card, pin_hash=hashed)
            return entry.done()

        async with branch.hashes.slot():
            begun = await self._begin(wish)
            if not isinstance(begun, Counted):
                return begun  # type: ignore[return-value]  # the request says the kind
            right = await branch.hashes.matches(row.pin_hash, number, keyed)
            hashed = await branch.hashes.hash(number, wanted)
            return await self._settle(wish, begun, decide if right else None)

    async def _begin(self, wish: _Wish) -> Counted | Outcome:
        """Count the attempt, once for all repetitions of a request, or return the answer."""
        async with self._journal.transaction() as connection:
            entry = await self._journal.begin(connection, wish.key, wish.request)
            if entry.answer is not None:
                return entry.answer
            if entry.failures is not None:
                return Counted(wish.number, entry.failures, repeated=True)
            counted = await self._attempts.begin(connection, wish.number, wish.attempt)
            if isinstance(counted, Counted):
                await self._journal.note(connection, entry, counted.failures)
            else:
                await self._journal.settle(connection, entry, counted)
            return counted

    async def _settle(
        self, wish: _Wish, counted: Counted, decide: Callable[..., Awaitable[_Answer]] | None
    ) -> _Answer | Refused | Locked:
        """Make the change, or refuse it when there is nothing that decides."""
        async with self._journal.transaction() as connection:
            entry = await self._journal.reopen(connection, wish.key, wish.request)
            if entry.answer is not None:
                return entry.answer  # type: ignore[return-value]  # the request says the kind
            answer: _Answer | Refused | Locked
            if decide is None:
                answer = counted.failed()
            elif await self._attempts.forgive(connection, counted, wish.attempt):
                answer = await decide(connection, entry)
            else:
                answer = Locked()
            await self._journal.settle(connection, entry, answer)
            return answer

    async def _row(self, number: str) -> Row[tuple[object, ...]] | None:
        async with reading(self._branch.engine).begin() as connection:
            found = await connection.execute(select(cards).where(cards.c.number_hmac == number))
            return found.one_or_none()

    async def _holder(self, card: CardToken) -> Row[tuple[object, ...]]:
        wanted = (
            select(cards, customers.c.birthday)
            .select_from(cards.join(customers))
            .where(cards.c.token == card)
        )
        async with reading(self._branch.engine).begin() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        if row is None or row.number_sealed is None:
            raise UnknownCard("no such card")
        return row


def _told(block: PinBlock) -> tuple[str, str, str]:
    return block.format.value, block.key_name, block.ciphertext.hex()


async def _update(connection: AsyncConnection, card: str, **values: str) -> None:
    await connection.execute(update(cards).where(cards.c.token == card).values(values))
