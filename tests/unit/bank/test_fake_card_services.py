"""The fake bank keeps the same contracts as the real one."""

import asyncio

import pytest

from callcenter_cti.bank.attempt_limits import AttemptLimits
from callcenter_cti.bank.card_changes import ChangeUnsure, Done
from callcenter_cti.bank.card_services import Reward
from callcenter_cti.domain.cards import OneTimeCode
from callcenter_cti.domain.customers import Customer
from callcenter_cti.domain.errors import PeerUnavailable
from tests.contracts.bank_under_test import BankUnderTest
from tests.contracts.card_changes_contract import KEY, CardChangesContract
from tests.contracts.card_services_contract import (
    FIRST,
    CardServicesContract,
    SprayingContract,
    attempt,
    token_of,
)
from tests.fakes.card_services import FakeCardServices
from tests.fakes.clock import FakeClock


def _peer(limits: AttemptLimits | None = None) -> BankUnderTest:
    clock = FakeClock()
    bank = FakeCardServices(clock=clock, limits=limits or AttemptLimits())

    async def last_code(customer: Customer) -> OneTimeCode:
        return next(code for to, code in reversed(bank.codes_sent) if to == customer.customer_id)

    return BankUnderTest(bank, clock, last_code)


class TestFakeCardServices(CardServicesContract, SprayingContract, CardChangesContract):
    """The contracts, in memory."""

    @pytest.fixture
    def peer(self) -> BankUnderTest:
        return _peer()

    @pytest.fixture
    def narrow_peer(self) -> BankUnderTest:
        return _peer(AttemptLimits(different_cards=3))


async def test_fake_can_be_switched_off():
    """A flow's test can take the bank away, and give it back; nothing is done meanwhile."""
    bank = FakeCardServices()
    token = bank.card(FIRST).token
    before = bank.ledger()

    bank.unavailable = True
    with pytest.raises(PeerUnavailable):
        await attempt(bank, FIRST)
    with pytest.raises(PeerUnavailable) as caught:
        await bank.redeem(token, Reward.STATEMENT_CREDIT, KEY)
    assert not isinstance(caught.value, ChangeUnsure)
    assert await bank.ready() is False
    assert bank.ledger() == before

    bank.unavailable = False
    assert await bank.ready() is True


async def test_fake_can_lose_its_answers():
    """The change is made, nobody is told; the same key finds out later."""
    bank = FakeCardServices()
    token = await token_of(bank, FIRST)
    before = bank.ledger()

    bank.unsure = True
    with pytest.raises(ChangeUnsure):
        await bank.redeem(token, Reward.STATEMENT_CREDIT, KEY)
    assert bank.ledger() != before

    bank.unsure = False
    assert isinstance(await bank.redeem(token, Reward.STATEMENT_CREDIT, KEY), Done)
    assert len(bank.orders) == 1


async def test_fake_can_be_slow():
    """A test decides when the bank answers, and learns what it was asked."""
    go_on, asked = asyncio.Event(), []

    async def wait(method: str) -> None:
        asked.append(method)
        await go_on.wait()

    bank = FakeCardServices(before_answer=wait)
    asking = asyncio.create_task(bank.points(bank.card(FIRST).token))
    await asyncio.sleep(0)

    assert asked == ["points"]
    assert not asking.done()
    go_on.set()
    assert (await asking).balance == FIRST.points
