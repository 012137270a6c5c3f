"""Microseconds that the router takes for each input, explanation included.

The real router on a `BigFloor` on which half as many callers wait as there are agents: every input
of a call's life is timed in CPU time of its thread (call queued, phone rang and picked up, offer
accepted, caller left, phone laid down, wrap-up over). Each size runs in a process of its own, so
that memory is that size's alone. Beside it, in the same process and on the same floor, a linear
scan. A loop of plain Python is timed as well: it tells how fast the machine was.
"""

import asyncio
import gc
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Final

from benchmarks import linear_scan
from benchmarks.big_floor import BigFloor
from benchmarks.targets import Bound, Outcome, Say, Target

NAME: Final = "router"
SIZES: Final = (1_000, 10_000, 100_000)
TIMED_CALLS: Final = 4_000
HANDLING_S: Final = 298.0
"""A little less than a call takes, so that callers wait."""
HOUR_CALLS: Final = 110_000
SCANS: Final = 100
TARGETS: Final = (
    Target("median_us", Bound.AT_MOST, 15.0),
    Target("p99_us", Bound.AT_MOST, 250.0),
    Target("growth_1000_to_100000", Bound.AT_MOST, 2.0),
    Target("hour_of_110000_calls_s", Bound.AT_MOST, 6.0),
    Target("memory_100000_agents_mib", Bound.AT_MOST, 400.0),
)
Figures = Mapping[str, float]


async def measure(say: Say) -> Outcome:
    """Measure each size, then the hour."""
    found: dict[str, Figures] = {}
    for agents in SIZES:
        found[str(agents)] = await asyncio.to_thread(_in_process, _size, agents)
        say(f"{agents} agents: " + _told(found[str(agents)]))
    hour = await asyncio.to_thread(_in_process, _hour, SIZES[1])
    say("the hour: " + _told(hour))
    figures = {
        "median_us": found["10000"]["median_us"],
        "p99_us": found["10000"]["p99_us"],
        "growth_1000_to_100000": found["100000"]["median_us"] / found["1000"]["median_us"],
        "hour_of_110000_calls_s": hour["hour_s"],
        "memory_100000_agents_mib": found["100000"]["memory_mib"],
        **{
            f"{name}_at_{size}": value
            for size, one in found.items()
            for name, value in one.items()
        },
    }
    return Outcome(NAME, figures, TARGETS)


def _in_process(work: Callable[[int], Figures], agents: int) -> Figures:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, agents).result()


def _told(figures: Figures) -> str:
    return ", ".join(f"{name} {value:.4g}" for name, value in figures.items())


def _size(agents: int) -> Figures:
    """Time the inputs of some thousand calls on a floor that is busy."""
    before = _memory_mib()
    floor = _busy(agents)
    floor.is_timed = True
    floor.run(TIMED_CALLS, agents / HANDLING_S)
    every = sorted(one for times in floor.times_s.values() for one in times)
    return {
        "median_us": statistics.median(every) * 1e6,
        "mean_us": statistics.fmean(every) * 1e6,
        "p99_us": every[int(len(every) * 0.99)] * 1e6,
        **{f"{name}_us": statistics.median(times) * 1e6 for name, times in floor.times_s.items()},
        **_scans(floor),
        "plain_loop_ns": _plain_loop_ns(),
        "waiting": float(floor.waiting),
        "memory_mib": _memory_mib() - before,
    }


def _busy(agents: int) -> BigFloor:
    floor = BigFloor(agents)
    floor.fill(agents // 2)
    floor.run(max(agents // 2, 2 * TIMED_CALLS), agents / HANDLING_S)
    gc.collect()
    gc.freeze()
    return floor


def _scans(floor: BigFloor) -> Figures:
    state, policy = floor.router.state, floor.policy
    waiting = [call for call in state.calls.values() if call.is_waiting]
    agents = list(state.agents.values())[:SCANS]
    for_calls = [
        _timed(partial(linear_scan.agent_for, state, policy, call)) for call in waiting[:SCANS]
    ]
    for_agents = [_timed(partial(linear_scan.call_for, waiting, policy, one)) for one in agents]
    return {
        "linear_agent_for_us": statistics.median(for_calls) * 1e6,
        "linear_call_for_us": statistics.median(for_agents) * 1e6,
    }


def _hour(agents: int) -> Figures:
    """Let an hour's calls come, without a clock at each input; CPU seconds of all of it."""
    floor = _busy(agents)
    inputs, began = floor.inputs, time.process_time()
    floor.run(HOUR_CALLS, HOUR_CALLS / 3600)
    return {"hour_s": time.process_time() - began, "inputs": float(floor.inputs - inputs)}


def _timed(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _plain_loop_ns() -> float:
    """Return what a round of a plain loop takes, the best of some."""

    def loop() -> None:
        total = 0
        for n in range(100_000):
            total += n * n % 7

    return min(_timed(loop) for _ in range(5)) * 1e9 / 100_000


def _memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
