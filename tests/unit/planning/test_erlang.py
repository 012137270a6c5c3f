"""Erlang's formulas against values computed with 40 digits, and against published ones."""

from math import inf

import pytest
from scipy.stats import poisson

from callcenter_cti.planning.erlang import Queue, answered_within, erlang_b, erlang_c, waits
from callcenter_cti.planning.errors import UnstableError

# calls/h, handling s, agents, limit s, P(wait), answered within, mean wait s, occupancy
C_VALUES = [
    (200, 180, 11, 20, 0.6821182, 0.38961381, 122.78128, 0.90909),
    (200, 180, 12, 20, 0.44938822, 0.64015804, 40.44494, 0.83333),
    (200, 180, 13, 20, 0.28527045, 0.79559479, 17.116227, 0.76923),
    (200, 180, 14, 20, 0.17413193, 0.88835002, 7.835937, 0.71429),
    (200, 180, 15, 20, 0.10204237, 0.94145284, 3.6735252, 0.66667),
    (2880, 60, 50, 20, 0.69445561, 0.6434546, 20.833668, 0.96),
    (2, 1200, 1, 1800, 0.66666667, 0.59564623, 2400, 0.66667),
    (123, 3600, 132, 20, 0.32111618, 0.69454484, 128.44647, 0.93182),
    (30, 300, 5, 20, 0.1303713, 0.88964308, 15.644556, 0.5),
    (20, 3600, 25, 20, 0.20910283, 0.79662565, 150.55404, 0.8),
    (60, 180, 5, 20, 0.2361516, 0.81090458, 21.253644, 0.6),
    (120000, 300, 10100, 20, 0.22476291, 0.99971396, 0.67428872, 0.99010),
    (10, 180, 1, 20, 0.5, 0.52702027, 180, 0.5),
    (5, 180, 3, 20, 0.0022123894, 0.9983701, 0.14481094, 0.08333),
]
# calls/h, handling s, agents, patience s, limit s, P(wait), P(abandon), mean wait s of all, mean
# wait s of those answered, occupancy, answered within
A_VALUES = [
    (2880, 60, 50, 120, 20, 0.4677741, 0.03091225, 3.70947, 3.6159, 0.9303242, 0.943019),
    (200, 180, 11, 180, 20, 0.4169602, 0.08341401, 15.01452, 13.53513, 0.83326, 0.705371),
    (200, 180, 10, 180, 20, 0.5420703, 0.12511, 22.51981, 20.68976, 0.87489, 0.58698),
    (200, 180, 14, 180, 20, 0.1355356, 0.01869372, 3.364869, 2.99769, 0.7009331, 0.9255598),
    (720, 240, 40, 120, 20, 0.7917519, 0.1821657, 21.85988, 22.02245, 0.9814012, 0.4404114),
    (600, 240, 40, 240, 20, 0.5210289, 0.06294704, 15.10729, 14.52833, 0.937053, 0.6716988),
    (120000, 300, 9900, 240, 20, 0.807409, 0.01101418, 2.643404, 2.647203, 0.9989756, 0.9889858),
    (10, 180, 1, 60, 20, 0.3619179, 0.2761643, 16.56986, 5.551698, 0.3619179, 0.6673758),
]
B_VALUES = [
    (5, 10, 0.01838457034),
    (4.46, 10, 0.009985278363),
    (1.36, 5, 0.009978893691),
    (12.03, 20, 0.009995867913),
    (21.9, 30, 0.01975607683),
    (84.1, 100, 0.01007170507),
    (180, 200, 0.0103249952),
    (1000, 1000, 0.02481191765),
    (10000, 10000, 0.007936563249),
]


@pytest.mark.parametrize(("work", "agents", "lost"), B_VALUES)
def test_lost_calls(work: float, agents: int, lost: float) -> None:
    """Rows of traffic tables, and sizes where a recursion would be slow or overflow."""
    assert erlang_b(work, agents) == pytest.approx(lost, rel=1e-9)


@pytest.mark.parametrize("row", C_VALUES)
def test_waits_when_nobody_gives_up(row: tuple[float, ...]) -> None:
    """Erlang C, from one agent to ten thousand."""
    calls, handling_s, agents, limit_s, p_wait, within, mean_s, occupancy = row
    queue = Queue(calls, handling_s, int(agents))

    found = waits(queue)

    assert found.p_wait == pytest.approx(p_wait, rel=1e-6)
    assert found.p_abandon == 0
    assert found.mean_wait_s == found.answer_s == pytest.approx(mean_s, rel=1e-6)
    assert found.occupancy == pytest.approx(occupancy, abs=1e-5)
    assert answered_within(queue, limit_s) == pytest.approx(within, rel=1e-6)


@pytest.mark.parametrize("row", A_VALUES)
def test_waits_when_callers_give_up(row: tuple[float, ...]) -> None:
    """Erlang A, overload included."""
    calls, handling_s, agents, patience_s, limit_s, *wanted, within = row
    queue = Queue(calls, handling_s, int(agents), patience_s)

    found = waits(queue)

    given = (
        found.p_wait, found.p_abandon, found.mean_wait_s, found.answer_s, found.occupancy,
    )  # fmt: skip
    assert given == pytest.approx(tuple(wanted), rel=1e-6)
    assert answered_within(queue, limit_s) == pytest.approx(within, rel=1e-6)


def test_endless_patience_is_the_limit_of_much_patience() -> None:
    """Erlang A tends to Erlang C."""
    patient = waits(Queue(200, 180, 12, patience_s=1e5))
    hardly_ever = waits(Queue(200, 180, 12, patience_s=1e8))

    assert patient.p_wait == pytest.approx(erlang_c(10, 12), rel=1e-2)
    assert hardly_ever == waits(Queue(200, 180, 12, inf))


def test_twice_too_much_work_loses_half_of_the_callers() -> None:
    """Great overload, where Palm's parameter is beyond a double's reach."""
    found = waits(Queue(20000, 180, 500, patience_s=300))

    assert found.p_wait == pytest.approx(1)
    assert found.p_abandon == pytest.approx(0.5)


def test_patience_as_long_as_handling_makes_the_number_present_poisson() -> None:
    """Everybody leaves at the same pace, waiting or served."""
    found = waits(Queue(200, 180, 11, patience_s=180))

    assert found.p_wait == pytest.approx(float(poisson.sf(10, 10)), rel=1e-9)


def test_overload_without_impatience_is_refused() -> None:
    """Such a queue grows for ever; with impatience it does not."""
    with pytest.raises(UnstableError, match=r"^11 erlangs are too much for 11 agents"):
        waits(Queue(220, 180, 11))
    assert waits(Queue(220, 180, 11, patience_s=60)).p_abandon > 0
