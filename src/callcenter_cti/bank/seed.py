"""Fills the demo bank with `DEMO_CARDS`; what is there already stays as it is."""

import asyncio
import secrets
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from callcenter_cti.bank.branch import insert_into
from callcenter_cti.bank.card_key import CardKey
from callcenter_cti.bank.card_services import Transaction
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.bank.rewards import PointsAccount
from callcenter_cti.bank.tables import cards, customers, phones, points, transactions
from callcenter_cti.domain.customers import Product
from callcenter_cti.domain.money import Money

_MERCHANTS: Final = {
    "AUD": ("Woolworths Town Hall", "Opal Transport", "Bunnings Alexandria", "Qantas Airways",
            "Gleebooks", "Coles Bondi Junction", "Harbour Dental"),
    "HKD": ("百佳超級市場", "港鐵", "國泰航空", "美心餐廳", "豐澤電器", "中環牙科診所",
            "太古城中心"),
    "JPY": ("セブン-イレブン 渋谷", "JR東日本", "ヨドバシカメラ", "紀伊國屋書店", "全日本空輸",
            "イオン 品川", "青山歯科"),
    "SGD": ("FairPrice Orchard", "SMRT", "Kinokuniya", "Singapore Airlines", "Raffles Dental",
            "Cold Storage Holland", "Tekka Market"),
    "USD": ("Whole Foods Market", "Alaska Airlines", "Powell's Books", "Trader Joe's", "Amtrak",
            "Home Depot", "Lakeside Dental"),
}  # fmt: skip
_ABROAD: Final = {
    "AUD": ("Shinjuku Grand Hotel", "JPY"),
    "HKD": ("Sydney Opera House", "AUD"),
    "JPY": ("Peak Tramways", "HKD"),
    "SGD": ("Tokyo Skytree", "JPY"),
    "USD": ("Star Ferry", "HKD"),
}
EXPIRING_IN_DAYS: Final = 40
_PER_CARD: Final = 14
_PAYMENT, _REFUND, _TRIP = 4, 7, 9
"""Positions in a card's history, newest first, of what is not a purchase at home."""


def demo_transactions(card: DemoCard, *, today: date) -> tuple[Transaction, ...]:
    """Return a card's history of the last weeks, newest first; the same for the same arguments."""
    return tuple(_transaction(card, position, today) for position in range(_PER_CARD))


def payment_due(card: DemoCard, *, today: date) -> date | None:
    """Return when a card's balance is due; None for a debit card or when nothing is owed."""
    owes = card.product is not Product.DEBIT and card.balance.minor > 0
    return today + timedelta(days=18) if owes else None


