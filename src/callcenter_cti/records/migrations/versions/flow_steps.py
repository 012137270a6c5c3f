"""The steps that callers took in flows, one row each."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "flow_steps",
        sa.Column("call_id", sa.String(150), nullable=False),
        sa.Column(
            "number", sa.Integer, nullable=False, comment="In the order of coming to it, from 1."
        ),
        sa.Column("flow", sa.String(64), nullable=False),
        sa.Column("step", sa.String(64), nullable=False, comment="Empty: the flow as a whole."),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("call_id", "number", name="pk_flow_steps"),
    )
    op.create_index("ix_flow_steps_step", "flow_steps", ["flow", "step", "entered_at"])


def downgrade() -> None:
    """Drop the table, and with it all steps."""
    op.drop_table("flow_steps")
