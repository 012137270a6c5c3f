"""The calls that live, with what the router does not know about them: facts, tickets, pops.

Decides nothing about agents; answers which calls are alive and how each one is to be named at its
end. Written by the dispatcher's owner task alone.
"""

from dataclasses import dataclass, replace

from callcenter_cti.acd.offers import Offer
from callcenter_cti.acd.pops import Showing
from callcenter_cti.acd.tickets import Ticket
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.identifiers import AgentId, CallId, QueueId


@dataclass(slots=True, eq=False)
class LiveRecord:
    """One call from its arrival to its end."""

    facts: CallFacts
    learned_at: float
    """When the engine learned of it."""
    queue: QueueId | None = None
    """Where it waits, waited or was refused; None: never asked for a person."""
    entered_at: float | None = None
    """When it first asked for one."""
    ticket: Ticket | None = None
    showing: Showing | None = None
    """The pop of its latest offer."""
    waited_s: float = 0.0
    """Seconds in queue until the queue was closed to it."""
    reported: str = ""
    """The outcome that the flow reported."""
    lost_at: float | None = None
    """When it counts as lost, if its channel is gone and its flow keeps silent."""


class CallBook:
    """Live calls by id, and the offers in the hands of agents."""

    def __init__(self) -> None:
        self.calls: dict[CallId, LiveRecord] = {}
        self.offers: dict[AgentId, Offer] = {}
        """What rings, talks or is wrapped up at each agent's desk."""

    def update(self, facts: CallFacts) -> None:
        """Replace what is known about a call, at its agent's desk too."""
        record = self.calls.get(facts.call_id)
        if record is not None:
            record.facts = facts
        for agent, offer in self.offers.items():
            if offer.call.call_id == facts.call_id:
                self.offers[agent] = replace(offer, call=facts)

    def next_loss(self) -> float | None:
        """Return when the next call counts as lost; None: none is about to."""
        pending = (record.lost_at for record in self.calls.values() if record.lost_at is not None)
        return min(pending, default=None)

    def lost(self, now: float) -> list[CallId]:
        """Return the calls whose time to be explained is over."""
        return [
            call
            for call, record in self.calls.items()
            if record.lost_at is not None and record.lost_at <= now
        ]
