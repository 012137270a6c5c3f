"""Who is not rung again for a call that he missed.

While somebody else at work could take it now, never. When nobody could, he is rung again after he
has shown that he is back, so that a sole agent is neither rung in a loop nor a reason to strand
the caller. Somebody at a site that is closed to this call could not take it.
"""

from dataclasses import dataclass

from callcenter_cti.routing.floor import Floor
from callcenter_cti.routing.gates import OPEN, Gate
from callcenter_cti.routing.pools import Cell
from callcenter_cti.routing.standing import AT_WORK, IS_AT_WORK
from callcenter_cti.routing.state import AgentRecord, QueuedCall


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An agent is not rung for a call."""

    while_open: Gate | None = None
    """Only while this gate is open, behind which somebody else is; None: it hangs on no gate."""


def exclusion(floor: Floor, call: QueuedCall, record: AgentRecord, now: float) -> Exclusion | None:
    """Return why an agent is not to be rung for a call that he missed; None: he may be."""
    is_back = call.missed_by.get(record.agent)
    if is_back is None:
        return None
    if not is_back:
        return Exclusion()
    reach = floor.reach(floor.kind_of(call), call.step)
    others: Exclusion | None = None
    for cell, gate in zip(reach.cells, reach.gates, strict=True):
        site = call.home if gate.lane is None else gate.lane.route.to
        if _could(floor, call, cell) and not floor.cools(call, site, now):
            if gate.place == OPEN:
                return Exclusion()
            if not gate.obstacle():
                others = Exclusion(gate)
    return others


def _could(floor: Floor, call: QueuedCall, cell: Cell) -> bool:
    """Tell whether anybody is at work in a cell who did not miss the call."""
    could = sum(cell[column] for column in AT_WORK)
    for agent in call.missed_by:
        pool = floor.pools.of_agent.get(agent)
        if pool is not None and any(mine is cell for mine in pool.cells):
            could -= IS_AT_WORK[floor.state.agents[agent].column]
    return could > 0
