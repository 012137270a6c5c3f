"""The adapter for a bank over HTTP, against the demo bank on a real socket."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.attempt_limits import AttemptLimits
from tests.contracts.bank_document import BankDocument
from tests.contracts.bank_under_test import BankUnderTest
from tests.contracts.card_changes_contract import CardChangesContract
from tests.contracts.card_services_contract import CardServicesContract, SprayingContract
from tests.fakes.clock import FakeClock
from tests.fakes.seeded_bank import NARROW, bank_on, last_code
from tests.fakes.served_bank import asking, served


class TestHttpCardServices(CardServicesContract, SprayingContract, CardChangesContract):
    """The contracts over HTTP; everything that passes is as `openapi.yaml` says."""

    @pytest.fixture
    async def peer(self, engine: AsyncEngine) -> AsyncIterator[BankUnderTest]:
        async for peer in _peer(engine, None):
            yield peer

    @pytest.fixture
    async def narrow_peer(self, engine: AsyncEngine) -> AsyncIterator[BankUnderTest]:
        async for peer in _peer(engine, NARROW):
            yield peer


async def _peer(engine: AsyncEngine, limits: AttemptLimits | None) -> AsyncIterator[BankUnderTest]:
    clock, document = FakeClock(), BankDocument()
    async with (
        bank_on(engine, clock=clock, limits=limits) as bank,
        served(bank, document=document) as url,
        asking(url) as asked,
    ):
        yield BankUnderTest(asked, clock, lambda customer: last_code(engine, customer))
    assert document.complaints == []
