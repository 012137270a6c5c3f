"""Dispute of a transaction: a case for the region's dispute team, then a person who sees it."""

from typing import Final

from callcenter_cti.bank.card_changes import CaseOpened
from callcenter_cti.bank.card_services import Transaction
from callcenter_cti.domain.calls import Verification
from callcenter_cti.flows.ending import say_reference
from callcenter_cti.flows.identification import reach
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.call import Menu
from callcenter_cti.ivr.prompts import Amount, Day, Press, Prompt, Speech

LISTED: Final = 5
BACK: Final = "9"
CONFIRM: Final = Menu(
    prompts=(Prompt("dispute.confirm"),),
    keys="12",
    on_no_input=(Prompt("ask.no_input"),),
    on_no_match=(Prompt("menu.no_such_choice"),),
)
YES: Final = "1"


async def dispute(visit: Visit) -> None:
    """Open a case for one of the last transactions.

    Raises:
        Leave: to a person once the case is open; or he hung up.
        PeerUnavailable: the card system does not answer.
    """
    bank = visit.services.bank
    customer = await reach(visit, Verification.CARD_AND_PIN)
    booked = await visit.at_bank(bank.transactions(customer.card, limit=LISTED))
    if not booked:
        await visit.say(Prompt("balance.no_transactions"))
        return
    key = await visit.choose("choice", _choices(booked))
    if key == BACK or await visit.choose("confirm", CONFIRM) != YES:
        return
    disputed = booked[int(key) - 1].transaction_id
    answer = await visit.at_bank(bank.dispute(customer.card, disputed, visit.new_wish()))
    if isinstance(answer, CaseOpened):
        await say_reference(visit, Prompt("dispute.opened"), answer.reference)
    else:
        visit.note(visit.flow, answer.obstacle.value)
        await visit.say(Prompt("dispute.already"))
    await visit.say(Prompt("trouble.person"))
    raise visit.to_person(visit.flow, "dispute")


def _choices(booked: tuple[Transaction, ...]) -> Menu:
    said: list[Speech] = [Prompt("dispute.choose")]
    for key, one in enumerate(booked, start=1):
        date, amount = Day(one.booked_on), Amount(one.amount)
        said += (Prompt("dispute.item", date=date, amount=amount), Press(str(key)))
    keys = "".join(str(key) for key in range(1, len(booked) + 1))
    return Menu(
        prompts=(*said, Prompt("menu.item.back"), Press(BACK)),
        keys=keys + BACK,
        on_no_input=(Prompt("ask.no_input"),),
        on_no_match=(Prompt("menu.no_such_choice"),),
    )
