"""The contract of calls on a real Asterisk: each scenario is one real call.

A scenario spends its seconds on listening and on being silent, so all of them are called at
nearly the same time, and each test reports what became of its own.
"""

import asyncio
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr import speech
from callcenter_cti.lab.configuration import write_tone
from callcenter_cti.lab.exchanges import Exchanges
from callcenter_cti.lab.laboratory import Laboratory
from tests.contracts.call_contract import CallContract
from tests.peers.live_caller import (
    HOTLINE,
    LASTING_HOTLINE,
    LiveCaller,
    Reception,
    add_lasting_hotline,
    remove_lasting_hotline,
)

pytestmark = pytest.mark.asterisk

AT_ONCE = 16
"""Calls at the same time."""
LIMIT_S = 60.0
"""No scenario takes longer."""
PROMPTS = ("welcome", "ask", "again", "wrong")
PROMPT_S = 2.0
"""Long enough to be cut, and to lose four keys in, on a busy machine."""

LASTING_ONLY = ("test_variables_work_on_a_hung_up_channel",)
"""What no engine can do once Asterisk has closed its connection."""


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One test of the contract, with its parameters."""

    test: str
    parameters: Mapping[str, object]
    hotline: str

    def __str__(self) -> str:
        told = [value for value in self.parameters.values() if isinstance(value, str)]
        dialplan = ["session outlasts the caller"] if self.hotline == LASTING_HOTLINE else []
        name = "-".join([self.test.removeprefix("test_"), *told, *dialplan])
        return name.replace("\n", ", ")

    async def play(self, caller: LiveCaller) -> None:
        """Run the test on a real call."""
        async with asyncio.timeout(LIMIT_S):
            await getattr(CallContract(), self.test)(caller, **self.parameters)


def scenarios() -> list[Scenario]:
    """Find all tests of the contract with their parameters."""
    return [
        Scenario(name, parameters, hotline)
        for name, test in vars(CallContract).items()
        if name.startswith("test_")
        for parameters in parametrized(test)
        for hotline in hotlines(name)
    ]


def hotlines(test: str) -> Iterator[str]:
    """Say where a test is called: with a caller who leaves, in both kinds of dialplan."""
    if test not in LASTING_ONLY:
        yield HOTLINE
    if re.search("hang|hung|gone", test):
        yield LASTING_HOTLINE


def parametrized(test: object) -> Iterator[Mapping[str, object]]:
    """Return the parameters of each run of a test that has one table of them, or none."""
    marks: list[pytest.Mark] = getattr(test, "pytestmark", [])
    if not marks:
        yield {}
    for mark in marks:
        names, rows = mark.args
        for row in rows:
            yield {names: row} if isinstance(names, str) else dict(zip(names, row, strict=True))


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest, exchanges: Exchanges, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[Scenario, Exception | None]:
    """What became of each scenario that this run has chosen: why it failed, or None."""
    chosen = [
        scenario
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.getparent(pytest.Module) is request.node
        if isinstance(scenario := item.callspec.params["scenario"], Scenario)
    ]
    folder = tmp_path_factory.mktemp("prompts")
    for language in Language:
        write_prompts(folder / language, speech.fragments(language))
    with asyncio.Runner() as runner:
        return runner.run(play_all(chosen, exchanges, folder))


def write_prompts(folder: Path, fragments: Iterable[str]) -> None:
    """Write a tone for each prompt, and short ones for the fragments of numbers and amounts."""
    folder.mkdir()
    for name in PROMPTS:
        write_tone(folder / f"{name}.wav", hz=440, seconds=PROMPT_S)
    write_tone(folder / "fragment.wav", hz=440, seconds=0.1)
    for name in fragments:
        shutil.copyfile(folder / "fragment.wav", folder / f"{name}.wav")


async def play_all(
    chosen: list[Scenario], exchanges: Exchanges, prompts: Path
) -> dict[Scenario, Exception | None]:
    reception = Reception(prompts)
    places = asyncio.Semaphore(AT_ONCE)
    failures: dict[Scenario, Exception | None] = {}

    async def play(scenario: Scenario, lab: Laboratory) -> None:
        async with places:
            caller = LiveCaller(
                reception, lab.sites["sydney"], lab.carrier, hotline=scenario.hotline
            )
            try:
                await scenario.play(caller)
            except Exception as error:  # noqa: BLE001 - raised again by the scenario's own test
                error.add_note("\n".join(["The call:", *caller.account]))
                failures[scenario] = error
            else:
                failures[scenario] = None

    async with Laboratory.connect(exchanges) as lab:
        site = lab.sites["sydney"]
        await site.point_at_engine(await reception.open())
        await add_lasting_hotline(site)
        async with asyncio.TaskGroup() as group:
            for scenario in chosen:
                group.create_task(play(scenario, lab))
        await remove_lasting_hotline(site)
    await reception.close()
    return failures


@pytest.mark.parametrize("scenario", scenarios(), ids=str)
def test_contract(scenario: Scenario, outcomes: Mapping[Scenario, Exception | None]) -> None:
    """A call on a real Asterisk keeps the contract in this scenario."""
    failure = outcomes[scenario]

    if failure is not None:
        raise failure
