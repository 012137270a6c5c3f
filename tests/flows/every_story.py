"""All stories together, and what can be made of each."""

from collections.abc import Iterator

from callcenter_cti.ivr.script import Script
from tests.flows.stories import STORIES, Story
from tests.flows.stories_of_hotlines import HOTLINES
from tests.flows.stories_of_obstacles import OBSTACLES

EVERY_STORY = (*STORIES, *OBSTACLES, *HOTLINES)


def cuts() -> Iterator[tuple[Story, Script, int]]:
    """Every place of every story where the caller can hang up; those that are alike once.

    Gives the story, its beginning with the hang-up after it, and the number of its steps.
    """
    seen = set()
    for story in EVERY_STORY:
        for length, cut in enumerate(Script.parse(story.script).cut_everywhere()):
            alike = (str(cut), story.before, str(sorted(story.house.items())))
            if alike not in seen:
                seen.add(alike)
                yield story, cut, length
