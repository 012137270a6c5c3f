"""All sites together: what starts, what goes on after a fault, and what is left at the end."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from callcenter_cti.asterisk import sites as sites_module
from callcenter_cti.asterisk.ami_settings import AmiLinkSettings
from callcenter_cti.asterisk.site_recordings import SiteRecordings
from callcenter_cti.asterisk.sites import Sites
from callcenter_cti.domain.identifiers import SiteId
from tests.fakes.ami_server import AmiSession, FakeAmiServer
from tests.fakes.clock import FakeClock
from tests.fakes.site_reports import FakeSiteReports

SYDNEY, TOKYO = SiteId("sydney"), SiteId("tokyo")


class Bench:
    """One site that is known, its Asterisk's manager interface, and what it reports."""

    def __init__(self, server: FakeAmiServer) -> None:
        settings = AmiLinkSettings(
            host="127.0.0.1", port=server.port, user="cti", secret="not secret"
        )
        self.reports = FakeSiteReports()
        self.sites = Sites({SYDNEY: settings}, self.reports, FakeClock())
        self._server = server

    async def logged_in(self) -> AmiSession:
        """Let the engine in, and wait until it knows that it is."""
        session = await self._server.session()
        await session.accept()
        await self.reports.until(lambda: (True, "logged in") in self.reports.links)
        return session


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with FakeAmiServer() as server:
        yield Bench(server)


async def test_sites_are_watched_while_the_context_lasts(bench: Bench) -> None:
    """The link comes up, is reported, and is closed in the end."""
    async with bench.sites.watched():
        session = await bench.logged_in()
        was_up = bench.sites.links[SYDNEY].up

    assert was_up
    assert not bench.sites.links[SYDNEY].up
    await session.closed()


async def test_no_recording_is_left_muted(bench: Bench) -> None:
    """What is owed when the engine stops is done before the link is closed."""
    async with asyncio.TaskGroup() as tasks, bench.sites.watched():
        asked = tasks.create_task(next_mute(await bench.logged_in()))
        bench.sites.recordings(SYDNEY).unmute("sydney-1.1")

    assert asked.result() == ("sydney-1.1", "0")


async def test_site_that_is_not_known_mutes_nothing(bench: Bench) -> None:
    """A misspelt CTI_SITE costs its calls their recordings, and is counted."""
    assert not await bench.sites.recordings(TOKYO).mute("tokyo-1.1")

    bench.sites.recordings(TOKYO).unmute("tokyo-1.1")
    assert bench.sites.recordings_stopped == 1


async def test_site_whose_link_is_down_is_counted_too(bench: Bench) -> None:
    """Both kinds are one number."""
    with capture_logs():
        assert not await bench.sites.recordings(SYDNEY).mute("sydney-1.1")

    assert bench.sites.recordings_stopped == 1


async def test_fault_of_one_part_ends_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is logged, and the part is started again; the link does not notice."""
    runs = asyncio.Queue[None]()

    async def fail(self: SiteRecordings) -> None:
        runs.put_nowait(None)
        raise LookupError("a fault of ours")

    monkeypatch.setattr(sites_module, "PAUSE_S", 0.0)
    monkeypatch.setattr(SiteRecordings, "run", fail)

    with capture_logs() as logs:
        async with bench.sites.watched():
            await bench.logged_in()
            for _ in range(3):
                await runs.get()
            still_up = bench.sites.links[SYDNEY].up

    assert still_up
    failed = [line for line in logs if line["event"] == "site.watch_failed"]
    assert {(line["site"], line["what"]) for line in failed} == {(SYDNEY, "SiteRecordings")}


async def next_mute(session: AmiSession) -> tuple[str, str]:
    """Answer until the engine mutes or unmutes; return channel and state."""
    while True:
        action = await session.action()
        if action["Action"] == "MixMonitorMute":
            session.answer(action)
            return action["Channel"], action["State"]
        session.answer_list(action)
