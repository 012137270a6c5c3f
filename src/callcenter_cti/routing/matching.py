"""Which agent for a call, which call for an agent: the pairing with the greatest index.

Both questions look at one side's pairings, best first, until one stands that nothing forbids: a
gate that is closed, an agent who missed the call (`exclusions`), a site that has just failed it.
Equal indices are decided by earlier step, then home before the routes in their order, then the
step's order, then longest idle, then agent id;
calls by age, then call id. Changes no agent and no call.
"""

from dataclasses import dataclass, field
from math import inf, nextafter
from typing import Final, NamedTuple

import numpy as np

from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.routing.calls import Band
from callcenter_cti.routing.exclusions import exclusion
from callcenter_cti.routing.floor import Floor
from callcenter_cti.routing.gates import OPEN, Gate, Obstacle
from callcenter_cti.routing.index import PoolSide
from callcenter_cti.routing.pools import Numbers, Places, Pool
from callcenter_cti.routing.reach import Group
from callcenter_cti.routing.standing import Column
from callcenter_cti.routing.state import AgentRecord, QueuedCall

_EQUAL: Final = 1e-9
"""Two indices that differ by less count as equal: the order of additions is no policy."""

Weighed = tuple[float, int, int, Group, AgentRecord | None]
"""A group's index, negated, its rank, its number among the weighed, and who would be asked if that
is known already: the least is the best."""


class Found(NamedTuple):
    """The best call for an agent."""

    call: QueuedCall
    rating: float
    """The index of the pairing."""
    band: Band | None
    """Where it stands; None: it waits for this agent alone."""


