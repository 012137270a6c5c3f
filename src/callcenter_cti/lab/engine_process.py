"""The engine as a process of its own, with settings, databases and prompts in one folder.

The demo and the tests run the same program as everybody: ``callcenter-cti serve``.
"""

import asyncio
import contextlib
import csv
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import yaml

from callcenter_cti.config.rules import load_rules
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.lab.errors import LabError
from callcenter_cti.lab.processes import POLL_S, end_program, start_program
from callcenter_cti.lab.site import ENGINE_USER, Site
from callcenter_cti.records.database import open_records

ENGINE = (sys.executable, "-m", "callcenter_cti")
START_LIMIT_S = 120.0
STOP_LIMIT_S = 20.0
PROMPTS_LIMIT_S = 300.0


def free_port(host: str = "127.0.0.1") -> int:
    """Return a TCP port that nobody listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


class EngineProcess:
    """One engine. Its addresses are known before it runs, because dialplans name them."""

    def __init__(
        self, folder: Path, *, http_port: int = 0, program: Sequence[str] = ENGINE
    ) -> None:
        """Choose where it will listen; a test may hand in a `program` that is not quite ours."""
        self.folder = folder
        self.agi = f"127.0.0.1:{free_port()}"
        self.http = f"http://127.0.0.1:{http_port or free_port()}"
        self._program = tuple(program)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """Everything the engine prints."""
        return self.folder / "engine.log"

    @property
    def settings(self) -> Path:
        """The settings file it runs with."""
        return self.folder / "settings.yaml"

    @property
    def prompts(self) -> Path:
        """Folder of the rendered prompts."""
        return Path(str(self._read_settings()["prompts_dir"]))

    def configure(
        self,
        *,
        rules: Path,
        prompts: Path,
        sites: Mapping[str, Site],
        webhooks: Sequence[tuple[str, str]] = (),
        more: Mapping[str, object] | None = None,
    ) -> None:
        """Write the settings: where everything is, secrets in files of their own.

        Args:
            rules: the rules file.
            prompts: folder of the prompts, shared by all runs on this machine.
            sites: the lab's sites, by name.
            webhooks: URL and signing secret of each receiver of screen pops.
            more: further settings, laid over these.
        """
        host, port = self.agi.split(":")
        http_host, http_port = self.http.removeprefix("http://").split(":")
        settings: dict[str, object] = {
            "agi_host": host,
            "agi_port": int(port),
            "http_host": http_host,
            "http_port": int(http_port),
            "database_url": f"sqlite:///{self.folder / 'callcenter.db'}",
            "bank_database_url": f"sqlite:///{self.folder / 'bank.db'}",
            "bank_key_file": str(self.folder / "bank.key"),
            "bank_pin_key_file": str(self.folder / "bank-pin.keys"),
            "demo_seed": True,
            "rules": str(rules.resolve()),
            "prompts_dir": str(prompts),
            "sites": {name: self._site(site) for name, site in sites.items()},
            "webhooks": [
                {"url": url, "secret_file": self._secret(f"webhook-{number}", secret)}
                for number, (url, secret) in enumerate(webhooks)
            ],
            **(more or {}),
        }
        self.settings.write_text(yaml.safe_dump(settings))

    async def render_prompts(self) -> None:
        """Run ``callcenter-cti prompts build`` for the languages of the hotlines.

        Raises:
            LabError: it failed.
        """
        rules = load_rules(Path(str(self._read_settings()["rules"])))
        spoken = {
            language for hotline in rules.hotlines.values() for language in hotline.languages
        }
        chosen = [word for language in sorted(spoken) for word in ("--language", language)]
        await self._command("prompts", "build", "--settings", str(self.settings), *chosen)

    async def sentences(self) -> dict[str, str]:
        """Return what callers hear in English, by prompt key (``callcenter-cti prompts list``)."""
        listed = await self._command("prompts", "list", "--csv")
        rows = [row for row in csv.DictReader(listed.splitlines()) if row["language"] == "en"]
        whole = {row["key"].rpartition(".")[0]: row["within"] for row in rows if row["within"]}
        return {row["key"]: row["sentence"] for row in rows} | whole

    async def set_passwords(self, passwords: Mapping[str, str]) -> None:
        """Set agents' passwords in the engine's database."""
        url = str(self._read_settings()["database_url"])
        async with open_records(url, clock=_LabClock(), timeout_s=10.0) as records:
            for agent, password in passwords.items():
                await records.credentials.set_password(AgentId(agent), password)

    async def start(self) -> None:
        """Start and wait until it is ready to take calls.

        Raises:
            LabError: it ended, or was not ready in time; the text has its last lines.
        """
        command = [*self._program, "serve", "--settings", str(self.settings)]
        self._process = start_program(command, log=self.log)
        try:
            async with asyncio.timeout(START_LIMIT_S), aiohttp.ClientSession() as http:
                while not await self._is_ready(http):
                    if self._process.poll() is not None:
                        raise LabError(f"the engine ended:\n{self._last_lines()}")
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            await self.stop()
            raise LabError(f"the engine is not ready:\n{self._last_lines()}") from None

    async def stop(self) -> None:
        """End it cleanly."""
        if self._process is not None:
            await end_program(self._process, limit_s=STOP_LIMIT_S)

    def kill(self) -> None:
        """End it with SIGKILL, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(STOP_LIMIT_S)

    @property
    def pid(self) -> int:
        """Its process id.

        Raises:
            LabError: it does not run.
        """
        if self._process is None or self._process.poll() is not None:
            raise LabError("the engine does not run")
        return self._process.pid

    async def _is_ready(self, http: aiohttp.ClientSession) -> bool:
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with http.get(
                f"{self.http}/readyz", timeout=aiohttp.ClientTimeout(2)
            ) as response:
                return response.status == 200
        return False

    async def _command(self, *arguments: str) -> str:
        process = await asyncio.create_subprocess_exec(
            *self._program, *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(PROMPTS_LIMIT_S):
            out, err = await process.communicate()
        if process.returncode:
            raise LabError(f"callcenter-cti {' '.join(arguments)}: {err.decode().strip()}")
        return out.decode()

    def _site(self, site: Site) -> dict[str, object]:
        return {
            "ami_host": site.ami_host,
            "ami_user": ENGINE_USER,
            "ami_secret_file": self._secret(f"ami-{site.name}", site.engine_secret),
        }

    def _secret(self, name: str, value: str) -> str:
        path = self.folder / f"{name}.secret"
        path.touch(mode=0o600)
        path.write_text(value)
        return str(path)

    def _read_settings(self) -> Mapping[str, object]:
        loaded: Mapping[str, object] = yaml.safe_load(self.settings.read_text())
        return loaded

    def _last_lines(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


class _LabClock:
    """A real clock for the repositories that the lab opens itself."""

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def wall(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the lab runs outside the engine, on real time
