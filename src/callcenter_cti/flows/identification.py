"""Who is calling, as far as a flow needs to know: levels, and only the steps that are missing.

The bank counts failures, over calls and hotlines; this flow has three tries and then a person.
An unknown card and a wrong PIN are the same to it.
"""

from dataclasses import replace
from typing import Final, assert_never

from callcenter_cti.bank.card_services import HeldBack, Locked, Refused, Verdict, Verified
from callcenter_cti.domain.calls import Verification
from callcenter_cti.domain.cards import CardNumber, OneTimeCode, Pin
from callcenter_cti.domain.customers import Customer
from callcenter_cti.flows.visit import Leave, Turn, Visit
from callcenter_cti.ivr.call import Question
from callcenter_cti.ivr.prompts import Digits, Prompt

TRIES: Final = 3
FLOW: Final = "identification"
SKIP: Final = "*"
"""Key of a caller who has no card number at hand."""


def secret_question(prompt: str, too_short: str, *, least: int, most: int) -> Question:
    """Return a question for digits that nothing may record or log."""
    return Question(
        prompts=(Prompt(prompt),),
        min_digits=least,
        max_digits=most,
        first_digit_s=6.0,
        inter_digit_s=4.0,
        on_no_input=(Prompt("ask.no_input"),),
        on_no_match=(Prompt(too_short),),
        secret=True,
    )


CARD: Final = replace(
    secret_question("identification.card", "identification.card_length", least=12, most=19),
    # No payment card begins with 0 (ISO/IEC 7812-1: major industry 0).
    person_at_once=True,
)
CARD_OR_SKIP: Final = replace(
    CARD, prompts=(Prompt("identification.card_or_star"),), skip_key=SKIP
)
PIN: Final = secret_question("identification.pin", "identification.pin_length", least=4, most=4)
CODE: Final = secret_question("code.ask", "code.length", least=6, most=6)


async def greet_and_identify(visit: Visit) -> None:
    """Identify before the menu; a caller without a card number may go on without."""
    visit.flow = FLOW
    await _card_and_pin(visit, CARD_OR_SKIP)


async def reach(visit: Visit, needed: Verification) -> Customer:
    """Bring the caller to a level, asking for nothing that he has shown already.

    Raises:
        Leave: he cannot, or wants a person.
        PeerUnavailable: the card system does not answer.
    """
    before, visit.flow = visit.flow, FLOW
    if not visit.facts.verification.reaches(Verification.CARD_AND_PIN):
        await _card_and_pin(visit, CARD)
    if not visit.facts.verification.reaches(needed):
        await _one_time_code(visit)
    visit.flow = before
    if visit.facts.customer is None:
        raise visit.to_person(FLOW, "identification_failed")
    return visit.facts.customer


async def ask_card(visit: Visit, question: Question = CARD, step: str = "card") -> CardNumber:
    """Ask for a card number until the check digit is right; three tries.

    Raises:
        Leave: he has none that is right; with Turn.GO_ON: he has none at hand.
    """
    for _ in range(TRIES):
        digits = await visit.ask(step, question)
        if digits == SKIP:
            raise Leave(Turn.GO_ON)
        try:
            return CardNumber(digits)
        except ValueError:  # mistyped: the check digit says so before the bank is asked
            await visit.say(Prompt("identification.card_wrong"))
    raise visit.to_person(FLOW, "identification_failed")


async def ask_pin(visit: Visit, question: Question = PIN, step: str = "pin") -> Pin:
    """Ask for a PIN.

    Raises:
        Leave: he keyed none.
    """
    return Pin(await visit.ask(step, question))


async def _card_and_pin(visit: Visit, question: Question) -> None:
    for _ in range(TRIES):
        try:
            card = await ask_card(visit, question)
        except Leave as leave:
            if leave.turn is Turn.GO_ON:
                return
            raise
        pin = visit.services.sealer.seal(await ask_pin(visit), card)
        visit.card_number = card
        if await _accepted(visit, await visit.at_bank(
            visit.services.bank.verify(card, pin, visit.attempt)
        ), Verification.CARD_AND_PIN):  # fmt: skip
            return
        await visit.say(Prompt("identification.refused"))
    raise visit.to_person(FLOW, "identification_failed")


async def _one_time_code(visit: Visit) -> None:
    bank, customer = visit.services.bank, visit.facts.customer
    if customer is None:
        raise visit.to_person(FLOW, "identification_failed")
    sent = await visit.at_bank(bank.send_code(customer))
    await visit.mention(Prompt("code.sent", digits=Digits(sent.phone_last2)))
    for _ in range(TRIES):
        code = OneTimeCode(await visit.ask("code", CODE))
        verdict = await visit.at_bank(bank.check_code(sent.challenge, code, visit.attempt))
        if await _accepted(visit, verdict, Verification.ONE_TIME_CODE):
            return
        await visit.say(Prompt("code.refused"))
    raise visit.to_person(FLOW, "identification_failed")


async def _accepted(visit: Visit, verdict: Verdict, level: Verification) -> bool:
    """Take the bank's verdict; False asks again.

    Raises:
        Leave: only a person can help.
    """
    match verdict:
        case Verified(customer):
            visit.facts = replace(visit.facts, customer=customer, verification=level)
            visit.note(FLOW, "done", level.value)
            return True
        case Refused():
            visit.note(FLOW, "refused")
            return False
        case Locked():
            await visit.say(Prompt("identification.locked"))
            raise visit.to_person(FLOW, "card_locked")
        case HeldBack():
            await visit.say(Prompt("identification.held_back"))
            raise visit.to_person(FLOW, "held_back")
        case never:
            assert_never(never)
