"""The router's journal: its segments with their snapshots, and its inputs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "routing_segments",
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("segment", sa.Integer, nullable=False, comment="In its run, from 1."),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.Float, nullable=False, comment="Monotonic seconds of its run."),
        sa.Column("first", sa.BigInteger, nullable=False, comment="Number of its first input."),
        sa.Column("snapshot", sa.LargeBinary, nullable=False, comment="Compressed JSON."),
        sa.PrimaryKeyConstraint("run", "segment", name="pk_routing_segments"),
    )
    op.create_index("ix_routing_segments_began_at", "routing_segments", ["began_at"])
    op.create_table(
        "routing_inputs",
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("segment", sa.Integer, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False, comment="In its run, from 1."),
        sa.Column("at", sa.Float, nullable=False, comment="Monotonic seconds of its run."),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False, comment="JSON."),
        sa.Column("digest", sa.String(64), nullable=False, comment="Of what it led to."),
        sa.PrimaryKeyConstraint("run", "segment", "number", name="pk_routing_inputs"),
    )


def downgrade() -> None:
    """Drop the tables, and with them the journal."""
    op.drop_table("routing_inputs")
    op.drop_table("routing_segments")
