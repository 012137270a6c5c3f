"""The link keeps itself up, fails what it cannot know, and sends nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import structlog

from callcenter_cti.ami import actions
from callcenter_cti.ami.actions import Action
from callcenter_cti.ami.errors import ActionRefused, LocalProtocolError, RemoteProtocolError
from callcenter_cti.ami.events import (
    AmiEvent,
    ChannelHungUp,
    ChannelListed,
    DeviceStateChanged,
    FullyBooted,
    event_of,
)
from callcenter_cti.ami.framing import Fields
from callcenter_cti.asterisk import ami_link
from callcenter_cti.asterisk.ami_inbox import EventsLost, LinkChanged, LinkNews
from callcenter_cti.asterisk.ami_link import AmiLink
from callcenter_cti.asterisk.ami_settings import AmiLinkSettings
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import SiteId
from tests.fakes.ami_server import AmiSession, FakeAmiServer

SYDNEY = SiteId("sydney")
NEVER_S = 1000.0


class Pauses:
    """A sleep that the test ends, and that tells how long it should have been."""

    def __init__(self) -> None:
        self._asked: asyncio.Queue[float] = asyncio.Queue()
        self._over: asyncio.Queue[None] = asyncio.Queue()

    async def __call__(self, seconds: float) -> None:
        self._asked.put_nowait(seconds)
        await self._over.get()

    async def begun(self) -> float:
        """Wait for the next pause; return its length."""
        async with asyncio.timeout(10):
            return await self._asked.get()

    def end(self) -> None:
        self._over.put_nowait(None)


class Bench:
    """A server, a link to it that runs, and what the link has told."""

    def __init__(self, server: FakeAmiServer, settings: AmiLinkSettings) -> None:
        self.server = server
        self.pauses = Pauses()
        self.states: list[tuple[bool, str]] = []
        self.is_up = asyncio.Event()
        self.link = AmiLink(
            SYDNEY,
            settings,
            on_state=self._changed,
            jitter=lambda: 1.0,
            sleep=self.pauses,
        )
        self._news = self.link.events()

    def _changed(self, up: bool, reason: str) -> None:
        self.states.append((up, reason))
        if up:
            self.is_up.set()

    async def news(self) -> LinkNews:
        """Wait for the next thing that the link tells."""
        async with asyncio.timeout(10):
            return await anext(self._news)

    async def logged_in(self) -> AmiSession:
        """Let the link in; return the server's side of it."""
        session = await self.server.session()
        await session.accept()
        assert await self.news() == LinkChanged(up=True, reason="logged in")
        return session


@pytest.fixture
async def server() -> AsyncIterator[FakeAmiServer]:
    async with FakeAmiServer() as running:
        yield running


@pytest.fixture
def settings(server: FakeAmiServer) -> AmiLinkSettings:
    return AmiLinkSettings(
        host="127.0.0.1",
        port=server.port,
        user="engine",
        secret="s3cret",
        ping_s=NEVER_S,
        action_s=10.0,
    )


@asynccontextmanager
async def running(server: FakeAmiServer, settings: AmiLinkSettings) -> AsyncIterator[Bench]:
    bench = Bench(server, settings)
    task = asyncio.create_task(bench.link.run())
    try:
        yield bench
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.fixture
async def bench(server: FakeAmiServer, settings: AmiLinkSettings) -> AsyncIterator[Bench]:
    async with running(server, settings) as bench:
        yield bench


async def test_a_link_logs_in_and_says_that_it_is_up(bench: Bench):
    """The log-in bears the user, the secret and the narrow mask of events."""
    session = await bench.server.session()

    login = await session.accept()

    assert await bench.news() == LinkChanged(up=True, reason="logged in")
    assert bench.states == [(True, "logged in")]
    assert bench.link.up
    assert (login["Username"], login["Secret"]) == ("engine", "s3cret")
    assert login["Events"] == "system,call"


async def test_a_refused_log_in_says_so_and_waits_long(bench: Bench):
    """The reason is Asterisk's; the next try comes after the long pause, not in two seconds."""
    session = await bench.server.session()
    session.answer(await session.action(), "Error", Message="Authentication failed")

    assert await bench.pauses.begun() == 30.0

    assert bench.states == [(False, "log-in refused: Authentication failed")]
    assert await session.closed() == b""
    with pytest.raises(PeerUnavailable, match="log-in refused: Authentication failed"):
        await bench.link.send(actions.ping())


