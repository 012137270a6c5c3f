"""From a change of an agent to a fresh view at his desktops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from structlog.typing import EventDict

from callcenter_cti.desktop.sockets import Socket, Sockets
from callcenter_cti.desktop.view_push import ViewPush
from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.facts import CallArrived
from tests.fakes.agent_desk import ANNA, BEN, START, FakeAgentDesk, call, changed


class _Screen:
    """One open desktop of anna and what was sent to it."""

    def __init__(self) -> None:
        self.desk = FakeAgentDesk()
        self.sockets = Sockets()
        self.socket = Socket(ANNA, "s", limit=50, cut=lambda: None)
        self.sockets.add(self.socket)
        self.push = ViewPush(self.desk, self.sockets, timeout_s=1)

    def change(self, state: AgentState) -> None:
        before = self.desk._views[ANNA].state
        self.push.on_fact(changed(self.desk.put(ANNA, state), before))

    async def sent(self) -> str:
        return await asyncio.wait_for(self.socket._queue.get(), 10)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.push.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})


async def test_changes_are_coalesced_into_the_newest_view() -> None:
    """Three changes before the task runs are one message with the last of them."""
    screen = _Screen()
    for state in (AgentState.READY, AgentState.RESERVED, AgentState.TALKING):
        screen.change(state)

    async with screen.running():
        first = await screen.sent()
        screen.change(AgentState.WRAP_UP)
        second = await screen.sent()

    assert '"state":"talking"' in first
    assert '"state":"wrap_up"' in second
    assert screen.socket._queue.empty()


async def test_agents_without_a_desktop_and_other_facts_cost_nothing() -> None:
    """Nothing is remembered for nobody."""
    screen = _Screen()

    screen.push.on_fact(changed(screen.desk.put(BEN, AgentState.READY), AgentState.LOGGED_OUT))
    screen.push.on_fact(CallArrived(call(), START))

    assert not screen.push._changed


async def test_silent_acd_ends_no_pushing(logged: list[EventDict]) -> None:
    """The change is lost and logged; the next one is sent."""
    screen = _Screen()
    screen.desk.unavailable = True
    screen.change(AgentState.READY)

    async with screen.running():
        await asyncio.wait_for(screen.desk.refused.wait(), 10)
        screen.desk.unavailable = False
        screen.change(AgentState.TALKING)
        sent = await screen.sent()

    assert logged[0]["event"] == "desktop.view_unavailable"
    assert '"state":"talking"' in sent
