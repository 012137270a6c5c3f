"""The dispatcher as flows and sites use it."""

from datetime import timedelta

import pytest

from callcenter_cti.acd.agent_desk import AgentDesk
from callcenter_cti.acd.call_life import LOST_AFTER_S
from callcenter_cti.acd.dispatcher import Dispatcher
from callcenter_cti.acd.plan_switch import PlanSwitch, PlanView
from callcenter_cti.acd.site_reports import LiveCall, SiteReports
from callcenter_cti.acd.waiting import MissedRing, Place, QueueClosed, WaitingRoom
from callcenter_cti.domain.agents import Actor, AgentState, DeviceState, OfferFailure
from callcenter_cti.domain.errors import PeerUnavailable, RoutingError
from callcenter_cti.domain.facts import (
    AgentPhoneRang,
    AgentReserved,
    AmiLinkChanged,
    CallAbandoned,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallOffered,
    OfferDied,
    PlanSwitched,
)
from callcenter_cti.domain.identifiers import CallId, OfferToken, PlanId, QueueId
from callcenter_cti.routing.policy import LEASE_GRACE_S, Plan, SitePolicy
from tests.fakes.acd_bench import ANNA, BEN, CARDS, ONE, SYDNEY, TWO, Bench, a_call, bench
from tests.fakes.floor import RING_S, WRAP_UP_S, a_policy, a_queue
from tests.fakes.loop_clock import START

pytestmark = pytest.mark.looptime

EN = {"en": 3}
ONE_AGENT = a_policy(anna=EN)
TWO_AGENTS = a_policy(anna=EN, ben=EN)


def test_the_dispatcher_is_what_flows_desktops_and_sites_ask_for() -> None:
    """Type checked: it fits its ports."""
    ports: tuple[type[WaitingRoom], type[AgentDesk], type[SiteReports], type[PlanSwitch]]
    ports = (Dispatcher, Dispatcher, Dispatcher, Dispatcher)

    assert len(ports) == 4


# Arriving and waiting.


async def test_a_call_is_known_from_its_arrival() -> None:
    """Once, however often it is reported."""
    async with bench(ONE_AGENT) as floor:
        await floor.acd.arrived(a_call())
        await floor.acd.arrived(a_call(reason="asked"))
        await floor.settle()

        assert [fact.call.reason for fact in floor.of_kind(CallArrived)] == [""]
        assert [call.call_id for call in await floor.acd.live_calls(SYDNEY)] == [ONE]


async def test_a_call_that_never_arrived_arrives_with_its_entry() -> None:
    """So that it ends as well."""
    async with bench(ONE_AGENT) as floor:
        await floor.enter()

        assert [type(fact) for fact in floor.facts] == [CallArrived, CallOffered]


async def test_callers_see_their_places_as_they_move_up() -> None:
    """Whenever they look; while nobody is at work, nobody can tell how long it takes."""
    async with bench(ONE_AGENT) as floor:
        first, second = await floor.enter(ONE), await floor.enter(TWO)
        before = (first.place(), second.place())
        await floor.acd.left(ONE)
        await floor.settle()

        assert before == (Place(1, None), Place(2, None))
        assert (first.place(), second.place()) == (None, Place(1, None))


