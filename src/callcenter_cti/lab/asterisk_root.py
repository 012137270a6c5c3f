"""Where a runnable Asterisk comes from: one on PATH, or one unpacked into a cache folder.

Decides which Asterisk is used and how its program is called. Knows nothing of configuration:
every instance is started with a folder of its own (`lab.configuration`).
"""

import asyncio
import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from callcenter_cti.lab.errors import LabError

OLDEST_VERSION = 18
ROOT_OVERRIDE = "CALLCENTER_ASTERISK_ROOT"
"""Environment variable: an unpacked root to use instead of PATH and cache."""
CACHE_OVERRIDE = "CALLCENTER_CACHE"
"""Environment variable: the cache folder instead of ``~/.cache/callcenter-cti``."""
FALLBACK_SOUND = "sorry-youre-having-problems"
"""The announcement that the dialplan plays without an engine; every usable Asterisk has it."""
SUITE = "sid"
PACKAGES = "asterisk,asterisk-core-sounds-en-wav"
UNPACK_LIMIT_S = 900.0
PROBE_LIMIT_S = 20.0

Progress = Callable[[str], None]
"""Takes one plain sentence about what is being done."""


@dataclass(frozen=True, slots=True)
class AsteriskRoot:
    """A runnable Asterisk."""

    command: tuple[str, ...]
    """Program and leading arguments; options of Asterisk follow."""
    modules: Path
    share: Path
    """Folder with ``documentation``, without which Asterisk does not boot."""
    sounds: Path
    """Folder with the English core sounds."""
    version: str
    """What ``asterisk -V`` says."""


async def find_asterisk(progress: Progress) -> AsteriskRoot:
    """Return an Asterisk that runs here; unpack one into the cache when there is none.

    Raises:
        LabError: there is none and none can be unpacked; the text says what to install.
    """
    return await asyncio.to_thread(_find, progress)


def _find(progress: Progress) -> AsteriskRoot:
    given = os.environ.get(ROOT_OVERRIDE)
    if given:
        return unpacked_root(Path(given))
    return installed_asterisk(progress) or unpacked_root(cached_root(progress))


# --- an Asterisk that the machine has


