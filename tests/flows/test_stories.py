"""Every story of every caller, in every language: whole, cut at each step, and with odd keys.

83 stories, whole in three languages (249 cases) and cut everywhere (83 cases, 3,960 callers), and
249 that do something odd at a question (747 callers): 581 cases with some 5,000 callers. The other
modules of this folder have two hundred cases more.
"""

from itertools import product

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr.script import Script
from tests.flows.bystanders import became, changes, check_books, opened
from tests.flows.every_story import EVERY_STORY
from tests.flows.questions import QUESTIONS, odd_stories
from tests.flows.stories import Story

LANGUAGES = pytest.mark.parametrize("language", list(Language))
STORIES = pytest.mark.parametrize("story", EVERY_STORY, ids=lambda story: story.name)
ODD = pytest.mark.parametrize("story", list(odd_stories()), ids=lambda story: story.name)


@LANGUAGES
@STORIES
async def test_a_story_ends_as_it_should(story: Story, language: Language):
    """The caller hears and keys what the story says, and ends where it says."""
    house = await opened(story, language)

    await house.call(story.script)

    assert became(house) == story.outcome
    assert changes(house) == story.changes
    check_books(house)


@STORIES
async def test_hanging_up_anywhere_leaves_the_books_whole(story: Story):
    """Cut at each step: nothing is half done, the call ends once, nobody is dialled for him."""
    for language, cut in product(Language, Script.parse(story.script).cut_everywhere()):
        house = await opened(story, language)

        caller = await house.call(cut)

        check_books(house)
        assert changes(house) <= story.changes
        assert len(house.room.ended) == 1, str(cut)
        assert "CTI_NEXT" not in caller.variables, str(cut)


@ODD
async def test_whatever_is_done_at_a_question_leads_somewhere(story: Story):
    """Silence, wrong keys, ``*`` and ``#`` at odd places, in every language."""
    for language in Language:
        house = await opened(story, language)

        await house.call(story.script)

        assert became(house) == story.outcome
        assert changes(house) == story.changes
        check_books(house)


async def test_every_question_is_asked_in_odd_stories():
    """A new one needs a line in `questions`; the one-time code has a module of its own."""
    asked = set()
    for story in EVERY_STORY:
        house = await opened(story, Language.ENGLISH)
        await house.call(story.script)
        asked |= {step.partition(":")[0] for step in house.steps}

    steps = {name for name in asked if not name.endswith((".", ".announcement"))}
    assert steps - {"balance.account"} == {one.name.removesuffix(" later") for one in QUESTIONS}


def test_there_are_enough_of_them():
    """Hundreds of cases; with their cuts, thousands of callers."""
    odd = len(list(odd_stories()))
    cuts = sum(1 for story in EVERY_STORY for _ in Script.parse(story.script).cut_everywhere())

    assert len(EVERY_STORY) * (len(Language) + 1) + odd >= 400
    assert (len(EVERY_STORY) + odd + cuts) * len(Language) >= 4_000
