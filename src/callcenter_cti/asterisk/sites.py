"""All sites together: for each its link, what watches it, and its recordings.

Decides in which order these start and stop, and that a fault in one ends no other. Refuses to know
what a report leads to.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Final, Protocol

import structlog

from callcenter_cti.acd.site_reports import SiteReports
from callcenter_cti.asterisk.ami_link import AmiLink
from callcenter_cti.asterisk.ami_settings import AmiLinkSettings
from callcenter_cti.asterisk.recording import NoRecordings, Recordings
from callcenter_cti.asterisk.site_monitor import SiteMonitor
from callcenter_cti.asterisk.site_recordings import SiteRecordings
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.identifiers import SiteId

_log = structlog.get_logger(__name__)

PAUSE_S: Final = 1.0
"""Seconds before what watches a site is started again after a fault of ours ended it."""
SETTLE_S: Final = 2.0
"""Seconds in which recordings may be unmuted when the engine stops."""


class _Watcher(Protocol):
    @property
    def site(self) -> SiteId: ...

    async def run(self) -> None: ...


class Sites:
    """Every Asterisk that the engine works with.

    Args:
        settings: where each one's manager interface is.
        reports: who is told what happens there.
        clock: the time.
    """

    def __init__(
        self, settings: Mapping[SiteId, AmiLinkSettings], reports: SiteReports, clock: Clock
    ) -> None:
        self.links = {site: AmiLink(site, wanted) for site, wanted in settings.items()}
        self._monitors = [SiteMonitor(site, link, reports) for site, link in self.links.items()]
        self._recordings = {
            site: SiteRecordings(site, link, now=clock.now) for site, link in self.links.items()
        }
        self._elsewhere = NoRecordings()

    @property
    def recordings_stopped(self) -> int:
        """How often a recording could not be muted, and was stopped."""
        known = sum(recordings.failed_count for recordings in self._recordings.values())
        return known + self._elsewhere.failed_count

    def recordings(self, site: SiteId) -> Recordings:
        """Return what mutes recordings at a site; at one that is not known, nothing does."""
        return self._recordings.get(site, self._elsewhere)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Watch all sites while the context lasts; at its end no recording is left muted."""
        watchers: list[_Watcher] = [*self._monitors, *self._recordings.values()]
        tasks = [asyncio.create_task(_watch(w), name=f"site {w.site}") for w in watchers]
        try:
            yield
        finally:
            await self._settle()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _settle(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_S):
                await asyncio.gather(*(r.settle() for r in self._recordings.values()))


async def _watch(watcher: _Watcher) -> None:
    while True:
        try:
            await watcher.run()
        except Exception:  # noqa: BLE001 - a fault of ours here must not end the engine
            _log.exception("site.watch_failed", site=watcher.site, what=type(watcher).__name__)
        await asyncio.sleep(PAUSE_S)
