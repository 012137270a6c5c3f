"""Counting: which fact moves which metric. Decides no names; neither raises nor blocks."""

from typing import Final, assert_never

from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.facts import (
    AgentChanged,
    AgentPhoneRang,
    AgentReserved,
    AmiLinkChanged,
    CallAbandoned,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallOffered,
    Fact,
    FlowFailed,
    FlowStepEnded,
    FlowStepEntered,
    OfferDied,
    PlanSwitched,
    PopShown,
)
from callcenter_cti.domain.identifiers import AgentId, HotlineId, SiteId
from callcenter_cti.metrics.catalogue import Catalogue
from callcenter_cti.metrics.flow_counts import FlowCounts

_LASTING_VERBS: Final = (
    "CONTROL STREAM FILE",
    "EXEC",
    "GET DATA",
    "GET OPTION",
    "GOSUB",
    "RECEIVE",
    "RECORD FILE",
    "SAY",
    "STREAM FILE",
    "WAIT FOR DIGIT",
)
"""Beginnings of AGI commands that last as long as a prompt or a caller takes."""

_MOST_HOTLINES: Final = 200
"""Dialled numbers that get a label of their own; whatever a carrier delivers beyond that is
``other``, because each value of a label costs memory for ever."""


class Collector:
    """Keeps the catalogue's metrics at what happened."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._metrics = catalogue
        self._agents: dict[AgentId, tuple[SiteId, AgentState]] = {}
        self._hotlines: set[HotlineId] = set()
        self._flows = FlowCounts(catalogue)

    def on_fact(self, fact: Fact) -> None:
        """Count a fact."""
        match fact:
            case CallArrived() | CallOffered() | CallAnswered() | CallAbandoned() | CallEnded():
                self._call(fact)
            case AgentReserved() | OfferDied() | PopShown() | AgentPhoneRang():
                self._offer(fact)
            case AgentChanged():
                self._agent(fact)
            case AmiLinkChanged(site=site, up=up):
                self._metrics.ami_link_up.labels(site).set(int(up))
            case PlanSwitched(plan=plan, on=on):
                self._metrics.plan_on.labels(plan).set(int(on))
            case FlowStepEntered() | FlowStepEnded() | FlowFailed():
                self._flows.on_fact(fact)
            case _:
                assert_never(fact)

    def agi_command(self, verb: str, seconds: float) -> None:
        """Count an AGI command by the time it took; the verb decides whether it counts."""
        if not verb.upper().startswith(_LASTING_VERBS):
            self._metrics.agi_command.observe(seconds)

    def webhook(self, outcome: str) -> None:
        """Count a webhook delivery by its outcome."""
        self._metrics.webhooks.labels(outcome).inc()

    def advice(self, outcome: str) -> None:
        """Count a round of the adviser by its outcome."""
        self._metrics.advice.labels(outcome).inc()

    def _call(
        self, fact: CallArrived | CallOffered | CallAnswered | CallAbandoned | CallEnded
    ) -> None:
        metrics = self._metrics
        match fact:
            case CallArrived(call=call):
                metrics.arrived.labels(call.site, self._hotline(call.hotline)).inc()
            case CallOffered(call=call, queue=queue):
                metrics.offered.labels(call.site, queue, _tier(call)).inc()
            case CallAnswered(site=site, queue=queue, waited_s=waited_s):
                metrics.answered.labels(site, queue).inc()
                metrics.wait.labels(site, queue, "answered").observe(waited_s)
            case CallAbandoned(site=site, queue=queue, waited_s=waited_s):
                metrics.abandoned.labels(site, queue).inc()
                metrics.wait.labels(site, queue, "abandoned").observe(waited_s)
            case CallEnded(call=call, outcome=outcome):
                metrics.ended.labels(call.site, self._hotline(call.hotline), outcome).inc()
                self._flows.call_ended(fact)
            case _:
                assert_never(fact)

    def _offer(self, fact: AgentReserved | OfferDied | PopShown | AgentPhoneRang) -> None:
        metrics = self._metrics
        match fact:
            case AgentReserved(call=call, queue=queue):
                metrics.offers.labels(call.site, queue).inc()
            case OfferDied(queue=queue, reason=reason):
                metrics.offers_died.labels(queue, reason or "withdrawn").inc()
            case PopShown():
                metrics.pops_shown.inc()
            case AgentPhoneRang(pop_lead_s=lead_s):
                self._phone_rang(lead_s)
            case _:
                assert_never(fact)

    def _phone_rang(self, lead_s: float | None) -> None:
        if lead_s is None:
            self._metrics.pops_late.inc()
        else:
            self._metrics.pop_before_ring.observe(lead_s)

    def _agent(self, fact: AgentChanged) -> None:
        before = self._agents.get(fact.agent)
        if before is not None:
            self._metrics.agents.labels(*before).dec()
        self._agents[fact.agent] = (fact.site, fact.state)
        self._metrics.agents.labels(fact.site, fact.state).inc()

    def _hotline(self, hotline: HotlineId) -> str:
        if hotline not in self._hotlines and len(self._hotlines) >= _MOST_HOTLINES:
            return "other"
        self._hotlines.add(hotline)
        return hotline


def _tier(call: CallFacts) -> str:
    return call.customer.tier if call.customer is not None else "unknown"
