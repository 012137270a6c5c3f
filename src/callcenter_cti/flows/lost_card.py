"""A lost or stolen card: blocked at once, then a person, first in line."""

from dataclasses import replace
from typing import Final

from callcenter_cti.domain.calls import Verification
from callcenter_cti.flows.ending import conclude
from callcenter_cti.flows.identification import CARD, ask_card
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.call import Menu
from callcenter_cti.ivr.prompts import Prompt

CONFIRM: Final = Menu(
    prompts=(Prompt("lost.confirm"),),
    keys="12",
    on_no_input=(Prompt("ask.no_input"),),
    on_no_match=(Prompt("menu.no_such_choice"),),
)
YES: Final = "1"
LOST: Final = replace(CARD, prompts=(Prompt("lost.card"),))


async def lost_card(visit: Visit) -> None:
    """Block the card: the one he identified with, or the one whose number he keys.

    Raises:
        Leave: always, to a person; or he hung up, or did not confirm.
        PeerUnavailable: the card system does not answer.
    """
    # From the first word on: whoever fails in here is still an emergency.
    visit.facts = replace(visit.facts, emergency=True)
    customer = visit.facts.customer
    if customer and visit.facts.verification.reaches(Verification.CARD_AND_PIN):
        if await visit.choose("confirm", CONFIRM) != YES:
            visit.facts = replace(visit.facts, emergency=False)
            return
        work = visit.services.bank.block(customer.card, visit.new_wish())
        await conclude(visit, await visit.at_bank(work), Prompt("lost.blocked"))
    else:
        card = await ask_card(visit, LOST)
        done = await visit.at_bank(visit.services.bank.block_number(card, visit.new_wish()))
        await conclude(visit, done, Prompt("lost.number_blocked"))
    await visit.say(Prompt("trouble.person"))
    raise visit.to_person(visit.flow, "lost_card")