def installed_asterisk(progress: Progress) -> AsteriskRoot | None:
    """Return the Asterisk on PATH if the laboratory can use it, else say why not."""
    program = shutil.which("asterisk", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        return None
    try:
        return _installed(program)
    except LabError as error:
        progress(f"{program} is not used: {error}")
        return None


def _installed(program: str) -> AsteriskRoot:
    version = _version((program,))
    if _major(version) < OLDEST_VERSION:
        raise LabError(f"it is {version}, older than Asterisk {OLDEST_VERSION}")
    folders = _configured_folders(Path("/etc/asterisk/asterisk.conf"))
    modules = _first_with("chan_pjsip.so", folders.get("astmoddir"), *_default_modules())
    share = _first_with(
        "documentation", folders.get("astdatadir"), "/usr/share/asterisk", "/var/lib/asterisk"
    )
    return AsteriskRoot((program,), modules, share, _sounds(share), version)


def _configured_folders(path: Path) -> dict[str, str]:
    with contextlib.suppress(OSError):
        return dict(re.findall(r"^\s*(ast\w+)\s*=>?\s*(\S+)", path.read_text(), re.MULTILINE))
    return {}


def _default_modules() -> Iterator[str]:
    yield from map(str, Path("/usr/lib").glob("*/asterisk/modules"))
    yield from ("/usr/lib/asterisk/modules", "/usr/lib64/asterisk/modules")


def _first_with(content: str, *folders: str | None) -> Path:
    for folder in folders:
        if folder and (Path(folder) / content).exists():
            return Path(folder)
    raise LabError(f"no folder of it has {content}")


def _sounds(share: Path) -> Path:
    for folder in sorted((share / "sounds").glob("en*")):
        if (folder / f"{FALLBACK_SOUND}.wav").exists():
            return folder
    raise LabError(f"{share}/sounds has no English core sounds as wav files")


# --- an Asterisk in an unpacked root


def unpacked_root(root: Path) -> AsteriskRoot:
    """Return the Asterisk inside an unpacked Debian root, run by that root's own loader.

    Raises:
        LabError: the folder holds no Asterisk that runs.
    """
    root = root.resolve()
    loaders = [*root.glob("usr/lib64/ld-linux-*.so.*"), *root.glob("usr/lib/ld-linux-*.so.*")]
    modules = list(root.glob("usr/lib/*/asterisk/modules"))
    if not loaders or not modules:
        raise LabError(f"{root} holds no unpacked Asterisk; remove it and start again")
    libraries = modules[0].parents[1]
    program = ("--library-path", str(libraries), str(root / "usr/sbin/asterisk"))
    command = (str(loaders[0]), "--argv0", "asterisk", *program)
    share = root / "usr/share/asterisk"
    return AsteriskRoot(command, modules[0], share, _sounds(share), _version(command))


def _version(command: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(
            [*command, "-V"], capture_output=True, text=True, timeout=PROBE_LIMIT_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise LabError(f"asterisk -V does not run: {error}") from error
    return done.stdout.strip()


def _major(version: str) -> int:
    found = re.search(r"Asterisk (?:certified/)?(\d+)", version)
    return int(found[1]) if found else 0


# --- the cache


def cache_folder() -> Path:
    """Return the folder for things that are costly to make."""
    given = os.environ.get(CACHE_OVERRIDE)
    return Path(given) if given else Path.home() / ".cache" / "callcenter-cti"


def cached_root(progress: Progress) -> Path:
    """Return the unpacked root of the cache, and make it first if there is none.

    Raises:
        LabError: it cannot be made.
    """
    cache = cache_folder()
    root = cache / f"asterisk-{SUITE}"
    if root.is_dir():
        return root
    cache.mkdir(parents=True, exist_ok=True)
    with _locked(cache / "asterisk.lock", progress):
        if not root.is_dir():
            _unpack(root, progress)
    return root


@contextlib.contextmanager
def _locked(path: Path, progress: Progress) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("Another run is unpacking Asterisk; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _unpack(root: Path, progress: Progress) -> None:
    """Unpack into a folder beside, prove that it runs, then rename: never a half root."""
    mmdebstrap = shutil.which("mmdebstrap")
    if mmdebstrap is None:
        raise LabError(
            "There is no Asterisk on this machine and no mmdebstrap to unpack one with: "
            "install mmdebstrap (apt-get install mmdebstrap)."
        )
    progress(f"Unpacking Asterisk from Debian {SUITE} into {root} (about 80 MB to fetch).")
    with tempfile.TemporaryDirectory(dir=root.parent, prefix="unpacking-") as folder:
        fresh = Path(folder) / "root"
        _run_mmdebstrap(mmdebstrap, fresh, Path(folder))
        version = unpacked_root(fresh).version
        fresh.rename(root)
    progress(f"Unpacked {version}.")


def _run_mmdebstrap(mmdebstrap: str, target: Path, scratch: Path) -> None:
    # "extract" runs no maintainer script and "chrootless" needs no privilege: nothing on the
    # host changes. No mirror is named: mmdebstrap knows its own.
    command = [mmdebstrap, "--quiet", "--variant=extract", "--mode=chrootless"]
    command += ["--format=directory", '--aptopt=Acquire::Check-Valid-Until "false"']
    command += [f"--include={PACKAGES}", SUITE, str(target)]
    environment = os.environ | {"HOME": str(scratch), "TMPDIR": str(scratch)}
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=UNPACK_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LabError(f"mmdebstrap took longer than {UNPACK_LIMIT_S:.0f} s") from error
    if done.returncode != 0:
        raise LabError(f"mmdebstrap could not unpack Asterisk: {_last_lines(done.stderr)}")


def _last_lines(text: str) -> str:
    return " | ".join(text.strip().splitlines()[-5:])
