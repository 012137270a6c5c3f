"""The demo bank's tables. No card number and no PIN is in them: only what proves one keyed.

The revisions in `migrations/` build the same; a test compares the two.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
)

MAX_WRONG_PINS: Final = 3
"""Wrong PINs in a row that lock a card, as at cash machines."""
VERSION_TABLE: Final = "bank_schema_version"
SCRIPT_LOCATION: Final = "callcenter_cti.bank:migrations"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

card_keys = Table(
    "bank_card_keys",
    metadata,
    Column("only_row", SmallInteger, primary_key=True, autoincrement=False),
    Column("fingerprint", String(64), nullable=False),
    CheckConstraint("only_row = 1", name="one_row"),
    comment="Fingerprint of the key that this database's cards were stored with.",
)

customers = Table(
    "bank_customers",
    metadata,
    Column("customer_id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("tier", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("customer_since", SmallInteger, nullable=False),
)

cards = Table(
    "bank_cards",
    metadata,
    Column("token", String(64), primary_key=True, comment="Random; not derived from the number."),
    Column("number_hmac", String(64), nullable=False, unique=True, comment="Keyed, hexadecimal."),
    Column("last4", String(4), nullable=False),
    Column("customer_id", ForeignKey(customers.c.customer_id), nullable=False, index=True),
    Column("product", String(16), nullable=False),
    Column("pin_hash", String(200), nullable=False),
    Column(
        "pin_attempts",
        SmallInteger,
        nullable=False,
        comment="PINs keyed since the last right one, counted before they are checked.",
    ),
    Column("currency", String(3), nullable=False),
    Column("balance_minor", BigInteger, nullable=False),
    Column("available_minor", BigInteger, nullable=False),
    Column("payment_due", Date),
    CheckConstraint(f"pin_attempts BETWEEN 0 AND {MAX_WRONG_PINS}", name="pin_attempts"),
)

transactions = Table(
    "bank_transactions",
    metadata,
    # SQLite numbers rows by itself only in a column of exactly this type.
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("card", ForeignKey(cards.c.token), nullable=False),
    Column("booked_on", Date, nullable=False),
    Column("merchant", String(100), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
)
Index("ix_bank_transactions_newest", transactions.c.card, transactions.c.booked_on)
