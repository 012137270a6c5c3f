"""The main menu, until the caller has what he wanted, asks for a person, or leaves."""

from typing import Final, assert_never

from callcenter_cti.domain.customers import Customer
from callcenter_cti.flows.balance import balance
from callcenter_cti.flows.visit import Turn, Visit
from callcenter_cti.ivr.call import Menu
from callcenter_cti.ivr.outcomes import Asked, HungUp, Match, NoInput, NoMatch, WantsPerson
from callcenter_cti.ivr.prompts import Prompt

STEP: Final = "menu"
ROUNDS: Final = 20
"""A menu that is chosen from more often than this is a machine or a mishap, and gets a person."""

MENU = Menu(
    prompts=(Prompt("menu.main"),),
    keys="19",
    on_no_input=(Prompt("ask.no_input"),),
    on_no_match=(Prompt("menu.no_such_choice"),),
)


async def main_menu(visit: Visit, customer: Customer) -> Turn:
    """Offer the menu again after each service.

    Raises:
        PeerUnavailable: the card system does not answer.
    """
    for _ in range(ROUNDS):
        turn = await _choose(visit, customer, await visit.call.menu(MENU))
        if turn is not Turn.GO_ON:
            return turn
    return visit.wants_person(STEP, "no_match")


async def _choose(visit: Visit, customer: Customer, asked: Asked) -> Turn:
    match asked:
        case Match("1"):
            return await balance(visit, customer)
        case Match():
            return await visit.say(Prompt("goodbye"), then=Turn.GOODBYE)
        case WantsPerson():
            return visit.wants_person(STEP, "asked")
        case NoInput():
            return visit.wants_person(STEP, "no_input")
        case NoMatch():
            return visit.wants_person(STEP, "no_match")
        case HungUp():
            return Turn.GONE
        case never:
            assert_never(never)
