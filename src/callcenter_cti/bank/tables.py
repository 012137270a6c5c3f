"""The demo bank's tables.

No card number and no PIN is in them in clear: digests that prove one keyed, and the number
encrypted. Columns that end in ``_at`` are seconds since 1970, UTC.

The revisions in `migrations/` build the same; a test compares the two.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    false,
    text,
)

from callcenter_cti.bank.attempt_limits import MAX_WRONG_PINS

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
    Column("birthday", Date),
    Column("region", String(32), nullable=False, server_default=text("''")),
    Column("email", String(254), nullable=False, server_default=text("''")),
    Column("has_address", Boolean, nullable=False, server_default=false()),
)

phones = Table(
    "bank_phones",
    metadata,
    Column("number", String(32), primary_key=True),
    Column("customer_id", ForeignKey(customers.c.customer_id), primary_key=True),
    comment="Digits with country code; several customers may share a number.",
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
    Column("state", String(16), nullable=False, server_default="active"),
    Column("expires_on", Date, comment="Last day on which it is good."),
    Column("number_sealed", LargeBinary, comment="Encrypted under the card key."),
    Column("statement_minor", BigInteger, nullable=False, server_default="0"),
    Column("minimum_minor", BigInteger, nullable=False, server_default="0"),
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

points = Table(
    "bank_points",
    metadata,
    Column("card", ForeignKey(cards.c.token), primary_key=True),
    Column("balance", BigInteger, nullable=False),
    Column("expiring", BigInteger, nullable=False),
    Column("expiring_on", Date),
    CheckConstraint("balance >= 0 AND expiring BETWEEN 0 AND balance", name="whole"),
    comment="Cards of the programme.",
)

unknown_numbers = Table(
    "bank_unknown_numbers",
    metadata,
    Column("number_hmac", String(64), primary_key=True),
    Column("attempts", SmallInteger, nullable=False),
    comment="Attempts with numbers that are no card's; they lock as cards do.",
)

callers = Table(
    "bank_callers",
    metadata,
    Column("caller", String(64), primary_key=True, comment="Keyed digest of the number."),
    Column("failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("held_until_at", BigInteger, nullable=False),
)

failed_cards = Table(
    "bank_failed_cards",
    metadata,
    Column("number_hmac", String(64), primary_key=True),
    Column("failed_at", BigInteger, nullable=False, index=True),
    comment="Card numbers whose last attempt failed; many at once are an attack.",
)

codes = Table(
    "bank_codes",
    metadata,
    Column("challenge", String(64), primary_key=True),
    Column("card", ForeignKey(cards.c.token), nullable=False, index=True),
    Column("code_hmac", String(64), nullable=False),
    Column("sent_at", BigInteger, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("over", Boolean, nullable=False),
    comment="One-time codes.",
)

outbox = Table(
    "bank_outbox",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("challenge", ForeignKey(codes.c.challenge), nullable=False, unique=True),
    Column("phone", String(32), nullable=False),
    Column("text", String(200), nullable=False, comment="Emptied when the code is over."),
    comment="Messages to phones: the demo's stand-in for a gateway.",
)

changes = Table(
    "bank_changes",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("key", String(128), nullable=False, unique=True),
    Column("request_hmac", String(64), nullable=False),
    Column("answer", Text, comment="JSON; null while a PIN of the request is being checked."),
    Column("failures", SmallInteger, comment="Of the card in a row, with this one, when begun."),
    Column("begun_at", BigInteger, nullable=False),
    comment="Journal of changes: a repeated key finds its first answer.",
)

reward_orders = Table(
    "bank_reward_orders",
    metadata,
    Column("reference", String(8), primary_key=True),
    Column("card", ForeignKey(cards.c.token), nullable=False, index=True),
    Column("reward", String(32), nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("ordered_at", BigInteger, nullable=False),
)

disputes = Table(
    "bank_disputes",
    metadata,
    Column("reference", String(8), primary_key=True),
    Column("transaction", ForeignKey(transactions.c.number), nullable=False, unique=True),
    Column("team", String(64), nullable=False, index=True),
    Column("opened_on", Date, nullable=False),
)

statements_sent = Table(
    "bank_statements_sent",
    metadata,
    Column("reference", String(8), primary_key=True),
    Column("card", ForeignKey(cards.c.token), nullable=False, index=True),
    Column("sent_by", String(8), nullable=False),
    Column("sent_at", BigInteger, nullable=False),
)
