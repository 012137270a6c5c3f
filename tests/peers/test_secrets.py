"""What callers key stays in the call: card numbers and PINs are written nowhere.

Searched after real calls at the levels that say most: the engine's and the bank's log at debug with
asyncio's own debugging, Asterisk at debug and verbose 5 with the log that ships and one more, which
has all that is verbose. `leaks` says how it is searched, and `test_leaks` that it finds what is
there.
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from callcenter_cti.lab.ami_client import AmiClient
from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.project_files import prompts_folder
from callcenter_cti.lab.site import ENGINE_USER, Site
from tests.fakes.webhook_receiver import SECRET, WebhookReceiver
from tests.peers import keyed_calls
from tests.peers.answering import answer
from tests.peers.bank_process import BankProcess
from tests.peers.floor import Floor, open_floor
from tests.peers.keyed_calls import FIRST, MENU, PIN, SECOND, Cast
from tests.peers.leaks import Keyed, Leak, held_by, leaks, left_in
from tests.peers.recorded_hotline import RECORDED, recorded_hotline

PATIENT = {"bank_try_s": 6.0, "bank_total_s": 6.0}
"""A bank that is asked by many at once on a busy machine is not silent yet."""
pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(400)]


def program(name: str) -> tuple[str, ...]:
    """Return the command of an engine that is not quite ours."""
    return sys.executable, str(Path(__file__).with_name(f"{name}.py"))


class Run:
    """One engine with all eyes on it, and what it, its bank and its Asterisk left."""

    def __init__(
        self, floor: Floor, bank: BankProcess, hooks: WebhookReceiver, eavesdropper: AmiClient
    ) -> None:
        self.floor = floor
        self.bank = bank
        self.metrics = ""
        self._hooks = hooks
        self._eavesdropper = eavesdropper
        self._folders = {
            "engine": floor.engine.folder,
            "bank": bank.folder,
            "asterisk": floor.site.instance.folder,
        }
        self._before = {who: held_by(folder) for who, folder in self._folders.items()}

    def places(self) -> dict[str, bytes]:
        """Return all places where something of the run could be."""
        hooks = [self._hooks.came.get_nowait() for _ in range(self._hooks.came.qsize())]
        events = [
            f"{name}: {value}" for e in self._eavesdropper.events for name, value in e.items()
        ]
        left = {
            f"{who}: {name}": content
            for who, folder in self._folders.items()
            for name, content in left_in(folder, since=self._before[who]).items()
        }
        return {
            **left,
            **{f"webhook {n}": hook.body for n, hook in enumerate(hooks)},
            **{f"headers of {n}": repr(hook.headers).encode() for n, hook in enumerate(hooks)},
            **{
                f"desktop {n}": json.dumps(desk.messages).encode()
                for n, desk in enumerate(self.floor.desks)
            },
            "metrics": self.metrics.encode(),
            "AMI events": "\n".join(events).encode(),
        }


NewRun = Callable[..., AbstractAsyncContextManager[Run]]


@pytest.fixture
def new_run(
    lab: Laboratory, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> NewRun:
    """Start an engine and a bank of their own, in folders of their own, all of them talkative."""

    @asynccontextmanager
    async def run(name: str, engine: str, **environment: str) -> AsyncIterator[Run]:
        for variable, value in {"PYTHONASYNCIODEBUG": "1", **environment}.items():
            monkeypatch.setenv(variable, value)
        folders = [tmp_path / name / part for part in ("engine", "bank")]
        for folder in folders:
            folder.mkdir(parents=True)
        bank, hooks = BankProcess(folders[1], prepared=prepared), WebhookReceiver()
        site = lab.sites["sydney"]
        eavesdropper = AmiClient(site.plan.address, ENGINE_USER, site.plan.engine_secret)
        async with (
            hooks.served() as url,
            running(bank) as bank_settings,
            open_floor(
                lab,
                prepared=prepared,
                prompts=prompts_folder(),
                folder=folders[0],
                webhooks=[(url, SECRET)],
                more={**PATIENT, "log_level": "debug", **bank_settings},
                program=program(engine),
            ) as floor,
            talkative(site),
            recorded_hotline(site, hotline=keyed_calls.EVERYTHING),
        ):
            await eavesdropper.open()
            try:
                yield Run(floor, bank, hooks, eavesdropper)
            finally:
                await eavesdropper.close()

    return run


@asynccontextmanager
async def running(bank: BankProcess) -> AsyncIterator[dict[str, object]]:
    """Let a bank serve; give the engine's settings for it."""
    try:
        yield await bank.start()
    finally:
        await bank.stop()