@dataclass(slots=True)
class Search:
    """One question, with what was found out on the way."""

    floor: Floor
    now: float
    closed: dict[int, Obstacle] = field(default_factory=dict)
    """Gates that were closed, and why, in the order in which they were met."""
    later: dict[int, float] = field(default_factory=dict)
    """Bands whose best pairing is not worthwhile yet or cools down, and when to look again."""
    hangs: dict[int, set[int]] = field(default_factory=dict)
    """Bands that could be served if some gates were otherwise: by row, the gates."""

    # Which agent for a call.

    def agent_for(self, band: Band, call: QueuedCall) -> AgentRecord | None:
        """Return the best agent who may be asked now; emergencies and overdue calls take any."""
        if not band.reach.mask & self.floor.pools.free_mask:
            return None
        found: AgentRecord | None = None
        best, key_found = inf, (0, 0.0, "")
        for score, rank, _, group, known in self._weigh(band, call):
            if score > best + _EQUAL:
                break
            if found is not None and rank > key_found[0]:
                continue
            if score > _EQUAL and not band.lift:
                self._note_later(band.place, self._rises_in_s(band, group, score))
            elif self._passes(group.gate, band.place):
                record = known or self._agent_of(band, group)
                key = (rank, *idle_key(record))
                if found is None or key < key_found:
                    found, key_found = record, key
                best = min(best, score)
        return found

    def _weigh(self, band: Band, call: QueuedCall) -> list[Weighed]:
        """Return the groups with a free agent, the best first."""
        floor, free = self.floor, self.floor.pools.free_mask
        value = band.kind.worth_at(self.now - call.entered_at) + band.kind.value
        weighed: list[Weighed] = [
            (-group.rate * (value - group.cost), group.rank, number, group, None)
            for number, group in enumerate(band.reach.groups)
            if group.mask & free
        ]
        if call.missed_by:
            weighed = self._weigh_who_did_not_miss(band, call, weighed)
        elif floor.index.is_advised or floor.index.fairness:
            weighed = [
                (
                    score + self._spent(band, call, group) - self._advantage(band, group)[0],
                    rank,
                    number,
                    group,
                    None,
                )
                for score, rank, number, group, _ in weighed
            ]
        if call.cooling or call.hops >= floor.max_hops:
            weighed = [one for one in weighed if not self._cools(band, call, one[3].site)]
        if len(weighed) > 1:
            weighed.sort()
        return weighed

    def _weigh_who_did_not_miss(
        self, band: Band, call: QueuedCall, groups: list[Weighed]
    ) -> list[Weighed]:
        """Return one entry for each pool: who would be asked there is not who is idle longest."""
        pools = self.floor.pools
        weighed: list[Weighed] = []
        for score, rank, _, group, _ in groups:
            for place in group.pools.tolist():
                candidates = pools.all[place].in_order(len(call.missed_by) + 1)
                record = next((one for one in candidates if self._may_ring(call, one)), None)
                if record is not None:
                    gain = self._gain(band, group, pools.all[place], record)
                    spent = self._spent(band, call, group)
                    weighed.append((score + spent - gain, rank, len(weighed), group, record))
        return weighed

    def _gain(self, band: Band, group: Group, pool: Pool, record: AgentRecord) -> float:
        """Return what advice and idleness add to the index of a pairing."""
        index = self.floor.index
        gain = index.fairness * (self.now - record.idle_since)
        if index.is_advised and band.basic >> pool.place & 1:
            gain += index.bonus
        if index.is_priced(band.kind, pool.site):
            return gain - group.rate * pool.price
        return gain

    def _spent(self, band: Band, call: QueuedCall, group: Group) -> float:
        """Return how much of a priced pairing's index would be for what was waited already."""
        if not self.floor.index.is_priced(band.kind, group.site):
            return 0.0
        waited_s = self.now - call.entered_at
        return group.rate * band.kind.worth.per_minute * waited_s / 60

    def _advantage(self, band: Band, group: Group) -> tuple[float, AgentRecord]:
        """Return what advice and idleness add to a group's index at best, and with whom."""
        pools, index, places = self.floor.pools, self.floor.index, group.pools
        idle_since = pools.idle_since[places]
        gain: Numbers = np.where(idle_since == inf, -inf, 0.0)
        if index.is_priced(band.kind, group.site):
            gain -= group.rate * np.where(idle_since == inf, 0.0, pools.price[places])
        if band.basic & group.mask & pools.free_mask:
            basic = np.array([band.basic >> place & 1 for place in places.tolist()]) == 1
            gain[basic] += index.bonus
        if index.fairness:
            gain += index.fairness * (self.now - idle_since)
        best = float(gain.max())
        firsts = [pools.all[place].first() for place in places[gain >= best - _EQUAL].tolist()]
        return best, min((one for one in firsts if one is not None), key=idle_key)

    def _agent_of(self, band: Band, group: Group) -> AgentRecord:
        """Return the agent of a group who is asked first."""
        floor = self.floor
        if floor.index.is_advised or floor.index.fairness:
            return self._advantage(band, group)[1]
        idle = floor.pools.idle_since[group.pools]
        places: list[int] = group.pools[idle == idle.min()].tolist()
        firsts = [floor.pools.all[place].first() for place in places]
        return min((one for one in firsts if one is not None), key=idle_key)

    def _rises_in_s(self, band: Band, group: Group, lacking: float) -> float:
        """Return in how many seconds an index has risen by so much; infinite: never by itself."""
        slope = self.floor.index.fairness
        if not self.floor.index.is_priced(band.kind, group.site):
            slope += group.rate * band.kind.worth.per_minute / 60
        return lacking / slope if slope else inf

    # Which call for an agent.

    def call_for(self, record: AgentRecord) -> Found | None:
        """Return the best call for an agent who is free."""
        found = self._call_that_stands(record)
        held = self._held_call_for(record)
        if held is not None and (found is None or held.rating >= found.rating):
            return held
        return found

    def _call_that_stands(self, record: AgentRecord) -> Found | None:
        floor = self.floor
        pool = floor.pools.of_agent.get(record.agent)
        if pool is None or not floor.index.may_serve(pool):
            return None
        idle_s = self.now - record.idle_since
        side, scores = floor.index.of_calls(pool, self.now, idle_s=idle_s)
        younger: dict[int, QueuedCall] = {}
        while True:
            best = float(scores[scores.argmax()])
            if best < -_EQUAL:
                self._note_all_later(side.bands, scores, floor.index.rise(side))
                return None
            at = self._oldest_of_equals(scores, best, side.bands, younger)
            gate = int(side.gate[at])
            if gate != OPEN and not self._passes(floor.gates.all[gate], int(side.bands[at])):
                self._close(side, scores, gate)
                continue
            band = floor.index.bands[side.bands[at]]
            call = self._call_of(band, record, pool.site)
            if call is None:
                scores[at] = -inf
            elif call is band.head or at in younger:
                return Found(call, best, band)
            else:
                younger[at] = call
                rise = floor.index.rise(side)[at]
                scores[at] -= rise * (call.entered_at - band.calls[0][0])

    def _close(self, side: PoolSide, scores: Numbers, gate: int) -> None:
        """Leave out all bands behind a gate that is closed, and note that they hang on it."""
        behind = side.gate == gate
        for place in side.bands[behind & (scores > -inf)].tolist():
            self.hangs.setdefault(place, set()).add(gate)
        scores[behind] = -inf

    def _note_all_later(self, bands: Places, scores: Numbers, slope: Numbers) -> None:
        rise = slope + self.floor.index.fairness
        later = np.divide(-scores, rise, out=np.full(len(rise), inf), where=rise > 0)
        for band, in_s in zip(bands.tolist(), later.tolist(), strict=True):
            self._note_later(band, in_s)

    def _oldest_of_equals(
        self, scores: Numbers, best: float, bands: Places, younger: dict[int, QueuedCall]
    ) -> int:
        (equal,) = (scores >= best - _EQUAL).nonzero()
        if len(equal) == 1:
            return int(equal[0])
        all_bands = self.floor.index.bands
        return min(
            equal.tolist(),
            key=lambda at: _age_key(younger.get(at) or all_bands[bands[at]].calls[0][2]),
        )

    def _call_of(self, band: Band, record: AgentRecord, site: SiteId) -> QueuedCall | None:
        """Return the oldest call of a band that may be offered to this agent."""
        for call in band:
            if call.missed_by and not self._may_ring(call, record):
                continue
            is_bound = call.cooling or call.hops >= self.floor.max_hops
            if is_bound and self._cools(band, call, site):
                continue
            return call
        return None

    def _held_call_for(self, record: AgentRecord) -> Found | None:
        """Return the best call that waits for this agent alone."""
        held = self.floor.held.get(record.agent)
        if not held:
            return None
        oldest_first = sorted(held.values(), key=_age_key)
        weighed = [Found(call, self.index_of_held(call, record), None) for call in oldest_first]
        return max(weighed, key=lambda one: one.rating)

    def index_of_held(self, call: QueuedCall, record: AgentRecord) -> float:
        """Return the index of a call with the agent for whom it waits; prices are not asked."""
        floor = self.floor
        group, kind = floor.group_of(call, floor.pools.of_agent[record.agent]), floor.kind_of(call)
        idle = floor.index.fairness * (self.now - record.idle_since)
        waited = kind.worth_at(self.now - call.entered_at)
        return idle + (group.rate * (waited + kind.value - group.cost) if group else 0.0)

    # What forbids a pairing.

    def _may_ring(self, call: QueuedCall, record: AgentRecord) -> bool:
        """Tell whether an agent may be rung for a call that he or others missed."""
        why_not = exclusion(self.floor, call, record, self.now)
        if why_not is not None and why_not.while_open is not None:
            place = self.floor.band_of[call.call].place
            self.hangs.setdefault(place, set()).add(why_not.while_open.place)
        return why_not is None

    def _cools(self, band: Band, call: QueuedCall, site: SiteId) -> bool:
        if not self.floor.cools(call, site, self.now):
            return False
        if call.hops < self.floor.max_hops:
            self._note_later(band.place, call.cooling[site] - self.now)
        return True

    def _passes(self, gate: Gate, band: int) -> bool:
        if gate.place == OPEN:
            return True
        obstacle = gate.obstacle()
        if obstacle:
            self.closed[gate.place] = obstacle
            self.hangs.setdefault(band, set()).add(gate.place)
        return not obstacle

    def _note_later(self, band: int, in_s: float) -> None:
        """Note that time alone may change what was found; never for this very moment again."""
        if in_s < inf:
            at = max(self.now + in_s, nextafter(self.now, inf))
            self.later[band] = min(self.later.get(band, inf), at)


def _age_key(call: QueuedCall) -> tuple[float, str]:
    return call.entered_at, call.call


def idle_key(record: AgentRecord) -> tuple[float, str]:
    """Return what orders agents of equal index: longest idle first, then by id."""
    return record.idle_since, record.agent


def is_free(record: AgentRecord) -> bool:
    """Tell whether an agent could be asked now."""
    return record.column is Column.FREE
