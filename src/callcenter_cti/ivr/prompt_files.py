"""Where prompts lie as files, and how they get there whole. Knows no voice and no sound."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from callcenter_cti.domain.customers import Language


@dataclass(frozen=True, slots=True)
class PromptFolders:
    """Folders of prompts; each holds one folder a language."""

    prompts: Path
    """What Asterisk plays: ``en/welcome.gold.wav``; rendered sound is kept in ``.cache/``."""
    studio: Path | None = None
    """Studio recordings, named like prompts; they win over any voice."""

    def prompt(self, language: Language, key: str) -> Path:
        """Return the file that Asterisk plays."""
        return self.prompts / language / f"{key}.wav"

    def recording(self, language: Language, key: str) -> Path | None:
        """Return the studio's recording; None when there is none."""
        path = self.studio and self.studio / language / f"{key}.wav"
        return path if path and path.is_file() else None

    def cached(self, digest: str) -> Path:
        """Return where the sound of a text in a voice is kept."""
        return self.prompts / ".cache" / f"{digest}.wav"

    def missing(self, language: Language, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the keys without a file, in order."""
        return tuple(key for key in keys if not self.prompt(language, key).is_file())


@contextlib.contextmanager
def alone(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Let one build after the other write into a folder: the second finds all spoken by the first.

    Args:
        folder: of the prompts; made if need be.
        on_wait: called before waiting for another build.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_if_changed(path: Path, content: bytes) -> bool:
    """Put a file in its place as a whole, readable by Asterisk's user; tell whether it is new.

    Raises:
        OSError: the folder cannot be written.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True
