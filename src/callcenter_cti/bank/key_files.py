"""Secrets in files of their own: read, or made on the first start, for their owner alone."""

import os
import secrets
from pathlib import Path


def read_or_make(path: Path, first: bytes) -> bytes:
    """Return what a file holds; blocks. One that is not there is made with `first` in it.

    Raises:
        OSError: it can be neither read nor made.
    """
    return path.read_bytes() if path.exists() else _make(path, first)


def _make(path: Path, first: bytes) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and linked into place, so that of two that start at once one secret wins.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(first)
        file.flush()
        os.fsync(descriptor)
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return path.read_bytes()
