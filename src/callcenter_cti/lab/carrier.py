"""The world outside a site: callers with ears and keys, played by a second Asterisk."""

import asyncio
import contextlib
import itertools
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from callcenter_cti.lab.ami_client import EVENT_LIMIT_S, AmiClient, Event, Predicate
from callcenter_cti.lab.configuration import CarrierPlan
from callcenter_cti.lab.errors import LabError
from callcenter_cti.lab.instance import Instance
from callcenter_cti.lab.keypads import KEY_PAUSE_S, Keypads
from callcenter_cti.lab.phone import Phone
from callcenter_cti.lab.recordings import finished
from callcenter_cti.lab.site import COLLECTING, LAB_USER, Site

DEFAULT_VOICE_HZ = 1300


class Caller:
    """One call from outside to a hotline."""

    def __init__(
        self,
        ami: AmiClient,
        site: Site,
        *,
        keypads: Keypads,
        ani: str,
        unique_id: str,
        rec: Path,
    ) -> None:
        self._ami = ami
        self._keypads = keypads
        self._since = ami.mark()
        self._rec = rec
        self._unique_id = unique_id
        self._site = site
        self._site_since = site.mark()
        self.ani = ani
        self.channel = ""
        """The carrier's channel, once the call is up."""

    async def up(self, *, limit_s: float = EVENT_LIMIT_S) -> None:
        """Wait until the hotline has answered.

        Raises:
            LabError: the call ended unanswered.
            TimeoutError: nothing happened in `limit_s` seconds.
        """
        ended = self._is("Hangup")
        event = await self._ami.wait_event(
            lambda e: self._is_up(e) or ended(e), since=self._since, limit_s=limit_s
        )
        if ended(event):
            raise LabError(f"the call was not answered (cause {event.get('Cause')})")
        self.channel = event["Channel"]

    async def press(self, keys: str, *, pause_s: float = KEY_PAUSE_S) -> None:
        """Press keys one after the other, as RFC 4733 telephone events."""
        await self._keypads.press(self.channel, keys, pause_s=pause_s)

    async def asked(self, *, limit_s: float = EVENT_LIMIT_S) -> Event:
        """Wait until the site's engine collects keys from this caller (again).

        Each return moves on: the next wait is for a command that started later.
        """
        return await self._told(lambda command: command.startswith(COLLECTING), limit_s=limit_s)

    async def hears(self, sound: str, *, limit_s: float = EVENT_LIMIT_S) -> Event:
        """Wait until the engine gives a command with `sound` in it; moves on like `asked`."""
        return await self._told(lambda command: sound in command, limit_s=limit_s)

    async def _told(self, fits: Callable[[str], bool], *, limit_s: float) -> Event:
        place, event = await self._site.ami.find_event(
            lambda e: (
                e["Event"] == "AGIExecStart"
                and e.get("CallerIDNum") == self.ani
                and fits(e.get("Command", ""))
            ),
            since=self._site_since,
            limit_s=limit_s,
        )
        self._site_since = place + 1
        return event

    async def listen(self, seconds: float) -> None:
        """Stay on the line for a while, so that there is something in the recording."""
        await asyncio.sleep(seconds)

    async def hang_up(self) -> None:
        """Hang up, at any stage of the call, and wait until the recordings are finished."""
        born = await self._ami.wait_event(self._is("Newchannel"), since=self._since)
        await self._ami.attempt("Hangup", Channel=born["Channel"])
        await self.ended()

    async def ended(self, *, limit_s: float = EVENT_LIMIT_S) -> None:
        """Wait until the call is over and its recordings are finished.

        Raises:
            TimeoutError: it goes on.
        """
        deadline = time.monotonic() + limit_s
        await self._ami.wait_event(self._is("Hangup"), since=self._since, limit_s=limit_s)
        if any(map(self._is_up, self._ami.events[self._since :])):
            await finished(self._rec, limit_s=max(deadline - time.monotonic(), 2.0))

    @property
    def heard_wav(self) -> Path:
        """What reached the caller's ear; complete after `ended`."""
        return self._rec.with_name(f"{self._rec.name}-heard.wav")

    @property
    def said_wav(self) -> Path:
        """What the caller said; complete after `ended`."""
        return self._rec.with_name(f"{self._rec.name}-said.wav")

    def _is(self, name: str) -> Predicate:
        return lambda e: e["Event"] == name and e.get("Uniqueid") == self._unique_id

    def _is_up(self, event: Event) -> bool:
        return event.get("UserEvent") == "CallerUp" and event["Uniqueid"] == self._unique_id


class Carrier:
    """The carrier: places calls, and holds the agents' phones."""

    def __init__(self, instance: Instance, plan: CarrierPlan) -> None:
        self.instance = instance
        self.plan = plan
        self.ami = AmiClient(plan.address, LAB_USER, plan.lab_secret)
        self._keypads = Keypads(
            lambda: AmiClient(plan.address, LAB_USER, plan.lab_secret, events="off")
        )
        self.phones: dict[str, Phone] = {}
        """By extension."""
        self._numbers = itertools.count(1)
        self._run = secrets.token_hex(3)

    async def open(self) -> None:
        """Log in; every phone answers after a second, as at the first start."""
        await self.ami.open()
        self.phones = {line.extension: Phone(self.ami, line) for line in self.plan.phones}
        for phone in self.phones.values():
            await phone.reset()

    async def close(self) -> None:
        """Log off; the Asterisk goes on."""
        await self._keypads.close()
        await self.ami.close()

    async def call(
        self, site: Site, hotline: str, *, ani: str = "", voice_hz: int = DEFAULT_VOICE_HZ
    ) -> Caller:
        """Dial a hotline of a site and return at once; an empty `ani` takes an unused number."""
        number = next(self._numbers)
        name = f"caller-{self._run}-{number}"
        rec = self.instance.folder / "spool/monitor" / name
        caller = Caller(
            self.ami,
            site,
            keypads=self._keypads,
            ani=ani or f"61400{number:06d}",
            unique_id=name,
            rec=rec,
        )
        await self.ami.action(
            "Originate",
            Channel=f"PJSIP/{hotline}@{site.name}",
            ChannelId=name,
            Context="caller",
            Exten="s",
            Priority="1",
            CallerID=caller.ani,
            Async="true",
            Timeout="60000",
            Variable=[f"REC={rec}", f"VOICE_HZ={voice_hz}"],
        )
        return caller

    async def register_phones(self, site: str) -> None:
        """Let the phones of a site register now, as phones do whose line was gone."""
        for line in self.plan.phones:
            if line.site == site:
                await self.ami.action("PJSIPRegister", Registration=f"phone-{line.extension}")

    async def hang_up_all(self) -> None:
        """End every channel of callers and phones."""
        with contextlib.suppress(LabError):
            await self.ami.attempt("Hangup", Channel="/^.*$/")
