"""Events become reports, and what no event told is found by comparing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import structlog

from callcenter_cti.acd.site_reports import DeviceState, LiveCall
from callcenter_cti.ami.errors import ActionRefused, LocalProtocolError
from callcenter_cti.ami.events import (
    ChannelHungUp,
    DeviceStateChanged,
    DialBegan,
    DialEnded,
    DialRang,
    FullyBooted,
    HoldToggled,
)
from callcenter_cti.asterisk.ami_inbox import EventsLost, LinkChanged
from callcenter_cti.asterisk.site_monitor import SiteMonitor
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CallId, SiteId
from tests.fakes.site_link import FakeSiteLink
from tests.fakes.site_reports import FakeSiteReports

SYDNEY = SiteId("sydney")
UP = LinkChanged(up=True, reason="logged in")
CALLER = "sydney-1795340135.6"
PHONE = "sydney-1795340136.7"
BEGAN = DialBegan("PJSIP/carrier-1", CALLER, CALLER, "PJSIP/6001-2", PHONE)
RANG = DialRang("PJSIP/carrier-1", CALLER, CALLER, "PJSIP/6001-2", PHONE)


def live(call_id: str, age_s: float = 100.0) -> LiveCall:
    return LiveCall(CallId(call_id), SYDNEY, "PJSIP/carrier-1", None, age_s)


def hung_up(unique_id: str) -> ChannelHungUp:
    return ChannelHungUp("PJSIP/x", unique_id, CALLER, 16)


@pytest.fixture
def link() -> FakeSiteLink:
    return FakeSiteLink()


@pytest.fixture
def reports() -> FakeSiteReports:
    return FakeSiteReports()


@pytest.fixture
def monitor(link: FakeSiteLink, reports: FakeSiteReports) -> SiteMonitor:
    """A monitor that compares only when it is told to."""
    return SiteMonitor(SYDNEY, link, reports, reconcile_s=1000.0, grace_s=3.0)


@asynccontextmanager
async def running(monitor: SiteMonitor) -> AsyncIterator[None]:
    task = asyncio.create_task(monitor.run())
    try:
        yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def until(condition: "asyncio.Event") -> None:
    async with asyncio.timeout(10):
        await condition.wait()


async def told(monitor: SiteMonitor, link: FakeSiteLink, *news: object) -> None:
    """Let the monitor take news."""
    async with running(monitor):
        link.put(*news)  # type: ignore[arg-type]  # all are LinkNews
        await link.taken()


async def test_a_callers_hang_up_is_reported(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """The call's id is the channel's unique id."""
    await told(monitor, link, hung_up(CALLER))

    assert reports.gone == [CALLER]


async def test_a_dialled_phones_hang_up_is_no_callers(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """An agent who hangs up has not taken the caller away."""
    await told(monitor, link, BEGAN, RANG, hung_up(PHONE))

    assert reports.gone == []


async def test_an_originated_caller_counts_as_a_caller(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """A channel that Asterisk itself calls is dialled by nobody, and may become a call."""
    await told(monitor, link, DialBegan("", "", "", "PJSIP/x", CALLER), hung_up(CALLER))

    assert reports.gone == [CALLER]


async def test_a_phone_that_rings_is_reported_once(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """Dialling is not ringing, and a second sign of the same ring is not another one."""
    await told(monitor, link, BEGAN)
    assert reports.rings == []

    await told(monitor, link, RANG, RANG, DialEnded("", CALLER, "", PHONE, "ANSWER"))
    assert reports.rings == [CALLER]


async def test_the_next_agents_phone_rings_anew(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """After no answer the same caller rings another phone."""
    again = DialRang("PJSIP/carrier-1", CALLER, CALLER, "PJSIP/6002-3", "sydney-9.9")

    await told(monitor, link, BEGAN, RANG, again)

    assert reports.rings == [CALLER, CALLER]


async def test_a_ring_through_a_local_channel_reaches_the_caller(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """Both the dialling channel and the one that all began with are named."""
    await told(monitor, link, DialRang("Local/x;2", "sydney-2.2", CALLER, "PJSIP/6001-2", PHONE))

    assert sorted(reports.rings) == sorted([CALLER, "sydney-2.2"])


@pytest.mark.parametrize(
    ("state", "reported"),
    [
        ("NOT_INUSE", DeviceState.IDLE),
        ("INUSE", DeviceState.IN_USE),
        ("RINGING", DeviceState.IN_USE),
        ("RINGINUSE", DeviceState.IN_USE),
        ("ONHOLD", DeviceState.IN_USE),
        ("BUSY", DeviceState.IN_USE),
        ("UNAVAILABLE", DeviceState.UNREACHABLE),
        ("INVALID", DeviceState.UNREACHABLE),
        ("UNKNOWN", DeviceState.UNKNOWN),
        ("SOMETHING_NEW", DeviceState.UNKNOWN),
    ],
)
async def test_a_phones_state_is_reported_in_our_words(
    monitor: SiteMonitor,
    link: FakeSiteLink,
    reports: FakeSiteReports,
    state: str,
    reported: DeviceState,
):
    """Each of Asterisk's states has one of ours."""
    await told(monitor, link, DeviceStateChanged("PJSIP/6001", state))

    assert reports.devices == [("PJSIP/6001", reported)]


