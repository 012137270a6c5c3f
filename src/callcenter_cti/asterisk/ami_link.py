"""The link to one site's manager interface: kept up for ever, trusted never.

Decides when to connect, when a peer is dead, and what becomes of unanswered actions (they fail;
nothing is sent twice). Refuses to know what any event means to a call. The only importer of
panoramisk, which connects, numbers and writes the actions. Framing, time-outs, failure and
reconnection are ours: panoramisk 1.4 repeats unanswered actions after a reconnect, waits for ever
for others, misses no ping, and dies of one odd message.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog
from panoramisk import Manager
from panoramisk.actions import Action as NumberedAction
from panoramisk.ami_protocol import AMIProtocol

from callcenter_cti.ami import actions
from callcenter_cti.ami.actions import Action
from callcenter_cti.ami.events import CONSUMED, AmiEvent, event_of
from callcenter_cti.ami.framing import Fields, Framer, event_name, fields_of, first
from callcenter_cti.ami.responses import Response, response_of
from callcenter_cti.asterisk.ami_inbox import AmiInbox, EventsLost, LinkChanged, LinkNews
from callcenter_cti.asterisk.ami_pending import PendingAction
from callcenter_cti.asterisk.ami_settings import AmiLinkSettings, Backoff
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import SiteId

_log = structlog.get_logger(__name__)
_CLOSE_S = 1.0
"""How long a dropped connection may take to say that it is gone."""
_MISSED_PINGS = 2
"""So many unanswered pings end a link on which bytes still arrive; on a silent one, the first."""


class _Wire(AMIProtocol):  # type: ignore[misc]  # panoramisk ships no types
    """One connection: bytes in, answers to whoever asked, events into the inbox."""

    def __init__(self, peer: str, inbox: AmiInbox, settings: AmiLinkSettings) -> None:
        loop = asyncio.get_running_loop()
        self._peer = peer
        self._inbox = inbox
        self._framer = Framer(settings.max_message_bytes)
        self._max_items = settings.max_list_items
        self._clock = loop.time
        self._asked: dict[str, PendingAction] = {}
        self.last_byte_at = loop.time()
        self.lost: asyncio.Future[str] = loop.create_future()
        """Done when the connection is over, with the reason."""
        self.gone: asyncio.Future[None] = loop.create_future()
        """Done when the socket is closed."""

    async def ask(self, action: Action, *, within_s: float, listed: bool) -> tuple[Fields, ...]:
        """Write an action and return its answers. However this ends, nobody waits any more."""
        if self.lost.done():
            raise PeerUnavailable(self._peer, self.lost.result())
        numbered = NumberedAction(_by_key(action))
        pending = PendingAction(action.name, listed=listed, max_items=self._max_items)
        self._asked[numbered.id] = pending
        try:
            self.transport.write(str(numbered).encode())
            async with asyncio.timeout(within_s):
                return await pending.answers
        except TimeoutError:
            why = f"no answer to {action.name} in {within_s:g} s"
            raise PeerUnavailable(self._peer, why) from None
        finally:
            self._asked.pop(numbered.id, None)

    def data_received(self, data: bytes) -> None:
        self.last_byte_at = self._clock()
        skipped = self._framer.oversized_count
        for message in self._framer.feed(data):
            self._guarded(message)
        if self._framer.oversized_count > skipped:
            _log.warning("ami.message.too_long", peer=self._peer)
            self._inbox.put(EventsLost("a message was too long"))

    def _guarded(self, message: bytes) -> None:
        try:
            self._take(message)
        except Exception:  # noqa: BLE001 - asyncio would end the connection, segment and all
            self._inbox.broken_count += 1
            _log.exception("ami.message.failed", peer=self._peer)

    def _take(self, message: bytes) -> None:
        name = event_name(message)
        if name is not None and name not in CONSUMED and b"\r\nActionID:" not in message:
            return
        fields = fields_of(message)
        pending = self._asked.get(first(fields, "ActionID"))
        if pending is not None and (pending.listed or "Event" not in fields):
            pending.take(fields)
        elif (event := event_of(fields)) is not None:
            self._inbox.put(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self.end(f"connection lost ({type(exc).__name__})" if exc else "Asterisk closed it")
        if not self.gone.done():
            self.gone.set_result(None)

    def end(self, reason: str) -> None:
        """Drop the connection at once; fail whatever waits for an answer."""
        if not self.lost.done():
            self.lost.set_result(reason)
        for pending in self._asked.values():
            pending.fail(PeerUnavailable(self._peer, f"no answer to {pending.name}: {reason}"))
        self.close()

    def close(self) -> None:
        """Drop the connection; panoramisk's own would keep the actions for the next one."""
        self.closed = True
        self.transport.abort()


def _by_key(action: Action) -> dict[str, str | list[str]]:
    by_key: dict[str, str | list[str]] = {"Action": action.name}
    for key, _ in action.fields:
        by_key[key] = [value for other, value in action.fields if other == key]
    return by_key


class _Dialler(Manager):  # type: ignore[misc]  # panoramisk ships no types
    """panoramisk's manager for one single connection: no retry, no ping, no log-in of its own."""

    def connection_made(self, f: "asyncio.Task[object]") -> None:
        if not f.cancelled() and f.exception() is None:
            super().connection_made(f)

    def ping(self) -> None:
        """Nothing: its own pings are not checked for answers."""

    async def hang_up(self) -> None:
        """Drop the connection, if there is one, and wait until the socket is closed."""
        self.close()
        if self.protocol is not None:
            self.protocol.end("the engine closed it")
            await asyncio.wait({self.protocol.gone}, timeout=_CLOSE_S)


