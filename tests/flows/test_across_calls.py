"""What holds from one call to the next: counts of failures, locks, and whatever was changed."""

import pytest

from callcenter_cti.domain.customers import Language
from tests.fakes.card_services import FakeCardServices
from tests.flows.bystanders import AGENT
from tests.flows.conftest import House
from tests.flows.stories import (
    ANNE,
    DONE,
    GOLD,
    GOODBYE,
    INACTIVE,
    MENU,
    NEW_PIN,
    NO_CARD,
    PERSON,
    activates,
    identifies,
    new_pin,
)
from tests.flows.stories_of_hotlines import CHINESE

OTHER_ANI = "61299999999"
REFUSED = "hears identification.refused\n"
LOCKED = "hears identification.locked\n"
HELD_BACK = "hears identification.held_back\n"
WELL = f"{MENU}keys 9\nhears goodbye\n"


def wrong(card_number: str = ANNE.number) -> str:
    return (
        f"hears identification.card_or_star\nkeys {card_number}#\nhears identification.pin\n"
        "keys 0001\n"
    )


class Line:
    """Callers one after the other, at one bank."""

    def __init__(self) -> None:
        self.bank = FakeCardServices()
        self.calls = 0

    async def call(self, script: str, *, ani: str = "61400000001") -> str:
        """Let a caller call, in each call another language; return why he reached a person."""
        self.calls += 1
        language = list(Language)[self.calls % len(Language)]
        house = House(ani=ani, languages=(language,), bank=self.bank, first_call=self.calls)
        house.room.news_of_callers += [AGENT]
        await house.call(script)
        return house.room.queued[-1][0].reason if house.room.queued else ""


@pytest.fixture
def line() -> Line:
    return Line()


async def test_wrong_pins_count_over_calls_and_numbers(line: Line):
    """Two in one call, one in the next from elsewhere: locked, also for the right PIN."""
    await line.call(f"{wrong()}{REFUSED}{wrong()}{REFUSED}hangs up")

    assert await line.call(f"{wrong()}{LOCKED}{PERSON}", ani=OTHER_ANI) == "card_locked"
    assert await line.call(f"{identifies(ANNE)}{LOCKED}{PERSON}") == "card_locked"


@pytest.mark.parametrize("heard", ["", REFUSED])
async def test_hanging_up_buys_no_new_try(line: Line, heard: str):
    """Three callers who hang up on the verdict have locked the card."""
    for _ in range(2):
        await line.call(f"{wrong()}{heard}hangs up")
    await line.call(f"{wrong()}hangs up")

    assert await line.call(f"{identifies(ANNE)}{LOCKED}{PERSON}") == "card_locked"


async def test_right_pin_sets_the_count_back(line: Line):
    """Two wrong ones, a right one, two wrong ones: the card is open."""
    for _ in range(2):
        await line.call(f"{wrong()}{REFUSED}{wrong()}{REFUSED}{identifies(ANNE)}{WELL}")

    assert await line.call(f"{identifies(ANNE)}{WELL}") == ""


async def test_all_flows_count_together(line: Line):
    """A wrong PIN at identification, at activation and at the PIN change: three."""
    await line.call(f"{wrong()}{REFUSED}hangs up")
    await line.call(
        f"{NO_CARD}keys 3\n{activates(ANNE, pin='0001')}hears activation.refused\nhangs up"
    )

    assert await line.call(f"{wrong()}{LOCKED}{PERSON}") == "card_locked"


async def test_card_that_is_locked_cannot_be_activated(line: Line):
    """Nor does the right PIN of an inactive card help once it is locked."""
    for _ in range(3):
        await line.call(f"{wrong(INACTIVE.number)}hangs up")

    reason = await line.call(f"{NO_CARD}keys 3\n{activates(INACTIVE)}{LOCKED}{PERSON}")
    assert reason == "card_locked"


