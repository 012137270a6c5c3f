"""The contract of calls on a real Asterisk: each scenario is one real call.

A scenario spends its seconds on listening and on being silent, so all of them are called at
nearly the same time, and each test reports what became of its own.
"""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from callcenter_cti.ivr import wording_en
from callcenter_cti.lab.configuration import write_tone
from callcenter_cti.lab.exchanges import Exchanges
from callcenter_cti.lab.laboratory import Laboratory
from tests.contracts.call_contract import CallContract
from tests.peers.live_caller import LiveCaller, Reception

pytestmark = pytest.mark.asterisk

AT_ONCE = 12
"""Calls at the same time."""
LIMIT_S = 60.0
"""No scenario takes longer."""
PROMPTS = ("welcome", "ask", "again", "wrong")
PROMPT_S = 2.0
"""Long enough to be cut, and to lose four keys in, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One test of the contract, with its parameters."""

    test: str
    parameters: Mapping[str, object]

    async def play(self, caller: LiveCaller) -> None:
        """Run the test on a real call."""
        async with asyncio.timeout(LIMIT_S):
            await getattr(CallContract(), self.test)(caller, **self.parameters)


def scenarios() -> Iterator[object]:
    """Find all tests of the contract with their parameters."""
    for name, test in vars(CallContract).items():
        if not name.startswith("test_"):
            continue
        title = name.removeprefix("test_")
        marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
        if not marks:
            yield pytest.param(Scenario(name, {}), id=title)
        for mark in marks:
            names, rows = mark.args
            for row in rows:
                values = (row,) if isinstance(names, str) else row
                pairs = zip((names,) if isinstance(names, str) else names, values, strict=True)
                yield pytest.param(Scenario(name, dict(pairs)), id=f"{title}-{values[0]!r}")