async def test_a_caller_sees_how_long_he_is_expected_to_wait() -> None:
    """As soon as somebody is at work for him; behind others it is longer."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.talk()
        second, third = await floor.enter(TWO), await floor.enter(CallId("3"))

        before, behind = second.place(), third.place()

        assert before is not None
        assert behind is not None
        assert (before.position, behind.position) == (1, 2)
        assert 0 < (before.expected_wait_s or 0) < (behind.expected_wait_s or 0)


async def test_a_queue_that_nobody_can_serve_is_closed_to_the_caller() -> None:
    """He is never offered to anybody, and ends as his flow says."""
    async with bench(a_policy(a_queue("cards", {"zh": 1}), anna=EN)) as floor:
        place = await floor.acd.enter(a_call(), CARDS)

        assert await place.news() == QueueClosed("no agent of the roster can serve it")
        await floor.acd.left(ONE, "fallback")
        await floor.settle()
        (ended,) = floor.of_kind(CallEnded)
        assert (ended.outcome, ended.queue, ended.waited_s) == ("fallback", CARDS, 0)
        assert floor.of_kind(CallOffered) == []


async def test_a_flow_that_enters_again_leaves_the_old_place() -> None:
    """The old reader is told, the age is kept, and nothing is counted twice."""
    async with bench(ONE_AGENT) as floor:
        old = await floor.enter(ONE)
        await floor.acd.enter(a_call(TWO), CARDS)
        new = await floor.enter(ONE)

        assert new.place() == Place(1, None)
        assert await old.news() == QueueClosed("the call entered a queue again")
        assert len(floor.of_kind(CallOffered)) == 2


async def test_a_full_inbox_refuses_flows_but_not_ends_of_calls() -> None:
    """The flow hands its caller back to the dialplan."""
    floor = Bench(ONE_AGENT, inbox_limit=1)
    await floor.acd.arrived(a_call())

    with pytest.raises(PeerUnavailable):
        await floor.acd.enter(a_call(), CARDS)
    await floor.acd.left(ONE, "fallback")


# The offer.


async def test_the_phone_may_ring_once_the_pop_was_shown() -> None:
    """Device, ring time and token are the agent's, the queue's and the reservation's."""
    async with bench(ONE_AGENT) as floor:
        floor.listener.shows_after_s = 0.2
        await floor.come(ANNA)

        offer = await floor.offer(await floor.enter())

        assert (offer.agent, offer.dial, offer.ring_s) == (ANNA, "PJSIP/6001", RING_S)
        assert floor.story == [f"pop {offer.token}", f"ring {offer.token}"]
        assert floor.clock.now() == pytest.approx(0.2)
        (reserved,) = floor.of_kind(AgentReserved)
        assert (reserved.agent, reserved.token) == (ANNA, offer.token)


async def test_the_lead_of_the_pop_over_the_ring_is_published_once() -> None:
    """A second ring report of the same offer is a repetition."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        offer = await floor.offer(await floor.enter())
        await floor.pass_time(1.5)
        await floor.acd.phone_rings(ONE)
        await floor.acd.phone_rings(ONE)
        await floor.acd.phone_rings(TWO)
        await floor.settle()

        (rang,) = floor.of_kind(AgentPhoneRang)
        assert (rang.call_id, rang.agent, rang.token) == (ONE, ANNA, offer.token)
        assert rang.pop_lead_s == pytest.approx(1.5)


async def test_a_ring_before_the_pop_has_no_lead() -> None:
    """The pop was too slow."""
    async with bench(ONE_AGENT) as floor:
        floor.listener.shows_after_s = 60
        await floor.come(ANNA)
        await floor.offer(await floor.enter())
        await floor.acd.phone_rings(ONE)
        await floor.settle()

        assert [fact.pop_lead_s for fact in floor.of_kind(AgentPhoneRang)] == [None]


async def test_a_ring_of_a_call_without_an_agent_is_ignored() -> None:
    """A report that came late."""
    async with bench(ONE_AGENT) as floor:
        await floor.enter()
        await floor.acd.phone_rings(ONE)
        await floor.settle()

        assert floor.of_kind(AgentPhoneRang) == []


async def test_only_the_holder_of_the_token_is_connected() -> None:
    """The wait counts from the queue entry to the answer."""
    async with bench(ONE_AGENT) as floor:
        place = await floor.enter()
        await floor.pass_time(7)
        await floor.come(ANNA)
        offer = await floor.offer(place)

        assert not await floor.acd.answered(ONE, OfferToken("1/9"))
        assert await floor.acd.answered(ONE, offer.token)
        assert await floor.acd.answered(ONE, offer.token)
        (answered,) = floor.of_kind(CallAnswered)
        assert (answered.agent, answered.site, answered.waited_s) == (ANNA, SYDNEY, 7)


async def test_a_missed_ring_brings_the_next_agent_at_once() -> None:
    """The first pop is taken away with the reason, the caller keeps age and place."""
    async with bench(TWO_AGENTS) as floor:
        await floor.come(ANNA, BEN)
        first = await floor.offer(await floor.enter())
        await floor.pass_time(RING_S)
        missed = MissedRing(first.token, OfferFailure.RING_NO_ANSWER)

        second = await floor.offer(await floor.acd.enter(a_call(), CARDS, missed=missed))

        assert (first.agent, second.agent) == (ANNA, BEN)
        assert (await floor.acd.view(ANNA)).reason == "rona"
        (died,) = floor.of_kind(OfferDied)
        assert (died.agent, died.reason) == (ANNA, OfferFailure.RING_NO_ANSWER)
        assert [(offer.token, why) for offer, why in floor.listener.withdrawn_offers] == [
            (first.token, OfferFailure.RING_NO_ANSWER)
        ]
        assert floor.listener.shown[-1].waited_s == RING_S
        assert len(floor.of_kind(AgentReserved)) == 2


async def test_a_missed_ring_without_another_agent_waits_with_its_place() -> None:
    """The caller hears it again."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        offer = await floor.offer(await floor.enter())
        missed = MissedRing(offer.token, OfferFailure.DEVICE_UNREACHABLE)

        place = await floor.acd.enter(a_call(), CARDS, missed=missed)
        await floor.settle()

        assert place.place() == Place(1, None)
        assert (await floor.acd.view(ANNA)).reason == "device_unreachable"


