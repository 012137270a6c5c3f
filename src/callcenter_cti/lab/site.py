"""A site as a test sees it: its Asterisk, the log of its events, and where its engine is."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from callcenter_cti.lab.ami_client import EVENT_LIMIT_S, AmiClient, Event, Predicate
from callcenter_cti.lab.configuration import SitePlan
from callcenter_cti.lab.errors import LabError
from callcenter_cti.lab.instance import Instance

ENGINE_USER = "cti"
LAB_USER = "lab"
COLLECTING = ("STREAM FILE", "WAIT FOR DIGIT", "GET DATA", "CONTROL STREAM FILE")
"""AGI commands during which a key is not lost."""
_GONE = frozenset({"UNAVAILABLE", "INVALID"})
_POLL_S = 0.05
_PHONES_LIMIT_S = 15.0


class Site:
    """One site. The AMI log-in of the engine is `ami_host`, `ENGINE_USER`, `engine_secret`.

    `register_phones` lets the agents' phones register at the site, now.
    """

    def __init__(
        self, instance: Instance, plan: SitePlan, register_phones: Callable[[], Awaitable[None]]
    ) -> None:
        self.instance = instance
        self._register_phones = register_phones
        self.plan = plan
        self.name = plan.name
        self.ami_host = plan.address
        self.engine_secret = plan.engine_secret
        self.ami = AmiClient(plan.address, LAB_USER, plan.lab_secret)
        self._first_values: dict[str, str] = {}

    async def open(self) -> None:
        """Log in and wait until every agent's phone is registered."""
        await self.ami.open()
        await self._phones_registered()

    async def close(self) -> None:
        """Give global variables their first values back and log off; the Asterisk goes on."""
        for name, value in self._first_values.items():
            with contextlib.suppress(LabError):  # after a kill there is nothing to give back
                await self.ami.action("Setvar", Variable=name, Value=value)
        self._first_values.clear()
        await self.ami.close()

    async def restart(self) -> None:
        """Stop Asterisk and start it again, and wait until the phones are back."""
        await self._forget_and_close()
        await self.instance.restart()
        await self.open()

    async def kill(self) -> None:
        """End Asterisk with SIGKILL."""
        await self.instance.kill()
        await self._forget_and_close()

    async def revive(self) -> None:
        """Start Asterisk after `kill`, and wait until the phones are back.

        A killed Asterisk may have lost registrations that it had not written yet, and the phones
        would not register again before they expire.
        """
        await self.instance.start()
        await self._register_phones()
        await self.open()

    async def point_at_engine(self, host_and_port: str) -> None:
        """Let calls from now on ask another engine."""
        await self.set_global("CTI_ENGINE", host_and_port)

    async def set_global(self, name: str, value: str) -> None:
        """Set a global variable of the dialplan until `close`."""
        if name not in self._first_values:
            first = await self.ami.action("Getvar", Variable=name)
            self._first_values[name] = first.get("Value", "")
        await self.ami.action("Setvar", Variable=name, Value=value)

    def mark(self) -> int:
        """Return the present end of the event log."""
        return self.ami.mark()

    async def wait_event(
        self, predicate: Predicate, *, since: int, limit_s: float = EVENT_LIMIT_S
    ) -> Event:
        """Return the first event since a mark that fits.

        Raises:
            TimeoutError: none came in `limit_s` seconds.
        """
        return await self.ami.wait_event(predicate, since=since, limit_s=limit_s)

    async def channels(self) -> list[str]:
        """Return the names of the live channels."""
        mark = self.ami.mark()
        response = await self.ami.action("CoreShowChannels")
        number = response["ActionID"]
        place, _ = await self.ami.find_event(
            lambda e: e["Event"] == "CoreShowChannelsComplete" and e.get("ActionID") == number,
            since=mark,
        )
        listed = self.ami.events[mark:place]
        return [e["Channel"] for e in listed if e.get("ActionID") == number]

    async def empty(self, *, limit_s: float = 15.0) -> None:
        """Wait until no channel is left.

        Raises:
            TimeoutError: some stay.
        """
        async with asyncio.timeout(limit_s):
            while await self.channels():  # noqa: ASYNC110 - asks Asterisk, not a variable
                await asyncio.sleep(_POLL_S)

    async def hang_up_all(self) -> None:
        """Ask for the end of every channel."""
        for channel in await self.channels():
            await self.ami.attempt("Hangup", Channel=channel)

    async def device_state(self, extension: str) -> str:
        """Return Asterisk's state of an agent's phone, for example ``NOT_INUSE``."""
        device = f"DEVICE_STATE(PJSIP/{extension})"
        return (await self.ami.action("Getvar", Variable=device)).get("Value", "")

    async def _forget_and_close(self) -> None:
        self._first_values.clear()  # an Asterisk that starts anew has its first values again
        await self.ami.close()

    async def _phones_registered(self) -> None:
        async with asyncio.timeout(_PHONES_LIMIT_S):
            for phone in self.plan.phones:
                while await self.device_state(phone.extension) in _GONE:  # noqa: ASYNC110 - as above
                    await asyncio.sleep(_POLL_S)
