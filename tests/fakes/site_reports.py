"""An ACD that writes down what a site reports."""

import asyncio
from collections.abc import Callable

from callcenter_cti.acd.site_reports import DeviceState, LiveCall
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CallId, SiteId


class FakeSiteReports:
    """`SiteReports` that remembers; `calls` is what it believes to be alive."""

    def __init__(self) -> None:
        self.devices: list[tuple[str, DeviceState]] = []
        self.rings: list[CallId] = []
        self.gone: list[CallId] = []
        self.links: list[tuple[bool, str]] = []
        self.holds: list[tuple[CallId, bool]] = []
        self.heard = 0
        """How often the site was heard of."""
        self.calls: tuple[LiveCall, ...] = ()
        self.full = False
        """Whether every report is refused, as by a full inbox."""
        self._reported = asyncio.Event()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looked at after each report."""
        async with asyncio.timeout(10):
            while not holds():
                self._reported.clear()
                await self._reported.wait()

    async def device_changed(self, site: SiteId, device: str, state: DeviceState) -> None:
        self._refuse_if_full()
        self.devices.append((device, state))
        self._reported.set()

    async def phone_rings(self, call_id: CallId) -> None:
        self._refuse_if_full()
        self.rings.append(call_id)
        self._reported.set()

    async def left(self, call_id: CallId) -> None:
        self._refuse_if_full()
        self.gone.append(call_id)
        self.calls = tuple(call for call in self.calls if call.call_id != call_id)
        self._reported.set()

    async def link_changed(self, site: SiteId, *, up: bool, reason: str) -> None:
        self.links.append((up, reason))
        self._reported.set()

    async def hold_changed(self, call_id: CallId, *, on_hold: bool) -> None:
        self._refuse_if_full()
        self.holds.append((call_id, on_hold))
        self._reported.set()

    async def heard_of(self, site: SiteId) -> None:
        self._refuse_if_full()
        self.heard += 1
        self._reported.set()

    async def live_calls(self, site: SiteId) -> tuple[LiveCall, ...]:
        return self.calls

    def _refuse_if_full(self) -> None:
        if self.full:
            raise PeerUnavailable("acd", "its inbox is full")
