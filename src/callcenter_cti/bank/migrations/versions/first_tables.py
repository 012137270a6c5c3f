"""First tables: customers, cards, transactions, and the fingerprint of the card key."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "bank_card_keys",
        sa.Column("only_row", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("only_row", name="pk_bank_card_keys"),
        sa.CheckConstraint("only_row = 1", name=op.f("ck_bank_card_keys_one_row")),
        comment="Fingerprint of the key that this database's cards were stored with.",
    )
    op.create_table(
        "bank_customers",
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("tier", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("customer_since", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_bank_customers"),
    )
    _create_cards()
    _create_transactions()


def _create_cards() -> None:
    op.create_table(
        "bank_cards",
        sa.Column(
            "token", sa.String(64), nullable=False, comment="Random; not derived from the number."
        ),
        sa.Column("number_hmac", sa.String(64), nullable=False, comment="Keyed, hexadecimal."),
        sa.Column("last4", sa.String(4), nullable=False),
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("product", sa.String(16), nullable=False),
        sa.Column("pin_hash", sa.String(200), nullable=False),
        sa.Column(
            "pin_attempts",
            sa.SmallInteger,
            nullable=False,
            comment="PINs keyed since the last right one, counted before they are checked.",
        ),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("balance_minor", sa.BigInteger, nullable=False),
        sa.Column("available_minor", sa.BigInteger, nullable=False),
        sa.Column("payment_due", sa.Date),
        sa.PrimaryKeyConstraint("token", name="pk_bank_cards"),
        sa.UniqueConstraint("number_hmac", name="uq_bank_cards_number_hmac"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["bank_customers.customer_id"], name="fk_bank_cards_customer_id"
        ),
        sa.CheckConstraint(
            "pin_attempts BETWEEN 0 AND 3", name=op.f("ck_bank_cards_pin_attempts")
        ),
    )
    op.create_index("ix_bank_cards_customer_id", "bank_cards", ["customer_id"])


def _create_transactions() -> None:
    op.create_table(
        "bank_transactions",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("booked_on", sa.Date, nullable=False),
        sa.Column("merchant", sa.String(100), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_bank_transactions"),
        sa.ForeignKeyConstraint(["card"], ["bank_cards.token"], name="fk_bank_transactions_card"),
    )
    op.create_index("ix_bank_transactions_newest", "bank_transactions", ["card", "booked_on"])


def downgrade() -> None:
    """Drop the tables, and with them all customers."""
    for table in ("bank_transactions", "bank_cards", "bank_customers", "bank_card_keys"):
        op.drop_table(table)
