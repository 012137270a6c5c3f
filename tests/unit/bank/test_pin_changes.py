"""Changes in the SQL bank that are interrupted half way."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter_cti.bank.card_changes import ChangeUnsure, Done, KeyReused
from callcenter_cti.bank.card_services import CardState, Locked, Refused, Verified
from callcenter_cti.bank.pin_hashes import PinHashes
from callcenter_cti.bank.sql import SqlCardServices
from callcenter_cti.bank.tables import cards, changes
from callcenter_cti.domain.cards import CardNumber, Pin
from tests.contracts.card_changes_contract import INACTIVE, KEY, NEW_PIN, expiry, key, sealed
from tests.contracts.card_services_contract import (
    CALLER,
    FIRST,
    WRONG_PIN,
    attempt,
    token_of,
)
from tests.fakes.pin_keys import SEALER
from tests.fakes.seeded_bank import CHEAP, bank_on
from tests.fakes.seeded_bank import KEY as CARD_KEY


class FragileHashes(PinHashes):
    """Crashes while it checks, or waits there, when it is told to."""

    def __init__(self) -> None:
        super().__init__(CARD_KEY, hasher=CHEAP)
        self.crash = False
        self.checked = 0
        self.reached = asyncio.Event()
        self.arrived = asyncio.Semaphore(0)
        """One for each check that was begun."""
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def matches(self, stored: str | None, card: CardNumber, pin: Pin) -> bool:
        self.checked += 1
        self.reached.set()
        self.arrived.release()
        await self.go_on.wait()
        if self.crash:
            raise RuntimeError("the check crashed")
        return await super().matches(stored, card, pin)


@pytest.fixture
def hashes() -> FragileHashes:
    return FragileHashes()


@pytest.fixture
async def fragile(engine: AsyncEngine, hashes: FragileHashes) -> AsyncIterator[SqlCardServices]:
    async with bank_on(engine, hashes=hashes) as bank:
        yield bank


async def _attempts(engine: AsyncEngine, number: CardNumber) -> int:
    query = select(cards.c.pin_attempts).where(cards.c.number_hmac == CARD_KEY.number(number))
    async with engine.connect() as connection:
        return int((await connection.execute(query)).scalar_one())


async def test_activation_that_crashed_is_finished_by_its_repetition(
    fragile: SqlCardServices, hashes: FragileHashes, engine: AsyncEngine
):
    """The attempt is counted once, and the card is activated once."""
    block = sealed(INACTIVE)
    request = (INACTIVE.card_number, expiry(INACTIVE), block, CALLER, KEY)
    hashes.crash = True
    for _ in range(4):
        with pytest.raises(RuntimeError):
            await fragile.activate(*request)
    assert await _attempts(engine, INACTIVE.card_number) == 1

    hashes.crash = False
    assert isinstance(await fragile.activate(*request), Done)
    assert await _attempts(engine, INACTIVE.card_number) == 0


async def test_crash_gives_no_guess_for_free(fragile: SqlCardServices, hashes: FragileHashes):
    """Three wishes with three wrong PINs lock, though nobody heard an answer."""
    hashes.crash = True
    for number in range(3):
        with pytest.raises(RuntimeError):
            await fragile.activate(
                INACTIVE.card_number,
                expiry(INACTIVE),
                sealed(INACTIVE, WRONG_PIN),
                CALLER,
                key(number),
            )

    hashes.crash = False
    assert await attempt(fragile, INACTIVE) == Locked()


async def test_repetition_after_others_locked_the_card_opens_nothing(
    fragile: SqlCardServices, hashes: FragileHashes
):
    """Only a person unlocks a card."""
    request = (INACTIVE.card_number, expiry(INACTIVE), sealed(INACTIVE), CALLER, KEY)
    hashes.crash = True
    with pytest.raises(RuntimeError):
        await fragile.activate(*request)
    hashes.crash = False
    for _ in range(2):
        await attempt(fragile, INACTIVE, WRONG_PIN)

    assert await fragile.activate(*request) == Locked()
    assert await attempt(fragile, INACTIVE) == Locked()


async def test_own_third_attempt_can_still_be_right(
    fragile: SqlCardServices, hashes: FragileHashes
):
    """Two mistakes and a crash: the repetition of the third, right one opens the card."""
    for _ in range(2):
        await attempt(fragile, INACTIVE, WRONG_PIN)
    request = (INACTIVE.card_number, expiry(INACTIVE), sealed(INACTIVE), CALLER, KEY)
    hashes.crash = True
    with pytest.raises(RuntimeError):
        await fragile.activate(*request)
    hashes.crash = False

    assert isinstance(await fragile.activate(*request), Done)


async def test_hang_up_in_the_middle_leaves_no_half(
    fragile: SqlCardServices, hashes: FragileHashes
):
    """What was begun goes on to its end: the card is active, and its key says so."""
    request = (INACTIVE.card_number, expiry(INACTIVE), sealed(INACTIVE), CALLER, KEY)
    hashes.go_on.clear()
    activating = asyncio.create_task(fragile.activate(*request))
    await hashes.reached.wait()
    activating.cancel()
    await asyncio.wait({activating})
    hashes.go_on.set()
    await fragile.close()

    checked = hashes.checked
    assert isinstance(await fragile.activate(*request), Done)
    assert hashes.checked == checked


async def test_change_that_takes_too_long_is_unsure(engine: AsyncEngine, hashes: FragileHashes):
    """It may still be made."""
    hashes.go_on.clear()
    async with bank_on(engine, hashes=hashes, timeout_s=0.05) as bank:
        with pytest.raises(ChangeUnsure, match="no answer in time"):
            await bank.activate(
                INACTIVE.card_number, expiry(INACTIVE), sealed(INACTIVE), CALLER, KEY
            )
        hashes.go_on.set()


async def test_unknown_card_costs_a_check_like_a_wrong_pin(
    fragile: SqlCardServices, hashes: FragileHashes
):
    """The time of an activation tells nothing about a card."""
    unknown = CardNumber("4111111111111111")
    wrong_expiry = expiry(FIRST)
    for position, card in enumerate((unknown, INACTIVE.card_number)):
        answer = await fragile.activate(
            card, wrong_expiry, SEALER.seal(WRONG_PIN, card), CALLER, key(position)
        )
        assert answer == Refused()

    assert hashes.checked == 2


async def test_pin_changes_that_race_leave_one_of_the_new_pins(
    fragile: SqlCardServices, hashes: FragileHashes
):
    """Both knew the old PIN; one is done, the other is refused as if it came later."""
    token = await token_of(fragile, FIRST)
    hashes.go_on.clear()
    other = Pin("8264")
    changing = [
        asyncio.create_task(
            fragile.change_pin(token, sealed(FIRST), sealed(FIRST, pin), key(number))
        )
        for number, pin in enumerate((NEW_PIN, other))
    ]
    for _ in range(3):
        await hashes.arrived.acquire()
    hashes.go_on.set()
    answers = await asyncio.gather(*changing)

    assert sorted(type(answer).__name__ for answer in answers) == ["Done", "Refused"]
    opened = [isinstance(await attempt(fragile, FIRST, pin), Verified) for pin in (NEW_PIN, other)]
    assert opened.count(True) == 1


async def test_journal_holds_no_secret(fragile: SqlCardServices, engine: AsyncEngine):
    """A request is a keyed digest there."""
    token = await token_of(fragile, FIRST)
    new = sealed(FIRST, NEW_PIN)
    await fragile.change_pin(token, sealed(FIRST), new, KEY)

    async with engine.connect() as connection:
        [row] = (await connection.execute(select(changes))).all()
    written = str(dict(row._mapping))
    for secret in (FIRST.number, FIRST.pin, NEW_PIN.reveal(), new.ciphertext.hex()):
        assert f"'{secret}'" not in written
        assert secret not in str(row.answer)
    with pytest.raises(KeyReused):
        await fragile.block(token, KEY)


async def test_cards_state_is_what_the_last_change_says(fragile: SqlCardServices):
    """Activated, then blocked: each journalled, none undone by a repetition."""
    request = (INACTIVE.card_number, expiry(INACTIVE), sealed(INACTIVE), CALLER, KEY)
    await fragile.activate(*request)
    token = await token_of(fragile, INACTIVE)
    await fragile.block(token, key(2))

    assert isinstance(await fragile.activate(*request), Done)
    assert (await fragile.account(token)).state is CardState.BLOCKED
