"""A real PostgreSQL for tests: made in a temporary folder, gone with the test run."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

_START_S = 30
_MISSING = "PostgreSQL is not installed; install the Debian package postgresql."
_SETTINGS = (
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=16MB",
)
"""Small, and careless with a database that is thrown away."""


@dataclass
class PostgresServer:
    """A running server; `new_database` gives each test its own."""

    programs: Path
    port: int
    pid: int
    _numbers: Iterator[int] = field(default_factory=count)

    def new_database(self, *, template: str = "template0") -> str:
        """Create a database and return its URL."""
        name = f"test_{next(self._numbers)}"
        self.run_sql(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return self.url(name)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def backends(self) -> list[int]:
        """Return the process ids that serve the server's databases now."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [
            int(child)
            for child in children
            if b"127.0.0.1(" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]

    def run_sql(self, statement: str, *, database: str = "postgres") -> None:
        """Run a statement, outside any event loop."""
        command: list[str | Path] = [self.programs / "psql", "-X", "-q", "-c", statement]
        done = subprocess.run(
            [*command, self.url(database)],
            capture_output=True,
            text=True,
            check=False,
            timeout=_START_S,
        )
        assert done.returncode == 0, done.stderr


def _programs() -> Path:
    def version(folder: Path) -> int:
        return int(folder.parent.name) if folder.parent.name.isdigit() else 0

    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    on_path = shutil.which("postgres")
    if found:
        return max(found, key=version)
    if on_path:
        return Path(on_path).resolve().parent
    pytest.fail(_MISSING, pytrace=False)


def _owner() -> pwd.struct_passwd:
    """Who the server runs as: it refuses to run as root."""
    if os.getuid():
        return pwd.getpwuid(os.getuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_owner(owner: pwd.struct_passwd) -> list[str | Path]:
    if os.getuid() == owner.pw_uid:
        return ["setpriv"]
    user, group = str(owner.pw_uid), str(owner.pw_gid)
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]


@contextmanager
def running_postgres(folder: Path) -> Iterator[PostgresServer]:
    """Run a server in an empty folder that its owner may enter."""
    programs, owner = _programs(), _owner()
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o700)
    data, log = folder / "data", folder / "log"
    _initialise(programs, data, owner)
    port = _free_port()
    # SIGQUIT, its immediate shutdown, reaches it also when the test run is killed.
    command = [*_as_owner(owner), "--pdeathsig=QUIT", programs / "postgres", "-D", data]
    for setting in (f"port={port}", f"unix_socket_directories={folder}", *_SETTINGS):
        command += ["-c", setting]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd="/")
    try:
        _wait_until_up(programs, port, process, log)
        yield PostgresServer(programs, port, process.pid)
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_START_S)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(_START_S)


def _initialise(programs: Path, data: Path, owner: pwd.struct_passwd) -> None:
    command = [*_as_owner(owner), programs / "initdb", "-D", data, "-U", "postgres"]
    command += ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", timeout=_START_S
    )
    assert done.returncode == 0, done.stderr


def _wait_until_up(
    programs: Path, port: int, process: "subprocess.Popen[bytes]", log: Path
) -> None:
    ask: list[str | Path] = [programs / "pg_isready", "-q", "-h", "127.0.0.1"]
    ask += ["-p", str(port), "-t", "5"]
    for _ in range(_START_S * 20):
        assert process.poll() is None, log.read_text(errors="replace")
        if subprocess.run(ask, check=False, timeout=10).returncode == 0:
            return
        _ended_within(process, 0.05)
    pytest.fail("PostgreSQL did not start: " + log.read_text(errors="replace"))


def _ended_within(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
