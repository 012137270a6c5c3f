"""Reads the picture of the floor from the live router. Changes nothing, decides nothing.

Runs on the task that owns the router, because it looks at live data; what it returns is plain and
may be taken elsewhere.
"""

from collections import Counter

from callcenter_cti.planning.arrivals import Arrivals
from callcenter_cti.planning.picture import FitView, Picture, PoolView, StreamView
from callcenter_cti.routing.advice import Stream
from callcenter_cti.routing.floor import Floor
from callcenter_cti.routing.policy import HOME, QueuePolicy, Step
from callcenter_cti.routing.pools import Fit
from callcenter_cti.routing.router import Router
from callcenter_cti.routing.standing import AT_WORK


def read_floor(router: Router, arrivals: Arrivals, now: float) -> Picture:
    """Return what the floor looks like.

    Args:
        router: Whose floor.
        arrivals: Who came of late, and who is expected; the streams that it knows are told of.
        now: Monotonic seconds.
    """
    floor = router.floor
    waiting = Counter(
        Stream(call.queue, call.home, call.tier)
        for call in router.state.calls.values()
        if call.is_waiting
    )
    at_work = Counter(
        floor.pools.of_agent[agent].key
        for agent, record in router.state.agents.items()
        if record.column in AT_WORK and agent in floor.pools.of_agent
    )
    streams = sorted({*arrivals.streams(), *waiting})
    return Picture(
        router.state.policy.version,
        tuple(
            _view(floor, stream, arrivals.per_minute(stream, now), waiting[stream])
            for stream in streams
            if stream.queue in floor.rules
        ),
        tuple(PoolView(pool.key, at_work[pool.key]) for pool in floor.pools.all),
    )


def _view(floor: Floor, stream: Stream, per_minute: float, waiting: int) -> StreamView:
    rules = floor.rules[stream.queue]
    record = floor.state.lines.get(stream.queue, {}).get(stream.home)
    patience_s = rules.patience_s if record is None else record.patience.mean_s
    return StreamView(
        stream,
        per_minute,
        waiting,
        patience_s,
        floor.state.policy.worth(rules, stream.tier).per_minute,
        _fits(floor, rules, stream, patience_s),
    )


def _fits(
    floor: Floor, rules: QueuePolicy, stream: Stream, patience_s: float
) -> tuple[FitView, ...]:
    """Return who may serve a stream at a step that opens before a caller gives up."""
    routes = {route.to: route.cost for route in rules.routes.get(stream.home, ())}
    number = floor.pools.number(rules)
    found: list[FitView] = []
    for pool in floor.pools.of_queue[number]:
        fit, is_own = pool.fits[number], pool.site == stream.home
        if fit is None or not (is_own or pool.site in routes):
            continue
        if _opens_in_time(rules, fit, stream, pool.site, patience_s):
            cost = fit.cost + (0.0 if is_own else routes[pool.site])
            found.append(FitView(pool.key, fit.handling_s, cost, is_own))
    return tuple(found)


def _opens_in_time(
    rules: QueuePolicy, fit: Fit, stream: Stream, site: str, patience_s: float
) -> bool:
    return any(
        fit.steps >> number & 1 and step.after_s < patience_s and _leads(step, stream, site)
        for number, step in enumerate(rules.steps)
    )


def _leads(step: Step, stream: Stream, site: str) -> bool:
    if step.sites is None or site in step.sites:
        return True
    return site == stream.home and HOME in step.sites