async def test_a_ring_that_nobody_reports_ends_with_its_lease() -> None:
    """By itself, at its time."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        offer = await floor.offer(await floor.enter())
        await floor.pass_time(RING_S + LEASE_GRACE_S + 0.1)

        assert (await floor.acd.view(ANNA)).state is AgentState.NOT_READY
        assert not await floor.acd.answered(ONE, offer.token)
        (died,) = floor.of_kind(OfferDied)
        assert (died.at - START).total_seconds() == pytest.approx(RING_S + LEASE_GRACE_S)


async def test_an_offer_that_was_not_read_when_the_caller_left_rings_nobody() -> None:
    """Pop first, then away."""
    async with bench(ONE_AGENT) as floor:
        floor.listener.shows_after_s = 0.2
        await floor.come(ANNA)
        await floor.enter()
        await floor.pass_time(0.1)
        await floor.acd.left(ONE)
        await floor.pass_time(1)

        assert floor.story == ["pop cut 1/1", "away 1/1"]
        assert (await floor.acd.view(ANNA)).state is AgentState.READY


# The end of a call.


async def test_who_leaves_while_waiting_is_abandoned_once() -> None:
    """Flow and site both report it."""
    async with bench(ONE_AGENT) as floor:
        await floor.enter()
        await floor.pass_time(11)
        await floor.acd.left(ONE)
        await floor.acd.left(ONE, "hung_up")
        await floor.settle()

        (ended,) = floor.of_kind(CallEnded)
        assert (ended.outcome, ended.queue, ended.agent) == ("abandoned", CARDS, None)
        assert (ended.waited_s, ended.talked_s) == (11, 0)
        assert [fact.waited_s for fact in floor.of_kind(CallAbandoned)] == [11]
        assert await floor.acd.live_calls(SYDNEY) == ()


async def test_who_is_handed_back_while_waiting_is_not_abandoned() -> None:
    """The dialplan serves him now."""
    async with bench(ONE_AGENT) as floor:
        await floor.enter()
        await floor.acd.left(ONE, "fallback")
        await floor.settle()

        assert [fact.outcome for fact in floor.of_kind(CallEnded)] == ["fallback"]
        assert floor.of_kind(CallAbandoned) == []


async def test_who_talked_was_answered_whoever_reports_the_end() -> None:
    """Waiting and talking are told apart; the facts are the newest."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.talk()
        await floor.acd.update(a_call(reason="asked"))
        await floor.pass_time(60)
        await floor.acd.left(ONE, "hung_up")
        await floor.settle()

        (ended,) = floor.of_kind(CallEnded)
        assert (ended.outcome, ended.agent, ended.talked_s) == ("answered", ANNA, 60)
        assert ended.call.reason == "asked"


