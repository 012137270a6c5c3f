"""Secrets stay secret, whatever is done to them."""

import copy
import dataclasses
import json
import logging
import marshal
import pickle
import pprint
import traceback
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from structlog.dev import ConsoleRenderer
from structlog.processors import JSONRenderer

from callcenter_cti.domain.cards import CardNumber, OneTimeCode, Pin, luhn_valid

PAN = "4111111111111111"
PIN = "739155"
CODE = "481537"
Secret = CardNumber | Pin | OneTimeCode


@dataclasses.dataclass(frozen=True)
class Holder:
    """Something of ours that has a secret in a field."""

    secret: Secret


SECRETS = [
    pytest.param(CardNumber(PAN), PAN, id="card"),
    pytest.param(Pin(PIN), PIN, id="pin"),
    pytest.param(OneTimeCode(CODE), CODE, id="code"),
]


def _traceback(secret: Secret) -> str:
    """Return the traceback of an error as loggers print it that show every frame's variables."""
    try:
        _fail(secret)
    except LookupError as error:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        return "".join(told.format())
    return ""


def _fail(secret: Secret) -> None:
    raise LookupError(type(secret).__name__)


PRINTERS: dict[str, Callable[[Any], str]] = {
    "str": str,
    "repr": repr,
    "f-string": lambda secret: f"{secret}",
    "f-string with a width": lambda secret: f"{secret:>40}",
    "percent": lambda secret: "%s %r" % (secret, secret),  # noqa: UP031 - this way too
    "format": lambda secret: format(secret, ""),
    "in a list": lambda secret: str([secret]),
    "in a dataclass": lambda secret: repr(Holder(secret)),
    "pprint": lambda secret: pprint.pformat({"card": secret}),
    "json default": lambda secret: json.dumps({"card": secret}, default=str),
    "ascii": ascii,
    "structlog as JSON": lambda secret: str(JSONRenderer()(None, "", {"card": secret})),
    "structlog for people": lambda secret: str(
        ConsoleRenderer(colors=False)(None, "", {"event": "x", "card": secret})
    ),
    "text of an error": lambda secret: str(LookupError("no such card", secret)),
    "repr of an error": lambda secret: repr(LookupError(secret)),
    "traceback with variables": _traceback,
}

TRAVEL: dict[str, Callable[[Any], object]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "deepcopy of a holder": lambda secret: copy.deepcopy(Holder(secret)),
    "asdict": lambda secret: dataclasses.asdict(Holder(secret)),
    "json": json.dumps,
    "vars": vars,
    "iteration": list,
    "bytes": lambda secret: bytes(memoryview(secret)),
    "reduce": lambda secret: secret.__reduce__(),
    "state": lambda secret: secret.__getstate__(),
    "pickle, oldest": lambda secret: pickle.dumps(secret, 0),
    "pickle, newest": lambda secret: pickle.dumps(secret, pickle.HIGHEST_PROTOCOL),
    "pydantic, JSON": lambda secret: TypeAdapter(object).dump_json({"card": secret}),
    "pydantic, JSON mode": lambda secret: TypeAdapter(object).dump_python(secret, mode="json"),
    "marshal": marshal.dumps,
    "weak reference": weakref.ref,
}


@pytest.mark.parametrize("way", PRINTERS)
@pytest.mark.parametrize(("secret", "digits"), SECRETS)
def test_no_way_of_printing_shows_the_digits(secret: Secret, digits: str, way: str) -> None:
    """Whatever turns a secret into text gives a mask."""
    text = PRINTERS[way](secret)

    assert digits not in text
    assert digits[:-4] not in text
    assert "****" in text


@pytest.mark.parametrize("way", TRAVEL)
@pytest.mark.parametrize(("secret", "digits"), SECRETS)
def test_no_secret_leaves_the_process(secret: Secret, digits: str, way: str) -> None:
    """Copying, pickling and JSON are refused, and the refusal does not tell the digits."""
    with pytest.raises((TypeError, ValueError)) as refused:
        TRAVEL[way](secret)

    assert digits not in "".join(traceback.format_exception(refused.value))


