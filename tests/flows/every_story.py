"""All stories together."""

from tests.flows.stories import STORIES
from tests.flows.stories_of_hotlines import HOTLINES
from tests.flows.stories_of_obstacles import OBSTACLES

EVERY_STORY = (*STORIES, *OBSTACLES, *HOTLINES)
