"""The dispatcher as the agent's desktop sees it."""

from datetime import timedelta

import pytest

from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.errors import RoutingError
from callcenter_cti.domain.facts import AgentChanged
from callcenter_cti.domain.identifiers import AgentId
from tests.fakes.acd_bench import ANNA, CARDS, ONE, a_call, bench
from tests.fakes.floor import WRAP_UP_S, a_policy
from tests.fakes.loop_clock import START

pytestmark = pytest.mark.looptime

ONE_AGENT = a_policy(anna={"en": 3})


async def test_a_request_returns_the_view_after_it() -> None:
    """Name, site and phone are the roster's."""
    async with bench(ONE_AGENT) as floor:
        view = await floor.acd.log_in(ANNA)

        assert (view.name, view.site, view.device) == ("Anna", "sydney", "PJSIP/6001")
        assert (view.state, view.reason, view.sequence) == (AgentState.NOT_READY, "logged_in", 1)
        assert view == await floor.acd.view(ANNA)
        assert (await floor.acd.ready(ANNA)).state is AgentState.READY
        assert (await floor.acd.log_out(ANNA)).state is AgentState.LOGGED_OUT


async def test_the_view_says_since_when() -> None:
    """In wall time, however long ago it is asked."""
    async with bench(ONE_AGENT) as floor:
        await floor.pass_time(60)
        await floor.come(ANNA)
        await floor.pass_time(60)

        assert (await floor.acd.view(ANNA)).since == START + timedelta(seconds=60)


async def test_the_view_has_the_call_until_its_wrap_up_ends() -> None:
    """With the newest facts, and the end of the wrap-up."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        offer = await floor.offer(await floor.enter())
        ringing = await floor.acd.view(ANNA)
        await floor.acd.answered(ONE, offer.token)
        await floor.acd.update(a_call(reason="asked"))
        await floor.acd.update(a_call(type(ONE)("unknown")))
        await floor.pass_time(40)
        await floor.acd.left(ONE)
        await floor.settle()
        wrapping = await floor.acd.view(ANNA)
        await floor.pass_time(WRAP_UP_S + 0.1)
        free = await floor.acd.view(ANNA)

        assert ringing.offer is not None
        assert (ringing.offer.token, ringing.offer.queue) == (offer.token, CARDS)
        assert "for a standard caller" in ringing.offer.explanation
        assert wrapping.offer is not None
        assert (wrapping.state, wrapping.offer.call.reason) == (AgentState.WRAP_UP, "asked")
        assert wrapping.wrap_up_until == START + timedelta(seconds=40 + WRAP_UP_S)
        assert (free.state, free.offer, free.wrap_up_until) == (AgentState.READY, None, None)


async def test_the_view_has_what_the_agent_asked_for() -> None:
    """Until it is granted."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.talk()

        asked = await floor.acd.not_ready(ANNA, "lunch")
        await floor.acd.left(ONE)
        await floor.pass_time(WRAP_UP_S + 0.1)
        granted = await floor.acd.view(ANNA)

        assert (asked.state, asked.requested) == (AgentState.TALKING, AgentState.NOT_READY)
        assert (granted.state, granted.reason) == (AgentState.NOT_READY, "lunch")
        assert granted.requested is None


async def test_changes_are_published_with_actor_and_number() -> None:
    """A supervisor's too."""
    async with bench(ONE_AGENT) as floor:
        await floor.come(ANNA)
        await floor.acd.not_ready(ANNA, "break", actor=Actor.SUPERVISOR)

        assert [
            (fact.previous, fact.state, fact.reason, fact.actor, fact.sequence, fact.site)
            for fact in floor.of_kind(AgentChanged)
        ] == [
            ("logged_out", "not_ready", "logged_in", "agent", 1, "sydney"),
            ("not_ready", "ready", "", "agent", 2, "sydney"),
            ("ready", "not_ready", "break", "supervisor", 3, "sydney"),
        ]


async def test_an_agent_whom_the_roster_lacks_is_a_lookup_error() -> None:
    """For requests and for views."""
    async with bench(ONE_AGENT) as floor:
        with pytest.raises(LookupError):
            await floor.acd.log_in(AgentId("nemo"))
        with pytest.raises(LookupError):
            await floor.acd.view(AgentId("nemo"))


async def test_a_refusal_comes_back_to_who_asked_and_is_no_failure() -> None:
    """The dispatcher goes on."""
    async with bench(ONE_AGENT) as floor:
        with pytest.raises(RoutingError):
            await floor.acd.ready(ANNA)
        with pytest.raises(RoutingError):
            await floor.acd.not_ready(ANNA, "nap")

        assert floor.acd.failures == 0
        assert (await floor.acd.log_in(ANNA)).sequence == 1
