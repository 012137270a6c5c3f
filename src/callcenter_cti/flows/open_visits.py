"""The visits that are open, so that the AGI sessions of one call find what is known about it."""

from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.flows.visit import Visit


class OpenVisits:
    """Visits by call; one is dropped when its call ends. Bounded by the FastAGI session limit."""

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

    def __len__(self) -> int:
        return len(self._visits)
