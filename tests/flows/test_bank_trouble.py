"""The card system is away, or its answer is lost, at every request of every flow."""

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.errors import PeerUnavailable
from tests.fakes.free_caller import FreeCaller, follows
from tests.flows.bystanders import became, changes, check_books, opened
from tests.flows.conftest import House
from tests.flows.every_story import EVERY_STORY
from tests.flows.stories import Story

STORIES = {story.name: story for story in EVERY_STORY}
BANK, HOST = "hears trouble.bank", "hears trouble.host_down"
TROUBLE = "person:trouble"

DOWN = (
    # story, request, its number, what is heard, what becomes of a caller who is silent then
    ("balance and two pages", "verify", 1, BANK, TROUBLE),
    ("wrong PIN, then right", "verify", 2, BANK, TROUBLE),
    ("balance and two pages", "account", 1, HOST, "hung_up"),
    ("balance and two pages", "transactions", 1, HOST, "contained"),
    ("balance and two pages", "transactions", 2, HOST, "contained"),
    ("points redeemed", "points", 1, HOST, "hung_up"),
    ("points redeemed", "rewards", 1, HOST, "hung_up"),
    ("points redeemed", "redeem", 1, HOST, "contained"),
    ("card activated", "activate", 1, HOST, "hung_up"),
    ("activation with a wrong expiry, then right", "activate", 2, HOST, "hung_up"),
    ("PIN changed", "change_pin", 1, HOST, "hung_up"),
    ("old PIN wrong, then right", "change_pin", 2, HOST, "hung_up"),
    ("lost card of a caller who is known", "block", 1, HOST, TROUBLE),
    ("lost card by its number", "block_number", 1, HOST, TROUBLE),
    ("dispute", "transactions", 1, HOST, "hung_up"),
    ("dispute", "dispute", 1, HOST, "hung_up"),
    ("statement by post", "send_statement", 1, HOST, "hung_up"),
    ("no card at hand, and a choice needs one", "verify", 1, HOST, "hung_up"),
    ("three services in one call", "redeem", 1, HOST, "contained"),
)
UNSURE = {
    "redeem": "points redeemed",
    "activate": "card activated",
    "change_pin": "PIN changed",
    "block": "lost card of a caller who is known",
    "block_number": "lost card by its number",
    "dispute": "dispute",
    "send_statement": "statement by e-mail",
}


def fail(house: House, request: str, number: int = 1) -> None:
    """Let one request find nobody: the first, or a later one of its kind."""
    left = [number]

    async def before_answer(method: str) -> None:
        left[0] -= method == request
        if method == request and not left[0]:
            raise PeerUnavailable("bank", "away for a moment")

    house.bank.before_answer = before_answer


async def asked_of_the_bank(story: Story) -> list[str]:
    house = await opened(story, Language.ENGLISH)
    asked: list[str] = []

    async def note(method: str) -> None:
        asked.append(method)

    house.bank.before_answer = note
    await house.call(story.script)
    return asked


async def test_every_request_of_every_story_is_in_the_lists():
    """A new one needs a line above: what is heard when it fails."""
    asked = {method for story in EVERY_STORY for method in await asked_of_the_bank(story)}

    down = {request for _, request, *_ in DOWN}
    assert asked == down | {"recognise"}
    assert set(UNSURE) <= asked


@pytest.mark.parametrize(("name", "request_", "number", "heard", "outcome"), DOWN)
async def test_a_request_that_finds_nobody_is_told(
    name: str, request_: str, number: int, heard: str, outcome: str
):
    """An honest sentence; then the menu, or a person where nothing else is left."""
    for language in Language:
        house = await opened(STORIES[name], language)
        fail(house, request_, number)
        caller = FreeCaller(follows(STORIES[name].script))

        await caller.run(house.serve)

        assert caller.transcript.count(heard) == 1, "\n".join(caller.transcript)
        assert became(house) == outcome
        check_books(house)


@pytest.mark.parametrize(("request_", "name"), UNSURE.items())
async def test_a_change_whose_answer_is_lost_is_never_made_twice(request_: str, name: str):
    """The caller is told that nobody knows, and a person takes over who sees why."""
    for language in Language:
        house = await opened(STORIES[name], language)
        house.bank.unsure = True
        caller = FreeCaller(follows(STORIES[name].script))

        await caller.run(house.serve)

        assert caller.transcript[-3:-1] == ["hears trouble.unsure", "hears queue.one_moment"]
        assert became(house) == "person:unsure"
        assert changes(house) == 1
        [(request, _)] = house.bank.journal.values()
        assert isinstance(request, tuple)
        assert request[0] == request_
        check_books(house)


@pytest.mark.parametrize("story", EVERY_STORY, ids=lambda story: story.name)
async def test_with_the_bank_down_everybody_hears_so(story: Story):
    """No caller is left in silence or in a loop, whatever he wanted."""
    needs_it = set(await asked_of_the_bank(story)) - {"recognise"}
    house = await opened(story, Language.ENGLISH)
    house.bank.unavailable = True
    caller = FreeCaller(follows(story.script))

    await caller.run(house.serve)

    assert bool({BANK, HOST} & set(caller.transcript)) == bool(needs_it)
    assert changes(house) == 0
    assert len(house.room.ended) + len(house.room.queued) == 1
    check_books(house)


async def test_a_bank_that_knows_nobody_by_number_costs_nothing():
    """The greeting comes all the same, in the hotline's own language."""
    story = STORIES["a known number is greeted in its customer's language"]
    house = await opened(story, Language.ENGLISH)
    fail(house, "recognise")

    caller = await house.call("speaks en\nhears welcome.platinum\nhangs up")

    assert BANK not in caller.transcript
    assert house.outcome == "hung_up"
