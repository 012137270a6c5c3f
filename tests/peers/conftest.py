"""Real peers. The Asterisks start once per session, in the main thread, bound to no event loop;
each test connects to them in its own loop and hangs up all channels at its end.

When no Asterisk can be had, the tests fail with the sentence that says what to install: a test
that is skipped in silence proves nothing.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from callcenter_cti.lab.asterisk_root import find_asterisk
from callcenter_cti.lab.carrier import Carrier
from callcenter_cti.lab.configuration import PhoneLine
from callcenter_cti.lab.exchanges import Exchanges
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.project_files import prompts_folder
from callcenter_cti.lab.site import Site
from tests.peers.dialplan_bench import Bench
from tests.peers.floor import Floor, open_floor, prepare

NO_ENGINE = "127.0.0.1:1"
"""Nobody listens there."""
PHONES = tuple(PhoneLine("sydney", f"600{n}", f"phone-secret-{n}") for n in range(1, 5))


LIMIT_S = 180
"""A whole call lasts; the first one of a session waits for Asterisk and the prompts as well."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give real peers more time than everybody else."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LIMIT_S))


@pytest.fixture(scope="session")
def exchanges() -> Iterator[Exchanges]:
    """The running Asterisks: site ``sydney`` with phones 6001 to 6004, and the carrier."""
    with asyncio.Runner() as runner:
        root = runner.run(find_asterisk(print))
        running = Exchanges(root, PHONES, sites=["sydney"], engine=NO_ENGINE)
        runner.run(running.start(print))
    yield running
    with asyncio.Runner() as runner:
        runner.run(running.stop())


@pytest.fixture
async def lab(exchanges: Exchanges) -> AsyncIterator[Laboratory]:
    """The laboratory, connected in this test's loop, with no engine anywhere."""
    async with Laboratory.connect(exchanges) as laboratory:
        await laboratory.sites["sydney"].point_at_engine(NO_ENGINE)
        before = len(laboratory.sites["sydney"].instance.talk.read_bytes())
        yield laboratory
    # Captured, so it is shown with a failing test only.
    sys.stdout.write(
        laboratory.sites["sydney"].instance.talk.read_bytes()[before:].decode(errors="replace")
    )


@pytest.fixture
def sydney(lab: Laboratory) -> Site:
    """The one site."""
    return lab.sites["sydney"]


@pytest.fixture
def carrier(lab: Laboratory) -> Carrier:
    """The world outside."""
    return lab.carrier


@pytest.fixture
def bench(exchanges: Exchanges, sydney: Site, carrier: Carrier) -> Bench:
    """What the tests of the dialplan work with."""
    return Bench(exchanges, sydney, carrier)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the databases and prompts that each engine starts from."""
    folder = tmp_path_factory.mktemp("prepared")
    with asyncio.Runner() as runner:
        runner.run(prepare(folder, prompts_folder()))
    return folder


@pytest.fixture
async def floor(lab: Laboratory, prepared: Path, tmp_path: Path) -> AsyncIterator[Floor]:
    """The engine, running, and a floor without anybody at work yet."""
    async with open_floor(
        lab, prepared=prepared, prompts=prompts_folder(), folder=tmp_path
    ) as opened:
        yield opened
        sys.stdout.write(opened.engine.log.read_text(errors="replace"))