async def test_a_log_in_without_an_answer_is_given_up(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """A peer that accepts and then says nothing is no Asterisk."""
    async with running(server, replace(settings, action_s=0.05)) as bench:
        await bench.pauses.begun()

    assert bench.states == [(False, "no answer to Login in 0.05 s")]


async def test_an_answer_reaches_whoever_asked(bench: Bench):
    """Answers may come in any order."""
    session = await bench.logged_in()
    first = asyncio.create_task(bench.link.send(actions.hang_up("PJSIP/a")))
    second = asyncio.create_task(bench.link.send(actions.hang_up("PJSIP/b")))
    asked = [await session.action(), await session.action()]

    for action in reversed(asked):
        session.answer(action, "Error", Message=f"no {action['Channel']}")

    assert (await first).message == "no PJSIP/a"
    assert (await second).message == "no PJSIP/b"


async def test_a_link_that_drops_fails_the_action_and_never_repeats_it(bench: Bench):
    """An Originate whose answer was lost must not ring twice."""
    session = await bench.logged_in()
    asked = asyncio.create_task(bench.link.send(Action("Originate", (("Channel", "PJSIP/a"),))))
    assert (await session.action())["Action"] == "Originate"

    session.drop()

    with pytest.raises(PeerUnavailable, match="no answer to Originate"):
        await asked
    await bench.pauses.begun()
    bench.pauses.end()
    again = await bench.server.session()
    await again.accept()
    assert isinstance(await bench.news(), LinkChanged)
    assert await bench.news() == LinkChanged(up=True, reason="logged in")
    again.event(Event="FullyBooted")
    assert await bench.news() == FullyBooted(None)
    asked = asyncio.create_task(bench.link.send(actions.ping()))
    ping = await again.action(skip_pings=False)
    again.answer(ping)
    assert ping["Action"] == "Ping"
    assert (await asked).success


async def test_a_link_that_drops_inside_a_list_fails_the_list(bench: Bench):
    """Half a list is no list."""
    session = await bench.logged_in()
    asked = asyncio.create_task(bench.link.send_list(actions.list_channels()))
    action = await session.action()
    session.answer_list(action, {"Event": "CoreShowChannel", "Uniqueid": "1"}, complete=False)
    await session.flush()

    session.drop()

    with pytest.raises(PeerUnavailable, match="no answer to CoreShowChannels"):
        await asked


async def test_a_link_that_drops_is_told_of_and_comes_back(bench: Bench):
    """Down with a reason, then up again after the first, short pause."""
    session = await bench.logged_in()

    session.drop()

    assert await bench.pauses.begun() == 0.5
    assert not bench.link.up
    bench.pauses.end()
    await (await bench.server.session()).accept()
    down = await bench.news()
    assert isinstance(down, LinkChanged)
    assert not down.up
    assert await bench.news() == LinkChanged(up=True, reason="logged in")


async def test_a_list_is_returned_whole(bench: Bench):
    """Its items are typed events; they do not appear among the news."""
    session = await bench.logged_in()
    asked = asyncio.create_task(bench.link.send_list(actions.list_channels()))
    items = [
        {"Event": "CoreShowChannel", "Channel": f"PJSIP/{n}", "Uniqueid": n, "Linkedid": n}
        for n in "12"
    ]

    session.answer_list(await session.action(), *items)

    assert await asked == (
        ChannelListed("PJSIP/1", "1", "1"),
        ChannelListed("PJSIP/2", "2", "2"),
    )
    session.event(Event="DeviceStateChange", Device="PJSIP/6001", State="INUSE")
    assert await bench.news() == DeviceStateChanged("PJSIP/6001", "INUSE")


async def test_a_refused_list_is_an_error_with_asterisks_words(bench: Bench):
    """A missing permission must not look like an empty list."""
    session = await bench.logged_in()
    asked = asyncio.create_task(bench.link.send_list(actions.list_channels()))

    session.answer(await session.action(), "Error", Message="Permission denied")

    with pytest.raises(ActionRefused, match="Permission denied"):
        await asked


@pytest.mark.parametrize("count", [0, 2])
async def test_a_list_with_another_length_than_it_claims_is_an_error(bench: Bench, count: int):
    """Items that went missing would look like channels that are gone."""
    session = await bench.logged_in()
    asked = asyncio.create_task(bench.link.send_list(actions.list_channels()))

    item = {"Event": "CoreShowChannel", "Uniqueid": "1"}
    session.answer_list(await session.action(), item, count=count)

    with pytest.raises(RemoteProtocolError, match="incomplete"):
        await asked


async def test_a_yes_without_a_list_is_an_error(bench: Bench):
    """It must not look like an empty list either."""
    session = await bench.logged_in()
    asked = asyncio.create_task(bench.link.send_list(actions.list_channels()))

    session.answer(await session.action())

    with pytest.raises(RemoteProtocolError, match="no list follows"):
        await asked


async def test_a_list_beyond_the_bound_is_an_error(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """No list grows without limit."""
    async with running(server, replace(settings, max_list_items=1)) as bench:
        session = await bench.logged_in()
        asked = asyncio.create_task(bench.link.send_list(actions.list_channels()))

        item = {"Event": "CoreShowChannel", "Uniqueid": "1"}
        session.answer_list(await session.action(), item, item)

        with pytest.raises(RemoteProtocolError, match="too long"):
            await asked


async def test_an_action_without_an_answer_times_out_and_is_forgotten(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """The late answer finds nobody, and the next action gets its own."""
    async with running(server, replace(settings, action_s=0.1)) as bench:
        session = await bench.logged_in()
        asked = asyncio.create_task(bench.link.send(actions.hang_up("PJSIP/a")))
        late = await session.action()
        with pytest.raises(PeerUnavailable, match=r"no answer to Hangup in 0\.1 s"):
            await asked

        assert bench.link._wire is not None
        assert bench.link._wire._asked == {}
        session.answer(late, Message="late")
        asked = asyncio.create_task(bench.link.send(actions.hang_up("PJSIP/b")))
        session.answer(await session.action(), Message="in time")

        assert (await asked).message == "in time"


async def test_an_action_that_its_asker_gives_up_is_forgotten(bench: Bench):
    """A caller's own time-out leaks nothing."""
    session = await bench.logged_in()
    asked = asyncio.create_task(bench.link.send(actions.hang_up("PJSIP/a")))
    await session.action()

    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked

    assert bench.link._wire is not None
    assert bench.link._wire._asked == {}


async def test_an_action_while_the_link_is_down_fails_at_once(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """Nothing is kept for a better time."""
    link = AmiLink(SYDNEY, settings)

    with pytest.raises(PeerUnavailable, match="ami sydney is unavailable: not connected yet"):
        await link.send(actions.ping())


async def test_a_silent_peer_that_leaves_a_ping_unanswered_is_dropped(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """A half-open connection does not pass for a link."""
    async with running(server, replace(settings, ping_s=0.01, action_s=0.1)) as bench:
        session = await bench.logged_in()
        assert (await session.action(skip_pings=False))["Action"] == "Ping"

        await bench.pauses.begun()

        assert bench.states[-1] == (False, "a ping was not answered")
        assert await session.closed() == b""


async def test_one_lost_ping_is_forgiven_while_bytes_arrive(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """A busy Asterisk that still sends events is not dead; two lost pings are too many."""
    async with running(server, replace(settings, ping_s=0.01, action_s=0.3)) as bench:
        session = await bench.logged_in()
        await session.action(skip_pings=False)
        session.event(Event="VarSet", Variable="A")
        await session.action(skip_pings=False)
        session.event(Event="VarSet", Variable="B")

        await bench.pauses.begun()

        assert bench.states[-1] == (False, "a ping was not answered")


async def test_an_answered_ping_starts_the_back_off_anew(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """A link that has proved itself comes back quickly."""
    settings = replace(settings, ping_s=0.01)
    async with running(server, settings) as bench:
        for _ in range(3):
            (await server.session()).drop()
            assert await bench.pauses.begun() > 0
            bench.pauses.end()
        session = await server.session()
        await session.accept()
        session.answer(await session.action(skip_pings=False))
        await session.action(skip_pings=False)

        session.drop()

        assert await bench.pauses.begun() == 0.5


async def test_pauses_grow_while_the_peer_stays_away_and_no_second_connection_is_made(
    bench: Bench,
):
    """One attempt at a time; the pause doubles up to its bound."""
    pauses = []
    for attempt in range(1, 8):
        (await bench.server.session()).drop()
        pauses.append(await bench.pauses.begun())
        assert bench.server.connected_count == attempt
        bench.pauses.end()

    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]


async def test_a_refused_connection_is_told_of_once(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """The reason is plain; that it lasts is not news."""
    await server.stop()
    async with running(server, settings) as bench:
        for _ in range(3):
            await bench.pauses.begun()
            bench.pauses.end()
        await bench.pauses.begun()

        assert bench.states == [(False, "cannot connect: Connection refused")]

        await server.listen()
        bench.pauses.end()
        await (await server.session()).accept()
        assert await bench.news() == LinkChanged(
            up=False, reason="cannot connect: Connection refused"
        )
        assert await bench.news() == LinkChanged(up=True, reason="logged in")


async def test_closing_in_the_gap_between_two_connections_makes_none(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """Nothing is left that would connect later."""
    async with running(server, settings) as bench:
        (await bench.logged_in()).drop()
        await bench.pauses.begun()

    bench.pauses.end()
    timers = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]  # asyncio's own
    assert not [timer for timer in timers if not timer.cancelled() and "panoramisk" in repr(timer)]
    assert server.connected_count == 1
    assert not bench.link.up


async def test_closing_a_live_link_fails_what_waits_and_closes_the_socket(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """Nobody waits for an engine that has stopped."""
    async with running(server, settings) as bench:
        session = await bench.logged_in()
        asked = asyncio.create_task(bench.link.send(actions.hang_up("PJSIP/a")))
        await session.action()

    with pytest.raises(PeerUnavailable, match="the engine closed it"):
        await asked
    assert await session.closed() == b""


async def test_a_link_that_runs_is_not_run_twice(bench: Bench):
    """There is never more than one connection."""
    await bench.logged_in()

    with pytest.raises(RuntimeError, match="ami sydney runs already"):
        await bench.link.run()


async def test_a_character_split_over_two_segments_stays_whole(bench: Bench):
    """The bytes are joined before they are read."""
    session = await bench.logged_in()
    event = "Event: DeviceStateChange\r\nDevice: PJSIP/李\r\nState: INUSE\r\n\r\n".encode()
    cut = event.index("李".encode()) + 1

    session.raw(event[:cut])
    await session.flush()
    asked = asyncio.create_task(bench.link.send(actions.hang_up("PJSIP/a")))
    await session.action()
    session.raw(event[cut:])

    assert await bench.news() == DeviceStateChanged("PJSIP/李", "INUSE")
    asked.cancel()


@pytest.mark.parametrize(
    "odd",
    [
        b"Event: DeviceStateChange\r\nDevice: PJSIP/J\xfcrg\r\nState: INUSE\r\n\r\n",
        b"Event: UserEvent\r\nEvent: Hangup\r\nUniqueid: s-1.1\r\n\r\n",
        b"Event: VarSet\r\nActionID: 1\r\nActionID: 2\r\n\r\n",
        b"Response: Success\r\nActionID: 1\r\nActionID: 2\r\n\r\n",
        b"Response: Success\r\nMessage: Originate successfully queued\r\n\r\n",
        b"no colon at all\r\n\r\n",
        b"\r\n\r\n\r\n\r\n",
        b"Event: \r\n\r\n",
        b"Event: Shutdown\r\n\r\n",
    ],
)
async def test_an_odd_message_costs_nothing_but_itself(bench: Bench, odd: bytes):
    """What follows is read on the same connection."""
    session = await bench.logged_in()

    session.raw(odd)
    session.event(Event="Hangup", Uniqueid="last")

    while await bench.news() != ChannelHungUp("", "last", "", 0):
        pass
    assert bench.server.connected_count == 1
    assert bench.link.broken_count == 0


async def test_an_exception_while_a_message_is_handled_costs_that_message(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    """A fault of ours is counted; the rest of the same segment is read."""

    def faulty(fields: Fields) -> AmiEvent | None:
        if fields["Uniqueid"] == "poison":
            raise ZeroDivisionError
        return event_of(fields)

    monkeypatch.setattr(ami_link, "event_of", faulty)
    session = await bench.logged_in()

    with structlog.testing.capture_logs() as logs:
        session.raw(
            "Event: Hangup\r\nUniqueid: poison\r\n\r\nEvent: Hangup\r\nUniqueid: next\r\n\r\n"
        )
        assert await bench.news() == ChannelHungUp("", "next", "", 0)

    assert [entry["event"] for entry in logs] == ["ami.message.failed"]
    assert bench.link.broken_count == 1
    assert bench.link.up


async def test_a_listener_that_raises_does_not_end_the_link(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """Its fault is logged; the news go out all the same."""

    def faulty(_up: object, _reason: object) -> None:
        raise ZeroDivisionError

    link = AmiLink(SYDNEY, settings, on_state=faulty)
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(link.run())
        await (await server.session()).accept()
        assert await anext(link.events()) == LinkChanged(up=True, reason="logged in")
        assert link.up
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert "ami.link.listener_failed" in [entry["event"] for entry in logs]


async def test_a_full_inbox_drops_the_events_and_asks_for_a_snapshot(
    server: FakeAmiServer, settings: AmiLinkSettings
):
    """The newest event follows the notice; the link itself stays up."""
    async with running(server, replace(settings, inbox_size=4)) as bench:
        session = await server.session()
        await session.accept()
        await bench.is_up.wait()
        for number in range(1, 6):
            session.event(Event="Hangup", Uniqueid=str(number))
        # The answer comes after the events: when it is here, so are they.
        asked = asyncio.create_task(bench.link.send(actions.hang_up("PJSIP/a")))
        session.answer(await session.action())
        await asked

        assert await bench.news() == LinkChanged(up=True, reason="logged in")
        assert await bench.news() == EventsLost("the inbox was full")
        assert await bench.news() == ChannelHungUp("", "4", "", 0)
        assert await bench.news() == ChannelHungUp("", "5", "", 0)
        assert bench.link.overflow_count == 1
        assert server.connected_count == 1


async def test_an_event_of_ten_megabytes_is_skipped_and_asks_for_a_snapshot(bench: Bench):
    """It is never held in memory, and the link goes on."""
    session = await bench.logged_in()

    session.raw(b"Event: Hangup\r\nUniqueid: " + b"x" * 10_000_000 + b"\r\n\r\n")
    session.event(Event="Hangup", Uniqueid="next")

    assert await bench.news() == EventsLost("a message was too long")
    assert await bench.news() == ChannelHungUp("", "next", "", 0)
    assert bench.server.connected_count == 1


async def test_an_event_with_the_id_of_a_plain_action_is_still_news(bench: Bench):
    """Only lists take events for their answers."""
    session = await bench.logged_in()
    asked = asyncio.create_task(bench.link.send(actions.hang_up("PJSIP/a")))
    action = await session.action()

    session.event(Event="Hangup", Uniqueid="1", ActionID=action["ActionID"])
    session.answer(action)

    assert await bench.news() == ChannelHungUp("", "1", "", 0)
    assert (await asked).success


async def test_a_field_that_repeats_is_sent_as_often(bench: Bench):
    """Variables of an Originate are lines of the same name."""
    session = await bench.logged_in()
    fields = (("Variable", "A=1"), ("Channel", "PJSIP/a"), ("Variable", "B=2"))
    asked = asyncio.create_task(bench.link.send(Action("Originate", fields)))

    async with asyncio.timeout(10):
        raw = await session._reader.readuntil(b"\r\n\r\n")

    assert raw.count(b"Variable: ") == 2
    assert raw.startswith(b"Action: Originate\r\nActionID: ")
    asked.cancel()


async def test_the_secret_is_in_no_log_and_no_repr(bench: Bench, settings: AmiLinkSettings):
    """Not when the log-in is refused, and not in the settings."""
    with structlog.testing.capture_logs() as logs:
        session = await bench.server.session()
        session.answer(await session.action(), "Error", Message="Authentication failed")
        await bench.pauses.begun()

    assert logs
    assert "s3cret" not in f"{logs}{settings!r}{bench.link!r}{vars(bench.link)!r}"


def test_a_secret_that_cannot_be_sent_is_refused_at_once(settings: AmiLinkSettings):
    """Not at the first connection, and without telling it."""
    with pytest.raises(LocalProtocolError) as caught:
        AmiLink(SYDNEY, replace(settings, secret="s3cret\r\nAction: Originate"))

    assert "s3cret" not in str(caught.value)
