"""What the owner task does for a call: arrival, queue, ring, end. Decides nothing about routing.

Each method runs inside the owner task, alone with the router and the call book.
"""

from typing import Final

from callcenter_cti.acd.admission import Admit
from callcenter_cti.acd.call_book import CallBook, LiveRecord
from callcenter_cti.acd.owner import Owner
from callcenter_cti.acd.performer import Performer
from callcenter_cti.acd.tickets import Ticket
from callcenter_cti.acd.waiting import MissedRing, QueueClosed
from callcenter_cti.domain.agents import DeviceState
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.facts import AgentPhoneRang, CallArrived, Publish
from callcenter_cti.domain.identifiers import CallId, QueueId, SiteId
from callcenter_cti.routing import inputs
from callcenter_cti.routing.effects import OfferCall
from callcenter_cti.routing.router import Router

LOST_AFTER_S: Final = 5.0
"""Seconds that a flow has to say how its call ended after the site reported its channel gone."""


class CallLife:
    """Turns what flows and sites report of calls into inputs of the router."""

    def __init__(
        self,
        router: Router,
        book: CallBook,
        owner: Owner,
        performer: Performer,
        *,
        admit: Admit,
        clock: Clock,
        publish: Publish,
    ) -> None:
        self._router = router
        self._book = book
        self._owner = owner
        self._performer = performer
        self._admit = admit
        self._clock = clock
        self._publish = publish
        self._closed_because = ""

    def close_queues(self, reason: str) -> None:
        """Tell all who wait, and all who come from now on, that nobody will serve them."""
        self._closed_because = self._closed_because or reason
        for call, record in self._book.calls.items():
            queued = self._router.state.calls.get(call)
            if record.ticket is not None and queued is not None and not queued.is_talking:
                record.ticket.tell(QueueClosed(reason))

    def arrive(self, facts: CallFacts) -> LiveRecord:
        """Take note of a call; of one that is known already, of what is known about it."""
        record = self._book.calls.get(facts.call_id)
        if record is None:
            record = LiveRecord(facts, learned_at=self._clock.now())
            self._book.calls[facts.call_id] = record
            self._publish(CallArrived(facts, self._clock.wall()))
        self._book.update(facts)
        record.lost_at = None
        return record

    def enter(
        self, facts: CallFacts, queue: QueueId, ticket: Ticket, missed: MissedRing | None
    ) -> None:
        """Let a call wait, or go on waiting after a ring that was missed."""
        record = self.arrive(facts)
        if record.ticket is not None:
            record.ticket.tell(QueueClosed("the call entered a queue again"))
        record.ticket, record.queue = ticket, queue
        if self._closed_because:
            ticket.tell(QueueClosed(self._closed_because))
            return
        if record.entered_at is None:
            record.entered_at = self._clock.now()
        if missed is None or not self._offers_next(facts.call_id, missed):
            self._owner.decide(self._queued(facts, queue))

    def _queued(self, facts: CallFacts, queue: QueueId) -> inputs.CallQueued:
        caller = self._admit(facts)
        return inputs.CallQueued(
            facts.call_id,
            queue,
            facts.site,
            caller.tier,
            emergency=facts.emergency,
            denied=caller.denied,
            preferred=caller.preferred,
        )

    def _offers_next(self, call: CallId, missed: MissedRing) -> bool:
        """Take an agent who missed a ring off the call; tell whether the next one is on it."""
        effects = self._owner.decide(inputs.OfferFailed(call, missed.token, missed.why))
        return any(isinstance(e, OfferCall) and e.call == call for e in effects)

    def leave(self, call: CallId, outcome: str) -> None:
        """Let a call end; without an outcome, its flow has some time yet to say how."""
        record = self._book.calls.get(call)
        if record is None:
            return
        record.reported = outcome
        if call in self._router.state.calls:
            self._owner.decide(inputs.CallLeft(call))
        elif outcome:
            self._performer.end(call, outcome)
        elif record.lost_at is None:
            record.lost_at = self._clock.now() + LOST_AFTER_S

    def change_device(self, site: SiteId, device: str, state: DeviceState) -> None:
        """Take note of a phone, if it is an agent's."""
        for member in self._router.state.policy.agents.values():
            if (member.site, member.device) == (site, device):
                self._owner.decide(inputs.DeviceChanged(member.agent, state))

    def ring(self, call: CallId) -> None:
        """Take note of the first ring of an offer."""
        record = self._book.calls.get(call)
        showing = record.showing if record is not None else None
        if showing is None or showing.has_rung:
            return
        showing.has_rung = True
        self._owner.decide(inputs.PhoneRang(call, showing.offer.token))
        lead = None if showing.shown_at is None else self._clock.now() - showing.shown_at
        offer = showing.offer
        self._publish(AgentPhoneRang(call, offer.agent, offer.token, lead, at=self._clock.wall()))
