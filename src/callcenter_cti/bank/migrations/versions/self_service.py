"""Self-service: card states, points, limits, one-time codes, and the journal of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CARD = "bank_cards.token"


def _card_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("state", sa.String(16), nullable=False, server_default="active"),
        sa.Column("expires_on", sa.Date, comment="Last day on which it is good."),
        sa.Column("number_sealed", sa.LargeBinary, comment="Encrypted under the card key."),
        sa.Column("statement_minor", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("minimum_minor", sa.BigInteger, nullable=False, server_default="0"),
    )


def _customer_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("birthday", sa.Date),
        sa.Column("region", sa.String(32), nullable=False, server_default=sa.text("''")),
        sa.Column("email", sa.String(254), nullable=False, server_default=sa.text("''")),
        sa.Column("has_address", sa.Boolean, nullable=False, server_default=sa.false()),
    )


def upgrade() -> None:
    """Add columns and tables; cards of before are active, without points."""
    for column in _customer_columns():
        op.add_column("bank_customers", column)
    for column in _card_columns():
        op.add_column("bank_cards", column)
    _create_phones_and_points()
    _create_limits()
    _create_codes()
    _create_changes()
    _create_orders()


def _create_phones_and_points() -> None:
    op.create_table(
        "bank_phones",
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("number", "customer_id", name="pk_bank_phones"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["bank_customers.customer_id"], name="fk_bank_phones_customer_id"
        ),
        comment="Digits with country code; several customers may share a number.",
    )
    op.create_table(
        "bank_points",
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("balance", sa.BigInteger, nullable=False),
        sa.Column("expiring", sa.BigInteger, nullable=False),
        sa.Column("expiring_on", sa.Date),
        sa.PrimaryKeyConstraint("card", name="pk_bank_points"),
        sa.ForeignKeyConstraint(["card"], [_CARD], name="fk_bank_points_card"),
        sa.CheckConstraint(
            "balance >= 0 AND expiring BETWEEN 0 AND balance", name=op.f("ck_bank_points_whole")
        ),
        comment="Cards of the programme.",
    )


def _create_limits() -> None:
    op.create_table(
        "bank_unknown_numbers",
        sa.Column("number_hmac", sa.String(64), nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("number_hmac", name="pk_bank_unknown_numbers"),
        comment="Attempts with numbers that are no card's; they lock as cards do.",
    )
    op.create_table(
        "bank_callers",
        sa.Column("caller", sa.String(64), nullable=False, comment="Keyed digest of the number."),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("held_until_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("caller", name="pk_bank_callers"),
    )
    op.create_table(
        "bank_failed_cards",
        sa.Column("number_hmac", sa.String(64), nullable=False),
        sa.Column("failed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("number_hmac", name="pk_bank_failed_cards"),
        comment="Card numbers whose last attempt failed; many at once are an attack.",
    )
    op.create_index("ix_bank_failed_cards_failed_at", "bank_failed_cards", ["failed_at"])


def _create_codes() -> None:
    op.create_table(
        "bank_codes",
        sa.Column("challenge", sa.String(64), nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("code_hmac", sa.String(64), nullable=False),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("challenge", name="pk_bank_codes"),
        sa.ForeignKeyConstraint(["card"], [_CARD], name="fk_bank_codes_card"),
        comment="One-time codes.",
    )
    op.create_index("ix_bank_codes_card", "bank_codes", ["card"])
    op.create_table(
        "bank_outbox",
        _numbered(),
        sa.Column("challenge", sa.String(64), nullable=False),
        sa.Column("phone", sa.String(32), nullable=False),
        sa.Column(
            "text", sa.String(200), nullable=False, comment="Emptied when the code is over."
        ),
        sa.PrimaryKeyConstraint("number", name="pk_bank_outbox"),
        sa.ForeignKeyConstraint(
            ["challenge"], ["bank_codes.challenge"], name="fk_bank_outbox_challenge"
        ),
        sa.UniqueConstraint("challenge", name="uq_bank_outbox_challenge"),
        comment="Messages to phones: the demo's stand-in for a gateway.",
    )


def _create_changes() -> None:
    op.create_table(
        "bank_changes",
        _numbered(),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("request_hmac", sa.String(64), nullable=False),
        sa.Column(
            "answer", sa.Text, comment="JSON; null while a PIN of the request is being checked."
        ),
        sa.Column(
            "failures", sa.SmallInteger, comment="Of the card in a row, with this one, when begun."
        ),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_bank_changes"),
        sa.UniqueConstraint("key", name="uq_bank_changes_key"),
        comment="Journal of changes: a repeated key finds its first answer.",
    )


def _create_orders() -> None:
    _create_order(
        "bank_reward_orders",
        sa.Column("reward", sa.String(32), nullable=False),
        sa.Column("points", sa.BigInteger, nullable=False),
        sa.Column("ordered_at", sa.BigInteger, nullable=False),
    )
    _create_order(
        "bank_statements_sent",
        sa.Column("sent_by", sa.String(8), nullable=False),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "bank_disputes",
        sa.Column("reference", sa.String(8), nullable=False),
        sa.Column("transaction", _big(), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_bank_disputes"),
        sa.UniqueConstraint("transaction", name="uq_bank_disputes_transaction"),
        sa.ForeignKeyConstraint(
            ["transaction"], ["bank_transactions.number"], name="fk_bank_disputes_transaction"
        ),
    )
    op.create_index("ix_bank_disputes_team", "bank_disputes", ["team"])


def _create_order(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("reference", sa.String(8), nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("reference", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["card"], [_CARD], name=f"fk_{table}_card"),
    )
    op.create_index(f"ix_{table}_card", table, ["card"])


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _numbered() -> sa.Column[int]:
    return sa.Column("number", _big(), autoincrement=True, nullable=False)


def downgrade() -> None:
    """Drop what was added, and with it all orders, cases and the journal."""
    for table in (
        "bank_statements_sent", "bank_disputes", "bank_reward_orders", "bank_changes",
        "bank_outbox", "bank_codes", "bank_failed_cards", "bank_callers",
        "bank_unknown_numbers", "bank_points", "bank_phones",
    ):  # fmt: skip
        op.drop_table(table)
    for column in _card_columns():
        op.drop_column("bank_cards", column.name)
    for column in _customer_columns():
        op.drop_column("bank_customers", column.name)
