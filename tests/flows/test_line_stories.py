"""The stories that are told on a real line, as text."""

import pytest

from callcenter_cti.bank.card_services import CardState
from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.ivr.script import Act, Script
from tests.flows.bystanders import AGENT, became
from tests.flows.conftest import House
from tests.flows.line_stories import FLOWS, TYPED_AHEAD, LineStory, language_story
from tests.flows.stories import ANNE, expiry

SENT_CARD = next(card for card in DEMO_CARDS if card.state is CardState.INACTIVE)


def script_of(story: LineStory) -> str:
    card = SENT_CARD if story is FLOWS[MenuItem.ACTIVATION] else ANNE
    return story.script(card, expiry(card))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("story", [*FLOWS.values(), *TYPED_AHEAD], ids=lambda story: story.name)
async def test_a_line_story_ends_as_it_should(story: LineStory, language: Language):
    """What a real caller will do comes to the same end as text, in every language."""
    house = House(languages=(language,))
    house.room.news_of_callers += [AGENT]

    await house.call(script_of(story))

    assert became(house) == story.outcome
    assert len(house.bank.journal) == story.changes


@pytest.mark.parametrize("story", FLOWS.values(), ids=lambda story: story.name)
async def test_a_line_story_names_every_occurrence_of_its_prompts(story: LineStory):
    """A recording is compared with the story, so a prompt that is played twice stands there
    twice."""
    house = House(languages=(Language.ENGLISH,))
    house.room.news_of_callers += [AGENT]

    caller = await house.call(script_of(story))

    steps = Script.parse(script_of(story)).steps
    named = [step.detail for step in steps if step.act is Act.HEARS]
    lines = [line for line in caller.transcript if line.startswith("hears ")]
    heard = [line.removeprefix("hears ").partition(" (")[0] for line in lines]
    assert [prompt for prompt in heard if prompt in named] == named


@pytest.mark.parametrize("chosen", list(Language))
async def test_a_caller_changes_the_language(chosen: Language):
    """Each language is offered in itself, and what follows is said in the one chosen."""
    languages = (Language.JAPANESE, Language.ENGLISH, Language.CHINESE)
    house = House(languages=languages, ani="")

    caller = await house.call(language_story(languages, chosen).script(ANNE, ""))

    assert house.outcome == "contained"
    assert caller.variables["CHANNEL(language)"] == chosen