class AmiLink:
    """The link as the rest of the engine sees it: ask, listen, and be told whether it is up."""

    def __init__(
        self,
        site: SiteId,
        settings: AmiLinkSettings,
        *,
        on_state: Callable[[bool, str], None] = lambda _up, _reason: None,
        jitter: Callable[[], float] = random.random,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.site = site
        self.peer = f"ami {site}"
        self.reason = "not connected yet"
        """Why the link is down, or that it is up."""
        self._settings = settings
        self._log_in = actions.log_in(settings.user, settings.secret)
        self._on_state = on_state
        self._sleep = sleep
        self._backoff = Backoff(settings.retry_first_s, settings.retry_most_s, jitter)
        self._inbox = AmiInbox(settings.inbox_size)
        self._wire: _Wire | None = None
        self._running = False

    @property
    def up(self) -> bool:
        """Whether Asterisk let us in and the connection stands."""
        return self._wire is not None

    @property
    def overflow_count(self) -> int:
        """How often the inbox was full and all events in it were dropped."""
        return self._inbox.overflow_count

    @property
    def broken_count(self) -> int:
        """Messages whose handling raised."""
        return self._inbox.broken_count

    def events(self) -> AsyncIterator[LinkNews]:
        """Yield events and changes of the link in order, for ever; for one consumer."""
        return self._inbox.news()

    async def send(self, action: Action) -> Response:
        """Ask Asterisk for something and return what it said, be it yes or no.

        Raises:
            PeerUnavailable: the link is down, drops, or no answer comes in time. The action may
                have been done; it is never sent again.
        """
        answers = await self._ask(action, listed=False)
        return response_of(answers[0])

    async def send_list(self, action: Action) -> tuple[AmiEvent, ...]:
        """Ask for a list and return its items when it is complete.

        Raises:
            ActionRefused: Asterisk said no.
            RemoteProtocolError: what came is no complete list.
            PeerUnavailable: as for `send`.
        """
        answers = await self._ask(action, listed=True)
        items = (event_of(fields) for fields in answers)
        return tuple(item for item in items if item is not None)

    async def _ask(self, action: Action, *, listed: bool) -> tuple[Fields, ...]:
        if self._wire is None:
            raise PeerUnavailable(self.peer, self.reason)
        return await self._wire.ask(action, within_s=self._settings.action_s, listed=listed)

    async def run(self) -> None:
        """Keep the link up until cancelled. There is never more than one connection.

        Raises:
            RuntimeError: it runs already.
        """
        if self._running:
            raise RuntimeError(f"{self.peer} runs already")
        self._running = True
        try:
            while True:
                pause_s = await self._connect_once()
                await self._sleep(pause_s)
        finally:
            self._running = False

    async def _connect_once(self) -> float:
        """Live through one connection; return the pause before the next."""
        dialler = self._dialler()
        try:
            wire = await self._open(dialler)
            return await self._converse(wire)
        except PeerUnavailable as error:
            return self._down(error.reason, self._backoff.pause_s())
        except Exception as error:  # noqa: BLE001 - a fault costs a connection, not the engine
            _log.exception("ami.link.failed", site=self.site)
            return self._down(f"fault: {type(error).__name__}", self._settings.retry_most_s)
        finally:
            self._wire = None
            await dialler.hang_up()

    async def _converse(self, wire: _Wire) -> float:
        within_s = self._settings.action_s
        answers = await wire.ask(self._log_in, within_s=within_s, listed=False)
        response = response_of(answers[0])
        if not response.success:
            reason = f"log-in refused: {response.message}"
            return self._down(reason, self._settings.refused_retry_s)
        self._wire = wire
        self._tell(up=True, reason="logged in")
        reason = await self._watch(wire)
        self._wire = None
        return self._down(reason, self._backoff.pause_s())

    def _dialler(self) -> _Dialler:
        settings = self._settings
        return _Dialler(
            host=settings.host,
            port=settings.port,
            ssl=settings.tls or False,
            loop=asyncio.get_running_loop(),
            protocol_factory=lambda: _Wire(self.peer, self._inbox, settings),
        )

    async def _open(self, dialler: _Dialler) -> _Wire:
        try:
            async with asyncio.timeout(self._settings.connect_s):
                wire: _Wire = (await dialler.connect())[1]
        except TimeoutError:
            raise PeerUnavailable(self.peer, "connecting took too long") from None
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else type(error).__name__
            raise PeerUnavailable(self.peer, f"cannot connect: {why}") from error
        return wire

    async def _watch(self, wire: _Wire) -> str:
        """Ping until the connection is over; return why."""
        missed = 0
        while not (await asyncio.wait({wire.lost}, timeout=self._settings.ping_s))[0]:
            asked_at = wire.last_byte_at
            if await self._answers_a_ping(wire):
                missed = 0
                self._backoff.reset()
                continue
            missed += 1
            if missed >= _MISSED_PINGS or wire.last_byte_at == asked_at:
                wire.end("a ping was not answered")
        return wire.lost.result()

    async def _answers_a_ping(self, wire: _Wire) -> bool:
        within_s = self._settings.action_s
        try:
            await wire.ask(actions.ping(), within_s=within_s, listed=False)
        except PeerUnavailable:
            return False
        return True

    def _down(self, reason: str, pause_s: float) -> float:
        self._tell(up=False, reason=reason)
        return pause_s

    def _tell(self, *, up: bool, reason: str) -> None:
        """Tell each change once; a peer that stays away for one reason is told of once."""
        if self.reason == reason:
            return
        self.reason = reason
        log = _log.info if up else _log.warning
        log("ami.link.changed", site=self.site, up=up, reason=reason)
        self._inbox.put(LinkChanged(up, reason))
        try:
            self._on_state(up, reason)
        except Exception:  # noqa: BLE001 - a listener's fault is not the link's
            _log.exception("ami.link.listener_failed", site=self.site)
