"""Stories of callers as scripts, one for each way through a flow; tests run and cut them.

A story says what the caller does and what becomes of it. In every script the caller has been
greeted; `{...}` are filled from the card he holds. Here are those that go well and what callers
do wrong; `stories_of_obstacles` and `stories_of_hotlines` have others.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from callcenter_cti.bank.card_services import CardState
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.domain.customers import Product
from tests.fakes.bank_book import FAKE_TODAY

if TYPE_CHECKING:
    from tests.flows.conftest import House


@dataclass(frozen=True)
class Story:
    """One caller, whole."""

    name: str
    card: DemoCard
    script: str
    outcome: str
    """`contained`, `hung_up`, or `person:` and the reason."""
    changes: int = 0
    """How many changes the bank made."""
    before: Callable[["House"], Awaitable[None]] | None = None
    """What happened before he called."""
    house: Mapping[str, object] = field(default_factory=dict)
    """What is special about the hotline or the caller's number, as `House` takes it."""


def _card(fits: Callable[[DemoCard], bool]) -> DemoCard:
    return next(card for card in DEMO_CARDS if fits(card))


ANNE = DEMO_CARDS[0]
INACTIVE = _card(lambda c: c.state is CardState.INACTIVE)
BLOCKED = _card(lambda c: c.state is CardState.BLOCKED)
EXPIRED = _card(lambda c: c.expires_in < 0)
POINTLESS = _card(lambda c: c.points is None and c.state is CardState.ACTIVE and c.expires_in >= 0)
NO_ADDRESS = _card(lambda c: not c.has_address)
NO_EMAIL = _card(lambda c: not c.email and c.state is CardState.ACTIVE and c.expires_in >= 0)
GOLD = _card(lambda c: c.product is Product.GOLD)

NEW_PIN = "8305"
OTHER_PIN = "9264"


def identifies(card: DemoCard) -> str:
    """Key card number and PIN before the menu."""
    return (
        "hears identification.card_or_star\n"
        f"keys {card.number}#\nhears identification.pin\nkeys {card.pin}\n"
    )


def expiry(card: DemoCard) -> str:
    """Month and year as keyed, for a bank that opened on the fake's first day."""
    date = card.expiry(FAKE_TODAY)
    return f"{date.month:02d}{date.year % 100:02d}"


MENU = "hears menu.item.balance\n"
DONE = "hears done.menu_or_person\n"
GOODBYE = f"{DONE}silent\nsilent\nhears goodbye\n"
PERSON = "hears queue.one_moment\n"


def activates(card: DemoCard, *, date: str = "", pin: str = "") -> str:
    """Key card number, expiry and PIN of a card that may not be active."""
    return (
        f"hears identification.card\nkeys {card.number}#\nhears activation.expiry\n"
        f"keys {date or expiry(card)}\nhears identification.pin\nkeys {pin or card.pin}\n"
    )


def new_pin(new: str, *, old: str = ANNE.pin, repeated: str = "") -> str:
    """Key the old PIN, and the new one twice."""
    return (
        f"hears pin.old\nkeys {old}\nhears pin.new\nkeys {new}\n"
        f"hears pin.repeat\nkeys {repeated or new}\n"
    )


NO_CARD = f"hears identification.card_or_star\nkeys *\n{MENU}"

