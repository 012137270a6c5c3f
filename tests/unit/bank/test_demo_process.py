"""``callcenter-cti demo-bank`` as it is started."""

import asyncio
import os
import re
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callcenter_cti.bank.card_services import Verified
from callcenter_cti.bank.pin_keys import PinBlocks, load_pin_keys
from tests.contracts.card_services_contract import CALLER, FIRST
from tests.fakes.seeded_bank import KEY_BYTES
from tests.fakes.served_bank import asking

START_S = 55.0


@asynccontextmanager
async def _started(folder: Path) -> AsyncIterator[tuple[Process, str]]:
    """Start the command in a folder of its own; gives the process and the bank's URL."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "callcenter_cti", "demo-bank", "--port", "0", "--show-messages"),
        cwd=folder,
        env=os.environ | {"TERM": "dumb"},
        stdout=PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(START_S):
            line = (await process.stdout.readline()).decode()
        found = re.fullmatch(r"demo bank on (http://\S+), token in var/bank.token\n", line)
        assert found is not None, line
        yield process, found[1]
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.fixture
def seeded(seeded_file: Path, tmp_path: Path) -> None:
    """Put customers where the command looks: the slow hashes of all PINs cost seconds."""
    (tmp_path / "var").mkdir()
    shutil.copy(seeded_file, tmp_path / "var/bank.db")
    (tmp_path / "var/bank.key").write_bytes(KEY_BYTES)


async def test_command_serves_prints_messages_and_ends_when_told(tmp_path: Path, seeded: None):
    """An engine with its token and its PIN key verifies a customer, who gets a code."""
    async with _started(tmp_path) as (process, url):
        token = await asyncio.to_thread((tmp_path / "var/bank.token").read_text)
        keys = await asyncio.to_thread(load_pin_keys, tmp_path / "var/bank-pin.keys")
        block = PinBlocks(keys).seal(FIRST.card_pin, FIRST.card_number)
        async with asking(url, token=token.strip()) as host:
            verdict = await host.verify(FIRST.card_number, block, CALLER)
            assert isinstance(verdict, Verified)
            await host.send_code(verdict.customer)

        assert process.stdout is not None
        async with asyncio.timeout(START_S):
            message = (await process.stdout.readline()).decode()
            process.send_signal(signal.SIGTERM)
            status = await process.wait()

    assert re.fullmatch(rf"message to {FIRST.phone}: Your code is \d{{6}}\. .*\n", message)
    assert status == 0
