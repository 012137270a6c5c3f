"""Every story of every caller, in every language, whole and cut at each step."""

import pytest

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr.script import Script
from tests.flows.bystanders import became, changes, check_books, opened
from tests.flows.every_story import EVERY_STORY
from tests.flows.questions import odd_stories
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


@LANGUAGES
@STORIES
async def test_hanging_up_anywhere_leaves_the_books_whole(story: Story, language: Language):
    """Cut at each step: nothing is half done, the call ends once, nobody is dialled for him."""
    for cut in Script.parse(story.script).cut_everywhere():
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
