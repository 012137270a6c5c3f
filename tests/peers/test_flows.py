"""Every self-service flow in every language on a real Asterisk: digits over RTP, the bank's books
after it, and what the caller's ear heard.

A call spends its seconds on listening, so several are made at the same time, and each test reports
what came of its own.
"""

import asyncio
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from callcenter_cti.app import SystemClock
from callcenter_cti.bank.card_services import Attempt, Refused, Verdict, Verified
from callcenter_cti.bank.opening import open_card_services
from callcenter_cti.config.settings import load_settings
from callcenter_cti.domain.cards import Pin
from callcenter_cti.domain.identifiers import HotlineId
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.ivr.prompts import Amount, Digits
from callcenter_cti.ivr.speech import playlist
from callcenter_cti.lab import ears
from callcenter_cti.lab.exchanges import Exchanges
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.project_files import prompts_folder
from tests.flows.stories import NEW_PIN
from tests.peers.bank_books import Books, answers_of, expiry_dates, make_books, read_books
from tests.peers.floor import open_floor, render
from tests.peers.flow_calls import (
    RULES,
    FlowCall,
    Played,
    Shift,
    flow_calls,
    is_of,
    typed_ahead_calls,
)

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(400)]

FLOW_CALLS, TYPED_AHEAD = flow_calls(), typed_ahead_calls()
TO_A_PERSON = [call for call in FLOW_CALLS if call.flow in (MenuItem.LOST, MenuItem.DISPUTE)]
PIN_CHANGES = [call for call in FLOW_CALLS if call.flow is MenuItem.PIN]
RECOGNISED = 0.7
"""Least share of a call's sentences that have to be recognised in the recording."""
LONGEST_S = 15.0
"""No prompt is longer."""
QUESTIONS = ("identification.card_or_star", "identification.pin", "menu.item.points",
             "points.confirm")  # fmt: skip
"""What nobody who types ahead has to hear."""
BEGINNING_S = 0.7
"""So much of a question would be heard if it began."""


@dataclass(frozen=True)
class Day:
    """All calls, and the bank as they left it."""

    results: Mapping[FlowCall, Played | Exception]
    before: Path
    """The bank's database when the day began; `after`: when it was over."""
    after: Path
    verdicts: Mapping[tuple[FlowCall, str], Verdict]
    """What the bank says afterwards to a card with a PIN."""

    def __getitem__(self, call: FlowCall) -> Played:
        result = self.results[call]
        if isinstance(result, Exception):
            raise result
        return result

    def books(self, call: FlowCall) -> tuple[Books, Books]:
        """What the bank had stored about the caller's card, before and after."""
        return read_books(self.before, call.card), read_books(self.after, call.card)


