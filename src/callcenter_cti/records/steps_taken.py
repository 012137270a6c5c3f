"""The steps that callers are taking now, until their calls end and are written down.

Decides how many are remembered, and what becomes of a step that its call's end finds open.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from callcenter_cti.domain.facts import FlowStepEnded, FlowStepEntered
from callcenter_cti.domain.identifiers import CallId

_LIVE_CALLS: Final = 20_000
"""Calls that are remembered; the oldest is forgotten when an end was never told."""
_MOST_STEPS: Final = 500
"""Of one call; later ones are counted at `/metrics` alone. Twenty rounds of the menu, each with
all pages of transactions, have fewer."""


@dataclass(slots=True)
class _Taken:
    flow: str
    step: str
    entered_at: datetime
    outcome: str = ""
    seconds: float = 0.0


class StepsTaken:
    """Steps by call, in the order of coming to them."""

    def __init__(self) -> None:
        self._calls: OrderedDict[CallId, list[_Taken]] = OrderedDict()

    def entered(self, fact: FlowStepEntered) -> None:
        """Remember a step."""
        steps = self._calls.setdefault(fact.call_id, [])
        if len(steps) < _MOST_STEPS:
            steps.append(_Taken(fact.flow, fact.step, fact.at))
        if len(self._calls) > _LIVE_CALLS:
            self._calls.popitem(last=False)

    def left(self, fact: FlowStepEnded) -> None:
        """Remember how a step ended: of two that are open, the one that was entered last."""
        for taken in reversed(self._calls.get(fact.call_id, [])):
            if (taken.flow, taken.step, taken.outcome) == (fact.flow, fact.step, ""):
                taken.outcome, taken.seconds = fact.outcome, fact.seconds
                return

    def rows_of(self, call: CallId, *, ended_at: datetime) -> list[dict[str, object]]:
        """Forget a call that is over, and return the rows of `records.tables.flow_steps`.

        A step that is still open lost its caller: a site may tell of a hang-up before the flow
        has noticed.
        """
        return [
            {
                "call_id": call,
                "number": number,
                "flow": taken.flow,
                "step": taken.step,
                "outcome": taken.outcome or "hung_up",
                "entered_at": taken.entered_at,
                "seconds": taken.seconds
                if taken.outcome
                else max(0.0, (ended_at - taken.entered_at).total_seconds()),
            }
            for number, taken in enumerate(self._calls.pop(call, []), start=1)
        ]