def statement(card: DemoCard) -> tuple[Money, Money]:
    """Return balance and minimum payment of a card's last statement."""
    balance = Money(card.balance.minor * 4 // 5, card.balance.currency)
    owes = card.product is not Product.DEBIT
    return balance, Money(balance.minor // 20 if owes else 0, balance.currency)


def points_account(card: DemoCard, *, today: date) -> PointsAccount | None:
    """Return a card's points; None for a card without the programme."""
    if card.points is None:
        return None
    lapse_on = today + timedelta(days=EXPIRING_IN_DAYS) if card.expiring else None
    return PointsAccount(card.points, card.expiring, lapse_on)


def _transaction(card: DemoCard, position: int, today: date) -> Transaction:
    name = f"{card.customer_id}-{position}"
    salt = int(card.number[6:15]) // 7 + position * 7919
    currency = card.balance.currency
    booked_on = today - timedelta(days=1 + position * 3 + salt % 3)
    merchant = _MERCHANTS[currency][salt % len(_MERCHANTS[currency])]
    amount = _amount(salt, currency)
    if position == _PAYMENT:
        return Transaction(
            name, booked_on, "Payment received", Money(-10 * amount.minor, currency)
        )
    if position == _REFUND:
        return Transaction(name, booked_on, merchant, Money(-amount.minor, currency))
    if position == _TRIP:
        merchant, abroad = _ABROAD[currency]
        return Transaction(name, booked_on, merchant, _amount(salt, abroad))
    return Transaction(name, booked_on, merchant, amount)


def _amount(salt: int, currency: str) -> Money:
    # 4.50 to 204.49 in dollars, 450 to 20,449 in yen: the digits of a dear day's purchases.
    return Money(450 + salt % 20_000, currency)


async def seed_demo(
    engine: AsyncEngine,
    key: CardKey,
    hashes: PinHashes,
    *,
    today: date,
    customers_cards: Sequence[DemoCard] = DEMO_CARDS,
) -> int:
    """Add the demo's customers that are missing; return how many were.

    Slow on the first run (each PIN is hashed), next to nothing later. Two at once add each once.
    Customers of an older version get what it did not store.

    Args:
        engine: A migrated database.
        key: The key to store the cards with.
        hashes: Hashes the PINs.
        today: The day before which the transactions were booked.
        customers_cards: Whom to add.
    """
    async with engine.connect() as connection:
        found = await connection.execute(select(customers.c.customer_id))
        present = set(found.scalars())
        old = await connection.execute(
            select(cards.c.number_hmac).where(cards.c.number_sealed.is_(None))
        )
        incomplete = set(old.scalars())
    missing = [card for card in customers_cards if card.customer_id not in present]
    pin_hashes = await asyncio.gather(
        *(hashes.hash(card.card_number, card.card_pin) for card in missing)
    )
    added = 0
    async with engine.begin() as connection:
        for card in customers_cards:
            if key.number(card.card_number) in incomplete:
                await _complete(connection, card, key, today)
        for card, pin_hash in zip(missing, pin_hashes, strict=True):
            if await _add_customer(connection, card):
                await _add_card(connection, card, key, pin_hash, today)
                added += 1
    return added


async def _add_customer(connection: AsyncConnection, card: DemoCard) -> bool:
    row = {
        "customer_id": card.customer_id,
        "name": card.name,
        "tier": card.tier.value,
        "language": card.language.value,
        "customer_since": card.customer_since,
        **_customer_details(card),
    }
    result = await connection.execute(
        insert_into(connection, customers).values(row).on_conflict_do_nothing()
    )
    return result.rowcount == 1


async def _add_card(
    connection: AsyncConnection, card: DemoCard, key: CardKey, pin_hash: str, today: date
) -> None:
    token = secrets.token_urlsafe(16)
    row = {
        "token": token,
        "number_hmac": key.number(card.card_number),
        "last4": card.card_number.last4,
        "customer_id": card.customer_id,
        "product": card.product.value,
        "pin_hash": pin_hash,
        "pin_attempts": 0,
        "currency": card.balance.currency,
        "balance_minor": card.balance.minor,
        "available_minor": card.available.minor,
        "payment_due": payment_due(card, today=today),
        **_card_details(card, key, today),
    }
    await connection.execute(insert(cards).values(row))
    oldest_first = reversed(demo_transactions(card, today=today))
    await connection.execute(
        insert(transactions), [_booked(token, transaction) for transaction in oldest_first]
    )
    await _add_phone_and_points(connection, card, token, today)


async def _complete(
    connection: AsyncConnection, card: DemoCard, key: CardKey, today: date
) -> None:
    this = cards.c.number_hmac == key.number(card.card_number)
    incomplete = update(cards).where(this, cards.c.number_sealed.is_(None))
    completed = await connection.execute(
        incomplete.values(_card_details(card, key, today)).returning(cards.c.token)
    )
    token = completed.scalar_one_or_none()
    if token is None:  # another one that seeds was quicker
        return
    holder = update(customers).where(customers.c.customer_id == card.customer_id)
    await connection.execute(holder.values(_customer_details(card)))
    await _add_phone_and_points(connection, card, token, today)


async def _add_phone_and_points(
    connection: AsyncConnection, card: DemoCard, token: str, today: date
) -> None:
    phone = {"number": card.phone, "customer_id": card.customer_id}
    await connection.execute(insert(phones).values(phone))
    account = points_account(card, today=today)
    if account is not None:
        row = {
            "card": token,
            "balance": account.balance,
            "expiring": account.expiring,
            "expiring_on": account.expiring_on,
        }
        await connection.execute(insert(points).values(row))


def _customer_details(card: DemoCard) -> dict[str, object]:
    return {
        "birthday": card.birthday,
        "region": card.region,
        "email": card.email,
        "has_address": card.has_address,
    }


def _card_details(card: DemoCard, key: CardKey, today: date) -> dict[str, object]:
    balance, minimum = statement(card)
    expiry = card.expiry(today)
    last_day = monthrange(expiry.year, expiry.month)[1]
    return {
        "state": card.state.value,
        "expires_on": date(expiry.year, expiry.month, last_day),
        "number_sealed": key.seal_number(card.card_number),
        "statement_minor": balance.minor,
        "minimum_minor": minimum.minor,
    }


def _booked(token: str, transaction: Transaction) -> dict[str, object]:
    return {
        "card": token,
        "booked_on": transaction.booked_on,
        "merchant": transaction.merchant,
        "amount_minor": transaction.amount.minor,
        "currency": transaction.amount.currency,
    }
