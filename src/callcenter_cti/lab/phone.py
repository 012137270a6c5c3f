"""An agent's phone, played by the carrier's Asterisk: rings, answers, talks in its own pitch."""

import time
from enum import StrEnum
from pathlib import Path

from callcenter_cti.lab.ami_client import EVENT_LIMIT_S, AmiClient, Event
from callcenter_cti.lab.configuration import PhoneLine
from callcenter_cti.lab.errors import LabError
from callcenter_cti.lab.recordings import finished


class PhoneMode(StrEnum):
    """What a phone does when it is called."""

    ANSWER = "answer"
    """Rings for the seconds set, then answers."""
    MANUAL = "manual"
    """Rings until `Phone.pick_up` or `Phone.hang_up`."""
    BUSY = "busy"
    REJECT = "reject"
    NO_ANSWER = "noanswer"


class Phone:
    """One phone. The waits move on: each is for the next ring, answer or end after the last."""

    def __init__(self, ami: AmiClient, line: PhoneLine) -> None:
        self._ami = ami
        self._since = ami.mark()
        self._channel = ""
        self._rec: Path | None = None
        self.line = line
        self.extension = line.extension
        self.voice_hz = line.voice_hz

    async def set_mode(self, mode: PhoneMode, *, ring_s: float = 1.0) -> None:
        """Choose what the phone does with calls that come from now on."""
        await self._set_global("MODE", mode.value)
        await self._set_global("RING", f"{ring_s:g}")

    async def reset(self) -> None:
        """Answer after a second, and forget what has been."""
        await self.set_mode(PhoneMode.ANSWER)
        self._since = self._ami.mark()

    async def ringing(self, *, limit_s: float = EVENT_LIMIT_S) -> Event:
        """Wait for the next ring."""
        return await self._next("PhoneRing", limit_s=limit_s)

    async def answered(self, *, limit_s: float = EVENT_LIMIT_S) -> Event:
        """Wait until the phone has answered."""
        event = await self._next("PhoneUp", limit_s=limit_s)
        self._rec = Path(event["Rec"])
        return event

    async def pick_up(self) -> None:
        """Answer the call that rings and return when it is answered."""
        await self._ami.action(
            "Redirect",
            Channel=self._channel,
            Context="phone-talk",
            Exten=self.extension,
            Priority="1",
        )
        await self.answered()

    async def hang_up(self) -> None:
        """Hang up or decline, and wait until the recordings are finished."""
        await self._ami.attempt("Hangup", Channel=self._channel, Cause="21")
        await self.ended()

    async def ended(self, *, limit_s: float = EVENT_LIMIT_S) -> None:
        """Wait until the present call is over and its recordings are finished."""
        deadline = time.monotonic() + limit_s
        channel = self._channel
        await self._ami.wait_event(
            lambda e: e["Event"] == "Hangup" and e.get("Channel") == channel,
            since=self._since,
            limit_s=limit_s,
        )
        if self._rec is not None:
            await finished(self._rec, limit_s=max(deadline - time.monotonic(), 2.0))

    @property
    def heard_wav(self) -> Path:
        """What reached the agent's ear in the last answered call; complete after `ended`."""
        if self._rec is None:
            raise LabError(f"phone {self.extension} has not answered yet")
        return self._rec.with_name(f"{self._rec.name}-heard.wav")

    async def _next(self, name: str, *, limit_s: float) -> Event:
        place, event = await self._ami.find_event(
            lambda e: e.get("UserEvent") == name and e.get("Phone") == self.extension,
            since=self._since,
            limit_s=limit_s,
        )
        self._since = place + 1
        if name == "PhoneRing":
            self._rec = None
        self._channel = event["Channel"]
        return event

    async def _set_global(self, name: str, value: str) -> None:
        await self._ami.action("Setvar", Variable=f"{name}_{self.extension}", Value=value)
