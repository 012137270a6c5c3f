"""Who may ask the HTTP side for anything."""

from collections.abc import AsyncIterator

import pytest

from callcenter_cti.desktop.policy import DesktopPolicy
from tests.fakes.agent_floor import AgentFloor, log_in


@pytest.fixture
async def floor() -> AsyncIterator[AgentFloor]:
    policy = DesktopPolicy(allowed_origins=frozenset({"https://cti.example"}))
    floor = AgentFloor(policy=policy)
    async with floor.served():
        yield floor


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/desktop/", 200),
        ("GET", "/desktop/desktop.js", 200),
        ("GET", "/desktop/nothing.js", 404),
        ("GET", "/api/v1/session", 401),
        ("DELETE", "/api/v1/session", 401),
        ("GET", "/api/v1/desktop", 401),
        ("GET", "/api/v1/nothing", 401),
        ("GET", "/nothing", 401),
        ("GET", "/desktop/../api/v1/session", 401),
        ("GET", "/desktop/..%2fapi/v1/session", 404),
        ("GET", "/metrics", 404),
    ],
)
async def test_without_a_session_almost_nothing_is_open(
    floor: AgentFloor, method: str, path: str, status: int
) -> None:
    """Health, the page's own files and the log-in; an unknown path is not told from a guarded."""
    async with (
        floor.client() as client,
        client.request(method, path) as answer,
    ):
        assert answer.status == status


async def test_front_door_leads_to_the_desktop(floor: AgentFloor) -> None:
    """An agent types the host alone."""
    async with (
        floor.client() as client,
        client.get("/", allow_redirects=False) as answer,
    ):
        assert (answer.status, answer.headers["Location"]) == (302, "/desktop/")


@pytest.mark.parametrize("path", ["/healthz", "/desktop/", "/nothing", "/api/v1/session"])
async def test_every_answer_has_the_security_headers(floor: AgentFloor, path: str) -> None:
    """Errors too."""
    async with (
        floor.client() as client,
        client.get(path) as answer,
    ):
        headers = answer.headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Server"] == "callcenter-cti"


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        ("own", 200),
        ("https://cti.example", 200),
        ("https://evil.example", 403),
        ("null", 403),
        ("https://cti.example.evil.example", 403),
    ],
)
async def test_log_in_from_another_sites_page_is_refused(
    floor: AgentFloor, origin: str | None, status: int
) -> None:
    """A page of another origin cannot log its reader in as somebody else."""
    given = floor.url if origin == "own" else origin
    headers = {"Origin": given} if given is not None else {}
    body = {"agent": "anna", "password": "open sesame"}

    async with (
        floor.client() as client,
        client.post("/api/v1/session", json=body, headers=headers) as answer,
    ):
        assert answer.status == status


async def test_form_post_is_refused(floor: AgentFloor) -> None:
    """An HTML form of another site can send neither JSON nor a custom header."""
    body = {"agent": "anna", "password": "open sesame"}

    async with (
        floor.client() as client,
        client.post("/api/v1/session", data=body) as answer,
    ):
        assert answer.status == 415


@pytest.mark.parametrize(("origin", "status"), [("https://evil.example", 403), ("own", 101)])
async def test_websocket_of_another_sites_page_is_refused(
    floor: AgentFloor, origin: str, status: int
) -> None:
    """Browsers do not apply the same-origin rule to WebSockets; the engine does."""
    headers = {
        "Origin": floor.url if origin == "own" else origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }

    async with floor.client() as client:
        await log_in(client)
        async with client.get("/api/v1/desktop", headers=headers) as answer:
            assert answer.status == status
