"""First tables: interactions, and the agents' passwords."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "interactions",
        sa.Column("call_id", sa.String(150), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("hotline", sa.String(64), nullable=False),
        sa.Column("customer_id", sa.String(64)),
        sa.Column(
            "ani_masked", sa.String(64), nullable=False, comment="All but the last three hidden."
        ),
        sa.Column("arrived_at", moment, nullable=False),
        sa.Column("queued_at", moment),
        sa.Column("answered_at", moment),
        sa.Column("ended_at", moment, nullable=False),
        sa.Column("queue", sa.String(64)),
        sa.Column("agent", sa.String(64)),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("verification", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("journey", sa.JSON, nullable=False, comment="Steps: name, outcome, at."),
        sa.Column("waited_s", sa.Float, nullable=False),
        sa.Column("talked_s", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("call_id", name="pk_interactions"),
    )
    op.create_index("ix_interactions_customer", "interactions", ["customer_id", "ended_at"])
    op.create_index("ix_interactions_ended_at", "interactions", ["ended_at"])
    op.create_table(
        "agent_credentials",
        sa.Column("agent", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column(
            "failures", sa.Integer, nullable=False, comment="In a row, counted before the check."
        ),
        sa.Column("blocked_until", moment),
        sa.Column("changed_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("agent", name="pk_agent_credentials"),
    )


def downgrade() -> None:
    """Drop the tables, and with them all records."""
    op.drop_table("agent_credentials")
    op.drop_table("interactions")
