"""Which agent for a call, which call for an agent: the pairing with the greatest index.

Both questions look at one side's pairings, best first, until one stands that nothing forbids: a
gate that is closed, an agent who missed the call, a site that has just failed it. Equal indices
are decided by earlier step, then the step's order, then longest idle, then agent id; calls by age,
then call id. Changes no agent and no call.

An agent who missed a call is not rung for it again while somebody else at work could take it;
when nobody could, he is rung again after he has shown that he is back, so that a sole agent is
neither rung in a loop nor a reason to strand the caller.
"""

from dataclasses import dataclass, field
from math import inf
from typing import Final

import numpy as np

from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.routing.calls import Band
from callcenter_cti.routing.floor import Floor
from callcenter_cti.routing.gates import OPEN, Gate
from callcenter_cti.routing.index import value_of
from callcenter_cti.routing.pools import Numbers, Places, Pool
from callcenter_cti.routing.reach import Group
from callcenter_cti.routing.standing import AT_WORK, Column
from callcenter_cti.routing.state import AgentRecord, QueuedCall

_EQUAL: Final = 1e-9
"""Two indices that differ by less count as equal: the order of additions is no policy."""

Weighed = tuple[float, int, int, Group]
"""A group's index, negated, its rank and its number in the reach: the least is the best."""


