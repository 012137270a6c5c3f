"""Stories that are told twice: as text, and by real callers on a real line.

One for each flow, for whoever's card it is, and two of callers who type ahead. Each names every
occurrence of the prompts that it names, in order, so that a recording can be compared with it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from callcenter_cti.bank.demo_cards import DemoCard
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.menu import MenuItem
from tests.flows.stories import DONE, MENU, NEW_PIN, NO_CARD, PERSON, identifies

WELCOME = "hears welcome.platinum\n"
LEAVES = f"{DONE}keys 1\n{MENU}keys 9\nhears goodbye\n"
"""Served, a caller goes back to the menu and ends the call there."""
REFERENCE = "hears reference.is\n"
TO_PERSON = f"{REFERENCE}hears trouble.person\n{PERSON}"

MENU_KEY = {item: str(key) for key, item in enumerate(MenuItem, start=1)}
"""In a hotline whose menu has everything, in the order of `MenuItem`."""


@dataclass(frozen=True)
class LineStory:
    """One caller, whole, from the greeting on."""

    name: str
    script: Callable[[DemoCard, str], str]
    """Of his card, and its expiry as keyed."""
    outcome: str = "contained"
    """Of the call; a person who answers makes it `answered`."""
    changes: int = 0
    """How many changes the bank made."""


def _chooses(item: MenuItem, card: DemoCard) -> str:
    return f"{WELCOME}{identifies(card)}{MENU}keys {MENU_KEY[item]}\n"


def _balance(card: DemoCard, _expiry: str) -> str:
    return (
        f"{_chooses(MenuItem.BALANCE, card)}"
        "hears balance.current\nhears balance.available_credit\nhears balance.statement\n"
        "hears balance.minimum\n"
        # The second page is cut, and with it the wish for a third.
        f"hears balance.transactions\nkeys 1\nkeys 2\n{LEAVES}"
    )


def _points(card: DemoCard, _expiry: str) -> str:
    return (
        f"{_chooses(MenuItem.POINTS, card)}hears points.balance\nhears menu.item.back\nkeys 1\n"
        f"hears points.confirm\nkeys 1\nhears points.redeemed\n{REFERENCE}{LEAVES}"
    )


def _activation(card: DemoCard, expiry: str) -> str:
    return (
        f"{WELCOME}{NO_CARD}keys {MENU_KEY[MenuItem.ACTIVATION]}\nhears identification.card\n"
        f"keys {card.number}#\nhears activation.expiry\nkeys {expiry}\n"
        f"hears identification.pin\nkeys {card.pin}\nhears activation.done\n{REFERENCE}{LEAVES}"
    )


def _pin(card: DemoCard, _expiry: str) -> str:
    return (
        f"{_chooses(MenuItem.PIN, card)}hears pin.old\nkeys {card.pin}\nhears pin.new\n"
        f"keys {NEW_PIN}\nhears pin.repeat\nkeys {NEW_PIN}\nhears pin.changed\n{REFERENCE}{LEAVES}"
    )


def _lost(card: DemoCard, _expiry: str) -> str:
    return (
        f"{_chooses(MenuItem.LOST, card)}hears lost.confirm\nkeys 1\nhears lost.blocked\n"
        f"{TO_PERSON}"
    )


def _dispute(card: DemoCard, _expiry: str) -> str:
    return (
        f"{_chooses(MenuItem.DISPUTE, card)}hears dispute.choose\nkeys 2\nhears dispute.confirm\n"
        f"keys 1\nhears dispute.opened\n{TO_PERSON}"
    )


def _statement(card: DemoCard, _expiry: str) -> str:
    return (
        f"{_chooses(MenuItem.STATEMENT, card)}hears statement.choose\nkeys 1\n"
        f"hears statement.sent_post\n{REFERENCE}{DONE}silent\n{DONE}silent\nhears goodbye\n"
    )


FLOWS = {
    MenuItem.BALANCE: LineStory("balance", _balance),
    MenuItem.POINTS: LineStory("points", _points, changes=1),
    MenuItem.ACTIVATION: LineStory("activation", _activation, changes=1),
    MenuItem.PIN: LineStory("pin", _pin, changes=1),
    MenuItem.LOST: LineStory("lost", _lost, outcome="person:lost_card", changes=1),
    MenuItem.DISPUTE: LineStory("dispute", _dispute, outcome="person:dispute", changes=1),
    MenuItem.STATEMENT: LineStory("statement", _statement, changes=1),
}
"""One story a flow; `language_story` is the eighth."""


def language_story(languages: tuple[Language, ...], chosen: Language) -> LineStory:
    """A caller whom nobody knows changes to another of a hotline's languages."""
    offers = "".join(f"hears {language}: language.menu\n" for language in languages)
    script = (
        f"{WELCOME}{NO_CARD}keys {MENU_KEY[MenuItem.LANGUAGE]}\n{offers}"
        f"keys {languages.index(chosen) + 1}\nspeaks {chosen}\n{MENU}keys 9\nhears goodbye\n"
    )
    return LineStory("language", lambda _card, _expiry: script)


def _types_ahead_to_balance(card: DemoCard, _expiry: str) -> str:
    return (
        f"{WELCOME}interrupts {card.number}#{card.pin}#1#\n"
        f"hears balance.current\nhears balance.available_credit\ninterrupts 19\nhears goodbye\n"
    )


def _types_ahead_to_points(card: DemoCard, _expiry: str) -> str:
    return (
        f"{WELCOME}interrupts {card.number}#{card.pin}211\n"
        f"hears points.redeemed\n{REFERENCE}{LEAVES}"
    )


TYPED_AHEAD = (
    LineStory("balance typed ahead", _types_ahead_to_balance),
    LineStory("redemption typed ahead", _types_ahead_to_points, changes=1),
)
"""Whoever knows the menu begins to key while he is greeted, and hears no question."""
