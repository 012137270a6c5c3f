"""The demo bank as a process of its own, as ``callcenter-cti demo-bank`` is started."""

import asyncio
import re
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Final

import yaml
from argon2 import PasswordHasher

from callcenter_cti.bank.card_key import load_card_key
from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.lab.engine_process import ENGINE
from callcenter_cti.lab.processes import end_program, start_program
from tests.peers import evidence

_SAYS: Final = re.compile(r"demo bank on (http://\S+), token in ")
_START_LIMIT_S: Final = 120.0


class BankProcess:
    """A bank over HTTP on a copy of what is prepared, in a folder of its own."""

    def __init__(self, folder: Path, *, prepared: Path) -> None:
        self.folder = folder
        self.database = folder / "bank.db"
        for name in ("bank.db", "bank.key"):
            shutil.copy(prepared / name, folder / name)
        settings = {
            "bank_database_url": f"sqlite:///{self.database}",
            "bank_key_file": str(folder / "bank.key"),
            "bank_pin_key_file": str(folder / "bank-pin.keys"),
            "log_level": "debug",
        }
        (folder / "settings.yaml").write_text(yaml.safe_dump(settings))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """Everything that it prints."""
        return self.folder / "bank.log"

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> dict[str, object]:
        """Start it, and wait until it serves; return the settings of an engine that asks it."""
        await asyncio.to_thread(_hash_cheaply, self.database, self.folder / "bank.key")
        options = ("--port", "0", "--settings", str(self.folder / "settings.yaml"))
        token = self.folder / "bank.token"
        self._process = start_program(
            [*ENGINE, "demo-bank", *options, "--token-file", str(token)], log=self.log
        )
        await evidence.until(lambda: bool(self._url()), limit_s=_START_LIMIT_S)
        return {
            "bank_url": self._url(),
            "bank_token_file": str(token),
            "bank_pin_key_file": str(self.folder / "bank-pin.keys"),
        }

    async def stop(self) -> None:
        """End it, also when it is frozen."""
        if self._process is not None:
            self.go_on()
            await end_program(self._process)

    def freeze(self) -> None:
        """Let it answer nothing, its connections being well."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _url(self) -> str:
        said = _SAYS.search(self.log.read_text(errors="replace"))
        return said[1] if said else ""


def _hash_cheaply(database: Path, key_file: Path) -> None:
    """Make the PINs of all cards quick to check.

    So many callers at once as in a test would otherwise wait for each other's slow hashes, and on
    a busy machine longer than the bank lets them.
    """
    key = load_card_key(key_file)
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with closing(sqlite3.connect(database)) as bank:
        bank.executemany(
            "UPDATE bank_cards SET pin_hash = ? WHERE number_hmac = ?",
            [
                (
                    hasher.hash(key.pin(card.card_number, card.card_pin)),
                    key.number(card.card_number),
                )
                for card in DEMO_CARDS
            ],
        )
        bank.commit()
