"""A simulated floor: callers come, wait, give up or are served, by whatever discipline.

Discrete events in order of time; at one moment agents become free first, then callers give up,
then what the discipline wanted to be woken for, then callers come. Decides nothing: a discipline
does, the real router (`simulated_router`) or another. No clock and no chance but the callers'.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf
from typing import Final, NamedTuple, Protocol

from callcenter_cti.planning.instance import Instance
from callcenter_cti.planning.traffic import Caller


class Pairing(NamedTuple):
    """A caller who is answered now."""

    caller: int
    """His number."""
    team: int
    """Number of the team in the instance."""


class Discipline(Protocol):
    """Who decides who serves whom; each answer is carried out at once."""

    def come(self, caller: Caller, now: float) -> Sequence[Pairing]:
        """A caller waits."""
        ...

    def give_up(self, caller: Caller, now: float) -> Sequence[Pairing]:
        """A caller who waited is gone."""
        ...

    def finish(self, caller: Caller, now: float) -> Sequence[Pairing]:
        """The call of an agent is over; he is free."""
        ...

    def next_wake(self) -> float | None:
        """When it wants to be woken; None: not by itself."""
        ...

    def wake(self, now: float) -> Sequence[Pairing]:
        """The time has come."""
        ...


@dataclass(slots=True)
class Record:
    """What became of a caller."""

    caller: Caller
    answered_s: float = inf
    """When he was answered; infinite: never."""
    ended_s: float = inf
    """When his wait ended, either way; infinite: he still waits."""
    team: int = -1
    """Who answered; -1: nobody."""


@dataclass(slots=True)
class Ledger:
    """What became of all callers of one run."""

    instance: Instance
    until_s: float
    records: list[Record] = field(default_factory=list)

    def waits_s(self, kind: int, *, since_s: float = 0.0) -> list[float]:
        """Return the waits of a class's callers who came after a time, cut at the end."""
        return [
            min(one.ended_s, self.until_s) - one.caller.at_s
            for one in self.records
            if one.caller.kind == kind and one.caller.at_s >= since_s
        ]

    def cost_per_hour(self, *, since_s: float = 0.0) -> float:
        """Return the cost of waiting and of transfers after a time."""
        minutes = [0.0] * len(self.instance.classes)
        transfers = 0.0
        for one in self.records:
            begin = max(one.caller.at_s, since_s)
            minutes[one.caller.kind] += max(min(one.ended_s, self.until_s) - begin, 0.0) / 60
            if since_s <= one.answered_s < inf:
                transfers += self._transfer(one)
        waiting = sum(
            one.worth * spent for one, spent in zip(self.instance.classes, minutes, strict=True)
        )
        return (waiting + transfers) / (self.until_s - since_s) * 3600

    def _transfer(self, one: Record) -> float:
        kind, team = self.instance.classes[one.caller.kind], self.instance.teams[one.team]
        return self.instance.cost(kind, team) or 0.0


_FREE: Final = 0
_GIVE_UP: Final = 1


@dataclass(slots=True)
class _Run:
    ledger: Ledger
    discipline: Discipline
    events: list[tuple[float, int, int]] = field(default_factory=list)
    """Time, what, number of the caller."""

    def carry_out(self, pairings: Sequence[Pairing], now: float) -> None:
        for number, team in pairings:
            record = self.ledger.records[number]
            record.answered_s = record.ended_s = now
            record.team = team
            instance = self.ledger.instance
            kind = instance.classes[record.caller.kind]
            handling_s = kind.handling_s[instance.teams[team].name] * record.caller.work
            heappush(self.events, (now + handling_s, _FREE, number))

    def take_event(self) -> None:
        now, what, number = heappop(self.events)
        record = self.ledger.records[number]
        if what == _FREE:
            self.carry_out(self.discipline.finish(record.caller, now), now)
        elif record.ended_s == inf:
            record.ended_s = now
            self.carry_out(self.discipline.give_up(record.caller, now), now)

    def take_caller(self, caller: Caller) -> None:
        self.ledger.records.append(Record(caller))
        heappush(self.events, (caller.at_s + caller.patience_s, _GIVE_UP, caller.number))
        self.carry_out(self.discipline.come(caller, caller.at_s), caller.at_s)


def simulate(
    instance: Instance, coming: Sequence[Caller], discipline: Discipline, *, until_s: float
) -> Ledger:
    """Let a floor run from empty until a time, in seconds, and return what became of the callers.

    Args:
        instance: The floor.
        coming: Who comes, in order of time (`traffic.callers`).
        discipline: Who decides; fresh.
        until_s: End; callers who come later are left out.
    """
    run = _Run(Ledger(instance, until_s), discipline)
    place = 0
    while True:
        comes_at = coming[place].at_s if place < len(coming) else inf
        event_at = run.events[0][0] if run.events else inf
        wake_at = discipline.next_wake()
        wake_at = inf if wake_at is None else wake_at
        now = min(comes_at, event_at, wake_at)
        if now >= until_s:
            return run.ledger
        if event_at == now:
            run.take_event()
        elif wake_at == now:
            run.carry_out(discipline.wake(now), now)
        else:
            run.take_caller(coming[place])
            place += 1
