"""Counting what callers do in flows: per flow and step, and what became of the calls.

Decides which series a step has from its first caller on; names none.
"""

from collections import OrderedDict
from typing import Final, assert_never

from callcenter_cti.domain.facts import CallEnded, FlowFailed, FlowStepEnded, FlowStepEntered
from callcenter_cti.domain.identifiers import CallId, SiteId
from callcenter_cti.metrics.catalogue import Catalogue

_STEP_OUTCOMES: Final = ("done", "person", "no_input", "no_match", "hung_up", "failed")
_CALL_OUTCOMES: Final = ("contained", "answered", "abandoned", "hung_up", "fallback", "lost")
_LIVE_CALLS: Final = 20_000
"""Calls whose flows are remembered; the oldest is forgotten when an end was never told."""


class FlowCounts:
    """Keeps the metrics of flows at what happened."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._metrics = catalogue
        self._known: set[tuple[SiteId, str]] = set()
        self._flows: OrderedDict[CallId, set[str]] = OrderedDict()

    def on_fact(self, fact: FlowStepEntered | FlowStepEnded | FlowFailed) -> None:
        """Count a fact: a step under ``flow.step``, and a whole flow under its name."""
        match fact:
            case FlowStepEntered():
                self._entered(fact)
            case FlowStepEnded():
                self._left(fact)
            case FlowFailed(site=site, flow=flow):
                self._metrics.flow_faults.labels(site, flow).inc()
            case _:
                assert_never(fact)

    def call_ended(self, fact: CallEnded) -> None:
        """Count the end of a call for each flow that its caller came to."""
        for flow in self._flows.pop(fact.call.call_id, ()):
            self._metrics.flow_calls.labels(fact.call.site, flow, fact.outcome).inc()

    def _entered(self, fact: FlowStepEntered) -> None:
        name = f"{fact.flow}.{fact.step}" if fact.step else fact.flow
        if (fact.site, name) not in self._known:
            self._begin(fact, name)
        if not fact.step:
            self._metrics.flows_entered.labels(fact.site, name).inc()
            self._flows.setdefault(fact.call_id, set()).add(fact.flow)
            if len(self._flows) > _LIVE_CALLS:
                self._flows.popitem(last=False)
        else:
            self._metrics.steps_entered.labels(fact.site, name).inc()

    def _begin(self, fact: FlowStepEntered, name: str) -> None:
        """Let all series of a step or flow begin at 0: a rate does not see a first value."""
        self._known.add((fact.site, name))
        self._metrics.flow_faults.labels(fact.site, fact.flow)
        counter, outcomes = self._metrics.steps, _STEP_OUTCOMES
        if not fact.step:
            counter, outcomes = self._metrics.flow_calls, _CALL_OUTCOMES
        for outcome in outcomes:
            counter.labels(fact.site, name, outcome)

    def _left(self, fact: FlowStepEnded) -> None:
        if not fact.step:
            self._metrics.flows.labels(fact.site, fact.flow, fact.outcome).inc()
            return
        name = f"{fact.flow}.{fact.step}"
        self._metrics.steps.labels(fact.site, name, fact.outcome).inc()
        self._metrics.step_seconds.labels(name).observe(fact.seconds)
