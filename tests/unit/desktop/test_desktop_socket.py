"""The WebSocket of an agent's desktop, over a real connection."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType

from callcenter_cti.desktop.desktop_socket import SESSION_ENDED
from callcenter_cti.desktop.policy import DesktopPolicy
from callcenter_cti.domain.agents import AgentState
from tests.fakes.agent_desk import ANNA, BEN, offer
from tests.fakes.agent_floor import AgentFloor, heard, heard_state, log_in


@pytest.fixture
async def floor() -> AsyncIterator[AgentFloor]:
    floor = AgentFloor()
    async with floor.served():
        yield floor


async def test_desktop_is_greeted_with_reasons_and_state(floor: AgentFloor) -> None:
    """All that the page needs to draw itself."""
    async with floor.client() as client:
        await log_in(client)
        async with client.ws_connect("/api/v1/desktop") as ws:
            welcome = await ws.receive_json()
            state = await ws.receive_json()

    assert [one["reason"] for one in welcome["not_ready_reasons"]] == [
        "break",
        "lunch",
        "training",
    ]
    assert (state["type"], state["state"], state["reason"]) == ("state", "not_ready", "logged_in")
    assert (state["name"], state["device"]) == ("Anna Keller", "PJSIP/6001")


async def test_agent_asks_for_a_state_and_sees_it(floor: AgentFloor) -> None:
    """Ready, a break, ready again, home."""
    async with floor.agent() as ws:
        await ws.send_json({"type": "ready"})
        await heard_state(ws, AgentState.READY)
        await ws.send_json({"type": "not_ready", "reason": "break"})
        resting = await heard_state(ws, AgentState.NOT_READY)
        while resting["reason"] != "break":
            resting = await heard_state(ws, AgentState.NOT_READY)
        await ws.send_json({"type": "log_out"})
        await heard_state(ws, AgentState.LOGGED_OUT)

    verbs = [verb for verb, *_ in floor.desk.asked]
    assert verbs == ["log_in", "ready", "not_ready", "log_out"]


async def test_request_in_a_call_is_shown_as_what_follows(floor: AgentFloor) -> None:
    """No state changes, so the answer itself carries the wish."""
    floor.desk.put(ANNA, AgentState.TALKING)
    async with floor.agent() as ws:
        await heard_state(ws, AgentState.TALKING)

        await ws.send_json({"type": "not_ready", "reason": "lunch"})
        message = await heard_state(ws, AgentState.TALKING)

    assert message["requested"] == "not_ready"


@pytest.mark.parametrize("text", ["nonsense", "{}", '{"type": "fly"}'])
async def test_nonsense_is_answered_and_the_socket_lives(floor: AgentFloor, text: str) -> None:
    """A page of another version is told, not thrown out."""
    async with floor.agent() as ws:
        await ws.send_str(text)
        error = await heard(ws, "error")
        await ws.send_bytes(b"\x00\xff")
        again = await heard(ws, "error")
        await ws.send_json({"type": "ready"})
        await heard_state(ws, AgentState.READY)

    assert (error["code"], again["code"]) == ("bad_message", "bad_message")


async def test_overlong_message_ends_the_socket(floor: AgentFloor) -> None:
    """Nobody makes the engine hold megabytes."""
    async with floor.agent() as ws:
        await ws.send_str("x" * 5000)

        code = await _close_code(ws)

    assert code == 1009


async def test_unknown_reason_is_refused(floor: AgentFloor) -> None:
    """The rules list the reasons."""
    async with floor.agent() as ws:
        await ws.send_json({"type": "not_ready", "reason": "fishing"})
        error = await heard(ws, "error")

    assert error["code"] == "refused"
    assert floor.view().reason == "logged_in"


async def test_silent_acd_is_told_as_trouble(floor: AgentFloor) -> None:
    """The agent reads that it did not work and may try again."""
    async with floor.agent() as ws:
        floor.desk.unavailable = True
        await ws.send_json({"type": "ready"})
        error = await heard(ws, "error")
        floor.desk.unavailable = False
        await ws.send_json({"type": "ready"})
        await heard_state(ws, AgentState.READY)

    assert error["code"] == "unavailable"


async def test_change_from_elsewhere_reaches_every_tab_of_the_agent_alone(
    floor: AgentFloor,
) -> None:
    """The ACD moves anna: both of her tabs see it, ben does not."""
    async with floor.agent() as first, floor.agent() as second, floor.agent(BEN) as bens:
        floor.desk.put(ANNA, AgentState.READY)
        await heard_state(first, AgentState.READY)
        await heard_state(second, AgentState.READY)

        floor.desk.put(BEN, AgentState.WRAP_UP)
        message = await heard_state(bens, AgentState.WRAP_UP)

    assert message["agent"] == "ben"


async def test_late_desktop_gets_the_pop_of_the_call_in_progress(floor: AgentFloor) -> None:
    """A page that is opened or reloaded while the phone rings."""
    ringing = offer()
    floor.desk.put(ANNA, AgentState.RESERVED, offer=ringing)

    async with floor.agent() as ws:
        state = await heard(ws, "state")
        pop = await heard(ws, "pop")

    assert state["offer"] == "offer-1"
    assert isinstance(pop["pop"], dict)
    assert pop["pop"]["caller"]["name"] == "Grace Liu"


async def test_session_end_closes_the_desktop_with_a_reason() -> None:
    """The page then shows the log-in form instead of trying for ever."""
    floor = AgentFloor(policy=DesktopPolicy(session_absolute_s=0.2))

    async with floor.served(), floor.agent() as ws:
        code = await _close_code(ws)

    assert code == SESSION_ENDED


async def test_log_out_closes_the_desktops_of_that_session(floor: AgentFloor) -> None:
    """Another tab of the same browser does not stay behind with a customer on it."""
    async with floor.client() as client:
        await log_in(client)
        async with client.ws_connect("/api/v1/desktop") as ws:
            await heard(ws, "state")
            async with client.delete("/api/v1/session") as answer:
                assert answer.status == 204
            code = await _close_code(ws)

    assert code == 1006


async def test_stopping_engine_does_not_wait_for_open_desktops(floor: AgentFloor) -> None:
    """Open WebSockets are cut; the agents are left in their states."""
    own = AgentFloor()
    async with own.served(), own.client() as client:
        await log_in(client)
        ws = await client.ws_connect("/api/v1/desktop")
        await ws.send_json({"type": "ready"})
        await heard_state(ws, AgentState.READY)

    assert await _close_code(ws) == 1006
    assert own.state() is AgentState.READY


async def test_closed_desktop_makes_its_agent_not_ready_after_the_grace() -> None:
    """End to end: the socket drops, the grace passes, no more calls."""
    floor = AgentFloor(policy=DesktopPolicy(desktop_grace_s=0.05))

    async with floor.served():
        async with floor.agent() as ws:
            await ws.send_json({"type": "ready"})
            await heard_state(ws, AgentState.READY)
        async with asyncio.timeout(10):
            while await floor.reasons.get() != "desktop_gone":
                pass

    assert floor.state() is AgentState.NOT_READY


async def _close_code(ws: ClientWebSocketResponse) -> int | None:
    while True:
        message = await ws.receive(timeout=10)
        if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING, WSMsgType.ERROR):
            return ws.close_code
