"""Whatever holds keyed digits on their way: logged, printed or in a traceback, it shows none.

The digits are looked for as `tests.peers.leaks` does after real calls. The secrets themselves are
in `tests/unit/domain/test_cards.py`.
"""

import pprint
import traceback
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import pytest
from structlog.dev import ConsoleRenderer
from structlog.processors import JSONRenderer

from callcenter_cti.agi import commands
from callcenter_cti.agi.connection import Connection
from callcenter_cti.agi.replies import parse_reply, parse_value
from callcenter_cti.bank import iso9564
from callcenter_cti.bank.card_key import CardKey
from callcenter_cti.bank.http_link import BankRequest, LinkSettings
from callcenter_cti.bank.outbox import Message
from callcenter_cti.bank.pin_blocks import PinBlockFormat
from callcenter_cti.bank.pin_keys import KeyRing, PinBlocks, PlainPinKey
from callcenter_cti.bank.wire import (
    ActivationBody,
    CodeCheckBody,
    PinBlockBody,
    VerificationBody,
    pin_block_json,
)
from callcenter_cti.domain.cards import CardNumber, OneTimeCode, Pin
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.asking import Keyed as KeyedAfterFirst
from callcenter_cti.ivr.call import Question
from callcenter_cti.ivr.digit_input import DigitInput, DigitRules
from callcenter_cti.ivr.outcomes import Match, Said
from callcenter_cti.ivr.prompts import Prompt
from callcenter_cti.ivr.type_ahead import TypeAhead
from tests.peers.leaks import Keyed, leaks

CARD, PIN, CODE = "4000002621454733", "6839", "481537"
KEYED = Keyed((CARD,), (PIN,), (CODE,))
KEY = PlainPinKey(PinBlockFormat.ISO_4, b"0123456789abcdef" * 2)
BLOCK = PinBlocks(KeyRing([KEY])).seal(Pin(PIN), CardNumber(CARD))
BODY: Mapping[str, object] = MappingProxyType(
    {"number": CARD, "pin_block": pin_block_json(BLOCK), "attempt": {"ani": "", "hotline": "1"}}
)


def typed_ahead() -> TypeAhead:
    keys = TypeAhead()
    for key in PIN:
        keys.keep(key)
    return keys


def half_keyed() -> DigitInput:
    keyed = DigitInput(DigitRules.of_question(Question((Prompt("ask"),), 4, 16)))
    for key in CARD[:-1]:
        keyed.press(key)
    return keyed


def half_read() -> Connection:
    connection = Connection()
    connection.receive(b"agi_network_script: call\n\n")
    connection.send(commands.get_data("", timeout_s=1.0, max_digits=16))
    connection.receive(f"200 result={CARD}".encode())
    return connection


def visiting() -> Visit:
    """Return a visit of which nothing is known but the card."""
    nobody: object = None
    return Visit(nobody, nobody, nobody, nobody, CardNumber(CARD))  # type: ignore[arg-type]


CARRIERS: dict[str, Callable[[], object]] = {
    "answer to a question": lambda: Match(CARD),
    "key that cut a prompt": lambda: [Said(key) for key in PIN],
    "keys after the first": lambda: KeyedAfterFirst(CARD, terminated=True),
    "keys typed ahead": typed_ahead,
    "input while it is keyed": half_keyed,
    "reply with a result": lambda: parse_reply(f"200 result={PIN} (timeout)"),
    "reply with a value": lambda: parse_value(f"200 result=1 ({CARD})"),
    "command": lambda: commands.say_digits(CARD),
    "session in the middle of a reply": half_read,
    "visit": visiting,
    "request to a bank": lambda: BankRequest("POST", "/v1/verifications", dict(BODY)),
    "request as a bank reads it": lambda: VerificationBody.model_validate(BODY),
    "activation": lambda: ActivationBody.model_validate(
        {**BODY, "expiry": {"month": 1, "year": 2030}}
    ),
    "code": lambda: CodeCheckBody.model_validate({"code": CODE, "attempt": BODY["attempt"]}),
    "PIN block": lambda: BLOCK,
    "PIN block as a bank reads it": lambda: PinBlockBody.model_validate(pin_block_json(BLOCK)),
    "message to a customer": lambda: Message(1, "61255501234", f"Your code is {CODE}."),
}
FAULTS: dict[str, Callable[[], object]] = {
    "card number of a wrong length": lambda: CardNumber(CARD * 2),
    "card number with a wrong digit": lambda: CardNumber(CARD[:-1] + "2"),
    "PIN with a star": lambda: Pin(f"{PIN}*"),
    "code with a star": lambda: OneTimeCode(f"{CODE}*"),
    "request that is not as described": lambda: VerificationBody.model_validate(
        {**BODY, "number": f"{CARD}0", "pin": PIN, "pin_block": PIN}
    ),
    "request that is no JSON": lambda: CodeCheckBody.model_validate_json(f'{{"code": "{CODE}'),
    "block of another card": lambda: PinBlocks(KeyRing([KEY])).open(
        BLOCK, CardNumber("4111111111111111")
    ),
    "block of another length": lambda: iso9564.open_format_0(PIN.encode(), CardNumber(CARD), KEY),
    "command of two lines": lambda: commands.say_digits(f"{CARD}\n").encode(),
    "reply that nobody asked for": lambda: Connection().receive(
        f"agi_x: 1\n\n200 result={CARD}\n".encode()
    ),
    "reply without an end": lambda: half_read().receive(CARD.encode() * 10_000),
}
KEYS: dict[str, tuple[Callable[[], object], bytes]] = {
    "card key": (lambda: CardKey(b"0123456789abcdef" * 2), b"0123456789abcdef"),
    "PIN key": (lambda: KEY, b"0123456789abcdef"),
    "bank's token": (lambda: LinkSettings("http://bank", "t0ken-of-the-bank"), b"t0ken"),
}


def written(thing: object) -> Iterator[str]:
    """Yield a thing in every way in which it gets into a log by accident."""
    yield from (str(thing), repr(thing), f"{thing}", pprint.pformat(thing), ascii([thing]))
    yield str(JSONRenderer()(None, "", {"event": "x", "thing": thing}))
    yield str(ConsoleRenderer(colors=False)(None, "", {"event": "x", "thing": thing}))
    try:
        fail(thing)
    except LookupError as error:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        yield "".join(told.format())


def fail(thing: object) -> None:
    """Fail with something in a variable."""
    raise LookupError(type(thing).__name__)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_what_holds_keyed_digits_shows_none(carrier: str) -> None:
    """As text, in a log line, and as a variable in a traceback."""
    places = {str(n): text.encode() for n, text in enumerate(written(CARRIERS[carrier]()))}

    assert leaks(places, KEYED) == set()


@pytest.mark.parametrize("fault", FAULTS)
def test_error_about_keyed_digits_does_not_tell_them(fault: str) -> None:
    """Nor do the errors that it came from."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whichever it is, it must be silent
        FAULTS[fault]()
    error = caught.value
    text = "".join(traceback.format_exception(error)) + repr(error) + repr(error.args)

    assert leaks({"error": text.encode()}, KEYED) == set()


@pytest.mark.parametrize("key", KEYS)
def test_keys_show_nothing_of_themselves(key: str) -> None:
    """Neither a card key, nor a PIN key, nor a token."""
    make, secret = KEYS[key]

    assert not any(secret in text.encode() for text in written(make()))
