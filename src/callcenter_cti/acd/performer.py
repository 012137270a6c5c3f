"""Does what the router decided: wakes flows, sends pops, publishes facts.

Decides nothing but how a call's end is named. Runs inside the owner task, never waits.
"""

from collections.abc import Callable
from typing import assert_never

import structlog

from callcenter_cti.acd.call_book import CallBook, LiveRecord
from callcenter_cti.acd.offers import Offer
from callcenter_cti.acd.pops import Pops
from callcenter_cti.acd.waiting import AgentOffered, QueueClosed, WaitingNews
from callcenter_cti.domain import facts
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing import effects
from callcenter_cti.routing.effects import Effect
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.sentences import in_english
from callcenter_cti.routing.turn import ON_A_CALL

_log = structlog.get_logger(__name__)


class Performer:
    """Performs effects one by one, in their order."""

    def __init__(
        self,
        router: Router,
        book: CallBook,
        pops: Pops,
        *,
        clock: Clock,
        publish: facts.Publish,
    ) -> None:
        self._router = router
        self._book = book
        self._pops = pops
        self._clock = clock
        self._publish = publish

    def perform(self, effect: Effect) -> None:
        """Do one thing."""
        match effect:
            case effects.EnterQueue():
                facts_of = self._book.calls[effect.call].facts
                self._publish(facts.CallOffered(facts_of, effect.queue, self._clock.wall()))
            case effects.CloseQueue():
                self._close(effect)
            case effects.EndCall():
                self._end(effect)
            case effects.ChangeAgentState():
                self._change_agent(effect)
            case effects.ChangePlan():
                self._publish(
                    facts.PlanSwitched(effect.plan, effect.on, effect.actor, self._clock.wall())
                )
            case _:
                self._perform_on_reservation(effect)

    def _perform_on_reservation(self, effect: effects.ReservationEffect) -> None:
        match effect:
            case effects.OfferCall():
                self._offer(effect)
            case effects.WithdrawOffer():
                self._withdraw(effect)
            case effects.ConnectCall():
                self._connect(effect)
            case effects.RefuseAnswer():
                _log.info("offer.answer_refused", call_id=effect.call, token=effect.token)
            case _:
                assert_never(effect)

    def end(self, call: CallId, outcome: str) -> None:
        """Close the books of a call that the router does not have (any more)."""
        record = self._book.calls.pop(call)
        self._publish(
            facts.CallEnded(
                record.facts,
                outcome,
                record.queue,
                agent=None,
                waited_s=record.waited_s,
                talked_s=0.0,
                at=self._clock.wall(),
            )
        )

    def _offer(self, effect: effects.OfferCall) -> None:
        record = self._book.calls[effect.call]
        why = in_english(effect.explanation)
        offer = Offer(
            record.facts,
            effect.queue,
            effect.agent,
            effect.token,
            effect.waited_s,
            why,
            effect.mask,
        )
        self._book.offers[effect.agent] = offer
        _log.info("agent.reserved", call_id=effect.call, agent=effect.agent, explanation=why)
        self._publish(
            facts.AgentReserved(
                record.facts, effect.queue, effect.agent, effect.token, self._clock.wall()
            )
        )
        record.showing = self._pops.show(offer, then_ring=self._ring(effect, record))

    def _ring(self, effect: effects.OfferCall, record: LiveRecord) -> Callable[[], None]:
        """Return what lets the waiting flow ring the agent, once the pop was shown."""
        news = AgentOffered(
            effect.agent,
            self._router.state.policy.agents[effect.agent].device,
            self._router.state.calls[effect.call].rules.ring_s,
            effect.token,
        )

        def ring() -> None:
            if record.ticket is not None:
                record.ticket.tell(news)

        return ring

    def _withdraw(self, effect: effects.WithdrawOffer) -> None:
        record = self._book.calls.get(effect.call)
        if record is not None and record.showing is not None:
            self._pops.take_away(record.showing, effect.reason)
            record.showing = None
            if record.ticket is not None:
                record.ticket.take_back(effect.token)
        self._publish(
            facts.OfferDied(
                effect.call,
                effect.queue,
                effect.agent,
                effect.token,
                effect.reason,
                self._clock.wall(),
            )
        )

    def _connect(self, effect: effects.ConnectCall) -> None:
        site = self._book.calls[effect.call].facts.site
        self._publish(
            facts.CallAnswered(
                effect.call,
                site,
                effect.queue,
                effect.agent,
                effect.waited_s,
                self._clock.wall(),
            )
        )

    def _close(self, effect: effects.CloseQueue) -> None:
        record = self._book.calls[effect.call]
        if record.entered_at is not None:
            record.waited_s = self._clock.now() - record.entered_at
        self._tell(effect.call, QueueClosed(effect.reason))

    def _end(self, effect: effects.EndCall) -> None:
        record = self._book.calls.pop(effect.call)
        outcome = _outcome(effect, record.reported)
        wall = self._clock.wall()
        if outcome == "abandoned":
            self._publish(
                facts.CallAbandoned(
                    effect.call, record.facts.site, effect.queue, effect.waited_s, wall
                )
            )
        self._publish(
            facts.CallEnded(
                record.facts,
                outcome,
                effect.queue,
                effect.agent,
                effect.waited_s,
                effect.talked_s,
                wall,
            )
        )

    def _change_agent(self, effect: effects.ChangeAgentState) -> None:
        if effect.state not in ON_A_CALL:
            self._book.offers.pop(effect.agent, None)
        member = self._router.state.policy.agents.get(effect.agent)
        if member is not None:
            self._publish(
                facts.AgentChanged(
                    effect.agent,
                    member.site,
                    effect.state,
                    effect.previous,
                    effect.reason,
                    effect.actor,
                    effect.sequence,
                    self._clock.wall(),
                )
            )

    def _tell(self, call: CallId, news: WaitingNews) -> None:
        record = self._book.calls.get(call)
        if record is not None and record.ticket is not None:
            record.ticket.tell(news)


def _outcome(effect: effects.EndCall, reported: str) -> str:
    if effect.agent is not None:
        return "answered"
    return "fallback" if reported == "fallback" else "abandoned"
