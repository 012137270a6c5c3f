"""The canonical log line: one per call, at its end, with durations and outcome."""

import structlog

from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.facts import CallEnded, Fact
from callcenter_cti.domain.phone_numbers import masked

_log = structlog.get_logger(__name__)


def log_call(fact: Fact) -> None:
    """Log ``call.ended`` for a `CallEnded`; every other fact is none of this listener's."""
    if isinstance(fact, CallEnded):
        _log.info(
            "call.ended",
            outcome=fact.outcome,
            queue=fact.queue,
            agent=fact.agent,
            waited_s=round(fact.waited_s, 3),
            talked_s=round(fact.talked_s, 3),
            lived_s=round((fact.at - fact.call.arrived_at).total_seconds(), 3),
            **_who(fact.call),
        )


def _who(call: CallFacts) -> dict[str, object]:
    customer = call.customer
    return {
        "call_id": call.call_id,
        "site": call.site,
        "hotline": call.hotline,
        "ani": masked(call.ani),
        "language": call.language.value,
        "verification": call.verification.value,
        "customer_id": customer.customer_id if customer else None,
        "tier": customer.tier.value if customer else None,
        "journey": [f"{step.name}:{step.outcome}" for step in call.journey],
        "reason": call.reason,
    }