async def test_a_call_that_never_waited_ends_as_its_flow_says() -> None:
    """Served by the voice system."""
    async with bench(ONE_AGENT) as floor:
        await floor.acd.arrived(a_call())
        await floor.acd.left(ONE, "contained")
        await floor.settle()

        (ended,) = floor.of_kind(CallEnded)
        assert (ended.outcome, ended.queue, ended.waited_s) == ("contained", None, 0)


async def test_a_site_that_is_faster_than_the_flow_does_not_take_its_word() -> None:
    """The flow says a moment later how the call ended."""
    async with bench(ONE_AGENT) as floor:
        await floor.acd.arrived(a_call())
        await floor.acd.left(ONE)
        await floor.pass_time(LOST_AFTER_S / 2)
        assert floor.of_kind(CallEnded) == []
        assert await floor.acd.live_calls(SYDNEY) == ()

        await floor.acd.left(ONE, "contained")
        await floor.pass_time(LOST_AFTER_S)

        assert [fact.outcome for fact in floor.of_kind(CallEnded)] == ["contained"]


async def test_a_call_whose_flow_keeps_silent_is_lost() -> None:
    """After a short while from the first report."""
    async with bench(ONE_AGENT) as floor:
        await floor.acd.arrived(a_call())
        await floor.acd.left(ONE)
        await floor.pass_time(LOST_AFTER_S - 1)
        await floor.acd.left(ONE)
        await floor.pass_time(1.1)

        (ended,) = floor.of_kind(CallEnded)
        assert ended.outcome == "lost"
        assert ended.at == START + timedelta(seconds=LOST_AFTER_S)


async def test_a_call_that_comes_back_is_not_lost() -> None:
    """Its flow goes on."""
    async with bench(ONE_AGENT) as floor:
        await floor.acd.arrived(a_call())
        await floor.acd.left(ONE)
        await floor.acd.arrived(a_call())
        await floor.pass_time(LOST_AFTER_S + 1)

        assert floor.of_kind(CallEnded) == []


# Sites.


async def test_live_calls_name_the_agent_and_the_age() -> None:
    """For the reconciler; of one site."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.talk(ONE)
        await floor.pass_time(5)
        await floor.enter(TWO)

        assert await floor.acd.live_calls(SYDNEY) == (
            LiveCall(ONE, SYDNEY, "SIP/1", ANNA, 5),
            LiveCall(TWO, SYDNEY, "SIP/2", None, 0),
        )
        assert await floor.acd.live_calls(type(SYDNEY)("tokyo")) == ()


async def test_a_phone_report_reaches_its_agent_alone() -> None:
    """Phones of nobody, and of another site, are ignored."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.acd.device_changed(SYDNEY, "PJSIP/6001", DeviceState.IN_USE)
        await floor.acd.device_changed(SYDNEY, "PJSIP/9999", DeviceState.IDLE)
        await floor.acd.device_changed(type(SYDNEY)("tokyo"), "PJSIP/6001", DeviceState.IDLE)
        place = await floor.enter()
        assert floor.of_kind(AgentReserved) == []

        await floor.acd.device_changed(SYDNEY, "PJSIP/6001", DeviceState.IDLE)

        assert (await floor.offer(place)).agent == ANNA


async def test_a_link_report_is_published_and_stops_no_routing() -> None:
    """What the phones did last still stands."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.acd.link_changed(SYDNEY, up=False, reason="refused")

        assert floor.of_kind(AmiLinkChanged) == [
            AmiLinkChanged(SYDNEY, up=False, reason="refused", at=START)
        ]
        await floor.offer(await floor.enter())


async def test_a_hold_is_the_agents_state() -> None:
    """Reported by the site; of a call that nobody knows it is nothing."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.talk()
        await floor.acd.hold_changed(ONE, on_hold=True)
        await floor.acd.hold_changed(TWO, on_hold=True)
        await floor.settle()
        held = (await floor.acd.view(ANNA)).state
        await floor.acd.hold_changed(ONE, on_hold=False)
        await floor.settle()

        assert (held, (await floor.acd.view(ANNA)).state) == (AgentState.HOLD, AgentState.TALKING)


