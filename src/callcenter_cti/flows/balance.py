"""Balance and details: available credit, due date, last statement, transactions page by page."""

from typing import Final

from callcenter_cti.bank.card_services import Account, Transaction
from callcenter_cti.domain.calls import Verification
from callcenter_cti.flows.identification import reach
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.call import Menu
from callcenter_cti.ivr.prompts import Amount, Count, Day, Prompt, Speech, Thing

PAGE: Final = 5
PAGES: Final = 10
MORE: Final = "1"


async def balance(visit: Visit) -> None:
    """Tell the account, then transactions, five at a time; any key stops and leads on.

    Raises:
        Leave: he hung up or wants a person.
        PeerUnavailable: the card system does not answer.
    """
    customer = await reach(visit, Verification.CARD_AND_PIN)
    account = await visit.at_bank(visit.services.bank.account(customer.card))
    key = await visit.tell("account", *account_speech(account))
    visit.note(visit.flow, "done")
    if key:
        visit.call.unread(key)
        return
    for page in range(PAGES):
        booked = await visit.at_bank(
            visit.services.bank.transactions(customer.card, limit=PAGE, offset=page * PAGE)
        )
        if not await _tell_page(visit, booked, page):
            return


async def _tell_page(visit: Visit, booked: tuple[Transaction, ...], page: int) -> bool:
    """Tell a page of transactions; True when the caller wants the next."""
    speech = transactions_speech(booked, first=page * PAGE + 1)
    if len(booked) == PAGE:
        more = Menu((*speech, Prompt("balance.more")), keys=MORE, first_digit_s=3.0, tries=1)
        return await visit.offer("transactions", more) == MORE
    end = Prompt("balance.no_more" if page else "balance.no_transactions")
    await visit.mention(*speech, end)
    return False


def account_speech(account: Account) -> tuple[Speech, ...]:
    """Return what is said about an account."""
    said = (
        Prompt("balance.current", amount=Amount(account.balance)),
        Prompt("balance.available_credit", amount=Amount(account.available)),
        Prompt("balance.statement", amount=Amount(account.statement_balance)),
    )
    if account.payment_due is None:
        return said
    minimum, due = Amount(account.minimum_payment), Day(account.payment_due)
    return (*said, Prompt("balance.minimum", amount=minimum, date=due))


def transactions_speech(booked: tuple[Transaction, ...], *, first: int) -> tuple[Speech, ...]:
    """Return what is said about transactions, newest first, counted from `first`."""
    said: list[Speech] = [Prompt("balance.transactions")] if first == 1 and booked else []
    for place, one in enumerate(booked, start=first):
        entry, date, amount = Count(place, Thing.ENTRY), Day(one.booked_on), Amount(one.amount)
        said.append(Prompt("balance.entry", entry=entry, date=date, amount=amount))
    return tuple(said)
