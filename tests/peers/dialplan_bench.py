"""What the tests of the dialplan share: one caller, the phones, and engines that misbehave."""

from pathlib import Path

from callcenter_cti.lab import ears
from callcenter_cti.lab.ami_client import Event
from callcenter_cti.lab.carrier import Caller, Carrier
from callcenter_cti.lab.exchanges import Exchanges
from callcenter_cti.lab.phone import Phone
from callcenter_cti.lab.site import Site
from tests.peers.scripted_engine import ScriptedEngine, Session

APOLOGY = "sorry-youre-having-problems"
DIALLED = "PJSIP/6003"


class Bench:
    """One caller, one phone that stands for the agents, and the sounds to compare with."""

    def __init__(self, exchanges: Exchanges, site: Site, carrier: Carrier) -> None:
        self.sounds = exchanges.root.sounds
        self.site = site
        self.carrier = carrier
        self.site_mark = site.mark()

    async def call(self, engine: ScriptedEngine | None) -> Caller:
        """Let calls ask this engine, and dial the hotline."""
        if engine is not None:
            await self.site.point_at_engine(engine.address)
        return await self.carrier.call(self.site, "1800")

    async def fallback(self, since: int) -> Event:
        """Wait until a call has entered the fallback."""
        return await self.site.wait_event(is_fallback, since=since)

    async def any_phone(self) -> Phone:
        """Wait until somebody whom the fallback queue rang has answered."""
        event = await self.site.wait_event(
            lambda e: e["Event"] == "AgentConnect", since=self.site_mark
        )
        phone = self.carrier.phones[event["MemberName"].removeprefix("PJSIP/")]
        await phone.answered()
        return phone

    def sound(self, name: str) -> Path:
        return self.sounds / f"{name}.wav"

    def fallbacks(self) -> int:
        """Count the calls that entered the fallback."""
        return sum(map(is_fallback, self.site.ami.events[self.site_mark :]))


def is_fallback(event: Event) -> bool:
    return event.get("UserEvent") == "CtiFallback"


async def dial(session: Session) -> None:
    """Answer, then ask the dialplan to ring the phone."""
    await session.do("ANSWER")
    values = {"NEXT": "dial", "DIAL": DIALLED, "RING_S": "20", "TOKEN": "tok-1"}
    for name, value in values.items():
        await session.do(f"SET VARIABLE CTI_{name} {value}")


async def silent(session: Session) -> None:
    await session.silent()


async def answer_and_be_silent(session: Session) -> None:
    """Live until the caller hears music, then freeze."""
    await session.do("ANSWER")
    await session.do("SET MUSIC ON default")
    await session.do("SET VARIABLE TIMEOUT(absolute) 2")
    await session.silent()


async def speak(session: Session) -> None:
    """Play a long prompt."""
    await session.do("ANSWER")
    await session.do('STREAM FILE demo-congrats ""')
    await session.silent()


async def is_served_by_the_fallback(bench: Bench, caller: Caller) -> None:
    """The caller hears the apology, talks to an agent, and is hung up after him."""
    await bench.fallback(bench.site_mark)
    await caller.up()
    phone = await bench.any_phone()
    await caller.listen(1.0)
    await phone.hang_up()
    await caller.ended()
    assert ears.heard(bench.sound(APOLOGY), caller.heard_wav)
    assert ears.tone_heard(caller.heard_wav, phone.voice_hz) > 0.9
