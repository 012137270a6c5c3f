"""The index of a pairing of a call with an agent, and the tables that make it quick.

Theory. One index orders both questions of routing: which agent for a call, which call for an
agent (Chan, Koole and L'Ecuyer 2014: weights affine in the longest wait and the longest idleness):

    index = rate * (worth * (waited + credit) + value - cost - price) + bonus + fairness * idle

`rate` is the agent's calls per minute, `worth` the price of a minute of waiting, `value` and
`price` what the adviser expects the call to cost if it stays and the agent to be missed if he is
taken (Ott and Krishnan 1985: separable one-step improvement); a basic pairing has the bonus. The
price is paid by callers of other sites, and for an advised call of another site `waited` is left
out: whether a transfer pays is decided by what is still ahead of the caller, not by what he has
behind him. The greatest wins; below zero the agent rather waits. Emergencies and calls that
have waited for as long as anybody may are lifted above all others, whatever an agent makes of
them: among themselves the index decides.

For one call the groups of its reach are weighed one by one, they are few; for one agent all bands
that he may serve are weighed at once, they may be many. Decides the numbers; who may meet whom is
the gates', and what follows is `matching`'s.
"""

from dataclasses import dataclass, field
from math import inf

import numpy as np
import numpy.typing as npt

from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.routing.calls import Band, CallClass
from callcenter_cti.routing.pools import Numbers, Places, Pool, Pools
from callcenter_cti.routing.reach import Reach

Flags = npt.NDArray[np.bool_]


@dataclass(slots=True, eq=False)
class PoolSide:
    """The bands that a pool's agents may serve; parallel arrays, by row of the band ascending."""

    known: int = 0
    """Bands up to this one were looked at."""
    reaches: list[Reach] = field(default_factory=list)
    """Those with bands in which the pool is."""
    mask: int = 0
    bands: Places = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    rate: Numbers = field(default_factory=lambda: np.zeros(0))
    slope: Numbers = field(default_factory=lambda: np.zeros(0))
    """Index per second of waiting."""
    cost: Numbers = field(default_factory=lambda: np.zeros(0))
    """Price per minute of the agent: rate times the price of the pairing."""
    gate: Places = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    basic: Numbers = field(default_factory=lambda: np.zeros(0))
    """1 where the adviser wants the pairing."""
    far: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    """Whether the callers are at another site."""
    has_far: bool = False


