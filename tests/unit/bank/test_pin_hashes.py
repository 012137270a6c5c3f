"""Slow hashes of PINs."""

import asyncio
from collections.abc import Iterator
from typing import Literal

import pytest
from argon2 import PasswordHasher

from callcenter_cti.bank.card_key import CardKey
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.domain.cards import CardNumber, Pin
from tests.fakes.seeded_bank import CHEAP, KEY

CARD, SECOND = CardNumber("4111111111111111"), CardNumber("4012888888881881")
PIN, WRONG = Pin("4071"), Pin("4072")


class CountingHasher(PasswordHasher):
    """Counts the hashes that were computed to check something."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified: list[str] = []

    def verify(
        self,
        hash: str | bytes,  # noqa: A002 - argon2's name
        password: str | bytes,
    ) -> Literal[True]:
        self.verified.append(str(hash))
        return super().verify(hash, password)


@pytest.fixture
def hashes() -> Iterator[PinHashes]:
    hashes = PinHashes(KEY, hasher=CHEAP)
    yield hashes
    hashes.close()


async def test_hash_fits_its_own_card_and_pin_alone(hashes: PinHashes):
    """Another PIN does not match, nor the same PIN on another card."""
    stored = await hashes.hash(CARD, PIN)

    assert await hashes.matches(stored, CARD, PIN) is True
    assert await hashes.matches(stored, CARD, WRONG) is False
    assert await hashes.matches(stored, SECOND, PIN) is False


async def test_hash_is_argon2id_and_salted(hashes: PinHashes):
    """Two hashes of one PIN differ."""
    one, other = await hashes.hash(CARD, PIN), await hashes.hash(CARD, PIN)

    assert one.startswith("$argon2id$")
    assert one != other


async def test_hash_that_ships_costs_what_rfc_9106_recommends():
    """64 MiB, three passes, four lanes (RFC 9106 section 4, second recommended option)."""
    hashes = PinHashes(KEY)

    stored = await hashes.hash(CARD, PIN)

    hashes.close()
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_stolen_hash_is_worth_nothing_without_the_key(hashes: PinHashes):
    """All PINs could be tried; the key cannot."""
    stored = await hashes.hash(CARD, PIN)
    thief = PinHashes(CardKey(b"x" * 32), hasher=CHEAP)

    assert await thief.matches(stored, CARD, PIN) is False
    thief.close()


async def test_card_that_is_not_there_is_checked_like_any_other():
    """One slow check each, whether the card is known or not."""
    hasher = CountingHasher()
    hashes = PinHashes(KEY, hasher=hasher)
    stored = await hashes.hash(CARD, PIN)

    assert await hashes.matches(None, CARD, PIN) is False
    assert await hashes.matches(stored, CARD, WRONG) is False

    assert len(hasher.verified) == 2
    unknown, known = hasher.verified
    assert unknown.rpartition("$")[0].split("$")[:4] == known.split("$")[:4]
    hashes.close()


async def test_hash_that_was_damaged_matches_nothing(hashes: PinHashes):
    """A row that cannot be read opens no card."""
    assert await hashes.matches("damaged", CARD, PIN) is False


async def test_third_check_waits_for_a_slot(hashes: PinHashes):
    """Two at once, however many call."""
    async with hashes.slot(), hashes.slot():
        third = asyncio.create_task(hashes.slot().__aenter__())
        await asyncio.sleep(0)
        assert not third.done()
        third.cancel()
        await asyncio.wait({third})
