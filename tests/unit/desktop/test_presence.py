"""Agents whose desktop is gone."""

import asyncio

import pytest
from structlog.typing import EventDict

from callcenter_cti.desktop.presence import Presence
from callcenter_cti.desktop.sockets import Socket, Sockets
from callcenter_cti.domain.agents import Actor, AgentState
from tests.fakes.agent_desk import ANNA, FakeAgentDesk

pytestmark = pytest.mark.looptime


class _Desktop:
    """One agent, his ACD and his presence, on a clock that jumps."""

    def __init__(self) -> None:
        self.desk = FakeAgentDesk()
        self.sockets = Sockets()
        self.presence = Presence(self.desk, self.sockets, grace_s=30, timeout_s=3)
        self.socket = Socket(ANNA, "s", limit=3, cut=lambda: None)

    def open(self) -> None:
        self.sockets.add(self.socket)
        self.presence.came(ANNA)

    def shut(self) -> None:
        self.sockets.remove(self.socket)
        self.presence.gone(ANNA)


async def test_agent_whose_desktop_died_gets_no_more_calls() -> None:
    """After the grace period, in the system's name."""
    here = _Desktop()
    here.desk.put(ANNA, AgentState.READY)
    here.open()

    here.shut()
    await asyncio.sleep(29)
    before = (await here.desk.view(ANNA)).state
    await asyncio.sleep(2)

    view = await here.desk.view(ANNA)
    assert before is AgentState.READY
    assert (view.state, view.reason) == (AgentState.NOT_READY, "desktop_gone")
    assert here.desk.asked == [("not_ready", ANNA, "desktop_gone", Actor.SYSTEM)]
    assert not here.sockets.reachable(ANNA)


async def test_reload_costs_nothing() -> None:
    """A desktop that comes back in time was never gone."""
    here = _Desktop()
    here.desk.put(ANNA, AgentState.READY)
    here.open()

    here.shut()
    reachable = here.sockets.reachable(ANNA)
    await asyncio.sleep(20)
    here.open()
    await asyncio.sleep(60)

    assert reachable
    assert (await here.desk.view(ANNA)).state is AgentState.READY


async def test_each_closing_has_a_grace_period_of_its_own() -> None:
    """A flapping network does not add up."""
    here = _Desktop()
    here.desk.put(ANNA, AgentState.READY)

    for _ in range(5):
        here.open()
        here.shut()
        await asyncio.sleep(20)

    assert (await here.desk.view(ANNA)).state is AgentState.READY
    await asyncio.sleep(11)
    assert (await here.desk.view(ANNA)).state is AgentState.NOT_READY


async def test_second_tab_keeps_the_agent_present() -> None:
    """Only the last desktop counts."""
    here = _Desktop()
    here.desk.put(ANNA, AgentState.READY)
    here.open()
    other = Socket(ANNA, "s", limit=3, cut=lambda: None)
    here.sockets.add(other)

    here.sockets.remove(other)
    here.presence.gone(ANNA)
    await asyncio.sleep(60)

    assert (await here.desk.view(ANNA)).state is AgentState.READY


@pytest.mark.parametrize("state", [AgentState.LOGGED_OUT, AgentState.NOT_READY])
async def test_agent_at_rest_is_left_as_he_is(state: AgentState) -> None:
    """Somebody at lunch closed his browser: he stays at lunch."""
    here = _Desktop()
    here.desk.put(ANNA, state, reason="lunch")
    here.open()

    here.shut()
    await asyncio.sleep(31)

    assert here.desk.asked == []


async def test_talking_agent_keeps_his_call() -> None:
    """The request follows the conversation."""
    here = _Desktop()
    here.desk.put(ANNA, AgentState.TALKING)
    here.open()

    here.shut()
    await asyncio.sleep(31)

    view = await here.desk.view(ANNA)
    assert (view.state, view.requested) == (AgentState.TALKING, AgentState.NOT_READY)


async def test_silent_acd_is_logged_and_asked_again(logged: list[EventDict]) -> None:
    """An agent must not stay ready because the ACD was busy at one moment."""
    here = _Desktop()
    here.desk.put(ANNA, AgentState.READY)
    here.desk.unavailable = True
    here.open()

    here.shut()
    await asyncio.sleep(31)
    here.desk.unavailable = False
    await asyncio.sleep(30)

    assert logged[0]["event"] == "desktop.gone_unreported"
    assert (await here.desk.view(ANNA)).state is AgentState.NOT_READY


async def test_stopping_engine_leaves_agents_alone() -> None:
    """Its own end is no reason to make anybody not ready."""
    here = _Desktop()
    here.desk.put(ANNA, AgentState.READY)
    here.open()
    here.shut()

    await here.presence.close()
    await asyncio.sleep(60)

    assert (await here.desk.view(ANNA)).state is AgentState.READY
