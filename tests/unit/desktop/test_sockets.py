"""The bounded way out to each desktop."""

import asyncio

import pytest
from structlog.typing import EventDict

from callcenter_cti.desktop.messages import Failed
from callcenter_cti.desktop.sockets import Socket, Sockets
from callcenter_cti.domain.identifiers import AgentId
from tests.fakes.agent_desk import ANNA, BEN

MESSAGE = Failed(code="refused", message="no")


class _Peer:
    """The far end of a socket: takes or stalls, and notes when it is cut off."""

    def __init__(self, agent: AgentId = ANNA, session: str = "s", *, limit: int = 3) -> None:
        self.cuts = 0
        self.taken: list[str] = []
        self.full = asyncio.Event()
        self.socket = Socket(agent, session, limit=limit, cut=self._cut)

    def _cut(self) -> None:
        self.cuts += 1

    async def take(self, text: str) -> None:
        self.taken.append(text)
        if len(self.taken) == 3:
            self.full.set()

    async def stall(self, text: str) -> None:
        await asyncio.Event().wait()

    async def broken(self, text: str) -> None:
        raise ConnectionResetError


def test_message_reaches_every_desktop_of_the_agent_and_no_other() -> None:
    """Two tabs both get it."""
    sockets, first, second, bens = Sockets(), _Peer(), _Peer(), _Peer(BEN)
    for peer in (first, second, bens):
        sockets.add(peer.socket)

    sockets.send(ANNA, MESSAGE)

    waiting = [peer.socket._queue.qsize() for peer in (first, second, bens)]
    assert waiting == [1, 1, 0]


def test_client_that_does_not_read_is_cut_off(logged: list[EventDict]) -> None:
    """Its queue is bounded; the others do not suffer."""
    sockets, slow, quick = Sockets(), _Peer(limit=3), _Peer(limit=10)
    sockets.add(slow.socket)
    sockets.add(quick.socket)

    for _ in range(4):
        sockets.send(ANNA, MESSAGE)

    assert (slow.cuts, quick.cuts) == (1, 0)
    assert [entry["event"] for entry in logged] == ["desktop.socket_too_slow"]


async def test_messages_are_written_in_order() -> None:
    """What was queued first is sent first."""
    peer = _Peer()
    texts = [Failed(code="refused", message=str(number)) for number in range(3)]
    for text in texts:
        peer.socket.send(text)

    writer = asyncio.create_task(peer.socket.write(peer.take, timeout_s=1))
    await peer.full.wait()
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer

    assert peer.taken == [text.model_dump_json() for text in texts]


async def test_stalled_send_cuts_the_socket() -> None:
    """A peer that takes nothing for too long is given up."""
    peer = _Peer()
    peer.socket.send(MESSAGE)

    await peer.socket.write(peer.stall, timeout_s=0.01)

    assert peer.cuts == 1


async def test_broken_connection_ends_the_writer() -> None:
    """Without an exception that would end the handler with an error."""
    peer = _Peer()
    peer.socket.send(MESSAGE)

    await peer.socket.write(peer.broken, timeout_s=1)

    assert peer.cuts == 1


def test_agent_without_a_desktop_is_forgotten() -> None:
    """Nothing is kept of closed desktops, and sending to nobody is harmless."""
    sockets, peer = Sockets(), _Peer()
    sockets.add(peer.socket)

    sockets.remove(peer.socket)
    sockets.remove(peer.socket)
    sockets.send(ANNA, MESSAGE)

    assert not sockets.open(ANNA)
    assert not sockets._by_agent


def test_ended_session_cuts_its_own_desktops_alone() -> None:
    """The same agent on another computer stays."""
    sockets, here, there = Sockets(), _Peer(session="here"), _Peer(session="there")
    sockets.add(here.socket)
    sockets.add(there.socket)

    sockets.cut_session("here")

    assert (here.cuts, there.cuts) == (1, 0)
