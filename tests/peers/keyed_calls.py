"""Callers who key card numbers and PINs in every flow that asks for them, and in every mishap.

Each call is a function of the floor and the cast; whoever calls waits for its end. None needs
another but for the two that share a bank or an engine that fails.
"""

from dataclasses import dataclass, fields
from datetime import UTC, datetime

from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from tests.peers.answering import Answers, answer
from tests.peers.floor import Floor
from tests.peers.leaks import Keyed

EVERYTHING = "1002"
"""The hotline whose menu has all flows."""
CARD, PIN, MENU = "identification.card_or_star", "identification.pin", "menu.item.balance"
NO_CARD: Answers = {CARD: "*"}
BALANCE, POINTS, ACTIVATION, PIN_CHANGE, LOST, DISPUTE, STATEMENT = "1234567"


def _card(pin: str) -> DemoCard:
    return next(card for card in DEMO_CARDS if card.pin == pin)


@dataclass(frozen=True)
class Cast:
    """Who calls, by the PIN of his card. None has a 0, which counters are full of."""

    talks: str
    errs: str
    wrong: str
    """A PIN of nobody's, keyed first by who errs."""
    changes: str
    weak: str
    new: str
    activates: str
    loses: str
    leaves: str
    browses: str
    """His card has no points: the flow is short."""
    fails: str
    waits: str
    is_cut_off: str

    def card(self, role: str) -> DemoCard:
        """Return somebody's card."""
        return _card(getattr(self, role))

    @property
    def keyed(self) -> Keyed:
        """Everything that they key."""
        others = {"wrong": self.wrong, "weak": self.weak, "new": self.new}
        roles = [role.name for role in fields(self) if role.name not in others]
        cards = [self.card(role) for role in roles]
        return Keyed(
            cards=(*(card.number for card in cards), mistyped(self.card("errs"))),
            pins=(*(card.pin for card in cards), *others.values()),
        )


FIRST = Cast(
    talks="6839", errs="2791", wrong="5974", changes="6183", weak="8765", new="9275",
    activates="3586", loses="3914", leaves="2946", browses="8165", fails="5923", waits="1837",
    is_cut_off="9264",
)  # fmt: skip
SECOND = Cast(
    talks="8352", errs="5397", wrong="9675", changes="3159", weak="2468", new="7946",
    activates="7294", loses="7682", leaves="4925", browses="8416", fails="9713", waits="4925",
    is_cut_off="8352",
)  # fmt: skip


def mistyped(card: DemoCard) -> str:
    """Return the number with one digit wrong."""
    return card.number[:-1] + str((int(card.number[-1]) + 1) % 10)


async def talk_to_a_person(floor: Floor, cast: Cast) -> None:
    """The balance, a person, and what he sees."""
    anna, phone = await floor.desk("anna"), floor.phone("anna")
    caller = await floor.call()
    told = {**identity(cast.card("talks")), MENU: BALANCE, "balance.current": "0"}
    await answer(caller, told, until="queue.one_moment")
    pop = await anna.pop(limit_s=60)
    await phone.answered(limit_s=60)
    await anna.state("talking")
    await phone.hang_up()
    await caller.ended()
    await anna.state("wrap_up")
    assert pop["verification"] == "card_and_pin"


async def err(floor: Floor, cast: Cast) -> None:
    """A mistyped number, then a wrong PIN."""
    card = cast.card("errs")
    wrong: Answers = {CARD: (f"{mistyped(card)}#", f"{card.number}#"), PIN: cast.wrong}
    await leave_at(floor, "identification.refused", wrong)


async def change_the_pin(floor: Floor, cast: Cast) -> None:
    """To an easy one, which is refused, and to another."""
    told: Answers = {
        **identity(cast.card("changes")),
        MENU: PIN_CHANGE,
        "pin.old": cast.changes,
        "pin.new": (cast.weak, cast.new),
        "pin.repeat": cast.new,
    }
    await leave_at(floor, "pin.changed", told)


async def activate_a_card(floor: Floor, cast: Cast) -> None:
    """Card number, expiry and PIN in one flow."""
    card = cast.card("activates")
    expiry = card.expiry(datetime.now(UTC).date())  # noqa: TID251 - the bank lives today
    told: Answers = {
        **NO_CARD,
        MENU: ACTIVATION,
        "identification.card": f"{card.number}#",
        "activation.expiry": f"{expiry.month:02d}{expiry.year % 100:02d}",
        PIN: card.pin,
    }
    await leave_at(floor, "activation.done", told)


async def lose_a_card(floor: Floor, cast: Cast) -> None:
    """The number alone, which blocks it."""
    told: Answers = {**NO_CARD, MENU: LOST, "lost.card": f"{cast.card('loses').number}#"}
    await leave_at(floor, "lost.number_blocked", told)


async def browse(floor: Floor, cast: Cast) -> None:
    """The flows that ask for no secret of their own, after one that does."""
    told: Answers = {
        **identity(cast.card("browses")),
        MENU: (POINTS, STATEMENT, DISPUTE),
        "done.menu_or_person": "1",
        "statement.choose": "1",
    }
    await leave_at(floor, "dispute.choose", told)


async def leave_after_the_pin(floor: Floor, cast: Cast) -> None:
    """The caller is gone while the bank still works on it."""
    caller = await floor.call()
    await floor.identify(caller, cast.card("leaves"))
    await caller.hang_up()


async def leave_at(floor: Floor, prompt: str, answers: Answers) -> None:
    """Call, answer until a prompt is played, and hang up."""
    caller = await floor.call(hotline=EVERYTHING)
    await answer(caller, answers, until=prompt)
    await caller.hang_up()


def identity(card: DemoCard) -> Answers:
    """Return the answers of who identifies with a card."""
    return {CARD: f"{card.number}#", PIN: card.pin}
