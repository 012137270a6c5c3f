"""Erlang's formulas: what callers wait when one group of agents serves one queue.

B: who finds all agents busy is lost. C: everybody waits (M/M/n). A: who waits may give up
(M/M/n+M: Palm 1957; Garnett, Mandelbaum and Reiman 2002; Zeltyn and Mandelbaum 2005). Knows
nothing of skills and of rules. Times are seconds; `a` is offered work in erlangs: calls per
second times seconds of handling.
"""

from dataclasses import dataclass
from math import exp, inf, lgamma, log
from typing import Final

from scipy import special

from callcenter_cti.planning.errors import UnstableError

_LEAST: Final = 1e-200
"""Below this a probability is taken for 0."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue and its agents."""

    calls_per_hour: float
    """Above 0."""
    handling_s: float
    """Mean seconds of a call with wrap-up; above 0."""
    agents: int
    """At least 1."""
    patience_s: float = inf
    """Mean seconds until a waiting caller gives up; infinite: nobody does."""

    @property
    def work(self) -> float:
        """Offered work in erlangs."""
        return self.calls_per_hour / 3600 * self.handling_s


@dataclass(frozen=True, slots=True)
class Waits:
    """The long run of a queue."""

    p_wait: float
    """Share of callers who find all agents busy."""
    p_abandon: float
    """Share of callers who give up."""
    mean_wait_s: float
    """Mean wait of all callers, of those who give up too."""
    answer_s: float
    """Mean wait of those who are answered (average speed of answer)."""
    occupancy: float
    """Share of their time that agents spend on calls."""


def erlang_b(a: float, agents: int) -> float:
    """Return the share of callers lost (Erlang 1917): a Poisson law, cut at `agents`."""
    weight = exp(agents * log(a) - a - lgamma(agents + 1))
    return weight / float(special.pdtr(agents, a))


def erlang_c(a: float, agents: int) -> float:
    """Return the share of callers who wait when nobody gives up (Erlang 1917).

    Raises:
        UnstableError: there is more work than the agents can do.
    """
    if a >= agents:
        raise UnstableError(a, agents)
    b, use = erlang_b(a, agents), a / agents
    return b / (1 - use * (1 - b))


def waits(queue: Queue) -> Waits:
    """Return the long run of a queue, by Erlang C if nobody gives up, else by Erlang A.

    Raises:
        UnstableError: nobody gives up, and there is more work than the agents can do.
    """
    return _waits_a(queue) if _is_impatient(queue) else _waits_c(queue)


def answered_within(queue: Queue, limit_s: float) -> float:
    """Return the share of all callers who are answered within a limit, in seconds.

    Raises:
        UnstableError: as `waits`.
    """
    if not _is_impatient(queue):
        late = (queue.agents - queue.work) * limit_s / queue.handling_s
        return 1 - erlang_c(queue.work, queue.agents) * exp(-late)
    long_run = _waits_a(queue)
    x, y = _x_and_y(queue)
    late = exp(-limit_s / queue.patience_s)
    served_later = (x / y) * _lower(x + 1, y * late) / _lower(x, y)
    return 1 - long_run.p_abandon - long_run.p_wait * served_later


def _is_impatient(queue: Queue) -> bool:
    """Tell whether giving up shows at all: not if its law is beyond a double's reach."""
    if queue.patience_s == inf:
        return False
    return _lower(*_x_and_y(queue)) > _LEAST


def _waits_c(queue: Queue) -> Waits:
    p_wait = erlang_c(queue.work, queue.agents)
    mean = p_wait * queue.handling_s / (queue.agents - queue.work)
    return Waits(p_wait, 0.0, mean, mean, queue.work / queue.agents)


def _waits_a(queue: Queue) -> Waits:
    x, y = _x_and_y(queue)
    use = queue.work / queue.agents
    # Palm's A, the mean number of services in a busy period, as 1 / A: it may be huge.
    rest = exp(x * log(y) - y - lgamma(x)) / (x * _lower(x, y))
    b = erlang_b(queue.work, queue.agents)
    p_wait = b / (rest + (1 - rest) * b)
    p_abandon = p_wait * (rest / use + 1 - 1 / use)
    mean = p_abandon * queue.patience_s
    answered = _answered_wait(x, y, p_wait) * queue.patience_s
    return Waits(p_wait, p_abandon, mean, answered / (1 - p_abandon), use * (1 - p_abandon))


def _answered_wait(x: float, y: float, p_wait: float) -> float:
    """Return E[V exp(-V)] with V the virtual wait in units of patience.

    P(V > t) = p_wait P(x, y exp(-t)) / P(x, y). With u = exp(-V) the density of u on (0, 1), given
    a wait, is that of a gamma variable over y, cut at 1; so the mean is -E[u log u] under it.
    """
    # E[u log u] is the slope at 1 of the moments y^-s G(x+s) P(x+s, y) / (G(x) P(x, y)).
    mean_u = x / y * _lower(x + 1, y) / _lower(x, y)
    return -p_wait * mean_u * (float(special.digamma(x + 1)) - log(y) + _slope(x + 1, y))


def _slope(shape: float, upper: float) -> float:
    """Return the slope of log P in its shape; no closed form, five points (error about 1e-12)."""
    step = 1e-3 * shape**0.5
    near, far = (
        log(_lower(shape + reach * step, upper) / _lower(shape - reach * step, upper))
        for reach in (1, 2)
    )
    return float((8 * near - far) / (12 * step))


def _x_and_y(queue: Queue) -> tuple[float, float]:
    """Return Palm's parameters: the agents' and the callers' pace in units of patience."""
    x = queue.agents * queue.patience_s / queue.handling_s
    return x, queue.calls_per_hour / 3600 * queue.patience_s


def _lower(shape: float, upper: float) -> float:
    """Return the regularised lower incomplete gamma function."""
    return float(special.gammainc(shape, upper))
