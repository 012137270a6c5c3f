"""The demo: a real Asterisk, a carrier with callers and phones, the engine, agents' desktops.

``--once`` plays a fixed set of calls and tells whether each went as scripted. Otherwise the
demo goes on until it is interrupted, and one agent's desktop is left to whoever watches.
"""

import asyncio
import contextlib
import itertools
import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from callcenter_cti.config.rules import Rules, load_rules
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.lab.configuration import PhoneLine
from callcenter_cti.lab.demo_calls import balance_then_person, contained, fixed_calls
from callcenter_cti.lab.desktop_client import DesktopClient
from callcenter_cti.lab.engine_process import EngineProcess
from callcenter_cti.lab.errors import LabError
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.performance import Performance, Stage
from callcenter_cti.lab.phone import PhoneMode
from callcenter_cti.lab.project_files import prompts_folder, sample_rules
from callcenter_cti.lab.scenario import Scenario

SITE: Final = "sydney"
AGENTS: Final = ("ben", "chloe")
"""Agents of the sample rules whose desktops the demo itself works at."""
GUEST: Final = "anna"
"""The agent whose desktop is left to whoever watches."""
PAUSE_S: Final = 8.0
"""Between two calls of the endless demo."""
GUEST_RINGS_S: Final = 3.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Guest:
    """What whoever watches needs to log in. The password is made anew for each demo."""

    url: str
    agent: str
    password: str = field(repr=False)


async def run_demo(*, once: bool, http_port: int, say: Say) -> int:
    """Run the demo and return the exit code: 0, or 1 when a call went otherwise than scripted."""
    began = time.monotonic()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    folder = Path(tempfile.mkdtemp(prefix="cti-demo-"))
    async with _stage(folder, http_port=http_port, say=say) as (stage, guest):
        say(f"Everything is up after {time.monotonic() - began:.0f} s.")
        play = play_once(stage, fixed_calls(AGENTS), say) if once else _play_on(stage, guest, say)
        code = await _until(stopped, play)
    if code == 0:
        await asyncio.to_thread(shutil.rmtree, folder)
    else:
        say(f"The engine's log and databases are kept in {folder}.")
    return code


@asynccontextmanager
async def _stage(folder: Path, *, http_port: int, say: Say) -> AsyncIterator[tuple[Stage, Guest]]:
    rules = load_rules(sample_rules())
    async with AsyncExitStack() as stack:
        engine = EngineProcess(folder, http_port=http_port)
        lab = await stack.enter_async_context(
            Laboratory.start(sites=[SITE], phones=_phones(rules), engine=engine.agi, progress=say)
        )
        engine.configure(rules=sample_rules(), prompts=prompts_folder(), sites=lab.sites)
        say("Rendering the prompts that are missing.")
        await engine.render_prompts()
        passwords = {agent: secrets.token_urlsafe(9) for agent in (*AGENTS, GUEST)}
        await engine.set_passwords(passwords)
        say(f"Starting the engine; its log is {engine.log}.")
        stack.push_async_callback(engine.stop)
        await engine.start()
        desktops = {
            agent: await stack.enter_async_context(
                DesktopClient(engine.http, agent, passwords[agent])
            )
            for agent in AGENTS
        }
        for desktop in desktops.values():
            await desktop.ready()
        extensions = {agent: _extension(rules, agent) for agent in (*AGENTS, GUEST)}
        stage = Stage(
            lab=lab,
            site=SITE,
            sentences=await engine.sentences(),
            extensions=extensions,
            desktops=desktops,
            tell=_teller(say),
        )
        await stage.phone(GUEST).set_mode(PhoneMode.ANSWER, ring_s=GUEST_RINGS_S)
        yield stage, Guest(f"{engine.http}/desktop/", GUEST, passwords[GUEST])


def _phones(rules: Rules) -> list[PhoneLine]:
    return [
        PhoneLine(SITE, _extension(rules, agent), secrets.token_urlsafe(12))
        for agent in (*AGENTS, GUEST)
    ]


def _extension(rules: Rules, agent: str) -> str:
    return rules.policy.agents[AgentId(agent)].device.removeprefix("PJSIP/")


def _teller(say: Say) -> Callable[[str, str], None]:
    began = time.monotonic()

    def tell(who: str, what: str) -> None:
        say(f"{time.monotonic() - began:7.2f}  {who:<18} {what}")

    return tell


async def _until(stopped: asyncio.Event, play: Coroutine[object, object, int]) -> int:
    playing = asyncio.create_task(play, name="demo calls")
    stop = asyncio.create_task(stopped.wait(), name="demo stop")
    await asyncio.wait((playing, stop), return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if not playing.done():
        playing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await playing
        return 0
    return playing.result()


async def play_once(stage: Stage, scenarios: Sequence[Scenario], say: Say) -> int:
    """Play each scenario up to the first difference; return 0, or 1 when there was one."""
    for scenario in scenarios:
        say(f"\n{scenario.title}")
        try:
            await Performance(stage, scenario).play()
        except LabError as difference:
            say(f"NOT AS SCRIPTED: {difference}")
            return 1
    say(f"\n{len(scenarios)} calls, each as scripted.")
    return 0


async def _play_on(stage: Stage, guest: Guest, say: Say) -> int:
    say(
        f"\nThe desktop: {guest.url}\n"
        f"Log in as   {guest.agent}\npassword    {guest.password}\n"
        "Press Ready: calls come to you as well; your phone picks up by itself. Ctrl-C ends it."
    )
    for scenario in itertools.cycle((balance_then_person(), contained())):
        say(f"\n{scenario.title}")
        try:
            await Performance(stage, scenario).play()
        except LabError as difference:
            say(f"not as scripted: {difference}")
            await stage.lab.hang_up_all()
        await asyncio.sleep(PAUSE_S)
    return 0
