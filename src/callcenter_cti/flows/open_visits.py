"""The visits that are open, so that the AGI sessions of one call find what is known about it."""

from callcenter_cti.domain.facts import CallEnded, Fact
from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.flows.visit import Visit


class OpenVisits:
    """Visits by call, one for each call that lives.

    A visit is closed by the dialplan's last request, or by the fact that the call has ended: an
    Asterisk that died sends no last request.
    """

    def __init__(self) -> None:
        self._visits: dict[CallId, Visit] = {}

    def open(self, visit: Visit) -> None:
        """Remember a visit, in place of an older one of the same call."""
        self._visits[visit.facts.call_id] = visit

    def find(self, call_id: CallId) -> Visit | None:
        """Return the visit of a call; None after an engine that had it died."""
        return self._visits.get(call_id)

    def close(self, call_id: CallId) -> None:
        """Forget a visit; nothing happens when it is unknown."""
        self._visits.pop(call_id, None)

    def on_fact(self, fact: Fact) -> None:
        """Forget the visit of a call that has ended; other facts are none of its business."""
        if isinstance(fact, CallEnded):
            self.close(fact.call.call_id)

    def __len__(self) -> int:
        return len(self._visits)