def test_a_log_record_has_the_mask(caplog: pytest.LogCaptureFixture) -> None:
    """The standard logging module formats a secret as its mask."""
    logging.getLogger("cards").warning("tried %s with %s", CardNumber(PAN), Pin(PIN))

    assert caplog.messages == ["tried CardNumber(****1111) with Pin(****)"]


def test_a_card_shows_its_last_four_digits_only() -> None:
    """Receipts and agents may see four digits."""
    assert CardNumber(PAN).last4 == "1111"
    assert str(CardNumber(PAN)) == "CardNumber(****1111)"


def test_reveal_gives_the_digits() -> None:
    """The card system's adapters need them."""
    assert CardNumber(PAN).reveal() == PAN
    assert Pin("0000").reveal() == "0000"


def test_a_secret_knows_its_length() -> None:
    """The number of digits is no secret."""
    assert (len(CardNumber(PAN)), len(Pin(PIN))) == (16, 6)


def test_secrets_are_equal_by_type_and_digits() -> None:
    """Equal digits in two types are two things, and no secret equals a plain text."""
    twelve = "000000000000"  # a valid length for both, and a valid check digit

    assert CardNumber(PAN) == CardNumber(PAN)
    assert CardNumber(PAN) != CardNumber("5555555555554444")
    assert CardNumber(twelve) != Pin(twelve)
    assert Pin(PIN) != PIN
    assert {CardNumber(twelve), CardNumber(twelve), Pin(twelve)} == {
        Pin(twelve),
        CardNumber(twelve),
    }


def test_a_secret_takes_no_new_attributes() -> None:
    """Nobody hangs a note with the digits on it."""
    with pytest.raises(AttributeError):
        Pin(PIN).note = "x"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "digits",
    [
        "",
        "411111111111",
        "41111111111111111111",
        "4111 1111 1111 1111",
        "\uff14" + PAN[1:],
        "-411111111111111",
    ],
)
def test_a_card_number_has_12_to_19_ascii_digits(digits: str) -> None:
    """Everything else is refused without telling it."""
    with pytest.raises(
        ValueError, match=r"^(a card number has 12 to 19 digits|the check digit is wrong)$"
    ):
        CardNumber(digits)


def test_a_wrong_check_digit_is_refused() -> None:
    """One wrong digit makes another number, and no card has it."""
    with pytest.raises(ValueError, match=r"^the check digit is wrong$"):
        CardNumber(PAN[:-1] + "2")


@pytest.mark.parametrize("digits", ["", "123", "1234567890123", "12a4", "١٢٣٤", "12 34"])
def test_a_pin_has_4_to_12_ascii_digits(digits: str) -> None:
    """Everything else is refused without telling it."""
    with pytest.raises(ValueError, match=r"^a PIN has 4 to 12 digits$"):
        Pin(digits)


@pytest.mark.parametrize(
    "digits", ["4111111111111111", "5555555555554444", "378282246310005", "0"]
)
def test_published_numbers_pass_the_luhn_check(digits: str) -> None:
    """Test numbers of the card networks, and the shortest of all."""
    assert luhn_valid(digits)


@pytest.mark.parametrize("digits", ["", "*", "41111111111111*1", "\uff14", "1.0", " 0"])
def test_what_is_not_digits_fails_the_luhn_check(digits: str) -> None:
    """A caller may press star and hash too."""
    assert not luhn_valid(digits)


@given(st.text("0123456789", min_size=11, max_size=18), st.data())
def test_the_luhn_check_finds_every_single_wrong_digit(body: str, data: st.DataObject) -> None:
    """The check digit is unique, and one wrong digit anywhere never passes (ISO/IEC 7812-1 B)."""
    valid = [body + digit for digit in "0123456789" if luhn_valid(body + digit)]
    assert len(valid) == 1
    number = valid[0]

    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))

    assert not luhn_valid(number[:place] + wrong + number[place + 1 :])
