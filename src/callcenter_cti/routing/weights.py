"""What advice and idleness make of a call's pairing with a group of pools, and who is asked there.

Pure numbers of one moment: decides neither who may be asked nor who is (`matching`).
"""

from math import inf
from typing import Final

import numpy as np

from callcenter_cti.routing.calls import Band
from callcenter_cti.routing.floor import Floor
from callcenter_cti.routing.pools import Numbers
from callcenter_cti.routing.reach import Group
from callcenter_cti.routing.state import AgentRecord, QueuedCall

EQUAL: Final = 1e-9
"""Two indices that differ by less count as equal: the order of additions is no policy."""


def extra_with(floor: Floor, now: float, band: Band, group: Group, record: AgentRecord) -> float:
    """Return what advice and idleness add to the index of a pairing."""
    index, pool = floor.index, floor.pools.of_agent[record.agent]
    extra = index.fairness * (now - record.idle_since)
    if index.is_advised and band.basic >> pool.place & 1:
        extra += index.bonus
    if index.is_priced(band.kind, pool.site):
        extra -= group.rate * pool.price
    return extra


def best_extra(floor: Floor, now: float, band: Band, group: Group) -> tuple[float, AgentRecord]:
    """Return what advice and idleness add to a group's index at best, and with whom."""
    pools, index, places = floor.pools, floor.index, group.pools
    idle_since = pools.idle_since[places]
    extra: Numbers = np.where(idle_since == inf, -inf, 0.0)
    if index.is_priced(band.kind, group.site):
        extra -= group.rate * np.where(idle_since == inf, 0.0, pools.price[places])
    if band.basic & group.mask & pools.free_mask:
        basic = np.array([band.basic >> place & 1 for place in places.tolist()]) == 1
        extra[basic] += index.bonus
    if index.fairness:
        extra += index.fairness * (now - idle_since)
    best = float(extra.max())
    return best, _longest_idle(floor, places[extra >= best - EQUAL].tolist())


def asked_first(floor: Floor, now: float, band: Band, group: Group) -> AgentRecord:
    """Return the agent of a group who is asked first; one of them is free."""
    if floor.index.is_advised or floor.index.fairness:
        return best_extra(floor, now, band, group)[1]
    idle_since = floor.pools.idle_since[group.pools]
    return _longest_idle(floor, group.pools[idle_since == idle_since.min()].tolist())


def _longest_idle(floor: Floor, places: list[int]) -> AgentRecord:
    firsts = [floor.pools.all[place].first() for place in places]
    return min((one for one in firsts if one is not None), key=idle_key)


def spent_waiting(floor: Floor, now: float, band: Band, call: QueuedCall, group: Group) -> float:
    """Return how much of a priced pairing's index would be for what was waited already."""
    if not floor.index.is_priced(band.kind, group.site):
        return 0.0
    return group.rate * band.kind.worth.per_minute * (now - call.entered_at) / 60


def rises_in_s(floor: Floor, band: Band, group: Group, lacking: float) -> float:
    """Return in how many seconds an index has risen by so much; infinite: never by itself."""
    slope = floor.index.fairness
    if not floor.index.is_priced(band.kind, group.site):
        slope += group.rate * band.kind.worth.per_minute / 60
    return lacking / slope if slope else inf


def idle_key(record: AgentRecord) -> tuple[float, str]:
    """Return what orders agents of equal index: longest idle first, then by id."""
    return record.idle_since, record.agent