@pytest.fixture(scope="module")
def day(
    request: pytest.FixtureRequest,
    exchanges: Exchanges,
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Day:
    """The calls that this run has chosen, played one beside the other."""
    chosen: dict[FlowCall, None] = {
        call: None
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.getparent(pytest.Module) is request.node
        if isinstance(call := item.callspec.params["call"], FlowCall)
    }
    folder = tmp_path_factory.mktemp("flows")
    with asyncio.Runner() as runner:
        return runner.run(spend(list(chosen), exchanges, prepared, folder))


async def spend(calls: list[FlowCall], exchanges: Exchanges, prepared: Path, folder: Path) -> Day:
    await render(RULES, prompts_folder(), folder=folder)
    morning = folder / "morning"
    morning.mkdir()
    shutil.copy(prepared / "callcenter.db", morning)
    await make_books(morning)
    bank = morning / "bank.db"
    async with (
        Laboratory.connect(exchanges) as lab,
        open_floor(
            lab, prepared=morning, prompts=prompts_folder(), folder=folder, rules=RULES
        ) as floor,
    ):
        results = await Shift(floor, expiry_dates(bank)).play(calls)
    return Day(results, bank, folder / "bank.db", await pins_that_fit(folder, calls))


async def pins_that_fit(
    folder: Path, calls: list[FlowCall]
) -> dict[tuple[FlowCall, str], Verdict]:
    """Ask the bank, past the engine, which PIN is good for the cards whose PIN was changed."""
    changed = [call for call in calls if call.flow is MenuItem.PIN]
    settings, attempt = load_settings(folder / "settings.yaml"), Attempt("", HotlineId("1001"))
    async with open_card_services(settings, SystemClock()) as bank:
        return {
            (call, pin): await bank.host.verify(
                call.card.card_number, bank.sealer.seal(Pin(pin), call.card.card_number), attempt
            )
            for call in changed
            for pin in (call.card.pin, NEW_PIN)
        }


# --- how calls end


@pytest.mark.parametrize("call", FLOW_CALLS, ids=str)
def test_a_call_ends_as_its_story_says(call: FlowCall, day: Day) -> None:
    """Served by the voice system, or by an agent where a person is needed, and logged so."""
    line = day[call].line

    wanted, _, reason = call.story.outcome.partition(":")
    assert (line["outcome"], line["reason"]) == (
        ("answered", reason) if wanted == "person" else (wanted, "")
    )
    assert line["language"] == call.language
    assert f"{call.flow}:done" in line["journey"]
    knows_him = call.flow not in (MenuItem.LANGUAGE, MenuItem.ACTIVATION)
    assert line["verification"] == (
        "card_and_pin" if knows_him else "number_known" if call.is_known else "none"
    )


# --- what the bank did


@pytest.mark.parametrize("call", [*FLOW_CALLS, *TYPED_AHEAD], ids=str)
def test_the_bank_did_once_what_was_asked_for(call: FlowCall, day: Day) -> None:
    """Its books after the call are those before it, and exactly one change."""
    played = day[call]
    before, after = day.books(call)

    answers = [json.loads(x) for x in answers_of(day.after, played.line["call_id"])]
    assert len(answers) == call.story.changes
    reference = answers[0]["reference"] if answers else ""
    assert after == changed(before, call, reference)


def changed(before: Books, call: FlowCall, reference: str) -> Books:
    """Return the books as they ought to be after a call."""
    state, points, orders, cases, statements = (
        before.state, before.points, before.orders, before.cases, before.statements,
    )  # fmt: skip
    match call.flow:
        case MenuItem.ACTIVATION:
            assert state == "inactive"
            state = "active"
        case MenuItem.POINTS:
            assert points is not None
            points -= 10_000
            orders = [(reference, "statement_credit", 10_000)]
        case MenuItem.LOST:
            assert state == "active"
            state = "blocked"
        case MenuItem.DISPUTE:
            cases = [(reference, 2, f"disputes-{call.card.region}")]
        case MenuItem.STATEMENT:
            statements = [(reference, "post")]
        case MenuItem.PIN | MenuItem.BALANCE | MenuItem.LANGUAGE:
            pass
    return Books(state, points, orders, cases, statements)


@pytest.mark.parametrize("call", PIN_CHANGES, ids=str)
def test_the_new_pin_opens_the_card_and_the_old_one_does_not(call: FlowCall, day: Day) -> None:
    """Asked at the bank itself after the call."""
    day[call]

    assert day.verdicts[call, call.card.pin] == Refused()
    assert isinstance(day.verdicts[call, NEW_PIN], Verified)


# --- what the caller heard


@pytest.mark.parametrize("call", FLOW_CALLS, ids=str)
def test_the_caller_hears_the_flow_in_his_language(call: FlowCall, day: Day) -> None:
    """All prompts of the story are played to him, and come to his ear in their order."""
    played = day[call]

    assert_are(played.heard, list(call.prompts()))
    assert_heard(played)


@pytest.mark.parametrize(
    "call", [call for call in FLOW_CALLS if call.flow is MenuItem.BALANCE], ids=str
)
def test_the_caller_hears_his_own_balance(call: FlowCall, day: Day) -> None:
    """What is said after "your balance is" is the amount of his card, and so on."""
    played, card = day[call], call.card

    for prompt, amount in (
        ("balance.current", card.balance),
        ("balance.available_credit", card.available),
    ):
        assert_begin(played.after(prompt), playlist(Amount(amount), call.language))


@pytest.mark.parametrize("call", [c for c in FLOW_CALLS if c.story.changes], ids=str)
def test_the_caller_hears_the_reference_that_the_bank_gave(call: FlowCall, day: Day) -> None:
    """He can quote it, and the bank finds it."""
    played = day[call]
    [answer] = map(json.loads, answers_of(day.after, played.line["call_id"]))

    digits = playlist(Digits(answer["reference"]), call.language)

    assert_begin(played.after("reference.is"), digits)


def assert_are(files: list[str], prompts: list[str]) -> None:
    """Each file is the prompt at its place, or a piece of it."""
    assert len(files) == len(prompts)
    assert [f for f, p in zip(files, prompts, strict=True) if not is_of(f, p)] == []


def assert_begin(files: list[str], wanted: tuple[str, ...]) -> None:
    """The files begin as wanted; the last word may have another form at a sentence's end."""
    *before, last = files[: len(wanted)]
    assert tuple(before) == wanted[:-1]
    assert last.removesuffix(".end") == wanted[-1]


# --- callers who type ahead


@pytest.mark.parametrize("call", TYPED_AHEAD, ids=str)
def test_whoever_types_ahead_is_served_without_a_question(call: FlowCall, day: Day) -> None:
    """Card number, PIN and choices are keyed during the greeting; all of them count, in order."""
    played = day[call]

    assert (played.line["outcome"], played.line["verification"]) == ("contained", "card_and_pin")
    assert f"{call.flow}:done" in played.line["journey"]
    assert_are(played.heard, list(call.prompts()))
    assert_heard(played)
    questions = [f"{call.language}/{key}" for key in QUESTIONS]
    assert heard_of(questions, played, compared_s=BEGINNING_S) == []


def assert_heard(played: Played) -> None:
    """What was played is in his ear, in order, and nothing else of it a second time.

    A slow machine loses frames, and with them now and then a sentence that nobody could recognise:
    of ten, seven have to be there. What Asterisk was told to play is checked whole beside it.
    """
    # Compared whole: the two questions for a card number begin alike.
    heard = heard_of(played.heard, played, compared_s=LONGEST_S)
    in_order = iter(played.heard)
    assert all(name in in_order for name in heard), heard
    assert len(heard) >= RECOGNISED * len(played.heard), heard


def heard_of(names: list[str], played: Played, *, compared_s: float) -> list[str]:
    """Return which of these files the caller heard, in order and as often as he did."""
    prompts = {name: prompts_folder() / f"{name}.wav" for name in names}
    found = ears.prompts_heard(prompts, played.caller.heard_wav, compared_s=compared_s)
    return [name for name, _ in found]


# --- what the agent saw


@pytest.mark.parametrize("call", TO_A_PERSON, ids=str)
def test_the_agent_sees_why_and_what_was_done(call: FlowCall, day: Day) -> None:
    """Lost cards are emergencies; the pop has the number that the caller was told to quote."""
    played = day[call]
    [answer] = map(json.loads, answers_of(day.after, played.line["call_id"]))

    pop = played.pop

    assert pop is not None
    assert pop["reason"] == call.story.outcome.removeprefix("person:")
    assert pop["emergency"] is (call.flow is MenuItem.LOST)
    assert (pop["language"], pop["verification"]) == (call.language, "card_and_pin")
    assert isinstance(pop["caller"], dict)
    assert pop["caller"]["customer_id"] == call.card.customer_id
    assert isinstance(pop["journey"], list)
    done = [step for step in pop["journey"] if step["name"] == call.flow]
    assert (done[0]["outcome"], done[0]["detail"]) == ("done", answer["reference"])


@pytest.mark.parametrize("call", TO_A_PERSON, ids=str)
def test_caller_and_agent_are_connected(call: FlowCall, day: Day) -> None:
    """He hears the voice of the agent whose desktop showed him; a goodbye is played after it."""
    played = day[call]

    assert played.pop is not None
    assert ears.tone_heard(played.caller.heard_wav, played.agent_hz) > 0.9
    goodbye = f"{call.language}/goodbye"
    assert played.files[-1] == goodbye
