"""How long a call lasts whose caller types everything ahead: card number, PIN and menu key.

Played on a real Asterisk with keys over RTP, the engine as everybody runs it, and the sample
rules. The clock starts when the hotline has answered. The caller begins to key when he hears the
first sound, waits for no question, and has what he wanted when the amount of his balance has been
said; then he keys himself to the goodbye.
"""

import asyncio
import secrets
import shutil
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.targets import Bound, CannotMeasureError, Outcome, Say, Target
from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.lab import ears
from callcenter_cti.lab.ami_client import Event
from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.configuration import PhoneLine
from callcenter_cti.lab.engine_process import EngineProcess
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.project_files import prompts_folder, sample_rules

NAME: Final = "self-service"
TARGETS: Final = (Target("balance_typed_ahead_s", Bound.AT_MOST, 12.0),)
ROUNDS: Final = 7
"""Odd: the median is a call that was made."""
STORED_PAUSE_S: Final = 0.1
"""Silence between keys that a telephone has stored: five keys in a second."""
BY_HAND_PAUSE_S: Final = 0.2
"""The same of a practised hand: three keys in a second."""
SITE: Final = "sydney"
HOTLINE: Final = "1001"
MENU_KEY: Final = "1"
"""Of the balance, in the sample rules."""
TO_THE_END: Final = "19"
"""Back to the menu, and the end of the call."""
CARD: Final = DEMO_CARDS[0]
STEP_LIMIT_S: Final = 30.0
QUESTIONS: Final = ("/menu.item", "/ask.", "/identification.card")
"""Whoever hears one of these was not heard when he typed ahead."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call, in seconds from the hotline's answer."""

    keyed_s: float
    """The last key of what is typed ahead is over."""
    balance_s: float
    """The amount has been said."""
    ended_s: float
    """The hotline has said goodbye and hung up."""

    def __str__(self) -> str:
        return (
            f"all keyed after {self.keyed_s:.2f} s, balance told after {self.balance_s:.2f} s, "
            f"call over after {self.ended_s:.2f} s"
        )


async def measure(say: Say, *, rounds: int = ROUNDS) -> Outcome:
    """Make the calls, one after the other, at both paces by turns.

    Raises:
        CannotMeasureError: a caller was asked for something, or did not hear his balance.
        LabError: no Asterisk, or the engine does not start.
        TimeoutError: a call did not go on.
    """
    stored: list[Call] = []
    by_hand: list[Call] = []
    async with _hotline(say) as lab:
        for number in range(1, rounds + 1):
            stored.append(await _call(lab, pause_s=STORED_PAUSE_S))
            say(f"round {number}, stored keys: {stored[-1]}")
            by_hand.append(await _call(lab, pause_s=BY_HAND_PAUSE_S))
            say(f"round {number}, by hand: {by_hand[-1]}")
    figures = {
        **_figures("balance_typed_ahead", stored, lambda call: call.balance_s),
        **_figures("call_typed_ahead", stored, lambda call: call.ended_s),
        **_figures("balance_typed_by_hand", by_hand, lambda call: call.balance_s),
        **_figures("balance_after_last_key", stored, lambda call: call.balance_s - call.keyed_s),
    }
    say(f"median and longest of {rounds} calls:")
    for name in (name for name in figures if not name.endswith("_max_s")):
        longest = figures[name.removesuffix("_s") + "_max_s"]
        say(f"  {name} {figures[name]:.2f} {longest:.2f}")
    return Outcome(NAME, figures, TARGETS)


def _figures(
    name: str, calls: Sequence[Call], seconds: Callable[[Call], float]
) -> dict[str, float]:
    values = [seconds(call) for call in calls]
    return {f"{name}_s": statistics.median(values), f"{name}_max_s": max(values)}


@asynccontextmanager
async def _hotline(say: Say) -> AsyncIterator[Laboratory]:
    """Run an engine with the sample rules, and an Asterisk that asks it."""
    folder = Path(tempfile.mkdtemp(prefix="cti-bench-"))
    engine = EngineProcess(folder)
    phones = [PhoneLine(SITE, "6001", secrets.token_urlsafe(12))]
    try:
        async with Laboratory.start(
            sites=[SITE], phones=phones, engine=engine.agi, progress=say
        ) as lab:
            engine.configure(rules=sample_rules(), prompts=prompts_folder(), sites=lab.sites)
            say("Rendering the prompts that are missing.")
            await engine.render_prompts()
            try:
                await engine.start()
                yield lab
            finally:
                await engine.stop()
    finally:
        await asyncio.to_thread(shutil.rmtree, folder)


async def _call(lab: Laboratory, *, pause_s: float) -> Call:
    caller = await lab.carrier.call(lab.sites[SITE], HOTLINE)
    await caller.up()
    answered = time.monotonic()
    await caller.hears("/welcome.", limit_s=STEP_LIMIT_S)
    await caller.press(f"{CARD.number}#{CARD.pin}{MENU_KEY}", pause_s=pause_s)
    keyed = time.monotonic() - pause_s  # the silence after the last key is nobody's
    told = await _sentence(caller, "/balance.current")
    await _sentence(caller, "/balance.available_credit")
    balance = time.monotonic()
    await caller.press(TO_THE_END, pause_s=pause_s)
    await caller.ended(limit_s=STEP_LIMIT_S)
    ended = time.monotonic()
    if not ears.heard(_file(told), caller.heard_wav):
        raise CannotMeasureError("the balance is not in the recording of the caller's ear")
    return Call(keyed - answered, balance - answered, ended - answered)


async def _sentence(caller: Caller, wanted: str) -> Event:
    """Wait until a sentence begins; no question may come before it.

    Raises:
        CannotMeasureError: one came.
    """
    while True:
        event = await caller.hears("STREAM FILE", limit_s=STEP_LIMIT_S)
        if wanted in event["Command"]:
            return event
        if any(question in event["Command"] for question in QUESTIONS):
            raise CannotMeasureError(f"instead of {wanted} came {_file(event).stem}")


def _file(played: Event) -> Path:
    """The sound file of a STREAM FILE command."""
    return Path(played["Command"].split('"')[1] + ".wav")
