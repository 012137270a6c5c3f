"""The calls of the demo: one for each thing that a caller can meet in the first minutes."""

from collections.abc import Sequence
from typing import Final

from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.domain.customers import Language, Product
from callcenter_cti.lab.scenario import (
    AgentHangsUp,
    Answers,
    Hears,
    HotlineHangsUp,
    Keys,
    Pops,
    Rings,
    Scenario,
    ServedByAnyone,
    Step,
    Talk,
)

HOTLINES: Final = {"platinum": "1001", "gold": "1002", "standard": "1003"}
"""Numbers of the sample rules."""


def demo_card(product: Product) -> DemoCard:
    """Return the English-speaking demo customer of a product."""
    return next(
        card
        for card in DEMO_CARDS
        if card.product is product and card.language is Language.ENGLISH
    )


def _identifies(card: DemoCard, *, pin: str = "") -> tuple[Step, ...]:
    told = "a wrong PIN" if pin else "his PIN"
    return (
        Hears("identification.card_or_star"),
        Keys(f"{card.number}#", f"card number ending {card.number[-4:]}"),
        Hears("identification.pin"),
        Keys(pin or card.pin, told),
    )


def _talks_to(agent: str, customer: str) -> tuple[Step, ...]:
    return (
        Pops(customer, agent),
        Rings(agent),
        Answers(agent),
        Talk(2.0),
        AgentHangsUp(agent),
        Hears("goodbye"),
        HotlineHangsUp(),
    )


def _served_by_anyone() -> tuple[Step, ...]:
    return (ServedByAnyone(), Hears("goodbye"), HotlineHangsUp())


def balance_then_person(agent: str = "") -> Scenario:
    """Return the call that the whole product is about; without an agent anyone serves it."""
    card = demo_card(Product.PLATINUM)
    return Scenario(
        "Platinum: balance, then a person",
        HOTLINES["platinum"],
        (
            Hears("welcome.platinum"),
            *_identifies(card),
            Hears("menu.item.balance"),
            Keys("1", "1"),
            Hears("balance.current"),
            Hears("balance.available_credit"),
            Keys("1", "1, to stop the list"),
            Hears("menu.item.balance"),
            Keys("0", "0"),
            Hears("queue.one_moment"),
            *(_talks_to(agent, card.name) if agent else _served_by_anyone()),
        ),
    )


def contained() -> Scenario:
    """Return a call that needs no person: a wrong PIN first, then the balance, and goodbye."""
    card = demo_card(Product.STANDARD)
    wrong = "0001" if card.pin != "0001" else "0002"
    return Scenario(
        "Standard: a mistyped PIN, the balance, no person needed",
        HOTLINES["standard"],
        (
            Hears("welcome.standard"),
            *_identifies(card, pin=wrong),
            Hears("identification.refused"),
            *_identifies(card),
            Hears("menu.item.balance"),
            Keys("1", "1"),
            Hears("balance.current"),
            Keys("1", "1, to stop the list"),
            Hears("menu.item.balance"),
            Keys("9", "9"),
            Hears("goodbye"),
            HotlineHangsUp(),
        ),
    )


def ring_no_answer(away: str, other: str) -> Scenario:
    """Return a call whose first agent does not pick up."""
    return Scenario(
        "Gold: nobody at the first phone, the next agent answers",
        HOTLINES["gold"],
        (
            Hears("welcome.gold"),
            Hears("identification.card_or_star"),
            Keys("0", "0"),
            Hears("queue.one_moment"),
            Pops("", away),
            Rings(away),
            *_talks_to(other, ""),
        ),
        unanswered=(away,),
    )


def fixed_calls(agents: Sequence[str]) -> tuple[Scenario, ...]:
    """Return the calls of ``demo --once`` for the two agents that are logged in."""
    first, second = agents
    return (balance_then_person(first), contained(), ring_no_answer(second, first))
