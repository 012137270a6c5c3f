"""The laboratory's AMI client against a scripted peer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from callcenter_cti.lab.ami_client import AmiClient
from callcenter_cti.lab.errors import LabError


class ScriptedManager:
    """An AMI server that answers each action from a table and sends events on demand."""

    def __init__(self) -> None:
        self.answers = {"Login": "Response: Success"}
        self.actions: list[dict[str, str]] = []
        self.port = 0
        self.originate_came = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        while raw := await self._message(reader):
            action = dict(line.split(": ", 1) for line in raw.strip().split("\r\n"))
            self.actions.append(action)
            if action["Action"] == "Originate":
                self.originate_came.set()
            if action["Action"] in self.answers:
                answer = self.answers[action["Action"]]
                writer.write(f"{answer}\r\nActionID: {action['ActionID']}\r\n\r\n".encode())
        writer.close()

    async def _message(self, reader: asyncio.StreamReader) -> str:
        try:
            return (await reader.readuntil(b"\r\n\r\n")).decode()
        except (asyncio.IncompleteReadError, ConnectionError):
            return ""

    def send(self, text: str) -> None:
        self._writers[-1].write(text.replace("\n", "\r\n").encode())

    def cut(self) -> None:
        self._writers[-1].transport.abort()


@pytest.fixture
async def manager() -> AsyncIterator[ScriptedManager]:
    scripted = ScriptedManager()
    async with await asyncio.start_server(scripted.accept, "127.0.0.1", 0) as server:
        scripted.port = server.sockets[0].getsockname()[1]
        yield scripted


@pytest.fixture
async def client(manager: ScriptedManager) -> AsyncIterator[AmiClient]:
    one = AmiClient("127.0.0.1", "lab", "secret", port=manager.port)
    await one.open()
    yield one
    await one.close()


async def test_it_logs_in(manager: ScriptedManager, client: AmiClient) -> None:
    """User and secret are the first action."""
    assert manager.actions[0]["Action"] == "Login"
    assert (manager.actions[0]["Username"], manager.actions[0]["Secret"]) == ("lab", "secret")
    assert client.events == []


async def test_a_refused_log_in_is_an_error(manager: ScriptedManager) -> None:
    """The reason is in the text."""
    manager.answers["Login"] = "Response: Error\r\nMessage: Authentication failed"
    one = AmiClient("127.0.0.1", "lab", "wrong", port=manager.port)

    with pytest.raises(LabError, match="Authentication failed"):
        await one.open()

    await one.close()


async def test_an_event_that_has_come_is_found_again(
    manager: ScriptedManager, client: AmiClient
) -> None:
    """Waiting since a mark sees what came between mark and wait, and nothing before it."""
    manager.send("Event: Ring\nN: 1\n\nEvent: Ring\nN: 2\n\n")
    await client.wait_event(lambda e: e["N"] == "2", since=0)

    first = await client.wait_event(lambda e: e["Event"] == "Ring", since=0)
    later = await client.wait_event(lambda e: e["Event"] == "Ring", since=1)

    assert (first["N"], later["N"]) == ("1", "2")


async def test_an_event_that_is_still_to_come_is_waited_for(
    manager: ScriptedManager, client: AmiClient
) -> None:
    """The wait ends with the event; a header that repeats keeps both values."""
    async with asyncio.TaskGroup() as tasks:
        wait = tasks.create_task(client.wait_event(lambda _: True, since=client.mark()))
        tasks.create_task(asyncio.to_thread(str)).add_done_callback(
            lambda _: manager.send("Event: Up\nChannel: a\nChannel: b\n\n")
        )

    assert wait.result()["Channel"] == "a\nb"


async def test_an_event_that_never_comes_has_a_limit(client: AmiClient) -> None:
    """Waiting ends with TimeoutError."""
    with pytest.raises(TimeoutError):
        await client.wait_event(lambda _: True, since=0, limit_s=0.01)


async def test_a_cut_connection_fails_what_is_pending(
    manager: ScriptedManager, client: AmiClient
) -> None:
    """An action without an answer does not hang when the peer goes."""
    async with asyncio.TaskGroup() as tasks:
        pending = tasks.create_task(expect_gone(client))
        await manager.originate_came.wait()
        manager.cut()

    assert pending.done()


async def expect_gone(client: AmiClient) -> None:
    with pytest.raises(LabError, match="gone"):
        await client.action("Originate")
