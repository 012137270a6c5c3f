"""Faults put into the router on purpose, one for each property, and a story in which each shows.

A property that no fault can break says nothing: `test_routing_faults` sees every one found out.
"""

from collections.abc import Iterator
from copy import deepcopy
from itertools import count
from typing import Any

import pytest

from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.identifiers import (
    OfferToken,
    SiteId,
)
from callcenter_cti.routing import (
    arrivals,
    assignment,
    calls,
    departures,
    floor,
    matching,
    offers,
    reach,
    surroundings,
    turn,
)
from callcenter_cti.routing.agents import AgentEvent, next_state
from callcenter_cti.routing.effects import EndCall
from callcenter_cti.routing.explanation import Counts
from callcenter_cti.routing.gates import Gate
from callcenter_cti.routing.lanes import Lane
from callcenter_cti.routing.matching import Search
from callcenter_cti.routing.policy import (
    Lending,
)
from callcenter_cti.routing.pools import Pool
from callcenter_cti.routing.snapshot import Snapshot, state_of
from callcenter_cti.routing.state import QueuedCall, RoutingState
from tests.fakes.floor import a_policy, a_queue
from tests.properties import watched_floor
from tests.properties.breakage import Fault, replaced, wrapped
from tests.properties.routing_stories import (
    EN,
    PLANNED,
    PRICED,
    WIDENING,
    WORTH,
    a_lane_that_is_not_needed,
    a_late_answer,
    a_lender_whose_own_callers_leave,
    a_missed_ring,
    an_agent_for_one_who_waits,
    an_emergency,
    an_older_one_comes_later,
    an_overflow,
    between_sites,
    one_who_cannot_be_served,
    one_who_changes_the_queue,
    one_who_is_denied_a_site,
    one_who_leaves,
    one_who_waited_for_as_long_as_anybody_may,
    there_and_back,
    told_again,
    two_for_one,
    two_for_two,
    woken_under_new_rules,
    woken_while_it_rings,
    worthwhile_later,
)

CHANCE = count()


def ends(one: turn.Turn, call: QueuedCall) -> None:
    waited_s = one.now - call.entered_at
    one.effects.append(EndCall(call.call, call.queue, None, waited_s, 0.0))


def age_from_now(one: turn.Turn, call: Any, *_: Any, **__: Any) -> None:
    call.entered_at = one.now


def age_from_the_overflow(one: turn.Turn, call: Any, record: Any, why: Any) -> None:
    if why.site != call.home:
        call.entered_at = one.now


def stays_free(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Pool, "drop", lambda *_: None)
    patch.setattr(
        turn, "next_state", lambda state, event: next_state(AgentState.READY, event)
        if event is AgentEvent.RESERVE else next_state(state, event),
    )  # fmt: skip


def youngest_first(band: calls.Band) -> Iterator[QueuedCall]:
    return (entry[2] for entry in reversed(band.calls))


def without_older_rules(state: RoutingState) -> Snapshot:
    return Snapshot(state, (), {})


def not_shared(stored: Snapshot) -> RoutingState:
    state = state_of(stored)
    for record in state.agents.values():
        record.lease = deepcopy(record.lease)
    return state


def anywhere(queue: int, home: SiteId, _: frozenset[SiteId], step: int) -> reach.ReachKey:
    return reach.ReachKey(queue, home, frozenset(), step)


def latest(pool: Pool) -> Any:
    free = pool.in_order(99)
    return free[-1] if free else None


