"""Programs that end when we do: started, waited for and stopped by their own pid.

A program is started through ``setpriv --pdeathsig KILL``: the kernel kills it when the thread
that started it ends, also when that end is a SIGKILL. Start programs from the main thread.
"""

import asyncio
import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from callcenter_cti.lab.errors import LabError

POLL_S = 0.02


def start_program(command: Sequence[str], *, log: Path) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own; its output is appended to `log`.

    Raises:
        LabError: the program that ties it to our life is missing.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise LabError("setpriv is missing: install util-linux (apt-get install util-linux).")
    with log.open("ab") as output:
        return subprocess.Popen(
            [setpriv, "--pdeathsig", "KILL", "--", *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


async def wait_for_end(program: subprocess.Popen[bytes], *, limit_s: float) -> bool:
    """Wait until a program has ended; False when it still runs after `limit_s` seconds."""
    deadline = time.monotonic() + limit_s
    while program.poll() is None:
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(POLL_S)
    return True


async def end_program(program: subprocess.Popen[bytes], *, limit_s: float = 5.0) -> None:
    """End a program: SIGTERM, and SIGKILL if it still runs after `limit_s` seconds."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            program.send_signal(number)
        if await wait_for_end(program, limit_s=limit_s):
            return
    raise LabError(f"process {program.pid} does not end")
