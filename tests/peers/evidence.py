"""What the engine itself says about its calls, for tests to compare with what happened: the
canonical line of each call in its log, and the numbers that Prometheus would scrape.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from callcenter_cti.lab import ears
from callcenter_cti.lab.ami_client import Event
from callcenter_cti.lab.asterisk_root import FALLBACK_SOUND
from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.desktop_client import DesktopClient
from callcenter_cti.lab.phone import Phone
from tests.peers.floor import Floor

POLL_S = 0.02
LIMIT_S = 15.0

Line = Mapping[str, Any]
"""A line of the engine's log."""


def call_id(floor: Floor, caller: Caller) -> str:
    """Return the engine's name of a call that has reached the site."""
    return next(
        event["Uniqueid"]
        for event in floor.site.ami.events
        if event.get("CallerIDNum") == caller.ani and "Uniqueid" in event
    )


def log_lines(floor: Floor) -> list[Line]:
    """Return the engine's log so far; lines that are no objects (tracebacks) are left out."""
    text = floor.engine.log.read_text(errors="replace")
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def ends(floor: Floor) -> list[tuple[str, object]]:
    """Return (call id, outcome) of every ``call.ended`` line, sorted."""
    lines = log_lines(floor)
    found = [(str(x["call_id"]), x["outcome"]) for x in lines if x["event"] == "call.ended"]
    return sorted(found, key=lambda end: end[0])


async def ended(floor: Floor, *callers: Caller) -> list[Line]:
    """Wait until the engine has closed the books of these calls; return their lines in order."""
    wanted = [call_id(floor, caller) for caller in callers]

    def found() -> dict[str, Line]:
        lines = log_lines(floor)
        return {str(x["call_id"]): x for x in lines if x["event"] == "call.ended"}

    await until(lambda: set(wanted) <= found().keys())
    return [found()[one] for one in wanted]


async def logged(floor: Floor, event: str, *, since: int = 0, **facts: object) -> Line:
    """Wait for a line of the engine's log, from line `since` on, with these facts in it."""

    def fitting() -> list[Line]:
        lines = log_lines(floor)[since:]
        return [x for x in lines if x["event"] == event and facts.items() <= x.items()]

    await until(lambda: bool(fitting()))
    return fitting()[0]


async def number(floor: Floor, name: str, **labels: str) -> float:
    """Return a metric now, summed over the labels that are not given."""
    families = text_string_to_metric_families(await floor.metrics())
    return sum(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


async def nothing_is_left(floor: Floor) -> None:
    """Wait until no channel is left at the site and no session in the engine."""
    await floor.site.empty()
    async with asyncio.timeout(LIMIT_S):
        while await number(floor, "callcenter_agi_sessions"):  # noqa: ASYNC110 - asks the engine
            await asyncio.sleep(POLL_S)
    for fault in ("refused", "broken", "failed"):
        assert await number(floor, f"callcenter_agi_sessions_{fault}_total") == 0


async def stands(desk: DesktopClient, state: str, reason: str = "") -> None:
    """Wait until the newest state on a desktop is this one."""
    await desk.until(lambda: (desk.view.get("state"), desk.view.get("reason")) == (state, reason))


def popped(desk: DesktopClient) -> list[object]:
    """Return the calls whose pops came to a desktop, in their order."""
    pops = [message["pop"] for message in desk.messages if message.get("type") == "pop"]
    return [pop["call_id"] for pop in pops if isinstance(pop, dict)]


async def withdrawn(desk: DesktopClient, token: object) -> object:
    """Wait until a pop was taken away from a desktop; return why."""

    def found() -> list[object]:
        return [
            message["reason"]
            for message in desk.messages
            if message.get("type") == "pop_withdrawn" and message["token"] == token
        ]

    await desk.until(lambda: bool(found()))
    return found()[0]


async def talk(caller: Caller, phone: Phone, *, seconds: float = 1.2) -> None:
    """Let two who are connected talk, then let the agent hang up; both recordings are finished."""
    await caller.listen(seconds)
    await phone.hang_up()
    await caller.ended()


async def chat(caller: Caller, phone: Phone, *, seconds: float = 1.2) -> None:
    """Let two who are connected talk, then let the caller hang up; the recordings are finished."""
    await caller.listen(seconds)
    await caller.hang_up()
    await phone.ended()


def hear_each_other(caller: Caller, phone: Phone, caller_hz: float) -> bool:
    """Tell whether each heard the other's voice."""
    return (
        ears.tone_heard(caller.heard_wav, phone.voice_hz) > 0.9
        and ears.tone_heard(phone.heard_wav, caller_hz) > 0.9
    )


async def talks_natively(floor: Floor, caller: Caller, caller_hz: float) -> None:
    """Let Asterisk's own queue serve a caller: he hears the apology, then talks to somebody."""
    engines_name = call_id(floor, caller)
    event = await floor.site.wait_event(
        lambda e: e["Event"] == "AgentConnect" and e["Uniqueid"] == engines_name,
        since=0,
        limit_s=30,
    )
    phone = floor.lab.carrier.phones[event["MemberName"].removeprefix("PJSIP/")]
    await phone.answered()
    await talk(caller, phone)
    assert hears_the_apology(floor, caller)
    assert hear_each_other(caller, phone, caller_hz)


def hears_the_apology(floor: Floor, caller: Caller) -> bool:
    """Tell whether a caller heard what Asterisk says without an engine."""
    sounds = floor.lab.exchanges.root.sounds
    return ears.heard(sounds / f"{FALLBACK_SOUND}.wav", caller.heard_wav)


def heard(floor: Floor, caller: Caller, *keys: str) -> list[str]:
    """Return which of these prompts a caller heard, in order; the start of each is compared."""
    prompts: Mapping[str, Path] = {key: floor.prompt(key) for key in keys}
    found: Sequence[tuple[str, float]] = ears.prompts_heard(
        prompts, caller.heard_wav, compared_s=0.7
    )
    return [key for key, _ in found]


def rings(floor: Floor, agent: str, *, since: int = 0) -> list[Event]:
    """Return every ring of an agent's phone so far."""
    extension = floor.phone(agent).extension
    return [
        event
        for event in floor.lab.carrier.ami.events[since:]
        if event.get("UserEvent") == "PhoneRing" and event.get("Phone") == extension
    ]


async def until(holds: Callable[[], bool], *, limit_s: float = LIMIT_S) -> None:
    """Wait for something that only looking tells: a file, another program.

    Raises:
        TimeoutError: it does not come true.
    """
    async with asyncio.timeout(limit_s):
        while not holds():  # noqa: ASYNC110 - a file has no event to wait for
            await asyncio.sleep(POLL_S)
