"""A service that needs a one-time code besides card and PIN; no flow that ships does yet."""

import pytest

from callcenter_cti.domain.calls import Verification
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.flows import main_menu
from callcenter_cti.flows.identification import reach
from callcenter_cti.flows.self_service import SELF_SERVICE, SelfService
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.prompts import Prompt
from tests.flows.bystanders import AGENT, became, check_books
from tests.flows.conftest import House
from tests.flows.stories import ANNE, DONE, GOODBYE, MENU, NO_CARD, PERSON, identifies
from tests.flows.stories_of_hotlines import LATER

SENT = f"hears code.sent (digits {ANNE.phone[-2:]})\nhears code.ask\n"
CODE, NEXT_CODE = "271828", "543656"
"""The first and the second that the fake bank sends."""
SERVED = f"hears statement.sent_post\n{GOODBYE}"
IN = f"{identifies(ANNE)}{MENU}keys 1\n"

STORIES = {
    "the right code": (f"{IN}{SENT}keys {CODE}\n{SERVED}", "contained"),
    "the right code and a hash": (f"{IN}{SENT}keys {CODE}#\n{SERVED}", "contained"),
    "keyed while it is being said": (
        f"{IN}hears code.sent\ninterrupts {CODE}\n{SERVED}", "contained",
    ),
    "card and PIN asked first": (
        f"{NO_CARD}keys 1\n{LATER}{SENT}keys {CODE}\n{SERVED}", "contained",
    ),
    "asked once in a call": (
        f"{IN}{SENT}keys {CODE}\nhears statement.sent_post\n{DONE}keys 1\n{MENU}keys 1\n{SERVED}",
        "contained",
    ),
    "a wrong code, then the right one": (
        f"{IN}{SENT}keys 000000\nhears code.refused\nhears code.ask\nkeys {CODE}\n{SERVED}",
        "contained",
    ),
    "wrong codes until the card is locked": (
        f"{IN}{SENT}" + "keys 000000\nhears code.refused\nhears code.ask\n" * 2
        + f"keys 000000\nhears identification.locked\n{PERSON}",
        "person:card_locked",
    ),
    "a code of five digits, then the right one": (
        f"{IN}{SENT}keys 27182#\nhears code.length\nhears code.ask\nkeys {CODE}\n{SERVED}",
        "contained",
    ),
    "a star in the code three times": (
        f"{IN}{SENT}keys 27*828\nkeys 27*828\nkeys 27*828\n{PERSON}", "person:no_match",
    ),
    "a hash before the code": (f"{IN}{SENT}keys #{CODE}\n{SERVED}", "contained"),
    "silence, then the code": (
        f"{IN}{SENT}silent\nhears ask.no_input\nhears code.ask\nkeys {CODE}\n{SERVED}", "contained",
    ),
    "silence": (f"{IN}{SENT}silent\nsilent\nsilent\n{PERSON}", "person:no_input"),
    "a person instead": (f"{IN}{SENT}keys 0\n{PERSON}", "person:asked"),
    "hangs up": (f"{IN}{SENT}keys 27\nhangs up", "hung_up"),
}  # fmt: skip


async def guarded(visit: Visit) -> None:
    """A flow that needs a code."""
    await reach(visit, Verification.ONE_TIME_CODE)
    visit.note(visit.flow, "done")
    await visit.say(Prompt("statement.sent_post"))


@pytest.fixture(autouse=True)
def guarded_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key 1 leads to the guarded flow."""
    service = SelfService(MenuItem.BALANCE, guarded, Verification.ONE_TIME_CODE)
    monkeypatch.setattr(main_menu, "SELF_SERVICE", {**SELF_SERVICE, MenuItem.BALANCE: service})


def opened(language: Language = Language.ENGLISH) -> House:
    house = House(languages=(language,))
    house.room.news_of_callers += [AGENT]
    return house


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("script", "outcome"), STORIES.values(), ids=STORIES)
async def test_a_code_is_asked_where_it_is_needed(script: str, outcome: str, language: Language):
    """And leads on, or to whoever can help."""
    house = opened(language)

    await house.call(script)

    assert became(house) == outcome
    check_books(house)


async def test_next_call_has_a_code_of_its_own():
    """The one of the call before is void."""
    house = opened()
    await house.call(f"{IN}{SENT}hangs up")

    await house.call(
        f"{IN}{SENT}keys {CODE}\nhears code.refused\nhears code.ask\nkeys {NEXT_CODE}\n{SERVED}"
    )


async def test_code_is_over_after_five_minutes():
    """A caller who looks for his telephone too long hears that it is not correct."""
    house = opened()

    async def late(method: str) -> None:
        if method == "check_code":
            house.bank.clock.advance(301)  # type: ignore[attr-defined]  # the fake's own clock

    house.bank.before_answer = late

    await house.call(f"{IN}{SENT}keys {CODE}\nhears code.refused\nhears code.ask\nhangs up")

    assert house.outcome == "hung_up"


@pytest.mark.parametrize("down", ["send_code", "check_code"])
async def test_bank_that_is_away_is_told(down: str):
    """The service is not available, and the menu is."""
    house = opened()

    async def away(method: str) -> None:
        if method == down:
            raise PeerUnavailable("bank", "away")

    house.bank.before_answer = away
    asked = "" if down == "send_code" else f"{SENT}keys {CODE}\n"

    await house.call(f"{IN}{asked}hears trouble.host_down\n{GOODBYE}")

    assert house.outcome == "hung_up"


async def test_code_is_a_step_of_identification():
    """It is measured where it is asked, whatever flow needs it."""
    house = opened()

    await house.call(f"{IN}{SENT}keys {CODE}\n{SERVED}")

    assert "identification.code:done" in house.steps
    assert "balance.:done" in house.steps