class Index:
    """Values of all pairings; the arrays are by row of the band."""

    def __init__(self, pools: Pools, *, fairness: float) -> None:
        self.pools = pools
        self.bands: list[Band] = []
        self.filled = 0
        """Bit n is set: band n is not empty."""
        self.bonus = 0.0
        """Of basic pairings; 0 without advice."""
        self.is_advised = False
        self.fairness = fairness / 60
        """Index per second of an agent's idleness."""
        self._since: Numbers = np.full(64, inf)
        """When the head began to wait, less its credit; infinite while the band is empty."""
        self._credit: Numbers = np.zeros(64)
        """Seconds that count as waited before."""
        self._value: Numbers = np.zeros(64)
        self._lift: Numbers = np.zeros(64)
        """What lifts emergencies and overdue calls."""
        self._lifted = 0
        """Bit n is set: band n is lifted."""
        self._advised: Flags = np.zeros(64, dtype=np.bool_)
        """For bands of streams that the adviser knows."""
        self._by_pool = [PoolSide() for _ in pools.all]
        self._in_reach: dict[int, list[Band]] = {}
        """Bands by identity of their reach, which the floor keeps."""

    # What changes it.

    def add(self, band: Band) -> None:
        """Enter a band that is empty; its row is the next."""
        if band.place >= len(self._since):
            grown = len(self._since)
            self._since = np.concatenate((self._since, np.full(grown, inf)))
            self._credit = np.concatenate((self._credit, np.zeros(grown)))
            self._value = np.concatenate((self._value, np.zeros(grown)))
            self._lift = np.concatenate((self._lift, np.zeros(grown)))
            self._advised = np.concatenate((self._advised, np.zeros(grown, dtype=np.bool_)))
        self.bands.append(band)
        self._credit[band.place] = band.kind.worth.credit_s
        self._enter_reach(band)
        self._lift[band.place] = band.lift
        self._lifted |= (band.lift > 0) << band.place
        self.set_value(band.kind)

    def set_head(self, band: Band) -> None:
        """Enter a band's head anew."""
        if band.calls:
            self._since[band.place] = band.calls[0][0] - band.kind.worth.credit_s
            self.filled |= 1 << band.place
        else:
            self._since[band.place] = inf
            self.filled &= ~(1 << band.place)

    def set_value(self, kind: CallClass) -> None:
        """Enter the value of a class anew: its number of calls or the advice changed."""
        for band in kind.bands.values():
            self._value[band.place] = kind.value
            self._advised[band.place] = kind.values is not None

    def advise(self, band: Band, basic: int) -> None:
        """Enter which pools, as bits, are basic for a band."""
        changed = (basic ^ band.basic) & band.reach.mask
        band.basic = basic & band.reach.mask
        while changed:
            place = (changed & -changed).bit_length() - 1
            changed &= changed - 1
            side = self._by_pool[place]
            if side.known > band.place:
                at = int(np.searchsorted(side.bands, band.place))
                side.basic[at] = basic >> place & 1

    # What it says.

    def of_calls(self, pool: Pool, now: float, *, idle_s: float) -> tuple[PoolSide, Numbers]:
        """Return the bands that a pool may serve, and the index of each head."""
        side = self.side(pool)
        bands = side.bands
        score: Numbers = now - self._since[bands]
        if self.is_advised and side.has_far:
            priced = side.far & self._advised[bands]
            score = np.where(priced & (score > -inf), self._credit[bands], score)
            score *= side.slope
            score -= side.rate * np.where(priced, pool.price, 0.0)
        else:
            score *= side.slope
        score -= side.cost
        if self.is_advised:
            score += side.rate * self._value[bands]
            score += self.bonus * side.basic
        if self.fairness:
            score += self.fairness * idle_s
        if self._lifted & self.filled & side.mask:
            score += self._lift[bands]
        return side, score

    def rise(self, side: PoolSide) -> Numbers:
        """Return what each band's index gains per second, an agent's idleness left aside."""
        if not (self.is_advised and side.has_far):
            return side.slope
        return np.where(side.far & self._advised[side.bands], 0.0, side.slope)

    def is_priced(self, kind: CallClass, site: SiteId) -> bool:
        """Tell whether the calls of a class pay the price of agents at a site."""
        return self.is_advised and kind.values is not None and site != kind.key.home

    def may_serve(self, pool: Pool) -> bool:
        """Tell whether any call waits that a pool's agents could serve, gates left aside."""
        return self.filled != 0 and self.side(pool).mask & self.filled != 0

    def side(self, pool: Pool) -> PoolSide:
        """Return the bands that a pool may serve."""
        side = self._by_pool[pool.place]
        if side.known < len(self.bands):
            self._look_on(side, pool.place)
        return side

    def _enter_reach(self, band: Band) -> None:
        """Let the pools of a band's reach know of it; most bands are of a reach that is known."""
        known = self._in_reach.get(id(band.reach))
        if known is not None:
            known.append(band)
            return
        self._in_reach[id(band.reach)] = [band]
        for place in band.reach.group_of:
            self._by_pool[place].reaches.append(band.reach)

    def _new_in(self, reach: Reach, known: int) -> list[Band]:
        """Return the bands of a reach from a row on."""
        bands = self._in_reach[id(reach)]
        if bands[-1].place < known:
            return []
        return [band for band in bands if band.place >= known]

    def _look_on(self, side: PoolSide, place: int) -> None:
        """Take in the bands that were made since a pool was used last."""
        new = [band for reach in side.reaches for band in self._new_in(reach, side.known)]
        side.known = len(self.bands)
        if not new:
            return
        new.sort(key=lambda band: band.place)
        groups = [band.reach.group_of[place] for band in new]
        rate = np.array([group.rate for group in groups])
        worth = np.array([band.kind.worth.per_minute / 60 for band in new])
        side.mask |= sum(1 << band.place for band in new)
        side.bands = _append(side.bands, [band.place for band in new])
        side.rate = np.concatenate((side.rate, rate))
        side.slope = np.concatenate((side.slope, rate * worth))
        side.cost = np.concatenate((side.cost, [g.rate * g.cost for g in groups]))
        side.gate = _append(side.gate, [group.gate.place for group in groups])
        far = [group.site != band.kind.key.home for band, group in zip(new, groups, strict=True)]
        side.far = np.concatenate((side.far, np.array(far, dtype=np.bool_)))
        side.has_far = side.has_far or any(far)
        side.basic = np.concatenate((side.basic, [band.basic >> place & 1 for band in new]))


def _append(places: Places, more: list[int]) -> Places:
    return np.concatenate((places, np.array(more, dtype=np.intp)))
