"""Is the process alive, are its peers."""

import asyncio

from callcenter_cti.desktop.policy import DesktopPolicy
from tests.fakes.agent_floor import AgentFloor, log_in


async def _yes() -> bool:
    return True


async def _no() -> bool:
    return False


async def _breaks() -> bool:
    raise RuntimeError("boom")


async def _hangs() -> bool:
    await asyncio.Event().wait()
    return True


async def test_ready_when_every_peer_is() -> None:
    """200 with each peer by name."""
    floor = AgentFloor(ready_checks={"bank": _yes, "ami sydney": _yes})

    async with floor.served(), floor.client() as client, client.get("/readyz") as answer:
        body = await answer.json()

    assert answer.status == 200
    assert body == {"ready": True, "checks": {"bank": True, "ami sydney": True}}


async def test_not_ready_when_one_peer_is_not() -> None:
    """A check that says no, breaks or hangs is a peer that is not ready; the others are told."""
    floor = AgentFloor(
        policy=DesktopPolicy(peer_timeout_s=0.05),
        ready_checks={"bank": _yes, "database": _no, "ami sydney": _breaks, "ami tokyo": _hangs},
    )

    async with floor.served(), floor.client() as client, client.get("/readyz") as answer:
        body = await answer.json()

    assert answer.status == 503
    assert body["checks"] == {
        "bank": True,
        "database": False,
        "ami sydney": False,
        "ami tokyo": False,
    }


async def test_peers_are_named_to_no_stranger() -> None:
    """Through a proxy a session is needed."""
    floor = AgentFloor(ready_checks={"bank": _yes})
    proxied = {"X-Forwarded-For": "203.0.113.9"}

    async with floor.served(), floor.client() as client:
        async with client.get("/readyz", headers=proxied) as answer:
            stranger = answer.status
        await log_in(client)
        async with client.get("/readyz", headers=proxied) as answer:
            agent = answer.status

    assert stranger == 401
    assert agent == 200
