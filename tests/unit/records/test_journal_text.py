"""Plain data becomes text and comes back the same."""

from typing import get_args

import pytest

from callcenter_cti.domain.agents import Actor, DeviceState, OfferFailure
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import (
    AgentId,
    CalendarId,
    CallId,
    OfferToken,
    PlanId,
    QueueId,
    SiteId,
)
from callcenter_cti.records.journal_text import (
    KINDS,
    copied,
    digest,
    event_of,
    event_text,
    outcome_text,
    snapshot_bytes,
    snapshot_of,
    with_policy,
)
from callcenter_cti.routing import inputs
from callcenter_cti.routing.advice import Advice, Stream, StreamAdvice
from callcenter_cti.routing.effects import EnterQueue
from callcenter_cti.routing.journal import CallEvicted, Event, woken
from callcenter_cti.routing.snapshot import snapshot
from tests.fakes.floor import Floor, a_policy
from tests.fakes.floor_day import Day, a_days_policy

CALL, ANNA, TOKEN = CallId("sydney-1.1"), AgentId("anna"), OfferToken("sydney-1.1/1")
SYDNEY, CARDS = SiteId("sydney"), QueueId("cards")
ADVICE = Advice(
    "v1",
    (StreamAdvice(Stream(CARDS, SYDNEY, Tier.PRIVATE), (1.5, 2.0), frozenset({"b", "a"})),),
    {"a": (0.1, 0.2)},
    0.3,
)
EVENTS: list[Event] = [
    inputs.CallQueued(CALL, CARDS, SYDNEY),
    inputs.CallQueued(
        CALL, CARDS, SYDNEY, Tier.PRIVATE, emergency=True, denied=frozenset({SYDNEY}),
        preferred=ANNA, waited_s=0.1,
    ),
    inputs.CallLeft(CALL),
    inputs.PhoneRang(CALL, TOKEN),
    inputs.OfferAccepted(CALL, TOKEN),
    inputs.OfferFailed(CALL, TOKEN, OfferFailure.AGENT_DECLINED),
    inputs.HoldChanged(CALL, on_hold=True),
    inputs.AgentLoggedIn(ANNA, Actor.AGENT),
    inputs.AgentLoggedOut(ANNA, Actor.SUPERVISOR),
    inputs.ReadyRequested(ANNA, Actor.SYSTEM),
    inputs.NotReadyRequested(ANNA, "午休 \u2028\"", Actor.AGENT),
    inputs.DeviceChanged(ANNA, DeviceState.IN_USE),
    inputs.SiteReported(SYDNEY, up=False),
    inputs.CalendarChanged(CalendarId("week"), open=True),
    inputs.PlanSwitched(PlanId("storm"), on=True, actor=Actor.SUPERVISOR),
    inputs.AdviceReceived(ADVICE),
    inputs.TimePassed(),
    inputs.RulesChanged(a_days_policy(), re_evaluate_waiting=True),
    CallEvicted(CALL),
]  # fmt: skip


@pytest.mark.parametrize(
    "event", EVENTS, ids=lambda event: f"{type(event).__name__} {len(str(event))}"
)
def test_an_event_comes_back_the_same(event: Event) -> None:
    """Whatever is in it, and its text is the same again."""
    kind, text = type(event).__name__, event_text(event)

    back = event_of(kind, text)

    assert back == event
    assert event_text(back) == text


def test_every_kind_of_event_was_tried() -> None:
    """A new one must be as good."""
    assert {type(event) for event in EVENTS} == set(get_args(Event)) == set(KINDS.values())


def test_sets_are_written_in_one_order() -> None:
    """The same data is the same text, whatever order a set happens to have."""
    names = ["a", "b", "c", "d", "e"]
    texts = {
        event_text(inputs.CallQueued(CALL, CARDS, SYDNEY, denied=frozenset(map(SiteId, some))))
        for some in (names, names[::-1], [*names[2:], *names[:2]])
    }

    assert len(texts) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"call": 7, "extra": {}}'])
def test_what_is_no_event_is_refused(text: str) -> None:
    """As a value that is wrong."""
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part finds it
        event_of("CallLeft", text)


def test_a_snapshot_comes_back_to_life_as_it_was() -> None:
    """After hours of traffic, with calls under older rules, leases and plans."""
    floor = Floor(a_days_policy(), now=1.25)
    Day(floor, floor.take, calls=400).run()
    floor.take(inputs.AdviceReceived(ADVICE))
    floor.queue("waits", denied=frozenset({SiteId("tokyo"), SiteId("osaka")}))
    floor.rules(a_days_policy("newer"))
    opening = snapshot(floor.state)

    packed = snapshot_bytes(with_policy(copied(opening), floor.state.policy))

    assert woken(snapshot_of(packed)).state == floor.state


def test_a_copy_does_not_change_with_the_state() -> None:
    """It is made at once, and written later."""
    floor = Floor(a_policy(anna={"en": 3}))
    floor.queue("1")
    copy = copied(snapshot(floor.state))
    floor.leave("1")
    floor.come("anna")

    kept = with_policy(copy, floor.state.policy).state

    assert (list(kept.calls), kept.agents[ANNA].state) == (["1"], "logged_out")


@pytest.mark.parametrize("packed", [b"", b"x", b"x\x9c\xabV*I-.Q\xb2R(.)\xca\xccK\x07"])
def test_what_is_no_snapshot_is_refused(packed: bytes) -> None:
    """As a value that is wrong."""
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part finds it
        snapshot_of(packed)


def test_outcomes_are_told_apart() -> None:
    """Effects by what is in them and their order, errors by their name."""
    one = EnterQueue(CALL, CARDS, SYDNEY, Tier.STANDARD)
    other = EnterQueue(CALL, CARDS, SYDNEY, Tier.PRIVATE)

    digests = {digest(told) for told in ([], [one], [other], [one, other], [other, one], "Fault")}

    assert len(digests) == 6
    assert digest("Fault") == "Fault"
    assert outcome_text([one]) == 'EnterQueue("sydney-1.1","cards","sydney",standard)'
