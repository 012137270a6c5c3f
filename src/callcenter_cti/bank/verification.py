"""Checks what callers identify with: card and PIN, and one-time codes.

An attempt is counted and committed *before* the PIN is checked: a caller who hangs up, an engine
that dies and calls that race get no guess for free.
"""

import hmac
import secrets
from typing import Final

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from callcenter_cti.bank.attempt_limits import MAX_WRONG_PINS
from callcenter_cti.bank.attempts import AttemptCounts, Counted
from callcenter_cti.bank.branch import Branch
from callcenter_cti.bank.card_services import (
    Attempt,
    CodeSent,
    HeldBack,
    Locked,
    UnknownCard,
    Verdict,
    Verified,
)
from callcenter_cti.bank.holders import holder_of
from callcenter_cti.bank.pin_blocks import PinBlock
from callcenter_cti.bank.tables import cards, codes, outbox, phones
from callcenter_cti.domain.cards import CardNumber, OneTimeCode
from callcenter_cti.domain.customers import Customer

CODE_DIGITS: Final = 6
CODE_VALID_S: Final = 300
"""Seconds that a code is valid."""


class Verification:
    """Identifies callers."""

    def __init__(self, branch: Branch, attempts: AttemptCounts) -> None:
        self._branch = branch
        self._attempts = attempts

    async def verify(self, card: CardNumber, block: PinBlock, attempt: Attempt) -> Verdict:
        """Check card and PIN. See `CardServices.verify`."""
        branch = self._branch
        pin, number = branch.blocks.open(block, card), branch.key.number(card)
        # The slot comes first: a caller who only waited for one has not used up an attempt.
        async with branch.hashes.slot():
            async with branch.engine.begin() as connection:
                counted = await self._attempts.begin(connection, number, attempt)
                found = await connection.execute(_BY_NUMBER.where(cards.c.number_hmac == number))
                row = found.one_or_none()
            if isinstance(counted, Locked | HeldBack):
                return counted
            if not await branch.hashes.matches(row and row.pin_hash, card, pin) or row is None:
                return counted.failed()
            async with branch.engine.begin() as connection:
                await self._attempts.forgive(connection, counted, attempt)
                return Verified(await holder_of(connection, row.token))

    async def send_code(self, customer: Customer) -> CodeSent:
        """Send a one-time code. See `CardServices.send_code`.

        Raises:
            UnknownCard: the customer has no phone on file.
        """
        branch, challenge = self._branch, secrets.token_urlsafe(16)
        digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        on_file = select(phones.c.number).where(phones.c.customer_id == customer.customer_id)
        async with branch.engine.begin() as connection:
            phone = (await connection.execute(on_file.limit(1))).scalar_one_or_none()
            if phone is None:
                raise UnknownCard("no phone on file")
            await self._void(connection, customer)
            code = {
                "challenge": challenge,
                "card": customer.card,
                "code_hmac": branch.key.code(challenge, OneTimeCode(digits)),
                "sent_at": branch.now(),
                "tries": 0,
                "over": False,
            }
            await connection.execute(insert(codes).values(code))
            text = f"Your code is {digits}. It is valid for five minutes; tell it to nobody."
            message = {"challenge": challenge, "phone": phone, "text": text}
            await connection.execute(insert(outbox).values(message))
        return CodeSent(challenge, phone[-2:])

    async def check_code(self, challenge: str, code: OneTimeCode, attempt: Attempt) -> Verdict:
        """Check a one-time code. See `CardServices.check_code`."""
        asked = (
            select(codes, cards.c.number_hmac)
            .select_from(codes.join(cards))
            .where(codes.c.challenge == challenge)
            .with_for_update(of=codes)
        )
        async with self._branch.engine.begin() as connection:
            row = (await connection.execute(asked)).one_or_none()
            number = None if row is None else row.number_hmac
            counted = await self._attempts.begin(connection, number, attempt)
            if not isinstance(counted, Counted):
                return counted
            if row is None or not await self._accept(connection, row, code):
                return counted.failed()
            await self._attempts.forgive(connection, counted, attempt)
            return Verified(await holder_of(connection, row.card))

    async def _accept(
        self, connection: AsyncConnection, row: Row[tuple[object, ...]], code: OneTimeCode
    ) -> bool:
        keyed = self._branch.key.code(row.challenge, code)
        valid = not row.over and self._branch.now() < row.sent_at + CODE_VALID_S
        fits = hmac.compare_digest(keyed, row.code_hmac) and valid
        tries = row.tries + 1
        over = bool(row.over or fits or tries >= MAX_WRONG_PINS)
        this = codes.c.challenge == row.challenge
        await connection.execute(update(codes).where(this).values(tries=tries, over=over))
        if over:
            await _empty(connection, row.challenge)
        return fits

    async def _void(self, connection: AsyncConnection, customer: Customer) -> None:
        """End this customer's earlier codes, and empty the messages of all that ran out."""
        his = select(cards.c.token).where(cards.c.customer_id == customer.customer_id)
        ran_out = codes.c.sent_at <= self._branch.now() - CODE_VALID_S
        ended = (
            update(codes)
            .where(~codes.c.over, codes.c.card.in_(his) | ran_out)
            .values(over=True)
            .returning(codes.c.challenge)
        )
        for challenge in (await connection.execute(ended)).scalars().all():
            await _empty(connection, challenge)


_BY_NUMBER = select(cards.c.token, cards.c.pin_hash)


async def _empty(connection: AsyncConnection, challenge: str) -> None:
    message = update(outbox).where(outbox.c.challenge == challenge)
    await connection.execute(message.values(text=""))
