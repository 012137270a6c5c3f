"""Mutes and unmutes recordings over one site's manager interface.

Decides how long a mute may take, and that every unmute is done in the end: also when the call, the
flow or the link is gone meanwhile. Refuses to know what is secret.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from callcenter_cti.ami import actions
from callcenter_cti.ami.actions import Action
from callcenter_cti.ami.responses import Response
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import SiteId

_log = structlog.get_logger(__name__)

MUTE_S: Final = 0.5
"""Longest wait for a mute: keys that the caller presses meanwhile are lost."""
LINGER_S: Final = 0.5
"""How long a mute outlasts its secret. Asterisk mutes what it takes out of a recording's queue,
and a key's tone may still wait in there (AST_AUDIOHOOK_LONG_QUEUE_TOLERANCE of audiohook.h)."""
RETRY_S: Final = 1.0
"""Pause after an unmute that could not be sent."""
MOST_OWED: Final = 10_000
"""Unmutes that wait for a link; beyond it the oldest are given up, their calls being long over."""


class ActionLink(Protocol):
    """The link to Asterisk (adapter: `asterisk.ami_link.AmiLink`)."""

    async def send(self, action: Action) -> Response:
        """Send one action; raises `PeerUnavailable`."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Owed:
    """One unmute to be done; another one of the same channel is another one."""

    channel: str
    due: float


class SiteRecordings:
    """The recordings at one site (adapter of `asterisk.recording.Recordings`).

    Channels are named by their unique ids: names come again after a restart of Asterisk.
    """

    def __init__(
        self,
        site: SiteId,
        link: ActionLink,
        *,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Make it; `run` does what is owed.

        Args:
            site: whose recordings.
            link: its manager interface.
            now: monotonic seconds.
            sleep: waits for seconds.
        """
        self.site = site
        self.failed_count = 0
        """Mutes that failed, each of which costs a recording."""
        self._link = link
        self._now = now
        self._sleep = sleep
        self._owed: dict[str, _Owed] = {}
        self._news = asyncio.Event()

    @property
    def owed_count(self) -> int:
        """Channels that wait to be unmuted."""
        return len(self._owed)

    async def mute(self, channel: str) -> bool:
        """Mute a channel's recordings; see `Recordings.mute`."""
        self._owed.pop(channel, None)
        try:
            async with asyncio.timeout(MUTE_S):
                response = await self._link.send(actions.mute_recordings(channel, on=True))
        except (PeerUnavailable, TimeoutError) as error:
            reason = str(error) or "no answer in time"
        else:
            if response.success:
                return True
            reason = response.message
        self.failed_count += 1
        _log.warning("recording.not_muted", site=self.site, reason=reason)
        return False

    def unmute(self, channel: str) -> None:
        """Unmute them soon; see `Recordings.unmute`."""
        self._owed.pop(channel, None)
        self._owed[channel] = _Owed(channel, self._now() + LINGER_S)
        if len(self._owed) > MOST_OWED:
            self._owed.pop(next(iter(self._owed)))
        self._news.set()

    async def run(self) -> None:
        """Do what is owed when it is due, until cancelled; while the link is down, try again."""
        while True:
            first = next(iter(self._owed.values()), None)
            if first is None:
                self._news.clear()
                await self._news.wait()
            elif (early_s := first.due - self._now()) > 0:
                await self._sleep(early_s)
            elif not await self._pay(first):
                await self._sleep(RETRY_S)

    async def settle(self) -> None:
        """Do at once what is owed, as far as the link lets it: the engine stops."""
        for owed in tuple(self._owed.values()):
            if not await self._pay(owed):
                return

    async def _pay(self, owed: _Owed) -> bool:
        """Unmute a channel; False when Asterisk could not be told."""
        if self._owed.get(owed.channel) is not owed:
            return True  # muted again meanwhile
        try:
            await self._link.send(actions.mute_recordings(owed.channel, on=False))
        except PeerUnavailable:
            return False
        # A refusal means that the channel or its recording is gone.
        if self._owed.get(owed.channel) is owed:
            del self._owed[owed.channel]
        return True
