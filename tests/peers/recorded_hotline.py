"""A hotline whose calls the site's own dialplan records, as sites do: before the engine is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.recordings import finished
from callcenter_cti.lab.site import Site
from tests.peers.floor import HOTLINE

RECORDED: Final = "1777"
_LIMIT_S: Final = 15.0


@asynccontextmanager
async def recorded_hotline(site: Site, *, hotline: str = HOTLINE) -> AsyncIterator[None]:
    """Let the site have it; a call of it goes on as one of another hotline.

    What the caller says and what he is played become two files.
    """
    base = f"{site.instance.folder}/spool/monitor/call-${{CALLERID(num)}}"
    steps = (
        ("MixMonitor", f",r({base}-said.wav)t({base}-heard.wav),/bin/touch {base}.done"),
        ("Goto", f"cti-inbound,{hotline},1"),
    )
    for priority, (application, data) in enumerate(steps, start=1):
        await site.ami.action(
            "DialplanExtensionAdd",
            Context="cti-inbound",
            Extension=RECORDED,
            Priority=str(priority),
            Application=application,
            ApplicationData=data,
            Replace="yes",
        )
    try:
        yield
    finally:
        await site.ami.action("DialplanExtensionRemove", Context="cti-inbound", Extension=RECORDED)


async def recording_of(site: Site, caller: Caller) -> tuple[Path, Path]:
    """Wait until a recording is finished; return what he said and what he was played."""
    base = site.instance.folder / f"spool/monitor/call-{caller.ani}"
    await finished(base, limit_s=_LIMIT_S)
    return base.with_name(f"{base.name}-said.wav"), base.with_name(f"{base.name}-heard.wav")