async def test_what_is_no_phone_is_not_reported(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """Queues and hints have device states too."""
    names = ("Queue:bank_pause_PJSIP/6001", "Custom:night", "MWI")

    await told(monitor, link, *(DeviceStateChanged(name, "INUSE") for name in names))

    assert reports.devices == []


async def test_a_link_that_comes_up_brings_a_snapshot(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """All phones are reported, and callers that vanished meanwhile at once, however young."""
    link.devices = {"PJSIP/6001": "NOT_INUSE", "PJSIP/6002": "UNAVAILABLE"}
    link.channels = {"stays"}
    reports.calls = (live("stays"), live("vanished", age_s=0.1))

    async with running(monitor):
        link.put(UP)
        await reports.until(lambda: len(reports.devices) == 2)

    assert reports.links == [(True, "logged in")]
    assert reports.gone == ["vanished"]
    assert reports.devices == [
        ("PJSIP/6001", DeviceState.IDLE),
        ("PJSIP/6002", DeviceState.UNREACHABLE),
    ]
    assert monitor.counts.repaired == 1


@pytest.mark.parametrize("news", [EventsLost("the inbox was full"), FullyBooted(1)])
async def test_lost_events_and_a_fresh_start_bring_a_snapshot(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports, news: object
):
    """Whatever was missed is found by asking."""
    reports.calls = (live("vanished"),)

    async with running(monitor):
        link.put(news)  # type: ignore[arg-type]  # a LinkNews
        await reports.until(lambda: bool(reports.gone))

    assert reports.gone == ["vanished"]


async def test_a_link_that_goes_down_is_reported_and_asks_nothing(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """The last known states stand; a snapshot that is due waits for the link."""
    link.up = False

    async with running(monitor):
        link.put(LinkChanged(up=False, reason="Asterisk closed it"), EventsLost("full"))
        await until(link.looked_at)

    assert reports.links == [(False, "Asterisk closed it")]
    assert not link.listed.is_set()


async def test_a_failed_snapshot_does_not_spin_and_stays_due(
    link: FakeSiteLink, reports: FakeSiteReports
):
    """It is tried again at the next turn, not in a loop that starves everything else."""
    monitor = SiteMonitor(SYDNEY, link, reports, reconcile_s=0.01)
    link.refuses = PeerUnavailable("ami sydney", "no answer")
    link.devices = {"PJSIP/6001": "NOT_INUSE"}

    async with running(monitor):
        link.put(UP)
        await until(link.listed)
        link.refuses = None
        await reports.until(lambda: bool(reports.devices))

    assert reports.devices == [("PJSIP/6001", DeviceState.IDLE)]


async def test_a_channel_gone_twice_is_reported(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """Once may be chance; the second time it is counted and logged."""
    link.channels = {"stays"}
    reports.calls = (live("stays"), live("vanished"))

    await monitor.reconcile()
    assert reports.gone == []
    with structlog.testing.capture_logs() as logs:
        await monitor.reconcile()

    assert reports.gone == ["vanished"]
    assert monitor.counts.repaired == 1
    assert [(entry["event"], entry["call_id"]) for entry in logs] == [
        ("reconcile.repaired", "vanished")
    ]


async def test_a_channel_that_is_seen_again_is_no_suspect(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """Twice running means twice running."""
    reports.calls = (live("flickers"),)

    await monitor.reconcile()
    link.channels = {"flickers"}
    await monitor.reconcile()
    link.channels = set()
    await monitor.reconcile()

    assert reports.gone == []


async def test_a_young_call_is_not_compared(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """Within its grace a call is taken at its word."""
    reports.calls = (live("young", age_s=2.9),)

    await monitor.reconcile()
    await monitor.reconcile()

    assert reports.gone == []


async def test_the_comparison_runs_by_itself(link: FakeSiteLink, reports: FakeSiteReports):
    """Every few seconds, without any news."""
    monitor = SiteMonitor(SYDNEY, link, reports, reconcile_s=0.01)
    reports.calls = (live("vanished"),)

    async with running(monitor):
        await reports.until(lambda: bool(reports.gone))

    assert reports.gone == ["vanished"]


async def test_a_suspicion_does_not_outlive_the_link(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """What was seen before the link dropped says nothing after."""
    reports.calls = (live("vanished"),)
    await monitor.reconcile()

    await told(monitor, link, LinkChanged(up=False, reason="x"))
    await monitor.reconcile()

    assert reports.gone == []


async def test_an_agents_hold_is_reported_for_his_caller(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """The call is that of the oldest channel; a caller who holds is no agent."""
    phone = HoldToggled("PJSIP/6001-2", PHONE, CALLER, on_hold=True)
    caller = HoldToggled("PJSIP/carrier-1", CALLER, CALLER, on_hold=True)
    back = HoldToggled("PJSIP/6001-2", PHONE, CALLER, on_hold=False)

    await told(monitor, link, BEGAN, RANG, phone, caller, back)

    assert reports.holds == [(CALLER, True), (CALLER, False)]


async def test_a_site_is_heard_of_when_its_link_comes_up(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """Not when it goes down."""
    await told(monitor, link, LinkChanged(up=False, reason="closed"))
    assert reports.heard == 0

    await told(monitor, link, UP)
    assert reports.heard >= 1


async def test_a_site_is_heard_of_at_each_comparison(link: FakeSiteLink, reports: FakeSiteReports):
    """Also at one that Asterisk refuses: it answers."""
    monitor = SiteMonitor(SYDNEY, link, reports, reconcile_s=0.001)
    reports.calls = (live("stays"),)
    link.refuses = ActionRefused("CoreShowChannels", "Permission denied")

    with structlog.testing.capture_logs():
        async with running(monitor):
            await reports.until(lambda: reports.heard >= 3)

    assert reports.gone == []


async def test_a_site_that_does_not_answer_is_not_heard_of(
    link: FakeSiteLink, reports: FakeSiteReports
):
    """Its link may be up for a while yet."""
    monitor = SiteMonitor(SYDNEY, link, reports, reconcile_s=0.001)
    reports.calls = (live("stays"),)
    link.refuses = PeerUnavailable("ami sydney", "no answer")

    with structlog.testing.capture_logs():
        async with running(monitor):
            for _ in range(3):
                await until(link.listed)
                link.listed.clear()

    assert reports.heard == 0


async def test_a_refused_list_reports_nobody_gone(
    monitor: SiteMonitor, link: FakeSiteLink, reports: FakeSiteReports
):
    """A missing permission is not an empty Asterisk."""
    reports.calls = (live("stays"),)
    link.refuses = ActionRefused("CoreShowChannels", "Permission denied")

    with pytest.raises(ActionRefused):
        await monitor.snapshot()

    assert reports.gone == []


async def test_lasting_trouble_is_logged_once(link: FakeSiteLink, reports: FakeSiteReports):
    """Every few seconds the same line would hide the others."""
    monitor = SiteMonitor(SYDNEY, link, reports, reconcile_s=0.001)
    reports.calls = (live("stays"),)
    link.refuses = ActionRefused("CoreShowChannels", "Permission denied")

    with structlog.testing.capture_logs() as logs:
        async with running(monitor):
            for _ in range(3):
                await until(link.listed)
                link.listed.clear()

    assert [entry["event"] for entry in logs] == ["reconcile.impossible"]


async def test_a_report_that_fails_ends_nothing_and_is_made_up_for(
    link: FakeSiteLink, reports: FakeSiteReports
):
    """A full inbox of the ACD costs one report; the next turn's snapshot tells it all again."""
    monitor = SiteMonitor(SYDNEY, link, reports, reconcile_s=0.01)
    link.devices = {"PJSIP/6001": "INUSE"}
    reports.full = True

    with structlog.testing.capture_logs():
        async with running(monitor):
            link.put(DeviceStateChanged("PJSIP/6001", "INUSE"))
            await link.taken()
            assert reports.devices == []
            reports.full = False
            await reports.until(lambda: bool(reports.devices))

    assert reports.devices == [("PJSIP/6001", DeviceState.IN_USE)]
    assert monitor.counts.failed_reports == 1


async def test_hanging_up_says_whether_the_channel_was_there(
    monitor: SiteMonitor, link: FakeSiteLink
):
    """Gone already is no error."""
    link.channels = {"PJSIP/carrier-1"}

    assert await monitor.hang_up("PJSIP/carrier-1")
    assert not await monitor.hang_up("PJSIP/carrier-2")
    assert [action.name for action in link.sent] == ["Hangup", "Hangup"]
    with pytest.raises(LocalProtocolError):
        await monitor.hang_up("/.*/")


async def test_hanging_up_over_a_lost_link_is_an_error(monitor: SiteMonitor, link: FakeSiteLink):
    """Whoever asked must know that the channel may live on."""
    link.up = False

    with pytest.raises(PeerUnavailable):
        await monitor.hang_up("PJSIP/carrier-1")
