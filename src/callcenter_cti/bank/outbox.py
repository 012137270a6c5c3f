"""The demo's telephone: messages that the bank sent, for whoever plays the customer.

A real bank hands them to a gateway; here they stay in a table until their code is over.
"""

from dataclasses import dataclass, field

from sqlalchemy import select

from callcenter_cti.bank.branch import Branch
from callcenter_cti.bank.tables import outbox
from callcenter_cti.config.database import reading


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a customer's phone."""

    number: int
    """Rising."""
    phone: str
    text: str = field(repr=False)
    """Empty once the code in it is over."""


class Outbox:
    """Reads the messages."""

    def __init__(self, branch: Branch) -> None:
        self._branch = branch

    async def messages(self, after: int) -> tuple[Message, ...]:
        """Return the messages that came after one, oldest first; 0 for all."""
        later = select(outbox.c.number, outbox.c.phone, outbox.c.text).where(
            outbox.c.number > after
        )
        async with reading(self._branch.engine).begin() as connection:
            rows = (await connection.execute(later.order_by(outbox.c.number))).all()
        return tuple(Message(*row) for row in rows)
