"""Stories of callers whom something stands in the way: each flow with each of its obstacles."""

from collections.abc import Awaitable, Callable

from callcenter_cti.bank.card_changes import ChangeKey, Expiry
from callcenter_cti.bank.card_services import Attempt, CardState
from callcenter_cti.bank.rewards import PointsAccount
from callcenter_cti.domain.cards import Pin
from callcenter_cti.domain.identifiers import HotlineId
from tests.fakes.pin_keys import SEALER
from tests.flows.conftest import House
from tests.flows.stories import (
    ANNE,
    GOLD,
    GOODBYE,
    INACTIVE,
    MENU,
    NEW_PIN,
    NO_ADDRESS,
    NO_CARD,
    OTHER_PIN,
    PERSON,
    Story,
    activates,
    identifies,
    new_pin,
)

Before = Callable[[House], Awaitable[None]]

UNKNOWN = "4000000000000002"
"""A number with a right check digit that is no card's."""
CHOSEN = f"{identifies(ANNE)}{MENU}"


async def blocked(house: House) -> None:
    """The card was reported lost."""
    house.bank.card(ANNE).state = CardState.BLOCKED


async def expired(house: House) -> None:
    """The card ended last month."""
    house.bank.card(ANNE).expiry = Expiry(1, 2026)


async def poor(house: House) -> None:
    """Her points buy the cheapest reward alone."""
    house.bank.card(ANNE).points = PointsAccount(12_000)


async def nearly_without_points(house: House) -> None:
    """Her points buy nothing."""
    house.bank.card(ANNE).points = PointsAccount(300)


def wrong_pins(times: int) -> Before:
    """Somebody else tried the card, from another number."""

    async def before(house: House) -> None:
        block = SEALER.seal(Pin("0001"), ANNE.card_number)
        for _ in range(times):
            await house.bank.verify(
                ANNE.card_number, block, Attempt("61299999999", HotlineId("1001"))
            )

    return before


async def held_back(house: House) -> None:
    """From his number three cards were locked."""
    for card in (GOLD, INACTIVE, NO_ADDRESS):
        block = SEALER.seal(Pin("0001"), card.card_number)
        for _ in range(3):
            await house.bank.verify(card.card_number, block, Attempt(house.ani, HotlineId("1001")))


def booked(most: int) -> Before:
    """The card is new."""

    async def before(house: House) -> None:
        house.bank.most_booked = most

    return before


async def disputed(house: House) -> None:
    """She disputed the newest transaction yesterday."""
    token = house.bank.card(ANNE).token
    [newest] = await house.bank.transactions(token, limit=1)
    await house.bank.dispute(token, newest.transaction_id, ChangeKey("yesterday/1"))


def _wrong(card_number: str, pin: str = "0001") -> str:
    return (
        f"hears identification.card_or_star\nkeys {card_number}#\nhears identification.pin\n"
        f"keys {pin}\n"
    )


REDEEMS = "hears points.balance\nhears menu.item.back\nkeys 2\nhears points.confirm\nkeys 1\n"

