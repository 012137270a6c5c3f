"""The recording of one caller's channel, while he keys what nobody may hear or read later.

Decides when what he says is left out of the recording: from a secret question on, or from the
first key typed ahead of one, until he is asked for something else. A recording that cannot be
muted is stopped: a lost one is better than one with a PIN in it. Refuses to know how a site mutes.
"""

from typing import Final, Protocol

from structlog.typing import FilteringBoundLogger

from callcenter_cti.agi import commands
from callcenter_cti.asterisk.agi_session import AgiSession

_MARK: Final = "MIXMONITOR_FILENAME"
"""Set by MixMonitor, whoever starts it, and empty where it writes no mixed file. It outlasts the
recording: a mute too many harms nobody."""
_MOST_AT_ONCE: Final = 4
"""Recordings of one channel that are stopped; StopMixMonitor ends one, and does not tell."""
_STOP_S: Final = 1.0


class Recordings(Protocol):
    """Mutes the recordings at one site (adapter: `asterisk.site_recordings`)."""

    async def mute(self, channel: str) -> bool:
        """Leave what a channel's caller says out of its recordings; False when that may fail.

        Returns at once when Asterisk cannot be told, and soon when it does not answer.
        """
        ...

    def unmute(self, channel: str) -> None:
        """Let them hear him again, a moment from now; done whatever becomes of the call."""
        ...


class NoRecordings:
    """`Recordings` of a site whose Asterisk is not known: nothing can be muted there."""

    def __init__(self) -> None:
        self.failed_count = 0
        """Mutes that failed: all."""

    async def mute(self, channel: str) -> bool:
        """Say that it failed."""
        del channel
        self.failed_count += 1
        return False

    def unmute(self, channel: str) -> None:
        """Do nothing."""


class Recording:
    """What one call needs of them. A channel that nobody records costs one command."""

    __slots__ = ("_is_secret", "_log", "_muted", "_recordings", "_session")

    def __init__(
        self, session: AgiSession, recordings: Recordings, log: FilteringBoundLogger
    ) -> None:
        self._session = session
        self._recordings = recordings
        self._log = log
        self._is_secret = False
        self._muted = False

    async def mute(self) -> None:
        """Leave the caller out from now on, or stop the recording; returns when that is so.

        Looks again at the beginning of each secret: a recording may have begun meanwhile.
        """
        if self._is_secret or self._session.is_hung_up:
            return
        self._is_secret = True
        reply = await self._session.execute(commands.get_variable(_MARK))
        if reply is None or reply.number != 1:
            return
        self._muted = True  # before it is: whoever is cancelled meanwhile unmutes all the same
        if not await self._recordings.mute(self._session.request.unique_id):
            await self._stop()

    def unmute(self) -> None:
        """Let the caller be recorded again, if he was left out."""
        self._is_secret = False
        if self._muted:
            self._muted = False
            self._recordings.unmute(self._session.request.unique_id)

    async def _stop(self) -> None:
        self._log.warning("recording.stopped", channel=self._session.request.channel)
        stop = commands.execute("StopMixMonitor", duration_s=_STOP_S)
        for _ in range(_MOST_AT_ONCE):
            await self._session.execute(stop)
