"""Card activation: card number, expiry, PIN. Each obstacle has a treatment of its own."""

from typing import Final

from callcenter_cti.bank.card_changes import Change, Done, Expiry, Obstacle, Prevented
from callcenter_cti.bank.card_services import HeldBack, Locked, Refused
from callcenter_cti.flows.ending import say_reference, to_person_because
from callcenter_cti.flows.identification import TRIES, ask_card, ask_pin, secret_question
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.prompts import Prompt

EXPIRY: Final = secret_question("activation.expiry", "activation.expiry_wrong", least=4, most=4)
_CENTURY: Final = 2000


async def activation(visit: Visit) -> None:
    """Activate a card; three tries in all, the wrong PINs counted by the bank.

    Raises:
        Leave: he hung up, or only a person can help.
        PeerUnavailable: the card system does not answer.
    """
    for _ in range(TRIES):
        answer = await _try(visit)
        match answer:
            case Done(reference):
                await say_reference(visit, Prompt("activation.done"), reference)
                return
            case Prevented(obstacle):
                await _explain(visit, obstacle)
                return
            case Refused():
                visit.note(visit.flow, "refused")
                await visit.say(Prompt("activation.refused"))
            case Locked():
                await visit.say(Prompt("identification.locked"))
                raise visit.to_person(visit.flow, "card_locked")
            case HeldBack():
                await visit.say(Prompt("identification.held_back"))
                raise visit.to_person(visit.flow, "held_back")
    raise visit.to_person(visit.flow, "identification_failed")


async def _try(visit: Visit) -> Change | Refused | Locked | HeldBack:
    card = visit.card_number or await ask_card(visit)
    expiry = await _ask_expiry(visit)
    pin = visit.services.sealer.seal(await ask_pin(visit), card)
    return await visit.at_bank(
        visit.services.bank.activate(card, expiry, pin, visit.attempt, visit.new_wish())
    )


async def _ask_expiry(visit: Visit) -> Expiry:
    for _ in range(TRIES):
        digits = await visit.ask("expiry", EXPIRY)
        month, year = int(digits[:2]), _CENTURY + int(digits[2:])
        if 1 <= month <= 12:
            return Expiry(month, year)
        await visit.say(Prompt("activation.expiry_wrong"))
    raise visit.to_person(visit.flow, "no_match")


async def _explain(visit: Visit, obstacle: Obstacle) -> None:
    if obstacle is Obstacle.ALREADY_ACTIVE:
        visit.note(visit.flow, "done", obstacle.value)
        await visit.say(Prompt("activation.already_active"))
        return
    prompt = "activation.blocked" if obstacle is Obstacle.CARD_BLOCKED else "activation.expired"
    await to_person_because(visit, obstacle, prompt)
