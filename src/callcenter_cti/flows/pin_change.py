"""PIN change: the old one, the new one twice; easy ones are refused. Unlocking needs a person."""

from typing import Final

from callcenter_cti.bank.card_changes import Change
from callcenter_cti.bank.card_services import Locked, Refused
from callcenter_cti.domain.calls import Verification
from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.identifiers import CardToken
from callcenter_cti.domain.pin_rules import is_weak
from callcenter_cti.flows.ending import conclude
from callcenter_cti.flows.identification import TRIES, ask_card, ask_pin, reach, secret_question
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.prompts import Prompt

_LENGTH: Final = "identification.pin_length"
OLD: Final = secret_question("pin.old", _LENGTH, least=4, most=4)
NEW: Final = secret_question("pin.new", _LENGTH, least=4, most=4)
REPEAT: Final = secret_question("pin.repeat", _LENGTH, least=4, most=4)
_OBSTACLES: Final = {
    "weak_pin": "pin.weak",
    "same_pin": "pin.same",
    "card_blocked": "activation.blocked",
    "card_expired": "activation.expired",
}


async def pin_change(visit: Visit) -> None:
    """Replace the PIN of the card that the caller identified with.

    Raises:
        Leave: he hung up, or only a person can help.
        PeerUnavailable: the card system does not answer.
    """
    customer = await reach(visit, Verification.CARD_AND_PIN)
    card = visit.card_number or await ask_card(visit)
    for _ in range(TRIES):
        old = await ask_pin(visit, OLD, "old")
        new = await _new_pin(visit)
        answer = await _change(visit, customer.card, card, old, new)
        match answer:
            case Refused():
                visit.note(visit.flow, "refused")
                await visit.say(Prompt("pin.refused"))
            case Locked():
                await visit.say(Prompt("pin.locked"))
                raise visit.to_person(visit.flow, "card_locked")
            case _:
                await conclude(visit, answer, Prompt("pin.changed"), **_OBSTACLES)
                return
    raise visit.to_person(visit.flow, "identification_failed")


async def _change(
    visit: Visit, token: CardToken, card: CardNumber, old: Pin, new: Pin
) -> Change | Refused | Locked:
    seal = visit.services.sealer.seal
    return await visit.at_bank(
        visit.services.bank.change_pin(token, seal(old, card), seal(new, card), visit.new_wish())
    )


async def _new_pin(visit: Visit) -> Pin:
    """Ask for the new PIN until it is not easy and keyed the same way twice."""
    for _ in range(TRIES):
        new = await ask_pin(visit, NEW, "new")
        if is_weak(new):
            await visit.say(Prompt("pin.weak"))
        elif await ask_pin(visit, REPEAT, "repeat") != new:
            await visit.say(Prompt("pin.differ"))
        else:
            return new
    raise visit.to_person(visit.flow, "no_match")
