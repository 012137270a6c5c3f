"""Who is calling: card number and PIN, three tries, the count of wrong PINs kept by the bank."""

from dataclasses import replace
from typing import Final, assert_never

from callcenter_cti.bank.card_services import Locked, Refused, Verdict, Verified
from callcenter_cti.domain.calls import Verification
from callcenter_cti.domain.cards import CardNumber, Pin
from callcenter_cti.domain.customers import Customer
from callcenter_cti.flows.visit import Turn, Visit
from callcenter_cti.ivr.call import Question
from callcenter_cti.ivr.outcomes import Asked, HungUp, Match, NoInput, NoMatch, WantsPerson
from callcenter_cti.ivr.prompts import Prompt

TRIES: Final = 3
STEP: Final = "identification"

CARD = Question(
    prompts=(Prompt("identification.card"),),
    min_digits=12,
    max_digits=16,
    first_digit_s=6.0,
    inter_digit_s=4.0,
    on_no_input=(Prompt("ask.no_input"),),
    on_no_match=(Prompt("identification.card_length"),),
    person_at_once=True,  # no payment card begins with 0 (ISO/IEC 7812-1: major industry 0)
    secret=True,
)
PIN = Question(
    prompts=(Prompt("identification.pin"),),
    min_digits=4,
    max_digits=4,
    first_digit_s=6.0,
    inter_digit_s=4.0,
    on_no_input=(Prompt("ask.no_input"),),
    on_no_match=(Prompt("identification.pin_length"),),
    secret=True,
)


async def identify(visit: Visit) -> Turn:
    """Ask for card number and PIN; a person at once when the caller asks or cannot.

    Raises:
        PeerUnavailable: the card system does not answer.
    """
    for _ in range(TRIES):
        card = await _ask_card(visit)
        if isinstance(card, Turn):
            return card
        pin = await _ask_pin(visit)
        if isinstance(pin, Turn):
            return pin
        turn = await _after_verdict(visit, await visit.services.bank.verify(card, pin))
        if turn is not None:
            return turn
    return visit.wants_person(STEP, "identification_failed")


async def _ask_card(visit: Visit) -> CardNumber | Turn:
    for _ in range(TRIES):
        digits = _digits_or_turn(visit, await visit.call.ask(CARD))
        if isinstance(digits, Turn):
            return digits
        try:
            return CardNumber(digits)
        except ValueError:  # mistyped: the check digit says so before the bank is asked
            if await visit.say(Prompt("identification.card_wrong")) is Turn.GONE:
                return Turn.GONE
    return visit.wants_person(STEP, "identification_failed")


async def _ask_pin(visit: Visit) -> Pin | Turn:
    digits = _digits_or_turn(visit, await visit.call.ask(PIN))
    if isinstance(digits, Turn):
        return digits
    try:
        return Pin(digits)
    except ValueError:  # a star among the digits: no PIN that the bank could check
        return visit.wants_person(STEP, "identification_failed")


def _digits_or_turn(visit: Visit, asked: Asked) -> str | Turn:
    match asked:
        case Match(digits):
            return digits
        case WantsPerson():
            return visit.wants_person(STEP, "asked")
        case NoInput() | NoMatch():
            return visit.wants_person(STEP, "identification_failed")
        case HungUp():
            return Turn.GONE
        case never:
            assert_never(never)


async def _after_verdict(visit: Visit, verdict: Verdict) -> Turn | None:
    """Return where the flow leads, or None to ask again."""
    match verdict:
        case Verified(customer):
            _recognise(visit, customer)
            return Turn.GO_ON
        case Locked():
            turn = visit.wants_person(STEP, "card_locked")
            return await visit.say(Prompt("identification.locked"), then=turn)
        case Refused():
            visit.note(STEP, "refused")
            turn = await visit.say(Prompt("identification.refused"))
            return Turn.GONE if turn is Turn.GONE else None
        case never:
            assert_never(never)


def _recognise(visit: Visit, customer: Customer) -> None:
    visit.facts = replace(visit.facts, customer=customer, verification=Verification.CARD_AND_PIN)
    visit.note(STEP, "done")
