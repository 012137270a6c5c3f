"""The last statement, by post or by e-mail, to the address that the bank has on file."""

from typing import Final

from callcenter_cti.bank.card_changes import Delivery
from callcenter_cti.domain.calls import Verification
from callcenter_cti.flows.ending import conclude
from callcenter_cti.flows.identification import reach
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.call import Menu
from callcenter_cti.ivr.prompts import Prompt

CHOICE: Final = Menu(
    prompts=(Prompt("statement.choose"),),
    keys="12",
    on_no_input=(Prompt("ask.no_input"),),
    on_no_match=(Prompt("menu.no_such_choice"),),
)


async def statement(visit: Visit) -> None:
    """Send the last statement.

    Raises:
        Leave: he hung up or wants a person.
        PeerUnavailable: the card system does not answer.
    """
    customer = await reach(visit, Verification.CARD_AND_PIN)
    by = Delivery.POST if await visit.choose("choice", CHOICE) == "1" else Delivery.EMAIL
    change = await visit.at_bank(
        visit.services.bank.send_statement(customer.card, by, visit.new_wish())
    )
    sent = "statement.sent_post" if by is Delivery.POST else "statement.sent_email"
    await conclude(visit, change, Prompt(sent), no_address="statement.no_address")
