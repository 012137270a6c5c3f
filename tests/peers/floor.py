"""A whole floor for a test: the real engine as a process, real phones, agents at their desktops.

The engine's databases are prepared once per session (hashing PINs takes its time on purpose) and
copied for each test.
"""

import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from callcenter_cti.bank.demo_cards import DemoCard
from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.desktop_client import DesktopClient
from callcenter_cti.lab.engine_process import ENGINE, EngineProcess
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.phone import Phone
from callcenter_cti.lab.site import Site

RULES = Path(__file__).with_name("rules.yaml")
HOTLINE = "1001"
PASSWORDS = {"anna": "anna's own words", "ben": "ben's own words"}
EXTENSIONS = {"anna": "6001", "ben": "6002"}


class Floor:
    """The engine and whoever works with it; agents are logged in by `desk`."""

    def __init__(self, lab: Laboratory, engine: EngineProcess, prompts: Path) -> None:
        self.lab = lab
        self.engine = engine
        self.prompts = prompts
        """Folder of the English prompts."""
        self.desks: list[DesktopClient] = []
        """Every desktop that was opened."""
        self._stack = AsyncExitStack()

    @property
    def site(self) -> Site:
        """The one site."""
        return self.lab.sites["sydney"]

    def phone(self, agent: str) -> Phone:
        """An agent's phone."""
        return self.lab.carrier.phones[EXTENSIONS[agent]]

    async def desk(self, agent: str, *, ready: bool = True) -> DesktopClient:
        """Log an agent in, ready for calls unless told otherwise."""
        desktop = await self._stack.enter_async_context(
            DesktopClient(self.engine.http, agent, PASSWORDS[agent])
        )
        self.desks.append(desktop)
        if ready:
            await desktop.ready()
        return desktop

    async def call(self, *, hotline: str = HOTLINE, ani: str = "", voice_hz: int = 1500) -> Caller:
        """Dial a hotline, and return when it has answered."""
        caller = await self.lab.carrier.call(self.site, hotline, ani=ani, voice_hz=voice_hz)
        await caller.up()
        return caller

    async def identify(self, caller: Caller, card: DemoCard, *, pin: str = "") -> None:
        """Key card number and PIN when asked."""
        await caller.hears("/identification.card_or_star")
        await caller.press(f"{card.number}#")
        await caller.hears("/identification.pin")
        await caller.press(pin or card.pin)

    async def ask_for_person(self, caller: Caller) -> None:
        """Ask for a person without identifying."""
        await caller.hears("/identification.card_or_star")
        await caller.press("0")
        await caller.hears("/queue.one_moment")

    def prompt(self, key: str) -> Path:
        """The sound of a prompt."""
        return self.prompts / f"{key}.wav"

    async def metrics(self) -> str:
        """What Prometheus would scrape."""
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{self.engine.http}/metrics") as response,
        ):
            return await response.text()

    async def close(self) -> None:
        """Close the desktops."""
        await self._stack.aclose()


async def render(rules: Path, prompts: Path, *, folder: Path) -> None:
    """Render the prompts of the languages of some rules, those that are missing."""
    engine = EngineProcess(folder)
    engine.configure(rules=rules, prompts=prompts, sites={})
    await engine.render_prompts()


async def prepare(folder: Path, prompts: Path) -> None:
    """Make a bank and agents' passwords to copy from, and the prompts."""
    engine = EngineProcess(folder)
    engine.configure(rules=RULES, prompts=prompts, sites={})
    await engine.render_prompts()
    await engine.set_passwords(PASSWORDS)
    await engine.start()
    await engine.stop()


@asynccontextmanager
async def open_floor(
    lab: Laboratory,
    *,
    prepared: Path,
    prompts: Path,
    folder: Path,
    rules: Path = RULES,
    webhooks: Sequence[tuple[str, str]] = (),
    more: Mapping[str, object] | None = None,
    program: Sequence[str] = ENGINE,
) -> AsyncIterator[Floor]:
    """Start an engine on copies of what is prepared; stop it at the end.

    `more` is laid over the usual settings; `program` runs in the place of the real engine.
    """
    for file in (*prepared.glob("*.db"), prepared / "bank.key"):
        shutil.copy(file, folder / file.name)
    engine = EngineProcess(folder, program=program)
    engine.configure(rules=rules, prompts=prompts, sites=lab.sites, webhooks=webhooks, more=more)
    floor = Floor(lab, engine, prompts / "en")
    await engine.start()
    try:
        await floor.site.point_at_engine(engine.agi)
        yield floor
    finally:
        await floor.close()
        await engine.stop()