STORIES = (
    Story(
        "balance and two pages", ANNE,
        f"{identifies(ANNE)}{MENU}keys 1\nhears balance.current\nhears balance.statement\n"
        "hears balance.transactions\nhears balance.more\nkeys 1\nhears balance.more\nkeys 1\n"
        f"hears balance.no_more\n{GOODBYE}",
        "contained",
    ),
    Story(
        "balance cut short", ANNE,
        f"{identifies(ANNE)}{MENU}keys 1\nhears balance.current\ninterrupts 1\n{MENU}keys 9\n"
        "hears goodbye\n",
        "contained",
    ),
    Story(
        "points redeemed", ANNE,
        f"{identifies(ANNE)}{MENU}keys 2\nhears points.balance\nhears menu.item.back\nkeys 1\n"
        f"hears points.confirm\nkeys 1\nhears points.redeemed\nhears reference.is\n{GOODBYE}",
        "contained", changes=1,
    ),
    Story(
        "points not confirmed", ANNE,
        f"{identifies(ANNE)}{MENU}keys 2\nhears menu.item.back\nkeys 1\nhears points.confirm\n"
        f"keys 2\n{GOODBYE}",
        "contained",
    ),
    Story(
        "back out of the catalogue", ANNE,
        f"{identifies(ANNE)}{MENU}keys 2\nhears menu.item.back\nkeys 9\n{GOODBYE}", "contained",
    ),
    Story(
        "no points", POINTLESS,
        f"{identifies(POINTLESS)}{MENU}keys 2\nhears points.none\n{GOODBYE}", "contained",
    ),
    Story(
        "card activated", INACTIVE,
        f"{NO_CARD}keys 3\n{activates(INACTIVE)}hears activation.done\nhears reference.is\n"
        f"{GOODBYE}",
        "contained", changes=1,
    ),
    Story(
        "activation of an active card", ANNE,
        f"{NO_CARD}keys 3\n{activates(ANNE)}hears activation.already_active\n{GOODBYE}",
        "contained", changes=1,
    ),
    Story(
        "activation of a blocked card", BLOCKED,
        f"{NO_CARD}keys 3\n{activates(BLOCKED)}hears activation.blocked\n{PERSON}",
        "person:card_blocked", changes=1,
    ),
    Story(
        "activation of an expired card", EXPIRED,
        f"{NO_CARD}keys 3\n{activates(EXPIRED)}hears activation.expired\n{PERSON}",
        "person:card_expired", changes=1,
    ),
    Story(
        "activation with a wrong expiry, then right", INACTIVE,
        f"{NO_CARD}keys 3\n{activates(INACTIVE, date='1299')}hears activation.refused\n"
        f"{activates(INACTIVE)}hears activation.done\n{GOODBYE}",
        "contained", changes=2,
    ),
    Story(
        "activation with a month that is none", INACTIVE,
        f"{NO_CARD}keys 3\nhears identification.card\nkeys {INACTIVE.number}#\n"
        "hears activation.expiry\nkeys 1329\nhears activation.expiry_wrong\n"
        f"keys {expiry(INACTIVE)}\nhears identification.pin\nkeys {INACTIVE.pin}\n"
        f"hears activation.done\n{GOODBYE}",
        "contained", changes=1,
    ),
    Story(
        "activation with wrong PINs until it is locked", INACTIVE,
        f"{NO_CARD}keys 3\n"
        + f"{activates(INACTIVE, pin='0001')}hears activation.refused\n" * 2
        + f"{activates(INACTIVE, pin='0001')}hears identification.locked\n{PERSON}",
        "person:card_locked", changes=3,
    ),
    Story(
        "PIN changed", ANNE,
        f"{identifies(ANNE)}{MENU}keys 4\n{new_pin(NEW_PIN)}hears pin.changed\n{GOODBYE}",
        "contained", changes=1,
    ),
    Story(
        "PIN too easy, then not repeated, then changed", ANNE,
        f"{identifies(ANNE)}{MENU}keys 4\nhears pin.old\nkeys {ANNE.pin}\nhears pin.new\n"
        f"keys 1234\nhears pin.weak\nhears pin.new\nkeys {NEW_PIN}\nhears pin.repeat\n"
        f"keys {OTHER_PIN}\nhears pin.differ\nhears pin.new\nkeys {NEW_PIN}\nhears pin.repeat\n"
        f"keys {NEW_PIN}\nhears pin.changed\n{GOODBYE}",
        "contained", changes=1,
    ),
    Story(
        "PIN like the old one", ANNE,
        f"{identifies(ANNE)}{MENU}keys 4\n{new_pin(ANNE.pin)}hears pin.same\n{GOODBYE}",
        "hung_up", changes=1,
    ),
    Story(
        "PIN change with a wrong old PIN until it is locked", ANNE,
        f"{identifies(ANNE)}{MENU}keys 4\n"
        + f"{new_pin(NEW_PIN, old='0001')}hears pin.refused\n" * 2
        + f"{new_pin(NEW_PIN, old='0001')}hears pin.locked\n{PERSON}",
        "person:card_locked", changes=3,
    ),
    Story(
        "lost card of a caller who is known", ANNE,
        f"{identifies(ANNE)}{MENU}keys 5\nhears lost.confirm\nkeys 1\nhears lost.blocked\n"
        f"hears reference.is\nhears trouble.person\n{PERSON}",
        "person:lost_card", changes=1,
    ),
    Story(
        "lost card not confirmed", ANNE,
        f"{identifies(ANNE)}{MENU}keys 5\nhears lost.confirm\nkeys 2\n{GOODBYE}", "hung_up",
    ),
    Story(
        "lost card by its number", GOLD,
        f"{NO_CARD}keys 5\nhears lost.card\nkeys {GOLD.number}#\n"
        f"hears lost.number_blocked\nhears trouble.person\n{PERSON}",
        "person:lost_card", changes=1,
    ),
    Story(
        "lost card that nobody knows", GOLD,
        f"{NO_CARD}keys 5\nhears lost.card\nkeys 4000000000000002#\n"
        f"hears lost.number_blocked\n{PERSON}",
        "person:lost_card", changes=1,
    ),
    Story(
        "dispute", ANNE,
        f"{identifies(ANNE)}{MENU}keys 6\nhears dispute.choose\nkeys 2\nhears dispute.confirm\n"
        f"keys 1\nhears dispute.opened\nhears reference.is\nhears trouble.person\n{PERSON}",
        "person:dispute", changes=1,
    ),
    Story(
        "dispute given up", ANNE,
        f"{identifies(ANNE)}{MENU}keys 6\nhears dispute.choose\nkeys 9\n{GOODBYE}", "hung_up",
    ),
    Story(
        "statement by post", ANNE,
        f"{identifies(ANNE)}{MENU}keys 7\nhears statement.choose\nkeys 1\n"
        f"hears statement.sent_post\nhears reference.is\n{GOODBYE}",
        "contained", changes=1,
    ),
    Story(
        "statement by e-mail without an address", NO_EMAIL,
        f"{identifies(NO_EMAIL)}{MENU}keys 7\nhears statement.choose\nkeys 2\n"
        f"hears statement.no_address\n{GOODBYE}",
        "hung_up", changes=1,
    ),
    Story(
        "a person from the menu", ANNE, f"{identifies(ANNE)}{MENU}keys 0\n{PERSON}",
        "person:asked",
    ),
    Story(
        "a person after a service", ANNE,
        f"{identifies(ANNE)}{MENU}keys 1\nhears balance.more\nsilent\n{DONE}keys 0\n{PERSON}",
        "person:asked",
    ),
    Story(
        "a choice that is none, three times", ANNE,
        f"{identifies(ANNE)}{MENU}keys *\nhears menu.no_such_choice\nkeys *\nkeys *\n{PERSON}",
        "person:no_match",
    ),
    Story(
        "nothing keyed at the menu", ANNE,
        f"{identifies(ANNE)}{MENU}silent\nhears ask.no_input\nsilent\nsilent\n{PERSON}",
        "person:no_input",
    ),
    Story(
        "everything typed ahead, hashes too", ANNE,
        f"hears identification.card_or_star\nkeys {ANNE.number}#{ANNE.pin}#1#\n"
        f"hears balance.current\nhears balance.more\nsilent\n{GOODBYE}",
        "contained",
    ),
    Story(
        "a redemption typed ahead", ANNE,
        f"hears identification.card_or_star\nkeys {ANNE.number}#{ANNE.pin}211\n"
        f"hears points.redeemed\n{GOODBYE}",
        "contained", changes=1,
    ),
)  # fmt: skip
