"""One running Asterisk: start, stop, restart, kill, and its command line.

Knows a folder with a finished configuration and nothing of what is in it. Bound to no event
loop: one loop may start it, another may stop it.
"""

import asyncio
import subprocess
import time
from pathlib import Path

from callcenter_cti.lab.asterisk_root import AsteriskRoot
from callcenter_cti.lab.errors import LabError
from callcenter_cti.lab.processes import end_program, start_program, wait_for_end

BOOT_LIMIT_S = 40.0
STOP_LIMIT_S = 8.0
CLI_LIMIT_S = 10.0
_RETRY_S = 0.1
_SOCKET_PATH_LIMIT = 100
"""Characters; a unix socket's path ends at 107."""


class Instance:
    """An Asterisk process over a configuration folder."""

    def __init__(self, name: str, folder: Path, root: AsteriskRoot) -> None:
        if len(str(folder / "run/asterisk.ctl")) > _SOCKET_PATH_LIMIT:
            raise LabError(f"{folder} is too long a path for Asterisk's control socket")
        self.name = name
        self.folder = folder
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def log(self) -> Path:
        """Asterisk's own log, with what a real site writes."""
        return self.folder / "log/messages.log"

    @property
    def talk(self) -> Path:
        """All that it says, for whoever looks for a fault."""
        return self.folder / "log/talk.log"

    async def start(self) -> None:
        """Start and wait until fully booted.

        Raises:
            LabError: it ended or did not boot in time; the text has its last words.
        """
        if self.pid is not None:
            return
        command = [*self._root.command, "-f", *self._configuration()]
        self._process = start_program(command, log=self.folder / "log/console.log")
        try:
            await self._booted(self._process)
        except BaseException:
            await self.kill()
            raise

    async def stop(self) -> None:
        """Stop cleanly, harder where it does not obey; return when the process is gone."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        try:
            await self.command("core stop now")
            await wait_for_end(process, limit_s=STOP_LIMIT_S)
        finally:
            if process.poll() is None:
                await end_program(process)

    async def restart(self) -> None:
        """Stop cleanly and start again with the same configuration and data."""
        await self.stop()
        await self.start()

    async def kill(self) -> None:
        """End it with SIGKILL, as a crash would."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            await wait_for_end(self._process, limit_s=STOP_LIMIT_S)

    async def command(self, line: str, *, limit_s: float = CLI_LIMIT_S) -> str:
        """Run a command on Asterisk's command line and return what it prints.

        A command that is not answered in time returns an empty text.
        """
        program = [*self._root.command, *self._configuration(), "-rx", line]

        def run() -> str:
            try:
                done = subprocess.run(
                    program, capture_output=True, text=True, timeout=limit_s, check=False
                )
            except subprocess.TimeoutExpired:
                return ""
            return done.stdout + done.stderr

        return await asyncio.to_thread(run)

    def _configuration(self) -> tuple[str, str]:
        return "-C", str(self.folder / "etc/asterisk.conf")

    async def _booted(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + BOOT_LIMIT_S
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise LabError(f"{self.name} ended at once: {self._last_words()}")
            if "fully booted" in await self.command("core waitfullybooted"):
                return
            await asyncio.sleep(_RETRY_S)
        raise LabError(f"{self.name} did not boot in {BOOT_LIMIT_S:.0f} s: {self._last_words()}")

    def _last_words(self) -> str:
        text = (self.folder / "log/console.log").read_text(errors="replace")
        return " | ".join(text.strip().splitlines()[-5:]) or "it said nothing"
