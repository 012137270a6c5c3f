"""Callers of a simulated day: when each comes, how long he waits, how much work he brings.

Each class has three streams of random numbers of its own, so that the n-th call of a class is the
same under every discipline (common random numbers): two disciplines can be compared call by call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from callcenter_cti.planning.instance import Instance

Numbers = npt.NDArray[np.float64]
Law = Callable[[np.random.Generator, int], Numbers]
"""Draws so many numbers above 0 with mean 1."""


def exponential(source: np.random.Generator, count: int) -> Numbers:
    """The law without memory."""
    return source.standard_exponential(count)


def constant(source: np.random.Generator, count: int) -> Numbers:
    """Always the mean."""
    return np.ones(count)


def lognormal(deviation: float) -> Law:
    """Return a law with this ratio of deviation to mean: handling times of real calls are such.

    Source: Brown et al. 2005, section 4.3.
    """
    sigma = float(np.sqrt(np.log1p(deviation**2)))

    def draw(source: np.random.Generator, count: int) -> Numbers:
        return source.lognormal(-(sigma**2) / 2, sigma, count)

    return draw


@dataclass(frozen=True, slots=True)
class Laws:
    """What is drawn how."""

    gaps: Law = exponential
    """Between two calls of a class."""
    handling: Law = exponential
    patience: Law = exponential


@dataclass(frozen=True, slots=True)
class Caller:
    """One call."""

    number: int
    """By time of arrival, over all classes."""
    kind: int
    """Number of its class in the instance."""
    at_s: float
    patience_s: float
    work: float
    """Its handling time as a multiple of the mean."""


def callers(
    instance: Instance, *, seed: int, until_s: float, laws: Laws | None = None
) -> list[Caller]:
    """Return all who come before a time, in order."""
    laws = laws or Laws()
    found: list[tuple[float, int, float, float]] = []
    for kind, one in enumerate(instance.classes):
        gaps, patience, handling = _sources(seed, one.name)
        expected = one.per_hour / 3600 * until_s
        count = int(expected + 10 * expected**0.5 + 20)
        times = np.cumsum(laws.gaps(gaps, count)) * (3600 / one.per_hour)
        waits = laws.patience(patience, count) * one.patience_s
        work = laws.handling(handling, count)
        found += [
            (at, kind, wait, share)
            for at, wait, share in zip(times.tolist(), waits.tolist(), work.tolist(), strict=True)
            if at < until_s
        ]
    found.sort()
    return [Caller(number, kind, at, *rest) for number, (at, kind, *rest) in enumerate(found)]


def _sources(seed: int, name: str) -> tuple[np.random.Generator, ...]:
    return tuple(np.random.default_rng((seed, crc32(name.encode()), use)) for use in range(3))
