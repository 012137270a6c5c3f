"""Who holds a card, as the engine is told."""

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from callcenter_cti.bank.tables import cards, customers, phones
from callcenter_cti.domain.customers import Customer, Language, Product, Tier
from callcenter_cti.domain.identifiers import CardToken, CustomerId


async def holder_of(connection: AsyncConnection, card: str) -> Customer:
    """Return the holder of a card that there is."""
    found = await connection.execute(_HOLDERS.where(cards.c.token == card))
    return _customer(found.one())


async def caller_from(connection: AsyncConnection, number: str) -> Customer | None:
    """Return the one customer who has this number on file, with the first of his cards."""
    calling = select(phones.c.customer_id).where(phones.c.number == number)
    found = await connection.execute(
        _HOLDERS.where(customers.c.customer_id.in_(calling)).order_by(cards.c.token)
    )
    rows = found.all()
    several = len({row.customer_id for row in rows}) != 1
    return None if several else _customer(rows[0])


_HOLDERS: Select[tuple[object, ...]] = select(
    cards.c.token,
    cards.c.last4,
    cards.c.product,
    customers.c.customer_id,
    customers.c.name,
    customers.c.tier,
    customers.c.language,
    customers.c.customer_since,
).join(customers, cards.c.customer_id == customers.c.customer_id)


def _customer(row: Row[tuple[object, ...]]) -> Customer:
    return Customer(
        customer_id=CustomerId(row.customer_id),
        name=row.name,
        product=Product(row.product),
        tier=Tier(row.tier),
        language=Language(row.language),
        card=CardToken(row.token),
        card_last4=row.last4,
        customer_since=row.customer_since,
    )
