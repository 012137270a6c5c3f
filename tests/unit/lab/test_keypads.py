"""Callers who key at the same time do not wait for each other."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from callcenter_cti.lab.ami_client import AmiClient
from callcenter_cti.lab.keypads import Keypads


class SlowManager:
    """An AMI server that answers PlayDTMF when the tone is over, and tells which log-in keyed."""

    def __init__(self) -> None:
        self.log_ins: list[str] = []
        """What each wants to be told of."""
        self.keyed: list[tuple[int, str]] = []
        """Number of the log-in, and the key."""
        self.first_tone = asyncio.Event()
        """The first key that is pressed sounds until it is set."""
        self.port = 0

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        number = len(self.log_ins)
        while raw := await self._message(reader):
            action = dict(line.split(": ", 1) for line in raw.strip().split("\r\n"))
            if action["Action"] == "Login":
                self.log_ins.append(action["Events"])
            else:
                await self._play(number, action["Digit"])
            writer.write(f"Response: Success\r\nActionID: {action['ActionID']}\r\n\r\n".encode())
        writer.close()

    async def _play(self, number: int, key: str) -> None:
        self.keyed.append((number, key))
        if len(self.keyed) == 1:
            await self.first_tone.wait()

    async def _message(self, reader: asyncio.StreamReader) -> str:
        try:
            return (await reader.readuntil(b"\r\n\r\n")).decode()
        except asyncio.IncompleteReadError:
            return ""


@pytest.fixture
async def manager() -> AsyncIterator[SlowManager]:
    slow = SlowManager()
    async with await asyncio.start_server(slow.accept, "127.0.0.1", 0) as server:
        slow.port = server.sockets[0].getsockname()[1]
        yield slow


async def test_whoever_keys_has_a_log_in_alone(manager: SlowManager) -> None:
    """A second caller keys while the tone of the first one's key still sounds."""
    keypads = Keypads(
        lambda: AmiClient("127.0.0.1", "lab", "secret", port=manager.port, events="off")
    )

    first = asyncio.create_task(keypads.press("PJSIP/1", "7", pause_s=0))
    while not manager.keyed:  # noqa: ASYNC110 - until the first one's key has begun
        await asyncio.sleep(0)
    await keypads.press("PJSIP/2", "12", pause_s=0)
    manager.first_tone.set()
    await first
    await keypads.press("PJSIP/3", "9", pause_s=0)
    await keypads.close()

    assert [key for _, key in manager.keyed] == ["7", "1", "2", "9"]
    assert [number for number, _ in manager.keyed[:3]] == [0, 1, 1]
    assert manager.log_ins == ["off", "off"]
