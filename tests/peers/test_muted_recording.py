"""A recorded call on a real Asterisk: what the caller says is silence while he keys a secret.

The caller speaks in one pitch all the time. The site's dialplan records his channel into two
files, what he says and what he is played; both run on one clock, so that the prompts in the one
tell when the other must be silent.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.lab import ears
from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.project_files import prompts_folder
from callcenter_cti.lab.site import ENGINE_USER
from tests.peers import evidence, keyed_calls
from tests.peers.ami_relay import AmiRelay
from tests.peers.answering import answer
from tests.peers.floor import Floor, open_floor
from tests.peers.keyed_calls import MENU
from tests.peers.recorded_hotline import RECORDED, recorded_hotline, recording_of

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(240)]

VOICE_HZ: Final = 1500
CARD = next(card for card in DEMO_CARDS if card.pin == "6839")
IDENTITY = keyed_calls.identity(CARD)
WINDOW_S: Final = 0.1
SHORT_S: Final = 0.35
EDGE_S: Final = 0.4
"""How far silence and prompts may be apart: the two files' clocks, and frames that came late."""


@dataclass(frozen=True)
class Stretch:
    """A part of a recording in which something is heard, or nothing at all."""

    kind: str
    """``sound`` or ``silence``."""
    begin: int
    end: int
    """In samples."""

    @property
    def begins_s(self) -> float:
        """Second of its begin."""
        return self.begin / ears.RATE_HZ

    @property
    def ends_s(self) -> float:
        """Second of its end."""
        return self.end / ears.RATE_HZ

    @property
    def lasts_s(self) -> float:
        """Seconds."""
        return self.ends_s - self.begins_s


@dataclass(frozen=True)
class Taped:
    """The two files of one call."""

    said: Path
    played: Path

    def stretches(self) -> list[Stretch]:
        """Return what the caller's side is made of. A sound counts however short it is, a silence
        does not: a key interrupts the voice that presses it, and a frame may come late.
        """
        ear, size = ears.load(self.said), int(WINDOW_S * ears.RATE_HZ)
        found: list[Stretch] = []
        for at in range(0, len(ear) - size + 1, size):
            found = _continued(found, Stretch(_kind(ear[at : at + size]), at, at + size))
        merged: list[Stretch] = []
        for stretch in found:
            if stretch.kind == "sound" or stretch.lasts_s >= SHORT_S:
                merged = _continued(merged, stretch)
        return merged

    def is_voice(self, stretch: Stretch) -> bool:
        """Tell whether it is the caller's voice that is heard."""
        samples = ears.load(self.said)[stretch.begin : stretch.end]
        return ears.tone_share(samples, VOICE_HZ) > 0.8

    def at(self, floor: Floor, key: str) -> float:
        """Return the second in which a prompt begins."""
        hit = ears.find(floor.prompt(key), self.played, compared_s=0.7)
        assert hit.score >= ears.HEARD_RATIO, f"{key} was not played"
        return hit.at_s


def _continued(found: list[Stretch], stretch: Stretch) -> list[Stretch]:
    """Return stretches and one more, as one with the last if it is of the same kind."""
    if found and found[-1].kind == stretch.kind:
        return [*found[:-1], Stretch(stretch.kind, found[-1].begin, stretch.end)]
    return [*found, stretch]


def _kind(window: ears.Samples) -> str:
    return "sound" if np.any(window) else "silence"


async def taped(floor: Floor, caller: Caller) -> Taped:
    """Let the call end, and wait until its recording is finished."""
    await caller.hang_up()
    return Taped(*await recording_of(floor.site, caller))


async def unmuted(floor: Floor, caller: Caller) -> None:
    """Wait until the recording hears the caller again, and let him speak a while."""
    await floor.site.wait_event(
        lambda e: (
            e["Event"] == "MixMonitorMute" and e["CallerIDNum"] == caller.ani and e["State"] == "0"
        ),
        since=0,
    )
    await caller.listen(1.5)


async def answers_when_asked(floor: Floor, caller: Caller) -> Taped:
    """He listens to each question before he keys."""
    await answer(caller, IDENTITY, until=MENU, pause_s=1.0)
    await unmuted(floor, caller)
    return await taped(floor, caller)


async def types_ahead(floor: Floor, caller: Caller) -> Taped:
    """He knows what will be asked, and keys his card number into the greeting."""
    await answer(caller, {}, until="welcome.platinum")
    await caller.listen(1.0)
    await caller.press(f"{CARD.number}#")
    await answer(caller, IDENTITY, until=MENU)
    await unmuted(floor, caller)
    return await taped(floor, caller)


async def test_recording_is_silent_while_secrets_are_keyed(floor: Floor) -> None:
    """From the question for the card, or the first key typed ahead of it, to the menu."""
    async with recorded_hotline(floor.site):
        waiting, hasty = await floor.call(hotline=RECORDED), await floor.call(hotline=RECORDED)
        async with asyncio.TaskGroup() as calls:
            first = calls.create_task(answers_when_asked(floor, waiting))
            second = calls.create_task(types_ahead(floor, hasty))
    asked, typed = first.result(), second.result()

    for tape in (asked, typed):
        assert [stretch.kind for stretch in tape.stretches()] == ["sound", "silence", "sound"]
        before, silence, after = tape.stretches()
        assert tape.is_voice(before)
        assert tape.is_voice(after)
        assert silence.ends_s > tape.at(floor, "menu.item.balance") - EDGE_S
        assert after.lasts_s > 0.5
    _, silence, _ = asked.stretches()
    assert abs(silence.begins_s - asked.at(floor, "identification.card_or_star")) < EDGE_S
    assert silence.begins_s > asked.at(floor, "welcome.platinum")
    assert await evidence.number(floor, "callcenter_recordings_stopped_total") == 0


async def test_recording_is_stopped_when_it_cannot_be_muted(
    lab: Laboratory, prepared: Path, tmp_path: Path
) -> None:
    """The manager interface does not answer, then is gone: no secret is recorded, calls go on."""
    site = lab.sites["sydney"]
    async with (
        AmiRelay(site.plan.address) as relay,
        recorded_hotline(site),
        open_floor(
            lab,
            prepared=prepared,
            prompts=prompts_folder(),
            folder=tmp_path,
            more={"sites": {"sydney": through(relay, tmp_path)}},
        ) as floor,
    ):
        relay.fall_silent()
        late = await identified(floor)
        stopped = [await evidence.number(floor, "callcenter_recordings_stopped_total")]
        relay.cut()
        refused = await identified(floor)
        stopped.append(await evidence.number(floor, "callcenter_recordings_stopped_total"))

    for tape in (late, refused):
        [stretch] = tape.stretches()
        assert tape.is_voice(stretch)
        assert ears.heard(floor.prompt("welcome.platinum"), tape.played, compared_s=0.7)
        assert not ears.heard(floor.prompt("identification.pin"), tape.played, compared_s=0.25)
    assert stopped == [1, 2]


async def identified(floor: Floor) -> Taped:
    """Call, identify, and hear the menu."""
    caller = await floor.call(hotline=RECORDED)
    await answer(caller, IDENTITY, until=MENU)
    return await taped(floor, caller)


def through(relay: AmiRelay, folder: Path) -> dict[str, object]:
    """Return the settings of a site whose manager interface is reached through a relay."""
    return {
        "ami_host": "127.0.0.1",
        "ami_port": relay.port,
        "ami_user": ENGINE_USER,
        "ami_secret_file": str(folder / "ami-sydney.secret"),
    }
