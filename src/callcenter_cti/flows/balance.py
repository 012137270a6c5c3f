"""Balance, what is still available, when to pay, and the last five transactions."""

from typing import Final

from callcenter_cti.bank.card_services import Account, Transaction
from callcenter_cti.domain.customers import Customer
from callcenter_cti.flows.visit import Turn, Visit
from callcenter_cti.ivr.outcomes import HungUp, Said
from callcenter_cti.ivr.prompts import Amount, Day, Number, Prompt, Speech

STEP: Final = "balance"
LAST_TRANSACTIONS: Final = 5


async def balance(visit: Visit, customer: Customer) -> Turn:
    """Tell the balance and the last transactions; any key stops it and leads to the menu.

    Raises:
        PeerUnavailable: the card system does not answer.
    """
    bank = visit.services.bank
    account = await bank.account(customer.card)
    booked = await bank.transactions(customer.card, limit=LAST_TRANSACTIONS)
    heard = await visit.call.play(*account_speech(account), barge_in=True)
    if isinstance(heard, HungUp):
        visit.note(STEP, "hung_up")
        return Turn.GONE
    visit.note(STEP, "done")
    if heard.key:
        return _after_key(visit, heard)
    heard = await visit.call.play(*transactions_speech(booked), barge_in=True)
    return Turn.GONE if isinstance(heard, HungUp) else _after_key(visit, heard)


def _after_key(visit: Visit, heard: Said) -> Turn:
    return visit.wants_person(STEP, "asked") if heard.key == "0" else Turn.GO_ON


def account_speech(account: Account) -> tuple[Speech, ...]:
    """Return what is said about an account."""
    due: tuple[Speech, ...] = ()
    if account.payment_due is not None:
        due = (Prompt("balance.payment_due"), Day(account.payment_due))
    return (
        Prompt("balance.current"),
        Amount(account.balance),
        Prompt("balance.available"),
        Amount(account.available),
        *due,
    )


def transactions_speech(booked: tuple[Transaction, ...]) -> tuple[Speech, ...]:
    """Return what is said about the last transactions, newest first."""
    if not booked:
        return (Prompt("balance.no_transactions"),)
    said: list[Speech] = [Prompt("balance.transactions")]
    for place, transaction in enumerate(booked, start=1):
        said += (Number(place), Day(transaction.booked_on), Amount(transaction.amount))
    return tuple(said)