@dataclass(slots=True)
class Search:
    """One question, with what was found out on the way."""

    floor: Floor
    now: float
    closed: dict[int, str] = field(default_factory=dict)
    """Gates that were closed, and why, in the order in which they were met."""
    later: dict[int, float] = field(default_factory=dict)
    """Bands whose best pairing is not worthwhile yet or cools down, and when to look again."""

    # Which agent for a call.

    def agent_for(self, band: Band, call: QueuedCall) -> AgentRecord | None:
        """Return the best agent who may be asked now; emergencies and overdue calls take any."""
        if not band.reach.mask & self.floor.pools.free_mask:
            return None
        found: AgentRecord | None = None
        found_at: tuple[float, int] = (inf, 0)
        for score, rank, _, group in self._weigh(band, call):
            if found is not None and (score > found_at[0] + _EQUAL or rank > found_at[1]):
                break
            if score > _EQUAL:
                self._note_later(band.place, score / self._slope(band, group))
            elif self._passes(group.gate):
                record = self._agent_of(band, group, call)
                if record is not None and (found is None or _idler(record, found)):
                    found, found_at = record, (score, rank)
        return found

    def _weigh(self, band: Band, call: QueuedCall) -> list[Weighed]:
        """Return the groups with a free agent, the best first."""
        floor, free = self.floor, self.floor.pools.free_mask
        value = band.kind.worth_at(self.now - call.entered_at) + value_of(band)
        weighed = [
            (-group.rate * (value - group.cost), group.rank, number, group)
            for number, group in enumerate(band.reach.groups)
            if group.mask & free
        ]
        if floor.index.is_advised or floor.index.fairness:
            weighed = [
                (score - self._advantage(band, group)[0], rank, number, group)
                for score, rank, number, group in weighed
            ]
        if call.cooling or call.hops:
            weighed = [one for one in weighed if not self._cools(band, call, one[3].site)]
        if len(weighed) > 1:
            weighed.sort()
        return weighed

    def _advantage(self, band: Band, group: Group) -> tuple[float, int]:
        """Return what advice and idleness add to a group's index at best, and in which pool."""
        pools, index = self.floor.pools, self.floor.index
        if band.basic & group.mask & pools.free_mask:
            wanted = [place for place in group.pools if band.basic >> int(place) & 1]
            places = np.array(wanted, dtype=np.int32)
            gain: Numbers = np.where(pools.idle_since[places] == inf, -inf, index.bonus)
        elif band.kind.values is not None:
            places = group.pools
            gain = -group.rate * pools.price[places]
        else:
            places = group.pools
            gain = np.where(pools.idle_since[places] == inf, -inf, 0.0)
        if index.fairness:
            gain = gain + index.fairness * (self.now - pools.idle_since[places])
        best = gain >= gain.max() - _EQUAL
        idle = np.where(best, pools.idle_since[places], inf)
        at = int(idle.argmin())
        return float(gain[at]), int(places[at])

    def _agent_of(self, band: Band, group: Group, call: QueuedCall) -> AgentRecord | None:
        """Return the agent of a group who is asked first for this call."""
        floor = self.floor
        if call.missed_by:
            return self._agent_who_did_not_miss(group, call)
        if floor.index.is_advised or floor.index.fairness:
            return floor.pools.all[self._advantage(band, group)[1]].first()
        idle = floor.pools.idle_since[group.pools]
        at = int(idle.argmin())
        equal = idle == idle[at]
        if np.count_nonzero(equal) == 1:
            place: int = group.pools[at].item()
            return floor.pools.all[place].first()
        places: list[int] = group.pools[equal].tolist()
        firsts = [floor.pools.all[place].first() for place in places]
        return min((one for one in firsts if one is not None), key=_idle_key)

    def _agent_who_did_not_miss(self, group: Group, call: QueuedCall) -> AgentRecord | None:
        pools = self.floor.pools
        firsts = []
        for place in group.pools.tolist():
            if pools.free_mask >> place & 1:
                candidates = pools.all[place].in_order(len(call.missed_by) + 1)
                firsts += [one for one in candidates if not self.is_excluded(call, one)][:1]
        return min(firsts, key=_idle_key, default=None)

    def _slope(self, band: Band, group: Group) -> float:
        return group.rate * band.kind.worth.per_minute / 60 + self.floor.index.fairness

    # Which call for an agent.

    def call_for(self, record: AgentRecord) -> tuple[Band, QueuedCall, float] | None:
        """Return the best call that may be offered to an agent now, with its index."""
        floor = self.floor
        pool = floor.pools.of_agent.get(record.agent)
        if pool is None or not floor.index.may_serve(pool):
            return None
        idle_s = self.now - record.idle_since
        side, scores = floor.index.of_calls(pool, self.now, idle_s=idle_s)
        younger: dict[int, QueuedCall] = {}
        while True:
            best = float(scores.max())
            if best < -_EQUAL:
                for band, in_s in zip(side.bands.tolist(), _in_s(scores, side.slope), strict=True):
                    self._note_later(band, in_s)
                return None
            at = self._oldest_of_equals(scores, best, side.bands)
            gate = int(side.gate[at])
            if gate != OPEN and not self._passes(floor.gates.all[gate]):
                scores[side.gate == gate] = -inf
                continue
            band_at = floor.index.bands[side.bands[at]]
            call = self._call_of(band_at, record, pool.site)
            if call is None:
                scores[at] = -inf
            elif call is band_at.head or at in younger:
                return band_at, call, best
            else:
                younger[at] = call
                scores[at] -= side.slope[at] * (call.entered_at - band_at.calls[0][0])

    def _oldest_of_equals(self, scores: Numbers, best: float, bands: Places) -> int:
        equal = np.flatnonzero(scores >= best - _EQUAL)
        if len(equal) == 1:
            return int(equal[0])
        all_bands = self.floor.index.bands
        return int(min(equal, key=lambda at: all_bands[bands[at]].calls[0][:2]))

    def _call_of(self, band: Band, record: AgentRecord, site: SiteId) -> QueuedCall | None:
        """Return the oldest call of a band that may be offered to this agent."""
        for call in band:
            if call.missed_by and self.is_excluded(call, record):
                continue
            if (call.cooling or call.hops) and self.floor.cools(call, site, self.now):
                continue
            return call
        return None

    def held_call_for(self, record: AgentRecord) -> tuple[QueuedCall, float] | None:
        """Return the best call that waits for this agent alone, and its index with him."""
        floor = self.floor
        held = floor.held.get(record.agent)
        pool = floor.pools.of_agent.get(record.agent)
        if not held or pool is None:
            return None
        idle = floor.index.fairness * (self.now - record.idle_since)
        oldest_first = sorted(held.values(), key=lambda one: (one.entered_at, one.call))
        weighed = [(call, self._index_of_held(call, pool) + idle) for call in oldest_first]
        return max(weighed, key=lambda one: one[1])

    def _index_of_held(self, call: QueuedCall, pool: Pool) -> float:
        group = self.floor.group_of(call, pool)
        if group is None:
            return 0.0
        kind = self.floor.kind_of(call)
        waited = kind.worth_at(self.now - call.entered_at)
        return group.rate * (waited + kind.value - group.cost)

    # What forbids a pairing.

    def is_excluded(self, call: QueuedCall, record: AgentRecord) -> bool:
        """Tell whether an agent missed this call and is not to be rung for it (yet)."""
        is_back = call.missed_by.get(record.agent)
        if is_back is None:
            return False
        return not is_back or self._somebody_else_could(call)

    def _somebody_else_could(self, call: QueuedCall) -> bool:
        floor = self.floor
        reach = floor.reach(floor.kind_of(call), call.step)
        could = sum(cell[column] for cell in reach.cells for column in AT_WORK)
        for agent in call.missed_by:
            record, pool = floor.state.agents[agent], floor.pools.of_agent.get(agent)
            if pool is not None and record.column in AT_WORK and reach.mask >> pool.place & 1:
                could -= 1
        return could > 0

    def _cools(self, band: Band, call: QueuedCall, site: SiteId) -> bool:
        if not self.floor.cools(call, site, self.now):
            return False
        if call.hops < self.floor.state.policy.max_hops:
            self._note_later(band.place, call.cooling[site] - self.now)
        return True

    def _passes(self, gate: Gate) -> bool:
        if gate.place == OPEN:
            return True
        obstacle = gate.obstacle()
        if obstacle:
            self.closed[gate.place] = obstacle
        return not obstacle

    def _note_later(self, band: int, in_s: float) -> None:
        if in_s < inf:
            self.later[band] = min(self.later.get(band, inf), self.now + in_s)


def _in_s(scores: Numbers, slopes: Numbers) -> list[float]:
    """Return in how many seconds each pairing comes up to zero; infinite where it never does."""
    waits: list[float] = np.where(scores == -inf, inf, -scores / slopes).tolist()
    return waits


def _idle_key(record: AgentRecord) -> tuple[float, str]:
    return record.idle_since, record.agent


def _idler(one: AgentRecord, other: AgentRecord) -> bool:
    return _idle_key(one) < _idle_key(other)


def is_free(record: AgentRecord) -> bool:
    """Tell whether an agent could be asked now."""
    return record.column is Column.FREE
