"""A link to an Asterisk that is a few sets in memory."""

import asyncio
from collections.abc import AsyncIterator

from callcenter_cti.ami.actions import Action
from callcenter_cti.ami.events import AmiEvent, ChannelListed, DeviceStateChanged
from callcenter_cti.ami.responses import Response
from callcenter_cti.asterisk.ami_inbox import LinkNews
from callcenter_cti.domain.errors import PeerUnavailable


class FakeSiteLink:
    """`SiteLink`: set the channels and devices, put news, read what was sent."""

    def __init__(self) -> None:
        self._up = True
        self.looked_at = asyncio.Event()
        """Set whenever somebody asked whether the link is up."""
        self.channels: set[str] = set()
        self.devices: dict[str, str] = {}
        self.sent: list[Action] = []
        self.refuses: Exception | None = None
        self.listed = asyncio.Event()
        """Set whenever a list was asked for."""
        self._news: asyncio.Queue[LinkNews] = asyncio.Queue()

    @property
    def up(self) -> bool:
        self.looked_at.set()
        return self._up

    @up.setter
    def up(self, up: bool) -> None:
        self._up = up

    async def run(self) -> None:
        await asyncio.get_running_loop().create_future()

    def put(self, *news: LinkNews) -> None:
        for one in news:
            self._news.put_nowait(one)

    async def taken(self) -> None:
        """Wait until all news were handled."""
        async with asyncio.timeout(10):
            await self._news.join()

    async def events(self) -> AsyncIterator[LinkNews]:
        while True:
            yield await self._news.get()
            self._news.task_done()

    async def send(self, action: Action) -> Response:
        self._check()
        self.sent.append(action)
        channel = dict(action.fields).get("Channel", "")
        known = channel in self.channels
        return Response(known, "" if known else "No such channel", {})

    async def send_list(self, action: Action) -> tuple[AmiEvent, ...]:
        self.listed.set()
        self._check()
        if action.name == "CoreShowChannels":
            return tuple(ChannelListed(name, name, name) for name in sorted(self.channels))
        return tuple(DeviceStateChanged(device, state) for device, state in self.devices.items())

    def _check(self) -> None:
        if not self._up:
            raise PeerUnavailable("ami sydney", "down")
        if self.refuses:
            raise self.refuses
