"""The whole laboratory: real Asterisks per site, a carrier with callers, and the phones."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from callcenter_cti.lab.asterisk_root import Progress, find_asterisk
from callcenter_cti.lab.carrier import Carrier
from callcenter_cti.lab.configuration import PhoneLine
from callcenter_cti.lab.exchanges import Exchanges
from callcenter_cti.lab.site import Site


class Laboratory:
    """Connected sites and carrier. Get one from `Laboratory.start` or `Laboratory.connect`."""

    def __init__(self, exchanges: Exchanges) -> None:
        self.exchanges = exchanges
        self.carrier = Carrier(exchanges.carrier, exchanges.carrier_plan)
        self.sites = {
            name: Site(
                instance, exchanges.site_plans[name], partial(self.carrier.register_phones, name)
            )
            for name, instance in exchanges.sites.items()
        }

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        *,
        sites: Sequence[str],
        phones: Sequence[PhoneLine],
        engine: str,
        progress: Progress,
    ) -> "AsyncIterator[Laboratory]":
        """Find or unpack Asterisk, start everything, connect; stop everything at the end.

        Args:
            sites: names of the sites.
            phones: the roster's phones; each belongs to one of the sites.
            engine: host and port of the FastAGI server that calls will ask.
            progress: told what is being done, in plain sentences.

        Raises:
            LabError: no Asterisk can be had, or one does not boot.
        """
        exchanges = Exchanges(await find_asterisk(progress), phones, sites=sites, engine=engine)
        await exchanges.start(progress)
        try:
            async with cls.connect(exchanges) as laboratory:
                yield laboratory
        finally:
            await exchanges.stop()

    @classmethod
    @asynccontextmanager
    async def connect(cls, exchanges: Exchanges) -> "AsyncIterator[Laboratory]":
        """Connect to running exchanges; at the end hang up every channel and log off."""
        laboratory = cls(exchanges)
        try:
            await laboratory.carrier.open()
            for site in laboratory.sites.values():
                await site.open()
            yield laboratory
            await laboratory.hang_up_all()
        finally:
            await laboratory.carrier.close()
            for site in laboratory.sites.values():
                await site.close()

    async def hang_up_all(self) -> None:
        """End every call on every side and wait until none is left."""
        await self.carrier.hang_up_all()
        for site in self.sites.values():
            await site.hang_up_all()
            await site.empty()
