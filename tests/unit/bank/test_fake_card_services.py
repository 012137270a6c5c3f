"""The fake bank keeps the same contract as the real one."""

import pytest

from callcenter_cti.domain.errors import PeerUnavailable
from tests.contracts.card_services_contract import FIRST, CardServicesContract
from tests.fakes.card_services import FakeCardServices


class TestFakeCardServices(CardServicesContract):
    """The contract, in memory."""

    @pytest.fixture
    def bank(self) -> FakeCardServices:
        return FakeCardServices()


async def test_fake_can_be_switched_off():
    """A flow's test can take the bank away, and give it back."""
    bank = FakeCardServices()

    bank.unavailable = True
    with pytest.raises(PeerUnavailable):
        await bank.verify(FIRST.card_number, FIRST.card_pin)
    assert await bank.ready() is False

    bank.unavailable = False
    assert await bank.ready() is True