async def test_number_with_nine_failures_is_held_back_for_a_quarter_of_an_hour(line: Line):
    """Whatever card he keys, right PINs included; other numbers are served, and he is later."""
    for card in (ANNE, GOLD, INACTIVE):
        await line.call(f"{wrong(card.number)}{REFUSED}{wrong(card.number)}{REFUSED}"
                        f"{wrong(card.number)}{LOCKED}{PERSON}")  # fmt: skip

    assert await line.call(f"{identifies(CHINESE)}{HELD_BACK}{PERSON}") == "held_back"
    reason = await line.call(f"{NO_CARD}keys 3\n{activates(CHINESE)}{HELD_BACK}{PERSON}")
    assert reason == "held_back"
    assert await line.call(f"{identifies(CHINESE)}{WELL}", ani=OTHER_ANI) == ""

    line.bank.clock.advance(900)  # type: ignore[attr-defined]  # the fake's own clock
    assert await line.call(f"{identifies(CHINESE)}{WELL}") == ""


async def test_new_pin_holds_in_the_next_call_and_the_old_one_does_not(line: Line):
    """A change that was told is a change that was made."""
    await line.call(
        f"{identifies(ANNE)}{MENU}keys 4\n{new_pin(NEW_PIN)}hears pin.changed\nhangs up"
    )

    await line.call(f"{identifies(ANNE)}{REFUSED}hangs up")
    new = identifies(ANNE).replace(f"keys {ANNE.pin}\n", f"keys {NEW_PIN}\n")
    assert await line.call(f"{new}{WELL}") == ""


async def test_card_that_was_activated_is_active_in_the_next_call(line: Line):
    """Also when the caller hung up before he heard so."""
    await line.call(f"{NO_CARD}keys 3\n{activates(INACTIVE)}hangs up")

    await line.call(
        f"{NO_CARD}keys 3\n{activates(INACTIVE)}hears activation.already_active\n{GOODBYE}"
    )


async def test_lost_card_redeems_nothing_and_opens_nothing_in_the_next_call(line: Line):
    """Blocked by its number alone, from any telephone."""
    await line.call(
        f"{NO_CARD}keys 5\nhears lost.card\nkeys {ANNE.number}#\nhears lost.number_blocked\n{PERSON}",
        ani=OTHER_ANI,
    )

    await line.call(
        f"{identifies(ANNE)}{MENU}keys 2\nhears menu.item.back\nkeys 1\nhears points.confirm\n"
        f"keys 1\nhears activation.blocked\n{DONE}keys 1\n{MENU}keys 4\n{new_pin(NEW_PIN)}"
        f"hears activation.blocked\n{GOODBYE}"
    )
    assert line.bank.orders == []
    reason = await line.call(
        f"{NO_CARD}keys 3\n{activates(ANNE)}hears activation.blocked\n{PERSON}"
    )
    assert reason == "card_blocked"


async def test_what_is_redeemed_is_gone_in_the_next_call(line: Line):
    """48,250 points buy miles and a voucher, and miles no second time."""
    redeems = f"{identifies(ANNE)}{MENU}keys 2\nhears menu.item.back\n"
    for key, heard in (("3", "redeemed"), ("3", "not_enough"), ("2", "redeemed")):
        await line.call(
            f"{redeems}keys {key}\nhears points.confirm\nkeys 1\nhears points.{heard}\nhangs up"
        )

    assert [order.points for order in line.bank.orders] == [25_000, 15_000]
    assert (
        await line.call(
            f"{identifies(ANNE)}{MENU}keys 2\nhears points.balance (count 8250 points)\n{GOODBYE}"
        )
        == ""
    )


async def test_transaction_is_disputed_once_over_calls(line: Line):
    """The second caller hears that there is a case."""
    disputes = f"{identifies(ANNE)}{MENU}keys 6\nhears dispute.choose\nkeys 1\nhears dispute.confirm\nkeys 1\n"
    await line.call(f"{disputes}hears dispute.opened\n{PERSON}")

    assert await line.call(f"{disputes}hears dispute.already\n{PERSON}") == "dispute"
    assert len(line.bank.cases) == 1
