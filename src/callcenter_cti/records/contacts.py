"""One finished call as it is kept: what is made of its last fact, and what a screen pop shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row

from callcenter_cti.domain.calls import IvrStep, Verification
from callcenter_cti.domain.facts import CallEnded
from callcenter_cti.domain.identifiers import AgentId, CallId, HotlineId, QueueId
from callcenter_cti.domain.phone_numbers import masked


@dataclass(frozen=True, slots=True)
class Contact:
    """An earlier call of a customer."""

    call_id: CallId
    hotline: HotlineId
    arrived_at: datetime
    """Aware UTC."""
    ended_at: datetime
    """Aware UTC."""
    outcome: str
    """As in `CallEnded`."""
    verification: Verification
    reason: str
    """Why he wanted a person; empty when he did not."""
    queue: QueueId | None
    agent: AgentId | None
    waited_s: float
    talked_s: float
    journey: tuple[IvrStep, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A call that is over, as it is written down."""

    row: dict[str, object]
    """Of `records.tables.interactions`."""
    steps: list[dict[str, object]]
    """Rows of `records.tables.flow_steps`."""


def row_of(
    ended: CallEnded, *, queued_at: datetime | None, answered_at: datetime | None
) -> dict[str, object]:
    """Return the row of `records.tables.interactions` for a call that is over."""
    call = ended.call
    return {
        "call_id": call.call_id,
        "site": call.site,
        "hotline": call.hotline,
        "customer_id": call.customer.customer_id if call.customer else None,
        "ani_masked": masked(call.ani),
        "arrived_at": call.arrived_at,
        "queued_at": queued_at,
        "answered_at": answered_at,
        "ended_at": ended.at,
        "queue": ended.queue,
        "agent": ended.agent,
        "outcome": ended.outcome,
        "verification": call.verification.value,
        "reason": call.reason,
        "journey": [
            {"name": step.name, "outcome": step.outcome, "at": step.at.isoformat()}
            for step in call.journey
        ],
        "waited_s": ended.waited_s,
        "talked_s": ended.talked_s,
    }


def contact_of(row: Row[tuple[object, ...]]) -> Contact:
    """Return a row of `records.tables.interactions` as an earlier call."""
    return Contact(
        call_id=CallId(row.call_id),
        hotline=HotlineId(row.hotline),
        arrived_at=row.arrived_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        verification=Verification(row.verification),
        reason=row.reason,
        queue=QueueId(row.queue) if row.queue else None,
        agent=AgentId(row.agent) if row.agent else None,
        waited_s=row.waited_s,
        talked_s=row.talked_s,
        journey=tuple(
            IvrStep(step["name"], step["outcome"], datetime.fromisoformat(step["at"]))
            for step in row.journey
        ),
    )
