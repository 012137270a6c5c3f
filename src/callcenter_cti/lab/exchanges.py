"""The running Asterisks of a laboratory: one per site and the carrier. Bound to no event loop.

Separate from `lab.laboratory` so that a test session starts them once and every test, in an
event loop of its own, connects to them anew.
"""

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from callcenter_cti.lab.addresses import free_addresses
from callcenter_cti.lab.asterisk_root import AsteriskRoot, Progress
from callcenter_cti.lab.configuration import (
    CARRIER,
    CarrierPlan,
    PhoneLine,
    SitePlan,
    write_carrier,
    write_site,
)
from callcenter_cti.lab.instance import Instance

_SHORT_FOLDER = "/tmp"  # noqa: S108 - a unix socket's path is short; mkdtemp makes it safe


class Exchanges:
    """Instances of all sites and of the carrier, with their plans."""

    def __init__(
        self, root: AsteriskRoot, phones: Sequence[PhoneLine], *, sites: Sequence[str], engine: str
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cti-", dir=_SHORT_FOLDER))
        self.root = root
        carrier, phone, *own = free_addresses(2 + len(sites))
        by_name = dict(zip(sites, own, strict=True))
        self.carrier_plan = CarrierPlan(
            address=carrier,
            phone_address=phone,
            sites=by_name,
            phones=tuple(phones),
            lab_secret=secrets.token_hex(16),
        )
        self.site_plans = {
            name: SitePlan(
                name=name,
                address=address,
                carrier_address=carrier,
                engine=engine,
                phones=tuple(line for line in phones if line.site == name),
                engine_secret=secrets.token_hex(16),
                lab_secret=secrets.token_hex(16),
            )
            for name, address in by_name.items()
        }
        self.sites = {name: self._instance(name) for name in sites}
        self.carrier = self._instance(CARRIER)

    def _instance(self, name: str) -> Instance:
        return Instance(name, self.folder / name, self.root)

    async def start(self, progress: Progress) -> None:
        """Write all configurations and start all instances at once; all or none run then.

        Raises:
            LabError: one of them does not boot.
        """
        for name, plan in self.site_plans.items():
            write_site(self.folder / name, self.root, plan)
        write_carrier(self.folder / CARRIER, self.root, self.carrier_plan)
        progress(f"Starting {self.root.version}: {', '.join(self.sites)} and a carrier.")
        try:
            await asyncio.gather(*(instance.start() for instance in self._all()))
        except BaseException:
            await self.stop(keep_files=True)
            raise

    async def stop(self, *, keep_files: bool = False) -> None:
        """Stop all instances and remove their folder, unless its files are wanted."""
        await asyncio.gather(*(instance.stop() for instance in self._all()))
        if not keep_files:
            await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)

    def _all(self) -> list[Instance]:
        return [*self.sites.values(), self.carrier]
