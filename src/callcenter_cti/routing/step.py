"""The router: `step(router, input, now) -> effects`. Pure but for the state that it is handed.

The state is changed in place, by its one owner. Every input is followed by an assignment: any
event may free an agent or a call.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from callcenter_cti.domain.identifiers import CallId
from callcenter_cti.routing import arrivals, deadlines, departures, offers, shifts, surroundings
from callcenter_cti.routing.agents import AgentEvent
from callcenter_cti.routing.assignment import assign
from callcenter_cti.routing.deadlines import next_deadline
from callcenter_cti.routing.effects import Effect
from callcenter_cti.routing.inputs import (
    AdviceReceived,
    AgentLoggedIn,
    AgentLoggedOut,
    CalendarChanged,
    CallLeft,
    CallQueued,
    DeviceChanged,
    HoldChanged,
    Input,
    NotReadyRequested,
    OfferAccepted,
    OfferFailed,
    PhoneRang,
    PlanSwitched,
    ReadyRequested,
    RulesChanged,
    SiteReported,
    TimePassed,
)
from callcenter_cti.routing.policy import FAULT
from callcenter_cti.routing.router import Router, starting_with
from callcenter_cti.routing.turn import Turn

__all__ = ["evict", "next_deadline", "starting_with", "step"]


def step(router: Router, fact: Input, now: float) -> list[Effect]:
    """Take one input and return what is to be done, in order.

    Deadlines fire on `TimePassed` only: the owner hands one in when `next_deadline` has come,
    before any other input. An answer after its lease's expiry is refused even so.

    Args:
        router: What the router remembers; changed in place.
        fact: What happened.
        now: Monotonic seconds; never less than before.

    Raises:
        RoutingError: the input is not possible; the state is unchanged.
    """
    turn = Turn(router, now)
    _TAKE[type(fact)](turn, fact)
    assign(turn)
    if router.watches_lines and surroundings.switch_watched_plans(turn):
        assign(turn)
    return turn.effects


def evict(router: Router, call: CallId, now: float) -> list[Effect]:
    """Take a call off by force, after `step` failed on it: the last resort of the owner.

    Its agent, if any, goes NOT_READY(fault). What is derived is made anew, because a fault may
    have left it half changed. Assigns nothing: `next_deadline` is now, to look at all who wait.
    """
    router.state.calls.pop(call, None)
    router.rebuild()
    router.look_at_all_soon()
    turn = Turn(router, now)
    for record in router.state.agents.values():
        if record.lease is not None and record.lease.call == call:
            record.lease, record.wish = None, None
            turn.move(record, AgentEvent.FAULT, reason=FAULT)
    return turn.effects


_TAKE: Final[Mapping[type[Input], Callable[[Turn, Any], object]]] = {
    CallQueued: arrivals.enter,
    CallLeft: departures.leave,
    PhoneRang: offers.ring,
    OfferAccepted: offers.accept,
    OfferFailed: offers.fail,
    HoldChanged: offers.hold,
    AgentLoggedIn: shifts.log_in,
    AgentLoggedOut: shifts.log_out,
    ReadyRequested: shifts.ready,
    NotReadyRequested: shifts.not_ready,
    DeviceChanged: shifts.change_device,
    TimePassed: deadlines.fire,
    SiteReported: surroundings.report_site,
    CalendarChanged: surroundings.change_calendar,
    PlanSwitched: surroundings.switch_plan,
    AdviceReceived: surroundings.take_advice,
    RulesChanged: surroundings.change_rules,
}
"""Who takes which input."""
