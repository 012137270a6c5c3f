"""Mutes are done at once or not at all; unmutes are done in the end, whatever happens."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from callcenter_cti.ami.actions import Action
from callcenter_cti.ami.responses import Response
from callcenter_cti.asterisk import site_recordings
from callcenter_cti.asterisk.site_recordings import LINGER_S, RETRY_S, SiteRecordings
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import SiteId

CALL, OTHER = "sydney-1795360445.1", "sydney-1795360445.7"


class Link:
    """A manager interface that is up, down, refuses or is silent, as the test wants."""

    def __init__(self) -> None:
        self.up = True
        self.silent = False
        self.answer = Response(success=True, message="", fields={})
        self.sent: list[tuple[str, str]] = []
        """Channel and state of each action."""

    async def send(self, action: Action) -> Response:
        if not self.up:
            raise PeerUnavailable("ami sydney", "down")
        fields = dict(action.fields)
        assert (action.name, fields["Direction"]) == ("MixMonitorMute", "read")
        self.sent.append((fields["Channel"], fields["State"]))
        if self.silent:
            await asyncio.get_running_loop().create_future()
        return self.answer


class Hours:
    """A clock that only its own pauses move on; a pause lasts until the test ends it."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self._begun: asyncio.Queue[float] = asyncio.Queue()
        self._over: asyncio.Queue[None] = asyncio.Queue()

    def now(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self._begun.put_nowait(seconds)
        await self._over.get()

    async def pass_pause(self) -> float:
        """Wait for the next pause and let it pass; return its length."""
        async with asyncio.timeout(10):
            seconds = await self._begun.get()
        self.now_s += seconds
        self._over.put_nowait(None)
        return seconds


class Desk:
    """The recordings of a site, tended; the link and the clock behind them."""

    def __init__(self) -> None:
        self.link = Link()
        self.hours = Hours()
        self.recordings = SiteRecordings(
            SiteId("sydney"), self.link, now=self.hours.now, sleep=self.hours.sleep
        )

    async def settled(self) -> None:
        """Wait until nothing is owed any more."""
        async with asyncio.timeout(10):
            while self.recordings.owed_count:  # noqa: ASYNC110 - done by a task of its own
                await asyncio.sleep(0)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    async with asyncio.TaskGroup() as tasks:
        tending = tasks.create_task(desk.recordings.run())
        yield desk
        tending.cancel()


async def test_mute_names_the_channel_by_its_unique_id(desk: Desk) -> None:
    """Asterisk is told once, and the caller may be asked."""
    assert await desk.recordings.mute(CALL)

    assert desk.link.sent == [(CALL, "1")]


async def test_unmute_waits_until_the_last_tone_has_left_the_queue(desk: Desk) -> None:
    """A key's tone that Asterisk still holds would be recorded otherwise."""
    await desk.recordings.mute(CALL)
    desk.recordings.unmute(CALL)

    assert desk.link.sent == [(CALL, "1")]
    assert await desk.hours.pass_pause() == LINGER_S

    await desk.settled()
    assert desk.link.sent == [(CALL, "1"), (CALL, "0")]


async def test_next_secret_within_the_pause_stays_muted(desk: Desk) -> None:
    """An unmute that is owed is forgotten when the channel is muted again."""
    await desk.recordings.mute(CALL)
    desk.recordings.unmute(CALL)
    desk.recordings.unmute(OTHER)

    await desk.recordings.mute(CALL)
    await desk.hours.pass_pause()

    await desk.settled()
    assert desk.link.sent == [(CALL, "1"), (CALL, "1"), (OTHER, "0")]


async def test_link_that_is_down_refuses_a_mute_at_once(desk: Desk) -> None:
    """Whoever asked stops the recording; it is counted, and told with the reason."""
    desk.link.up = False

    with capture_logs() as logs:
        assert not await desk.recordings.mute(CALL)

    assert desk.recordings.failed_count == 1
    assert [(line["event"], line["reason"]) for line in logs] == [
        ("recording.not_muted", "ami sydney is unavailable: down")
    ]


async def test_mute_that_asterisk_refuses_has_failed(desk: Desk) -> None:
    """The account lacks the right, or the module is not loaded."""
    desk.link.answer = Response(success=False, message="Permission denied", fields={})

    with capture_logs() as logs:
        assert not await desk.recordings.mute(CALL)

    assert logs[0]["reason"] == "Permission denied"


async def test_mute_that_is_not_answered_in_time_has_failed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The caller does not wait for a manager interface that hangs."""
    monkeypatch.setattr(site_recordings, "MUTE_S", 0.0)
    desk.link.silent = True

    with capture_logs() as logs:
        assert not await desk.recordings.mute(CALL)

    assert logs[0]["reason"] == "no answer in time"


async def test_unmute_is_tried_until_the_link_is_back(desk: Desk) -> None:
    """A conversation that begins while the link is away is not recorded by half."""
    await desk.recordings.mute(CALL)
    desk.link.up = False
    desk.recordings.unmute(CALL)
    pauses = [await desk.hours.pass_pause() for _ in range(3)]

    desk.link.up = True
    await desk.settled()

    assert pauses == [LINGER_S, RETRY_S, RETRY_S]
    assert desk.link.sent == [(CALL, "1"), (CALL, "0")]


async def test_unmute_of_a_channel_that_is_gone_is_done(desk: Desk) -> None:
    """Asterisk knows the channel no more: nothing is owed."""
    desk.link.answer = Response(success=False, message="No such channel", fields={})
    desk.recordings.unmute(CALL)

    await desk.hours.pass_pause()
    await desk.settled()

    assert desk.link.sent == [(CALL, "0")]


async def test_engine_that_stops_unmutes_at_once(desk: Desk) -> None:
    """Nobody is left to do it later."""
    desk.recordings.unmute(CALL)
    desk.recordings.unmute(OTHER)

    await desk.recordings.settle()

    assert desk.link.sent == [(CALL, "0"), (OTHER, "0")]
    assert desk.recordings.owed_count == 0


async def test_engine_that_stops_without_a_link_does_not_wait(desk: Desk) -> None:
    """What cannot be told stays owed."""
    desk.link.up = False
    desk.recordings.unmute(CALL)

    await desk.recordings.settle()

    assert desk.recordings.owed_count == 1


async def test_calls_that_are_owed_to_are_bounded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that is away for a day leaves no heap behind; the oldest calls are given up."""
    monkeypatch.setattr(site_recordings, "MOST_OWED", 3)
    for number in range(5):
        desk.recordings.unmute(f"call-{number}")

    await desk.recordings.settle()

    assert desk.link.sent == [(f"call-{number}", "0") for number in (2, 3, 4)]
