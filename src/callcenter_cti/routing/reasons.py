"""Puts the explanation of a decision together from what the search has found."""

from callcenter_cti.routing.calls import CallClass
from callcenter_cti.routing.explanation import Counts, Explanation, Terms
from callcenter_cti.routing.floor import Floor
from callcenter_cti.routing.matching import Search
from callcenter_cti.routing.pools import Cell
from callcenter_cti.routing.standing import Column
from callcenter_cti.routing.state import AgentRecord, QueuedCall


def explain(
    search: Search, call: QueuedCall, record: AgentRecord, *, preferred: bool
) -> Explanation:
    """Say why this agent gets this call, before he is reserved for it."""
    floor, now = search.floor, search.now
    band = floor.band_of.get(call.call)
    kind = floor.kind_of(call) if band is None else band.kind
    return Explanation(
        call.rules_version,
        call.queue,
        call.home,
        record.site,
        call.tier,
        call.emergency,
        call.overdue,
        preferred,
        call.step,
        _skipped(floor, kind, call.step) if call.step else (),
        now - call.entered_at,
        now - record.idle_since,
        _terms(floor, kind, call, record, now),
        _counts(floor, kind, call, record),
        tuple(search.closed.values()),
    )


def _skipped(floor: Floor, kind: CallClass, step: int) -> tuple[int, ...]:
    return tuple(n for n in range(step) if not floor.is_staffed(kind, n))


def _terms(
    floor: Floor, kind: CallClass, call: QueuedCall, record: AgentRecord, now: float
) -> Terms:
    pool, index = floor.pools.of_agent[record.agent], floor.index
    reach = floor.reach(kind, call.step)
    group = reach.group_of.get(pool.place)
    band = floor.band_of.get(call.call)
    is_priced = band is not None and index.is_priced(kind, pool.site)
    price = bonus = 0.0
    if index.is_advised and band is not None:
        if band.basic >> pool.place & 1:
            bonus = index.bonus
        if is_priced:
            price = pool.price
    per_s = kind.worth.per_minute / 60
    waited_s = 0.0 if is_priced else now - call.entered_at
    return Terms(
        group.rate if group is not None else 0.0,
        per_s * waited_s,
        per_s * kind.worth.credit_s,
        kind.value,
        group.cost if group is not None else 0.0,
        price,
        bonus,
        index.fairness * (now - record.idle_since),
    )


def _counts(floor: Floor, kind: CallClass, call: QueuedCall, record: AgentRecord) -> Counts:
    reach = floor.reach(kind, call.step)
    cells = [cell[:] for cell in reach.cells]
    excluded = 0
    for agent in call.missed_by:
        pool = floor.pools.of_agent.get(agent)
        if agent != record.agent and pool is not None and reach.mask >> pool.place & 1:
            cells.append(_less_one(floor.state.agents[agent]))
            excluded += 1
    return Counts(floor.roster_size, floor.pools.fitting[kind.key.queue], cells, excluded)


def _less_one(record: AgentRecord) -> Cell:
    """Return a cell that takes an agent out of his column: another reason counts him."""
    return [-(column is record.column) for column in Column]