FAULTS = [
    Fault(
        "a call is forgotten",
        replaced(arrivals, "close", lambda one, call, _: one.state.calls.pop(call.call)),
        one_who_cannot_be_served,
        "lost or doubled",
    ),
    Fault(
        "a call ends twice",
        wrapped(departures, "_count_abandoned", ends),
        one_who_leaves,
        "lost or doubled: it ended before",
    ),
    Fault("an agent gets two calls", stays_free, two_for_one, "one call an agent"),
    Fault(
        "a free agent is not looked at",
        replaced(assignment, "_serve_agents", lambda one: one.freed.clear()),
        an_agent_for_one_who_waits,
        "in vain",
    ),
    Fault(
        "a pairing is not looked at again once it is worthwhile",
        replaced(Search, "_note_later", lambda *_: None),
        worthwhile_later,
        "in vain",
        PRICED,
    ),
    Fault(
        "an agent is asked though he costs more than the wait",
        replaced(matching, "EQUAL", 1e9),
        worthwhile_later,
        "index: not worthwhile",
        PRICED,
    ),
    Fault(
        "all reservations have one token",
        replaced(offers, "OfferToken", lambda _: OfferToken("same")),
        two_for_two,
        "one lease a call",
    ),
    Fault(
        "a stale token is taken for a good one",
        replaced(offers, "_held_lease", lambda call, _: call.lease if call else None),
        a_late_answer,
        "stale token",
    ),
    Fault(
        "the youngest of a class is served first",
        replaced(calls.Band, "__iter__", youngest_first),
        an_older_one_comes_later,
        "first come",
    ),
    Fault(
        "the bound on all waits is forgotten",
        replaced(calls, "OVERDUE", 0.0),
        one_who_waited_for_as_long_as_anybody_may,
        "bound",
        WORTH,
    ),
    Fault(
        "emergencies are like others",
        replaced(calls, "EMERGENCY", 0.0),
        an_emergency,
        "index: .* was better",
    ),
    Fault(
        "the longest idle is asked last",
        replaced(Pool, "first", latest),
        two_for_two,
        "index: .* was better",
    ),
    Fault(
        "a step asks its own agents only",
        replaced(reach, "steps_in_force", lambda _, step: range(step, step + 1)),
        one_who_leaves,
        "narrowed",
        WIDENING,
    ),
    Fault(
        "a denial is not looked at",
        replaced(floor, "ReachKey", anywhere),
        one_who_is_denied_a_site,
        "denied site",
        between_sites(),
    ),
    Fault(
        "every lender is healthy",
        replaced(Lane, "_is_healthy", lambda *_: True),
        a_lender_whose_own_callers_leave,
        "lender",
        between_sites(Lending(0.8, 20.0, 0.5, 60.0)),
    ),
    Fault(
        "nobody looks at the way back",
        replaced(Lane, "is_in_use", lambda _: False),
        there_and_back,
        "both directions",
        between_sites(),
    ),
    Fault(
        "gates are not looked at",
        replaced(Gate, "obstacle", lambda _: None),
        a_lane_that_is_not_needed,
        "rules: they may not meet",
        between_sites(floor_s=1000.0),
    ),
    Fault(
        "a requeue begins anew",
        wrapped(arrivals, "_change_queue", age_from_now),
        one_who_changes_the_queue,
        "age",
        a_policy(a_queue("cards"), a_queue("loans"), anna=EN),
    ),
    Fault(
        "a missed ring begins anew", wrapped(offers, "wait", age_from_now), a_missed_ring, "age"
    ),
    Fault(
        "an overflow begins anew",
        wrapped(assignment, "reserve", age_from_the_overflow),
        an_overflow,
        "age",
        between_sites(),
    ),
    Fault(
        "chance has a say",
        replaced(offers, "OfferToken", lambda text: OfferToken(f"{text}/{next(CHANCE)}")),
        told_again,
        "replay: other effects",
    ),
    Fault(
        "a snapshot forgets the rules of those who wait",
        replaced(watched_floor, "snapshot", without_older_rules),
        woken_under_new_rules,
        "replay: a snapshot brings something else to life",
    ),
    Fault(
        "a snapshot cuts a call's lease from its agent's",
        replaced(watched_floor, "state_of", not_shared),
        woken_while_it_rings,
        "one lease a call: not shared",
    ),
    Fault(
        "others are passed over without a word",
        replaced(Counts, "passed_over", lambda _: {}),
        two_for_two,
        "explanation: wrong counts",
    ),
    Fault(
        "a plan is switched by nothing",
        replaced(surroundings, "switches", lambda *_, **__: True),
        one_who_leaves,
        "plan: nothing switches it now",
        PLANNED,
    ),
]