OBSTACLES = (
    # Who he is.
    Story(
        "wrong PIN, then right", ANNE,
        f"{_wrong(ANNE.number)}hears identification.refused\n{CHOSEN}keys 9\nhears goodbye\n",
        "hung_up",
    ),
    Story(
        "wrong PIN until it is locked", ANNE,
        f"{_wrong(ANNE.number)}hears identification.refused\n" * 2
        + f"{_wrong(ANNE.number)}hears identification.locked\n{PERSON}",
        "person:card_locked",
    ),
    Story(
        "a number that is no card's until it is locked", ANNE,
        f"{_wrong(UNKNOWN)}hears identification.refused\n" * 2
        + f"{_wrong(UNKNOWN)}hears identification.locked\n{PERSON}",
        "person:card_locked",
    ),
    Story(
        "three cards, none right", ANNE,
        "".join(f"{_wrong(n)}hears identification.refused\n"
                for n in (ANNE.number, GOLD.number, UNKNOWN)) + PERSON,
        "person:identification_failed",
    ),
    Story(
        "a number mistyped, then right", ANNE,
        f"hears identification.card_or_star\nkeys {ANNE.number[:-1]}0#\n"
        f"hears identification.card_wrong\n{CHOSEN}keys 9\n",
        "hung_up",
    ),
    Story(
        "a number mistyped three times", ANNE,
        f"hears identification.card_or_star\nkeys {ANNE.number[:-1]}0#\n"
        "hears identification.card_wrong\n" * 3 + PERSON,
        "person:identification_failed",
    ),
    Story(
        "one wrong PIN after two of somebody else", ANNE,
        f"{_wrong(ANNE.number)}hears identification.locked\n{PERSON}",
        "person:card_locked", before=wrong_pins(2),
    ),
    Story(
        "the right PIN after three wrong ones of somebody else", ANNE,
        f"{identifies(ANNE)}hears identification.locked\n{PERSON}",
        "person:card_locked", before=wrong_pins(3),
    ),
    Story(
        "the right PIN from a number that is held back", ANNE,
        f"{identifies(ANNE)}hears identification.held_back\n{PERSON}",
        "person:held_back", before=held_back,
    ),
    # Balance.
    Story(
        "no transactions", ANNE,
        f"{CHOSEN}keys 1\nhears balance.statement\nhears balance.no_transactions\n{GOODBYE}",
        "contained", before=booked(0),
    ),
    Story(
        "three transactions", ANNE,
        f"{CHOSEN}keys 1\nhears balance.transactions\n"
        + "hears balance.entry\n" * 3 + GOODBYE,
        "contained", before=booked(3),
    ),
    Story(
        "five transactions and no more", ANNE,
        f"{CHOSEN}keys 1\nhears balance.transactions\nhears balance.more\nkeys 1\n"
        f"hears balance.no_more\n{GOODBYE}",
        "contained", before=booked(5),
    ),
    Story(
        "balance of a blocked card", ANNE,
        f"{CHOSEN}keys 1\nhears balance.current\nhears balance.more\nsilent\n{GOODBYE}",
        "contained", before=blocked,
    ),
    # Points.
    Story(
        "too few points for the dearer reward", ANNE,
        f"{CHOSEN}keys 2\n{REDEEMS}hears points.not_enough\n{GOODBYE}",
        "contained", changes=1, before=poor,
    ),
    Story(
        "too few points for any reward", ANNE,
        f"{CHOSEN}keys 2\nhears points.balance\n{GOODBYE}",
        "contained", before=nearly_without_points,
    ),
    Story(
        "redemption with a blocked card", ANNE,
        f"{CHOSEN}keys 2\n{REDEEMS}hears activation.blocked\n{GOODBYE}",
        "contained", changes=1, before=blocked,
    ),
    Story(
        "redemption with an expired card", ANNE,
        f"{CHOSEN}keys 2\n{REDEEMS}hears activation.expired\n{GOODBYE}",
        "contained", changes=1, before=expired,
    ),
    # Activation.
    Story(
        "activation of a card that is nobody's", ANNE,
        f"{NO_CARD}keys 3\nhears identification.card\nkeys {UNKNOWN}#\nhears activation.expiry\n"
        f"keys 0130\nhears identification.pin\nkeys 8305\nhears activation.refused\n"
        f"{activates(INACTIVE)}hears activation.done\nhears reference.is\n{GOODBYE}",
        "contained", changes=2,
    ),
    Story(
        "activation with the PIN of somebody else's card", INACTIVE,
        f"{NO_CARD}keys 3\n{activates(INACTIVE, pin=ANNE.pin)}hears activation.refused\n"
        f"{activates(INACTIVE)}hears activation.done\n{GOODBYE}",
        "contained", changes=2,
    ),
    Story(
        "activation of a number mistyped three times", INACTIVE,
        f"{NO_CARD}keys 3\n" + f"hears identification.card\nkeys {INACTIVE.number[:-1]}1#\n"
        "hears identification.card_wrong\n" * 3 + PERSON,
        "person:identification_failed",
    ),
    Story(
        "activation with a month that is none, three times", INACTIVE,
        f"{NO_CARD}keys 3\nhears identification.card\nkeys {INACTIVE.number}#\n"
        + "hears activation.expiry\nkeys 0030\nhears activation.expiry_wrong\n" * 3 + PERSON,
        "person:no_match",
    ),
    Story(
        "activation from a number that is held back", ANNE,
        f"{NO_CARD}keys 3\n{activates(ANNE)}hears identification.held_back\n{PERSON}",
        "person:held_back", changes=1, before=held_back,
    ),
    Story(
        "activation by a caller who has identified with his card", ANNE,
        f"{CHOSEN}keys 3\nhears activation.expiry\nkeys "
        f"{activates(ANNE).partition('activation.expiry')[2].split()[1]}\n"
        f"hears identification.pin\nkeys {ANNE.pin}\nhears activation.already_active\n{GOODBYE}",
        "contained", changes=1,
    ),
    # PIN.
    Story(
        "PIN that is a birthday, then another", ANNE,
        f"{CHOSEN}keys 4\n{new_pin(f'{ANNE.birthday:%d%m}')}hears pin.weak\n{GOODBYE}",
        "hung_up", changes=1,
    ),
    Story(
        "PIN too easy three times", ANNE,
        f"{CHOSEN}keys 4\nhears pin.old\nkeys {ANNE.pin}\n"
        + "hears pin.new\nkeys 7777\nhears pin.weak\n" * 3 + PERSON,
        "person:no_match",
    ),
    Story(
        "PIN never keyed the same way twice", ANNE,
        f"{CHOSEN}keys 4\nhears pin.old\nkeys {ANNE.pin}\n"
        + f"hears pin.new\nkeys {NEW_PIN}\nhears pin.repeat\nkeys {OTHER_PIN}\n"
        "hears pin.differ\n" * 3 + PERSON,
        "person:no_match",
    ),
    Story(
        "old PIN wrong, then right", ANNE,
        f"{CHOSEN}keys 4\n{new_pin(NEW_PIN, old='0001')}hears pin.refused\n"
        f"{new_pin(NEW_PIN)}hears pin.changed\nhears reference.is\n{GOODBYE}",
        "contained", changes=2,
    ),
    Story(
        "PIN of a blocked card", ANNE,
        f"{CHOSEN}keys 4\n{new_pin(NEW_PIN)}hears activation.blocked\n{GOODBYE}",
        "hung_up", changes=1, before=blocked,
    ),
    Story(
        "PIN of an expired card", ANNE,
        f"{CHOSEN}keys 4\n{new_pin(NEW_PIN)}hears activation.expired\n{GOODBYE}",
        "hung_up", changes=1, before=expired,
    ),
    # Lost card.
    Story(
        "lost card that is blocked already", ANNE,
        f"{CHOSEN}keys 5\nhears lost.confirm\nkeys 1\nhears lost.blocked\n{PERSON}",
        "person:lost_card", changes=1, before=blocked,
    ),
    Story(
        "lost card whose number is mistyped three times", ANNE,
        f"{NO_CARD}keys 5\n" + f"hears lost.card\nkeys {ANNE.number[:-1]}0#\n"
        "hears identification.card_wrong\n" * 3 + PERSON,
        "person:identification_failed",
    ),
    # Dispute.
    Story(
        "dispute of what is disputed already", ANNE,
        f"{CHOSEN}keys 6\nhears dispute.choose\nkeys 1\nhears dispute.confirm\nkeys 1\n"
        f"hears dispute.already\nhears trouble.person\n{PERSON}",
        "person:dispute", changes=1, before=disputed,
    ),
    Story(
        "dispute not confirmed", ANNE,
        f"{CHOSEN}keys 6\nhears dispute.choose\nkeys 5\nhears dispute.confirm\nkeys 2\n{GOODBYE}",
        "hung_up",
    ),
    Story(
        "dispute without transactions", ANNE,
        f"{CHOSEN}keys 6\nhears balance.no_transactions\n{GOODBYE}", "hung_up", before=booked(0),
    ),
    Story(
        "dispute of the second of two", ANNE,
        f"{CHOSEN}keys 6\nhears press 2\nkeys 3\nhears menu.no_such_choice\n"
        f"hears dispute.choose\nkeys 2\nhears dispute.confirm\nkeys 1\nhears dispute.opened\n"
        f"{PERSON}",
        "person:dispute", changes=1, before=booked(2),
    ),
    # Statement.
    Story(
        "statement by post without an address", NO_ADDRESS,
        f"{identifies(NO_ADDRESS)}{MENU}keys 7\nhears statement.choose\nkeys 1\n"
        f"hears statement.no_address\n{GOODBYE}",
        "hung_up", changes=1,
    ),
    Story(
        "statement by e-mail", ANNE,
        f"{CHOSEN}keys 7\nhears statement.choose\nkeys 2\nhears statement.sent_email\n"
        f"hears reference.is\n{GOODBYE}",
        "contained", changes=1,
    ),
)  # fmt: skip
