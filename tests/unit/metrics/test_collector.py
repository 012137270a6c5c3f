"""Which fact moves which metric, counted by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest
from prometheus_client import CollectorRegistry

from callcenter_cti.domain.agents import Actor, AgentState, OfferFailure
from callcenter_cti.domain.facts import (
    AgentChanged,
    AgentPhoneRang,
    AgentReserved,
    AmiLinkChanged,
    CallAbandoned,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallOffered,
    Fact,
    FlowFailed,
    FlowStepEnded,
    FlowStepEntered,
    OfferDied,
    PlanSwitched,
    PopShown,
)
from callcenter_cti.domain.identifiers import (
    AgentId,
    CallId,
    HotlineId,
    OfferToken,
    PlanId,
    QueueId,
    SiteId,
)
from callcenter_cti.metrics.catalogue import Catalogue
from callcenter_cti.metrics.collector import Collector
from tests.fakes.agent_desk import ANNA, BEN, START, call

GOLD = QueueId("gold")
SYDNEY = SiteId("sydney")
TOKEN = OfferToken("offer-1")
CALL = CallId("sydney-1")

Read = Callable[..., float | None]


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(CollectorRegistry())


@pytest.fixture
def collector(catalogue: Catalogue) -> Collector:
    return Collector(catalogue)


@pytest.fixture
def read(catalogue: Catalogue) -> Read:
    """Reads one sample."""

    def sample(name: str, **labels: str) -> float | None:
        return catalogue.registry.get_sample_value(f"callcenter_{name}", labels)

    return sample


def _answered(waited_s: float) -> CallAnswered:
    return CallAnswered(CALL, SYDNEY, GOLD, ANNA, waited_s, START)


def _abandoned(waited_s: float) -> CallAbandoned:
    return CallAbandoned(CALL, SYDNEY, GOLD, waited_s, START)


def _ended(outcome: str) -> CallEnded:
    return CallEnded(call(), outcome, None, None, 0, 0, START)


def _changed(agent: AgentId, state: AgentState, *, sequence: int = 1) -> AgentChanged:
    before = AgentState.LOGGED_OUT
    return AgentChanged(agent, SYDNEY, state, before, "", Actor.AGENT, sequence, START)


def test_ten_calls_counted_by_hand(collector: Collector, read: Read) -> None:
    """Ten arrive; two are served by the IVR, eight want a person; five are answered, three leave.

    Waits of the answered: 4, 9.9, 10, 18, 45 s. Of the abandoned: 3, 20, 61 s.
    Answered within 20 s: four of eight offered, a service level of one half.
    """
    for _ in range(10):
        collector.on_fact(CallArrived(call(), START))
    for _ in range(2):
        collector.on_fact(_ended("contained"))
    for known in (True,) * 6 + (False,) * 2:
        collector.on_fact(CallOffered(call(known=known), GOLD, START))
    for waited_s in (4, 9.9, 10, 18, 45):
        collector.on_fact(_answered(waited_s))
        collector.on_fact(_ended("answered"))
    for waited_s in (3, 20, 61):
        collector.on_fact(_abandoned(waited_s))
        collector.on_fact(_ended("abandoned"))

    dialled = {"site": "sydney", "hotline": "1300555001"}
    gold = {"site": "sydney", "queue": "gold"}
    answered, abandoned = gold | {"outcome": "answered"}, gold | {"outcome": "abandoned"}
    assert read("calls_arrived_total", **dialled) == 10
    assert read("calls_offered_total", **gold, tier="preferred") == 6
    assert read("calls_offered_total", **gold, tier="unknown") == 2
    assert read("calls_answered_total", **gold) == 5
    assert read("calls_abandoned_total", **gold) == 3
    assert read("calls_ended_total", **dialled, outcome="contained") == 2
    assert read("calls_ended_total", **dialled, outcome="answered") == 5
    assert read("calls_ended_total", **dialled, outcome="abandoned") == 3
    edges = {le: read("wait_seconds_bucket", **answered, le=le) for le in ("5.0", "10.0", "20.0")}
    assert edges == {"5.0": 1, "10.0": 3, "20.0": 4}
    assert read("wait_seconds_sum", **answered) == pytest.approx(86.9)
    assert read("wait_seconds_bucket", **abandoned, le="20.0") == 2
    assert read("wait_seconds_bucket", **abandoned, le="60.0") == 2
    assert read("wait_seconds_count", **abandoned) == 3


@pytest.mark.parametrize("outcome", ["fallback", "lost", "hung_up"])
def test_every_end_has_its_outcome(collector: Collector, read: Read, outcome: str) -> None:
    """Calls that went wrong are counted apart."""
    collector.on_fact(_ended(outcome))

    labels = {"site": "sydney", "hotline": "1300555001", "outcome": outcome}
    assert read("calls_ended_total", **labels) == 1


def test_agents_are_counted_where_they_are_now(collector: Collector, read: Read) -> None:
    """A change moves an agent from one state to the other; nobody is counted twice."""
    collector.on_fact(_changed(ANNA, AgentState.READY))
    collector.on_fact(_changed(BEN, AgentState.READY))
    collector.on_fact(_changed(ANNA, AgentState.TALKING, sequence=2))

    states = {s: read("agents", site="sydney", state=s) for s in ("ready", "talking")}
    assert states == {"ready": 1, "talking": 1}


def test_offers_and_their_deaths(collector: Collector, read: Read) -> None:
    """A RONA has a reason; what routing or the caller ended is withdrawn."""
    collector.on_fact(AgentReserved(call(), GOLD, ANNA, TOKEN, START))
    for reason in (OfferFailure.RING_NO_ANSWER, None):
        collector.on_fact(OfferDied(CALL, GOLD, ANNA, TOKEN, reason, START))

    assert read("offers_total", site="sydney", queue="gold") == 1
    assert read("offers_died_total", queue="gold", reason="ring_no_answer") == 1
    assert read("offers_died_total", queue="gold", reason="withdrawn") == 1


def test_pop_before_ring_and_pop_too_late(collector: Collector, read: Read) -> None:
    """A lead goes into the histogram; a ring without an acknowledged pop is late."""
    collector.on_fact(PopShown(CALL, ANNA, TOKEN, START))
    collector.on_fact(AgentPhoneRang(CALL, ANNA, TOKEN, 0.2, START))
    collector.on_fact(AgentPhoneRang(CALL, ANNA, TOKEN, None, START))

    assert read("pops_shown_total") == 1
    assert read("pop_before_ring_seconds_count") == 1
    assert read("pop_before_ring_seconds_sum") == pytest.approx(0.2)
    assert read("pops_late_total") == 1


def test_link_is_up_or_down(collector: Collector, read: Read) -> None:
    """The last word counts."""
    seen = []

    for up in (True, False):
        collector.on_fact(AmiLinkChanged(SYDNEY, up, "", START))
        seen.append(read("ami_link_up", site="sydney"))

    assert seen == [1, 0]


def test_a_plan_is_on_or_off(collector: Collector, read: Read) -> None:
    """Whoever switched it."""
    seen = []

    for actor, on in ((Actor.SYSTEM, True), (Actor.SUPERVISOR, False)):
        collector.on_fact(PlanSwitched(PlanId("overload"), on, actor, START))
        seen.append(read("plan_on", plan="overload"))

    assert seen == [1, 0]


@pytest.mark.parametrize(
    ("verb", "count"),
    [
        ("SET VARIABLE", 1),
        ("GET FULL VARIABLE", 1),
        ("SET MUSIC", 1),
        ("STREAM FILE", 0),
        ("GET DATA", 0),
        ("WAIT FOR DIGIT", 0),
        ("EXEC Playback", 0),
        ("SAY DIGITS", 0),
    ],
)
def test_command_time_is_asterisks_and_not_the_callers(
    collector: Collector, read: Read, verb: str, count: int
) -> None:
    """A prompt of eight seconds says nothing about how fast Asterisk answers."""
    collector.agi_command(verb, 0.004)

    assert read("agi_command_seconds_count") == count


def test_webhooks_by_outcome(collector: Collector, read: Read) -> None:
    """Each delivery counts once."""
    for outcome in ("delivered", "delivered", "late"):
        collector.webhook(outcome)

    assert read("webhook_deliveries_total", outcome="delivered") == 2
    assert read("webhook_deliveries_total", outcome="late") == 1


def test_made_up_hotlines_do_not_fill_the_memory(collector: Collector, read: Read) -> None:
    """Whatever a carrier delivers, the label has a bounded number of values."""
    for number in range(300):
        collector.on_fact(CallArrived(replace(call(), hotline=HotlineId(str(number))), START))

    assert read("calls_arrived_total", site="sydney", hotline="other") == 100
    assert read("calls_arrived_total", site="sydney", hotline="199") == 1
    assert read("calls_arrived_total", site="sydney", hotline="200") is None


def test_no_fact_is_forgotten(collector: Collector, catalogue: Catalogue) -> None:
    """Each kind of fact moves at least one number."""
    facts: list[Fact] = [
        CallArrived(call(), START),
        CallOffered(call(), GOLD, START),
        AgentReserved(call(), GOLD, ANNA, TOKEN, START),
        OfferDied(CALL, GOLD, ANNA, TOKEN, None, START),
        _answered(1),
        _abandoned(1),
        _ended("answered"),
        _changed(ANNA, AgentState.READY),
        PopShown(CALL, ANNA, TOKEN, START),
        AgentPhoneRang(CALL, ANNA, TOKEN, 0.1, START),
        AmiLinkChanged(SYDNEY, up=True, reason="", at=START),
        PlanSwitched(PlanId("overload"), on=True, actor=Actor.SUPERVISOR, at=START),
        FlowStepEntered(CALL, SYDNEY, "points", "confirm", START),
        FlowStepEnded(CALL, SYDNEY, "points", "confirm", "done", 2.5, START),
        FlowFailed(CALL, SYDNEY, "points", START),
    ]
    assert {type(fact) for fact in facts} == set(get_args(Fact))

    for fact in facts:
        before = _numbers(catalogue)
        collector.on_fact(fact)
        assert _numbers(catalogue) != before, fact


def _numbers(catalogue: Catalogue) -> dict[tuple[str, str], float]:
    return {
        (sample.name, str(sample.labels)): sample.value
        for metric in catalogue.registry.collect()
        for sample in metric.samples
        if sample.name.startswith("callcenter_")
    }
