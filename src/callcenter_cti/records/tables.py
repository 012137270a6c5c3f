"""The tables of what is kept: finished calls and their steps, passwords, the router's journal.

The revisions in `migrations/` build the same; a test compares the two. No card number, no PIN
and no whole caller's number is in them.
"""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

VERSION_TABLE: Final = "records_schema_version"
SCRIPT_LOCATION: Final = "callcenter_cti.records:migrations"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; SQLite, which keeps no zone, gets it without and gives it back with."""

    impl = DateTime(timezone=True)  # type: ignore[mutable-override]  # as SQLAlchemy asks
    cache_ok = True  # type: ignore[mutable-override]  # as SQLAlchemy asks

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC, without its zone for SQLite.

        Raises:
            ValueError: a time without zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone is not a moment")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

interactions = Table(
    "interactions",
    metadata,
    Column("call_id", String(150), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("hotline", String(64), nullable=False),
    Column("customer_id", String(64)),
    Column("ani_masked", String(64), nullable=False, comment="All but the last three hidden."),
    Column("arrived_at", UtcDateTime, nullable=False),
    Column("queued_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("ended_at", UtcDateTime, nullable=False),
    Column("queue", String(64)),
    Column("agent", String(64)),
    Column("outcome", String(32), nullable=False),
    Column("verification", String(32), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("journey", JSON, nullable=False, comment="Steps: name, outcome, at."),
    Column("waited_s", Float, nullable=False),
    Column("talked_s", Float, nullable=False),
)
Index("ix_interactions_customer", interactions.c.customer_id, interactions.c.ended_at)
Index("ix_interactions_ended_at", interactions.c.ended_at)

flow_steps = Table(
    "flow_steps",
    metadata,
    Column("call_id", String(150), primary_key=True),
    Column("number", Integer, primary_key=True, comment="In the order of coming to it, from 1."),
    Column("flow", String(64), nullable=False),
    Column("step", String(64), nullable=False, comment="Empty: the flow as a whole."),
    Column("outcome", String(32), nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("seconds", Float, nullable=False),
)
Index("ix_flow_steps_step", flow_steps.c.flow, flow_steps.c.step, flow_steps.c.entered_at)

agent_credentials = Table(
    "agent_credentials",
    metadata,
    Column("agent", String(64), primary_key=True),
    Column("password_hash", String(200), nullable=False),
    Column("failures", Integer, nullable=False, comment="In a row, counted before the check."),
    Column("blocked_until", UtcDateTime),
    Column("changed_at", UtcDateTime, nullable=False),
)

routing_segments = Table(
    "routing_segments",
    metadata,
    Column("run", String(32), primary_key=True),
    Column("segment", Integer, primary_key=True, comment="In its run, from 1."),
    Column("began_at", UtcDateTime, nullable=False),
    Column("at", Float, nullable=False, comment="Monotonic seconds of its run."),
    Column("first", BigInteger, nullable=False, comment="Number of its first input."),
    Column("snapshot", LargeBinary, nullable=False, comment="Compressed JSON."),
)
Index("ix_routing_segments_began_at", routing_segments.c.began_at)

routing_inputs = Table(
    "routing_inputs",
    metadata,
    Column("run", String(32), primary_key=True),
    Column("segment", Integer, primary_key=True),
    Column("number", BigInteger, primary_key=True, comment="In its run, from 1."),
    Column("at", Float, nullable=False, comment="Monotonic seconds of its run."),
    Column("kind", String(32), nullable=False),
    Column("body", Text, nullable=False, comment="JSON."),
    Column("digest", String(64), nullable=False, comment="Of what it led to."),
)
