"""When a recording is complete: Asterisk writes a mark beside it after closing the files."""

import asyncio
from pathlib import Path

_POLL_S = 0.02


async def finished(rec: Path, *, limit_s: float) -> None:
    """Wait for the mark of the recordings that begin with the path `rec`.

    Raises:
        TimeoutError: it did not come in `limit_s` seconds.
    """
    mark = rec.with_name(f"{rec.name}.done")
    async with asyncio.timeout(limit_s):
        while not mark.exists():  # noqa: ASYNC110 - a file has no event to wait for
            await asyncio.sleep(_POLL_S)
