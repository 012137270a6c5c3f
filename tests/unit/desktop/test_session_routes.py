"""Log-in and log-out over HTTP."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from callcenter_cti.desktop.policy import DesktopPolicy
from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.identifiers import AgentId
from tests.fakes.agent_desk import ANNA
from tests.fakes.agent_floor import AgentFloor, log_in


@pytest.fixture
async def floor() -> AsyncIterator[AgentFloor]:
    floor = AgentFloor()
    async with floor.served():
        yield floor


async def test_log_in_opens_a_session_and_tells_the_acd(floor: AgentFloor) -> None:
    """The first state is not ready, and the page can ask who it is."""
    async with floor.client() as client:
        status = await log_in(client)
        async with client.get("/api/v1/session") as answer:
            me = await answer.json()

    assert status == 200
    assert me == {"agent": "anna"}
    assert floor.state() is AgentState.NOT_READY


@pytest.mark.parametrize("secure", [False, True])
async def test_cookie_is_out_of_reach_for_scripts_and_other_sites(secure: bool) -> None:
    """HttpOnly, SameSite=Strict, for the whole site, and Secure when configured."""
    floor = AgentFloor(policy=DesktopPolicy(secure_cookies=secure))
    body = {"agent": "anna", "password": "open sesame"}

    async with (
        floor.served(),
        floor.client() as client,
        client.post("/api/v1/session", json=body) as answer,
    ):
        cookie = answer.headers["Set-Cookie"]

    name, _, attributes = cookie.partition("=")
    assert name == ("__Host-callcenter" if secure else "callcenter")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(attributes.split("; "))
    assert ("Secure" in attributes) is secure


async def test_wrong_password_and_unknown_agent_look_the_same(floor: AgentFloor) -> None:
    """The answer does not tell whether an agent exists."""
    answers = []
    async with floor.client() as client:
        for agent in ("anna", "nobody"):
            body = {"agent": agent, "password": "wrong"}
            async with client.post("/api/v1/session", json=body) as answer:
                answers.append((answer.status, await answer.text(), len(answer.cookies)))

    assert answers[0] == answers[1]
    assert answers[0][0] == 401
    assert answers[0][2] == 0
    assert floor.state() is AgentState.LOGGED_OUT


async def test_agent_who_left_the_roster_is_told_so(floor: AgentFloor) -> None:
    """His password is still right, but there is no work for him."""
    async with floor.client() as client:
        status = await log_in(client, AgentId("carla"))

    assert status == 403


async def test_guessing_is_slowed_down_before_the_password_is_looked_at(
    floor: AgentFloor,
) -> None:
    """After some failures even the right password waits, and no costly check is made."""
    async with floor.client() as client:
        for _ in range(4):
            await log_in(client, password="wrong")
        body = {"agent": "anna", "password": "open sesame"}
        async with client.post("/api/v1/session", json=body) as answer:
            limited = answer.status, answer.headers["Retry-After"]
        floor.clock.advance(2)
        later = await log_in(client)

    assert limited == (429, "2")
    assert floor.credentials.checks == 5
    assert later == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"agent": "anna"}', b'{"agent": "", "password": "x"}', b"\xff\xfe"],
)
async def test_body_that_is_no_log_in_is_refused(floor: AgentFloor, body: bytes) -> None:
    """Nothing is checked, nothing breaks."""
    headers = {"Content-Type": "application/json"}

    async with (
        floor.client() as client,
        client.post("/api/v1/session", data=body, headers=headers) as answer,
    ):
        status = answer.status

    assert status == 400
    assert floor.credentials.checks == 0


async def test_body_beyond_the_limit_is_refused(floor: AgentFloor) -> None:
    """Nobody makes the engine read megabytes."""
    body = {"agent": "anna", "password": "x" * 20_000}

    async with (
        floor.client() as client,
        client.post("/api/v1/session", json=body) as answer,
    ):
        status = answer.status

    assert status == 413


async def test_silent_credentials_store_is_no_wrong_password(floor: AgentFloor) -> None:
    """The agent reads that it is not his fault."""
    floor.credentials.unavailable = True

    async with floor.client() as client:
        status = await log_in(client)

    assert status == 503


async def test_silent_acd_opens_no_session(floor: AgentFloor) -> None:
    """A session without an agent in the ACD would be a desktop without calls."""
    floor.desk.unavailable = True

    async with floor.client() as client:
        status = await log_in(client)
        async with client.get("/api/v1/session") as answer:
            after = answer.status

    assert status == 503
    assert after == 401


async def test_log_out_ends_session_and_shift(floor: AgentFloor) -> None:
    """The cookie is worth nothing afterwards."""
    async with floor.client() as client:
        await log_in(client)
        cookie = next(iter(client.cookie_jar)).value
        async with client.delete("/api/v1/session") as answer:
            status = answer.status

    async with (
        ClientSession(floor.url, cookies={"callcenter": cookie}) as thief,
        thief.get("/api/v1/session") as answer,
    ):
        stolen = answer.status
    assert status == 204
    assert stolen == 401
    assert floor.state(ANNA) is AgentState.LOGGED_OUT


async def test_log_out_works_while_the_acd_is_silent(floor: AgentFloor) -> None:
    """An agent can always leave his desk."""
    async with floor.client() as client:
        await log_in(client)
        floor.desk.unavailable = True
        async with client.delete("/api/v1/session") as answer:
            status = answer.status
        async with client.get("/api/v1/session") as answer:
            after = answer.status

    assert status == 204
    assert after == 401