async def test_a_site_that_is_not_heard_of_is_unknown_until_it_is() -> None:
    """Its agents get no calls meanwhile."""
    policy = a_policy(anna=EN, given={"sites": {SYDNEY: SitePolicy(SYDNEY, stale_after_s=30.0)}})
    async with bench(policy) as floor:
        await floor.acd.heard_of(SYDNEY)
        await floor.come(ANNA)
        await floor.pass_time(31)
        lost = await floor.acd.view(ANNA)
        await floor.acd.heard_of(SYDNEY)
        await floor.settle()

        assert (lost.state, lost.reason) == (AgentState.UNKNOWN, "site_unknown")
        assert (await floor.acd.view(ANNA)).state is AgentState.READY


# Contingency plans.


async def test_a_plan_is_switched_on_and_undone() -> None:
    """Each switch is a fact; the second time in a row is none."""
    storm, other = PlanId("storm"), PlanId("other")
    policy = a_policy(anna=EN, given={"plans": (Plan(storm, {}), Plan(other, {}))})
    async with bench(policy) as floor:
        await floor.acd.switch_plan(storm, on=True)
        await floor.acd.switch_plan(storm, on=True)
        during = await floor.acd.plans()
        await floor.acd.switch_plan(storm, on=False, actor=Actor.SYSTEM)

        assert during == (PlanView(storm, Actor.SUPERVISOR), PlanView(other, None))
        assert [(fact.plan, fact.on, fact.actor) for fact in floor.of_kind(PlanSwitched)] == [
            (storm, True, Actor.SUPERVISOR),
            (storm, False, Actor.SYSTEM),
        ]
        assert await floor.acd.plans() == (PlanView(storm, None), PlanView(other, None))


async def test_a_plan_that_the_rules_do_not_have_is_refused() -> None:
    """Whoever switches it is told."""
    async with bench(ONE_AGENT) as floor:
        with pytest.raises(RoutingError, match="storm"):
            await floor.acd.switch_plan(PlanId("storm"), on=True)


# Starting and stopping.


async def test_stopping_tells_who_waits_and_ends_every_call_once() -> None:
    """A conversation goes on in Asterisk, and was answered."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.talk(ONE)
        place = await floor.enter(TWO)
        await floor.acd.arrived(a_call(CallId("3")))

    assert await place.news() == QueueClosed("the engine stops")
    assert {fact.call.call_id: fact.outcome for fact in floor.of_kind(CallEnded)} == {
        "1": "answered",
        "2": "fallback",
        "3": "fallback",
    }
    assert len(floor.of_kind(CallEnded)) == 3
    with pytest.raises(PeerUnavailable):
        await floor.acd.arrived(a_call(CallId("4")))


async def test_a_dispatcher_that_closes_its_queues_still_takes_reports() -> None:
    """Waiting flows are told and say how their calls end; new ones are told at once."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.talk(ONE)
        place = await floor.enter(TWO)

        floor.acd.close_queues("maintenance")
        late = await floor.acd.enter(a_call(CallId("3")), QueueId("cards"))

        assert await place.news() == await late.news() == QueueClosed("maintenance")
        await floor.acd.left(TWO, "fallback")
        await floor.settle()
        assert [fact.outcome for fact in floor.of_kind(CallEnded)] == ["fallback"]
        assert (await floor.acd.view(ANNA)).state is AgentState.TALKING


async def fall_over_in(floor: Bench) -> None:
    """Let a call wait, then fail."""
    async with floor.acd:
        await floor.enter()
        raise ZeroDivisionError


async def test_a_fault_around_the_dispatcher_stays_the_same_fault() -> None:
    """It is not wrapped, and the dispatcher stops."""
    floor = Bench(ONE_AGENT)

    with pytest.raises(ZeroDivisionError):
        await fall_over_in(floor)

    assert [fact.outcome for fact in floor.of_kind(CallEnded)] == ["fallback"]


async def test_a_wrap_up_ends_at_its_time_and_brings_the_next_call() -> None:
    """No input is needed for that."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.talk(ONE)
        place = await floor.enter(TWO)
        await floor.acd.left(ONE)

        offer = await floor.offer(place)

        assert offer.agent == ANNA
        assert floor.clock.now() == pytest.approx(WRAP_UP_S)
