"""What every `Call` must do; an adapter's tests subclass it and provide the caller.

Each scenario is a script (`callcenter_cti.ivr.script`) and a flow; the caller follows the script
while the flow runs, and what came back to the flow is compared.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.call import Call, Menu, Question
from callcenter_cti.ivr.outcomes import (
    Asked,
    Heard,
    HungUp,
    Match,
    NoInput,
    NoMatch,
    Said,
    WantsPerson,
)
from callcenter_cti.ivr.prompts import Foreign, Number, Prompt

_T = TypeVar("_T")

WELCOME, ASK, AGAIN, WRONG = Prompt("welcome"), Prompt("ask"), Prompt("again"), Prompt("wrong")
PIN = Question((ASK,), min_digits=4, max_digits=4, on_no_input=(AGAIN,), on_no_match=(WRONG,))
CARD = Question((ASK,), min_digits=12, max_digits=19, on_no_input=(AGAIN,), on_no_match=(WRONG,))
MENU = Menu((ASK,), keys="129", on_no_input=(AGAIN,), on_no_match=(WRONG,))
CARD_KEYS = "4000000000000002"


class Caller(Protocol):
    """Runs a flow against a caller who follows a script."""

    heard: list[str]
    """Keys of the prompts that were played, in order, also those that were cut."""
    languages: list[str]
    """The language of each of them."""
    variables: dict[str, str]
    """Variables of the channel; filled before, and read after."""

    async def run(self, script: str, flow: Callable[[Call], Awaitable[_T]]) -> _T:
        """Run the flow to its end and return its result."""
        ...


def asking(question: Question) -> Callable[[Call], Awaitable[Asked]]:
    """Return a flow of one question."""
    return lambda call: call.ask(question)


async def greet_and_ask(call: Call) -> tuple[Heard, Asked]:
    return await call.play(WELCOME), await call.ask(PIN)


class CallContract:
    """Provide a fixture `caller` on a channel that was not answered yet."""

    async def test_answering_twice_is_answering(self, caller: Caller):
        """A channel that is up already is answered as well."""

        async def flow(call: Call) -> tuple[Heard, Heard]:
            return await call.answer(), await call.answer()

        assert await caller.run("", flow) == (Said(), Said())

    async def test_speech_is_played_in_order(self, caller: Caller):
        """Prompts are heard one after the other."""
        heard = await caller.run("", lambda call: call.play(WELCOME, ASK, AGAIN))

        assert heard == Said()
        assert caller.heard == ["welcome", "ask", "again"]

    async def test_numbers_digits_and_amounts_are_spoken(self, caller: Caller):
        """All kinds of speech come back as said."""

        async def flow(call: Call) -> list[Heard]:
            return [
                await call.play(Number(1234)),
                await call.say_digits("0090"),
                await call.say_amount(Money(-1205, "AUD")),
            ]

        assert await caller.run("", flow) == [Said(), Said(), Said()]

    async def test_key_cuts_what_can_be_cut(self, caller: Caller):
        """With barge-in a key ends the speech, is in the outcome, and the rest is not heard."""
        script = "hears welcome\ninterrupts 7"

        heard = await caller.run(script, lambda call: call.play(WELCOME, ASK, barge_in=True))

        assert heard == Said("7")
        assert caller.heard == ["welcome"]

    @pytest.mark.parametrize(
        ("keys", "outcome"),
        [
            ("1234", Match("1234")),
            ("123#", NoMatch()),
            ("123", NoMatch()),
            ("12*4", NoMatch()),
            ("#1234", Match("1234")),
            ("0", WantsPerson()),
            ("0#", WantsPerson()),
            ("0123", Match("0123")),
            ("00#", NoMatch()),
        ],
    )
    async def test_keys_make_an_input(self, caller: Caller, keys: str, outcome: Asked):
        """Length, terminator and silence end an input; it fits, or not, or means a person."""
        question = Question((ASK,), min_digits=4, max_digits=4, tries=1)

        assert await caller.run(f"hears ask\nkeys {keys}", asking(question)) == outcome

    @pytest.mark.parametrize("ending", ["#", ""])
    async def test_input_of_variable_length(self, caller: Caller, ending: str):
        """The terminator or silence ends an input that could be longer, and is not part of it."""
        script = f"hears ask\nkeys {CARD_KEYS}{ending}"

        assert await caller.run(script, asking(CARD)) == Match(CARD_KEYS)

    @pytest.mark.parametrize(
        ("terminator", "keys", "outcome"),
        [
            ("*", "1234*", Match("1234")),
            ("*", "12#4*", NoMatch()),
            ("", "12345678", Match("12345678")),
            ("", "1234#", NoMatch()),
            ("", "12345", Match("12345")),
        ],
    )
    async def test_other_terminators(
        self, caller: Caller, terminator: str, keys: str, outcome: Asked
    ):
        """A question can end with another key, or with none."""
        question = Question((ASK,), min_digits=4, max_digits=8, terminator=terminator, tries=1)

        assert await caller.run(f"hears ask\nkeys {keys}", asking(question)) == outcome

    async def test_question_without_a_person_key(self, caller: Caller):
        """Where no key means a person, 0 is a digit like any other."""
        question = Question((ASK,), person_key="")

        assert await caller.run("hears ask\nkeys 0", asking(question)) == Match("0")

    async def test_nothing_need_be_keyed(self, caller: Caller):
        """With no least length the terminator alone is an answer."""
        question = Question((ASK,), min_digits=0, max_digits=4)

        assert await caller.run("hears ask\nkeys #", asking(question)) == Match("")

    async def test_first_key_cuts_the_question(self, caller: Caller):
        """A key that cuts the question is the first digit of the input."""
        question = Question((WELCOME, ASK), min_digits=4, max_digits=4)
        script = "hears welcome\ninterrupts 4321"

        assert await caller.run(script, asking(question)) == Match("4321")
        assert caller.heard == ["welcome"]

    async def test_question_is_repeated_after_silence(self, caller: Caller):
        """After silence the caller hears why he is asked again, and then the question."""
        script = "hears ask\nsilent\nhears again\nhears ask\nkeys 1234"

        assert await caller.run(script, asking(PIN)) == Match("1234")
        assert caller.heard == ["ask", "again", "ask"]

    async def test_question_is_repeated_after_a_wrong_input(self, caller: Caller):
        """After an input that does not fit he hears another reason."""
        script = "hears ask\nkeys 12#\nhears wrong\nhears ask\nkeys 1234"

        assert await caller.run(script, asking(PIN)) == Match("1234")
        assert caller.heard == ["ask", "wrong", "ask"]

    async def test_reason_can_be_cut(self, caller: Caller):
        """A key during the reason is the first digit, and the question is not played again."""
        script = "hears ask\nsilent\nhears again\ninterrupts 1234"

        assert await caller.run(script, asking(PIN)) == Match("1234")
        assert caller.heard == ["ask", "again"]

    async def test_silence_in_all_tries(self, caller: Caller):
        """Who keys nothing in any try gave no input, and no reason is said after the last."""
        outcome = await caller.run("silent\nsilent\nsilent", asking(PIN))

        assert outcome == NoInput()
        assert caller.heard == ["ask", "again", "ask", "again", "ask"]

    async def test_wrong_input_in_all_tries(self, caller: Caller):
        """Who keys something else each time did not match."""
        assert await caller.run("keys 1#\nkeys 12#\nkeys 123#", asking(PIN)) == NoMatch()

    async def test_wrong_input_and_then_silence(self, caller: Caller):
        """Who keyed something once did give input."""
        assert await caller.run("keys 1#\nsilent\nsilent", asking(PIN)) == NoMatch()

    async def test_keys_beyond_the_input_cut_the_next_question(self, caller: Caller):
        """Who keys ahead need not hear the next question."""

        async def flow(call: Call) -> tuple[Asked, Asked]:
            return await call.ask(CARD), await call.ask(PIN)

        outcomes = await caller.run(f"hears ask\nkeys {CARD_KEYS}#1234", flow)

        assert outcomes == (Match(CARD_KEYS), Match("1234"))
        assert caller.heard == ["ask", "ask"]

    async def test_keys_are_lost_while_nothing_collects(self, caller: Caller):
        """Keys ahead of speech that cannot be cut do not answer the question after it."""

        async def flow(call: Call) -> tuple[Asked, Heard, Asked]:
            return await call.ask(PIN), await call.play(WELCOME), await call.ask(PIN)

        outcomes = await caller.run("keys 12345678\nhears welcome\nkeys 4321", flow)

        assert outcomes == (Match("1234"), Said(), Match("4321"))

    @pytest.mark.parametrize(
        ("key", "outcome"),
        [("1", Match("1")), ("9", Match("9")), ("0", WantsPerson())],
    )
    async def test_menu_takes_one_key(self, caller: Caller, key: str, outcome: Asked):
        """A key of the menu matches at once; the key for a person is none of them."""
        assert await caller.run(f"hears ask\nkeys {key}", lambda call: call.menu(MENU)) == outcome

    async def test_menu_is_offered_again(self, caller: Caller):
        """Another key and silence lead to another try."""
        script = "keys 3\nsilent\ninterrupts 2"

        assert await caller.run(script, lambda call: call.menu(MENU)) == Match("2")
        assert caller.heard == ["ask", "wrong", "ask", "again"]

    async def test_menu_may_use_any_key(self, caller: Caller):
        """A menu can offer 0, * and # itself."""
        menu = Menu((ASK,), keys="0*#")

        async def flow(call: Call) -> list[Asked]:
            return [await call.menu(menu) for _ in range(3)]

        outcomes = await caller.run("keys 0\nkeys *\nkeys #", flow)

        assert outcomes == [Match("0"), Match("*"), Match("#")]

    async def test_music_goes_on_and_off(self, caller: Caller):
        """Music can be started and stopped, and both again."""

        async def flow(call: Call) -> list[Heard]:
            return [await call.hold_music(on=on) for on in (True, True, False, False)]

        assert await caller.run("", flow) == [Said()] * 4

    async def test_language_can_be_changed(self, caller: Caller):
        """What is said afterwards is in the new language, which the channel knows too."""

        async def flow(call: Call) -> list[Heard]:
            return [
                await call.play(WELCOME),
                await call.set_language(Language.JAPANESE),
                await call.play(WELCOME),
                await call.set_language(Language.CHINESE),
                await call.play(WELCOME, Number(7)),
            ]

        assert await caller.run("hears welcome\nspeaks ja\nhears welcome", flow) == [Said()] * 5
        assert caller.languages == ["en", "ja", "zh", "zh"]
        assert caller.variables["CHANNEL(language)"] == "zh"

    async def test_speech_can_be_in_a_language_of_its_own(self, caller: Caller):
        """Each choice of a language is offered in that language."""
        offers = [Foreign(WELCOME, language) for language in Language]

        assert await caller.run("", lambda call: call.play(*offers, ASK)) == Said()
        assert caller.languages == ["en", "zh", "ja", "en"]

    async def test_variables_are_read_and_written(self, caller: Caller):
        """A value comes back as it was set; what was never set is empty."""
        value = r'a "quoted" (value) with \ and ünïcode'
        caller.variables["CTI_HOTLINE"] = "1000"

        async def flow(call: Call) -> list[object]:
            return [
                await call.set_variable("CTI_DIAL", value),
                await call.variable("CTI_DIAL"),
                await call.variable("CTI_HOTLINE"),
                await call.variable("CTI_NEXT"),
            ]

        assert await caller.run("", flow) == [Said(), value, "1000", ""]
        assert caller.variables["CTI_DIAL"] == value

    @pytest.mark.parametrize(
        ("script", "outcomes"),
        [
            ("hangs up", (HungUp(), HungUp())),
            ("hears welcome\nhangs up", (HungUp(), HungUp())),
            ("hears welcome\nhears ask\nhangs up", (Said(), HungUp())),
            ("hears welcome\nhears ask\nkeys 12\nhangs up", (Said(), HungUp())),
            ("silent\nhangs up", (Said(), HungUp())),
            ("silent\nhears again\nhangs up", (Said(), HungUp())),
            ("keys 1#\nhears wrong\nhears ask\nhangs up", (Said(), HungUp())),
            ("hears ask\nkeys 1234\nhangs up", (Said(), Match("1234"))),
        ],
    )
    async def test_hang_up_is_an_outcome(
        self, caller: Caller, script: str, outcomes: tuple[Heard, Asked]
    ):
        """Wherever the caller leaves, the verb that runs says so; an input before it counts."""
        assert await caller.run(script, greet_and_ask) == outcomes

    async def test_every_verb_tells_that_the_caller_is_gone(self, caller: Caller):
        """No verb raises on a channel that is hung up."""

        async def flow(call: Call) -> list[object]:
            await call.hung_up()
            return [
                await call.answer(),
                await call.play(WELCOME),
                await call.say_digits("12"),
                await call.say_amount(Money(100, "AUD")),
                await call.ask(PIN),
                await call.menu(MENU),
                await call.hold_music(on=True),
                await call.set_language(Language.CHINESE),
            ]

        assert await caller.run("hangs up", flow) == [HungUp()] * 8
        assert caller.heard == []

    async def test_variables_work_on_a_hung_up_channel(self, caller: Caller):
        """What the dialplan reads after the call can be set, and the channel can be read."""

        async def flow(call: Call) -> tuple[Heard, str]:
            await call.hung_up()
            return await call.set_variable("CTI_NEXT", "hangup"), await call.variable("CTI_NEXT")

        assert await caller.run("hangs up", flow) == (HungUp(), "hangup")

    async def test_hang_up_wakes_whoever_waits_on_music(self, caller: Caller):
        """A caller who leaves the music is noticed although no verb runs."""

        async def flow(call: Call) -> tuple[Heard, Heard]:
            held = await call.hold_music(on=True)
            await call.hung_up()
            return held, await call.hold_music(on=False)

        assert await caller.run("music starts\nhangs up", flow) == (Said(), HungUp())

    async def test_flow_hangs_up(self, caller: Caller):
        """After the flow has hung up the caller is gone; a second time changes nothing."""

        async def flow(call: Call) -> Heard:
            await call.answer()
            await call.hang_up()
            await call.hung_up()
            await call.hang_up()
            return await call.play(WELCOME)

        assert await caller.run("", flow) == HungUp()
        assert caller.heard == []

    async def test_caller_who_stays_is_not_gone(self, caller: Caller):
        """Waiting for a hang-up goes on while the caller listens, and can be given up."""

        async def flow(call: Call) -> tuple[Heard, bool]:
            async with asyncio.TaskGroup() as group:
                gone = group.create_task(call.hung_up())
                heard = await call.play(WELCOME)
                done = gone.done()
                gone.cancel()
            return heard, done

        assert await caller.run("", flow) == (Said(), False)
