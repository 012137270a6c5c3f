"""Which agent for a call, which call for an agent: the pairing with the greatest index.

Both questions look at one side's pairings, best first, until one stands that nothing forbids: a
gate that is closed, an agent who missed the call (`exclusions`), a site that has just failed it.
Equal indices are decided by earlier step, then home before the routes in their order, then the
step's order, then longest idle, then agent id; calls by age, then call id. Changes no agent and no
call.
"""

from dataclasses import dataclass, field
from math import inf, nextafter
from typing import NamedTuple

import numpy as np

from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.routing.calls import Band
from callcenter_cti.routing.exclusions import exclusion
from callcenter_cti.routing.floor import Floor
from callcenter_cti.routing.gates import OPEN, Gate, Obstacle
from callcenter_cti.routing.index import PoolSide
from callcenter_cti.routing.pools import Numbers, Places
from callcenter_cti.routing.reach import Group
from callcenter_cti.routing.standing import Column
from callcenter_cti.routing.state import AgentRecord, QueuedCall
from callcenter_cti.routing.weights import (
    EQUAL,
    asked_first,
    best_extra,
    extra_with,
    idle_key,
    rises_in_s,
    spent_waiting,
)

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
            if score > best + EQUAL:
                break
            if found is not None and rank > key_found[0]:
                continue
            if score > EQUAL and not band.lift:
                self._note_later(band.place, rises_in_s(self.floor, band, group, score))
            elif self._passes(group.gate, band.place):
                record = known or asked_first(self.floor, self.now, band, group)
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
                    score
                    + spent_waiting(floor, self.now, band, call, group)
                    - best_extra(floor, self.now, band, group)[0],
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
                    extra = extra_with(self.floor, self.now, band, group, record)
                    spent = spent_waiting(self.floor, self.now, band, call, group)
                    weighed.append((score + spent - extra, rank, len(weighed), group, record))
        return weighed

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
            if best < -EQUAL:
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
        (equal,) = (scores >= best - EQUAL).nonzero()
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


def is_free(record: AgentRecord) -> bool:
    """Tell whether an agent could be asked now."""
    return record.column is Column.FREE
