"""What one site's Asterisk does, as reports to the ACD.

Decides which events mean that a phone rings, a phone's state changed or a caller left, and when a
call is gone although nobody said so. Refuses to know agents, queues and what a report leads to.

Events alone are never trusted: after each connect, and whenever some were lost, a snapshot is
taken; every few seconds the engine's calls are compared with Asterisk's channels.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import structlog

from callcenter_cti.acd.site_reports import DeviceState, LiveCall, SiteReports
from callcenter_cti.ami import actions
from callcenter_cti.ami.actions import Action
from callcenter_cti.ami.errors import AmiError
from callcenter_cti.ami.events import (
    AmiEvent,
    ChannelHungUp,
    ChannelListed,
    DeviceStateChanged,
    DialBegan,
    DialRang,
    FullyBooted,
    HoldToggled,
)
from callcenter_cti.ami.responses import Response
from callcenter_cti.asterisk.ami_inbox import EventsLost, LinkChanged, LinkNews
from callcenter_cti.asterisk.dialled_phones import DialledPhones
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CallId, SiteId

_log = structlog.get_logger(__name__)

_DEVICE_STATES = {
    "NOT_INUSE": DeviceState.IDLE,
    "INUSE": DeviceState.IN_USE,
    "BUSY": DeviceState.IN_USE,
    "RINGING": DeviceState.IN_USE,
    "RINGINUSE": DeviceState.IN_USE,
    "ONHOLD": DeviceState.IN_USE,
    "UNAVAILABLE": DeviceState.UNREACHABLE,
    "INVALID": DeviceState.UNREACHABLE,
}


class SiteLink(Protocol):
    """The link to Asterisk as the monitor needs it (adapter: `asterisk.ami_link.AmiLink`)."""

    @property
    def up(self) -> bool:
        """Whether actions can be sent."""
        ...

    async def run(self) -> None:
        """Keep the link up until cancelled."""
        ...

    def events(self) -> AsyncIterator[LinkNews]:
        """Yield the news in order, for ever."""
        ...

    async def send(self, action: Action) -> Response:
        """Send one action; raises `PeerUnavailable`."""
        ...

    async def send_list(self, action: Action) -> tuple[AmiEvent, ...]:
        """Ask for a list; raises `PeerUnavailable` and `AmiError`."""
        ...


@dataclass(slots=True)
class MonitorCounts:
    """What happened since the start, for the metrics."""

    repaired: int = 0
    """Calls reported as left because their channel was gone."""
    snapshots: int = 0
    failed_reports: int = 0
    """News whose handling raised; a snapshot follows each."""


class SiteMonitor:
    """One per site; `run` keeps the link, reports its news and reconciles."""

    def __init__(
        self,
        site: SiteId,
        link: SiteLink,
        reports: SiteReports,
        *,
        reconcile_s: float = 5.0,
        grace_s: float = 3.0,
    ) -> None:
        """Watch a site.

        Args:
            site: the site whose calls and phones are reported.
            link: its manager interface; `run` runs it.
            reports: who is told.
            reconcile_s: seconds between two comparisons.
            grace_s: age in seconds below which a call is not yet compared.
        """
        self.site = site
        self.counts = MonitorCounts()
        self._link = link
        self._reports = reports
        self._reconcile_s = reconcile_s
        self._grace_s = grace_s
        self._phones = DialledPhones()
        self._suspects: frozenset[CallId] = frozenset()
        self._snapshot_due = False
        self._hurry = asyncio.Event()
        self._trouble = ""

    async def run(self) -> None:
        """Watch until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._link.run(), name=f"ami-link-{self.site}")
            tasks.create_task(self._listen(), name=f"ami-events-{self.site}")
            tasks.create_task(self._compare_for_ever(), name=f"reconcile-{self.site}")

    async def hang_up(self, channel: str) -> bool:
        """Hang a channel up; False when Asterisk does not know it (any more).

        Raises:
            PeerUnavailable: the link is down or silent; the channel may live on.
            LocalProtocolError: not the name of one channel.
        """
        return (await self._link.send(actions.hang_up(channel))).success

    async def _listen(self) -> None:
        async for news in self._link.events():
            try:
                await self._take(news)
            except Exception:  # noqa: BLE001 - one failed report must not end the reports
                _log.exception("site.report_failed", site=self.site, news=type(news).__name__)
                self.counts.failed_reports += 1
                self._snapshot_due = True  # makes up for it, a little later

    async def _take(self, news: LinkNews) -> None:
        match news:
            case ChannelHungUp():
                await self._hung_up(news)
            case DialBegan():
                self._dial_began(news)
            case DialRang():
                await self._rang(news)
            case HoldToggled():
                await self._held(news)
            case DeviceStateChanged():
                await self._device(news)
            case LinkChanged() | EventsLost() | FullyBooted():
                await self._doubt(news)
            case _:
                pass

    async def _hung_up(self, event: ChannelHungUp) -> None:
        if not self._phones.forget(event.unique_id):
            await self._reports.left(CallId(event.unique_id))

    def _dial_began(self, event: DialBegan) -> None:
        """Remember the phone; a channel that nobody dials (an originated one) is a caller's."""
        if event.unique_id:
            self._phones.dialled(event.dest_unique_id)

    async def _rang(self, event: DialRang) -> None:
        """Report the first ring, for the dialling channel and for the one that all began with.

        They differ when a Local channel dials for the caller; the ACD knows which is a call.
        """
        if self._phones.rings_first(event.dest_unique_id):
            for unique_id in sorted({event.unique_id, event.linked_id} - {""}):
                await self._reports.phone_rings(CallId(unique_id))

    async def _held(self, event: HoldToggled) -> None:
        """Report that a dialled phone, the agent's, holds its caller; callers may hold too."""
        if self._phones.knows(event.unique_id):
            await self._reports.hold_changed(CallId(event.linked_id), on_hold=event.on_hold)

    async def _device(self, event: DeviceStateChanged) -> None:
        """Report a phone's state; `Queue:…` and `Custom:…` are no phones."""
        technology, slash, _ = event.device.partition("/")
        if slash and ":" not in technology:
            state = _DEVICE_STATES.get(event.state, DeviceState.UNKNOWN)
            await self._reports.device_changed(self.site, event.device, state)

    async def _doubt(self, news: LinkChanged | EventsLost | FullyBooted) -> None:
        self._suspects = frozenset()
        if not isinstance(news, LinkChanged) or news.up:
            self._snapshot_due = True
            self._hurry.set()
        if isinstance(news, LinkChanged):
            await self._reports.link_changed(self.site, up=news.up, reason=news.reason)
            if news.up:
                await self._reports.heard_of(self.site)

    async def _compare_for_ever(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._reconcile_s):
                    await self._hurry.wait()
            self._hurry.clear()
            if self._link.up:
                await self._compare_once()

    async def _compare_once(self) -> None:
        try:
            await self._compare()
            await self._reports.heard_of(self.site)
        except PeerUnavailable as error:
            self._complain(str(error))
        except Exception:  # noqa: BLE001 - one failed turn must not end the turns
            _log.exception("reconcile.failed", site=self.site)

    async def _compare(self) -> None:
        """Compare; a list that Asterisk refuses is complained of, but it answered."""
        try:
            if self._snapshot_due:
                await self.snapshot()
            else:
                await self.reconcile()
            self._trouble = ""
        except AmiError as error:
            self._complain(str(error))

    def _complain(self, trouble: str) -> None:
        if trouble != self._trouble:
            _log.warning("reconcile.impossible", site=self.site, reason=trouble)
        self._trouble = trouble

    async def snapshot(self) -> None:
        """Report all phones' states, and at once each call whose channel is gone.

        Raises:
            PeerUnavailable: the link or the ACD does not answer; the snapshot stays due.
            AmiError: Asterisk refuses a list.
        """
        self._snapshot_due = False
        try:
            # The calls first: a call that arrives between the two questions is then never missed.
            calls = await self._reports.live_calls(self.site)
            missing = self._missing(calls, await self._channels())
            for call in missing:
                await self._repair(call)
            for item in await self._link.send_list(actions.list_device_states()):
                if isinstance(item, DeviceStateChanged):
                    await self._device(item)
        except BaseException:
            self._snapshot_due = True
            raise
        self.counts.snapshots += 1

    async def reconcile(self) -> None:
        """Report each call beyond its grace whose channel is gone for the second time running.

        Raises:
            PeerUnavailable: the link or the ACD does not answer.
            AmiError: Asterisk refuses the list.
        """
        calls = await self._reports.live_calls(self.site)
        suspects, self._suspects = self._suspects, frozenset()
        old = [call for call in calls if call.age_s >= self._grace_s]
        missing = self._missing(tuple(old), await self._channels()) if old else []
        for call in missing:
            if call.call_id in suspects:
                await self._repair(call)
        self._suspects = frozenset(call.call_id for call in missing)

    async def _channels(self) -> frozenset[str]:
        items = await self._link.send_list(actions.list_channels())
        return frozenset(item.unique_id for item in items if isinstance(item, ChannelListed))

    def _missing(self, calls: tuple[LiveCall, ...], channels: frozenset[str]) -> list[LiveCall]:
        return [call for call in calls if call.call_id not in channels]

    async def _repair(self, call: LiveCall) -> None:
        self.counts.repaired += 1
        _log.warning(
            "reconcile.repaired", site=self.site, call_id=call.call_id, age_s=round(call.age_s, 1)
        )
        await self._reports.left(call.call_id)