@asynccontextmanager
async def talkative(site: Site) -> AsyncIterator[None]:
    """Let an Asterisk say all that it can."""
    for line in ("core set debug 5", "core set verbose 5"):
        await site.instance.command(line)
    try:
        yield
    finally:
        for line in ("core set debug 0", "core set verbose 3"):
            await site.instance.command(line)


async def test_keyed_digits_are_written_nowhere(new_run: NewRun) -> None:
    """In every flow, right and wrong; before a hang-up, an error, the bank's silence, a crash."""
    found = await leaks_of_calls(new_run, "first", FIRST)
    if found:  # four digits occur by chance; a leak occurs with other digits too
        found &= await leaks_of_calls(new_run, "second", SECOND)

    assert sorted(found) == []


async def test_the_search_finds_what_an_engine_that_logs_keys_writes(new_run: NewRun) -> None:
    """The same search on the same kind of run, with one fault put into the engine."""
    card = FIRST.card("talks")
    async with new_run("leaky", "leaky_engine") as run:
        await keyed_calls.leave_at(run.floor, MENU, keyed_calls.identity(card))
        await run.floor.site.empty()
        places = run.places()

    assert leaks(places, Keyed((card.number,), (card.pin,))) == {
        Leak("engine: engine.log", what, spelling)
        for what in ("card number", "PIN")
        for spelling in ("digits", "hexadecimal", "base64")
    }


async def leaks_of_calls(new_run: NewRun, name: str, cast: Cast) -> set[Leak]:
    """Let callers key cards and PINs in every way, and search what is left of it."""
    fails_for = cast.card("fails").number[-4:]
    async with new_run(name, "failing_engine", FAILS_FOR=fails_for) as run:
        floor = run.floor
        async with asyncio.TaskGroup() as calls:
            for call in (
                keyed_calls.talk_to_a_person,
                keyed_calls.err,
                keyed_calls.change_the_pin,
                keyed_calls.activate_a_card,
                keyed_calls.lose_a_card,
                keyed_calls.browse,
                keyed_calls.leave_after_the_pin,
                meet_an_error,
            ):
                calls.create_task(call(floor, cast), name=call.__name__)
        async with asyncio.TaskGroup() as calls:
            cut_off = calls.create_task(ask_for_a_pin(floor, cast))
            calls.create_task(meet_a_silent_bank(run, cast))
        assert_no_cores(floor.engine.pid, run.bank.pid)
        run.metrics = await floor.metrics()
        await outlive_the_engine(floor, cut_off.result(), cast)
        places = run.places()
    assert_all_places_have_something(places)
    return leaks(places, cast.keyed)


async def meet_an_error(floor: Floor, cast: Cast) -> None:
    """The flow fails with card and PIN in its hands, and its traceback is logged."""
    await keyed_calls.leave_at(floor, "trouble.last", keyed_calls.identity(cast.card("fails")))
    assert "seal_or_fail" in floor.engine.log.read_text()


async def meet_a_silent_bank(run: Run, cast: Cast) -> None:
    """The bank gets card and PIN, and does not answer in time."""
    card = cast.card("waits")
    caller = await run.floor.call(hotline=RECORDED)
    await answer(caller, keyed_calls.identity(card), until=PIN)
    run.bank.freeze()
    try:
        await caller.press(card.pin)
        await answer(caller, keyed_calls.identity(card), until="trouble.bank")
    finally:
        run.bank.go_on()
    await caller.hang_up()


async def ask_for_a_pin(floor: Floor, cast: Cast) -> Caller:
    """Call, and key a card number; who is silent is asked for the PIN again and again."""
    caller = await floor.call()
    await answer(caller, keyed_calls.identity(cast.card("is_cut_off")), until=PIN)
    return caller


async def outlive_the_engine(floor: Floor, caller: Caller, cast: Cast) -> None:
    """The engine is killed with the keys in its memory; its files stay as they were."""
    pin = cast.card("is_cut_off").pin
    await caller.press(pin[:3])
    floor.engine.kill()
    await caller.press(pin[3:])
    await caller.hang_up()
    await floor.site.empty()


def assert_no_cores(*pids: int) -> None:
    """A process that crashes leaves no copy of its memory."""
    for pid in pids:
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE), limits


def assert_all_places_have_something(places: dict[str, bytes]) -> None:
    """An empty place proves nothing."""
    for place in (
        "engine: engine.log",
        "engine: callcenter.db-wal",
        "engine: rows of callcenter.db",
        "engine: names of files",
        "bank: bank.log",
        "bank: rows of bank.db",
        "bank: bank.db-wal",
        "webhook 0",
        "desktop 0",
        "metrics",
        "AMI events",
        "asterisk: log/talk.log",
        "asterisk: var/astdb.sqlite3",
        "asterisk: names of files",
    ):
        assert places.get(place), place
    assert b"-said.wav" in places["asterisk: names of files"]
