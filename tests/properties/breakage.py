"""A fault put into the router on purpose, and ways to put it there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from callcenter_cti.routing.policy import Policy
from tests.fakes.floor import a_policy
from tests.properties.routing_stories import EN
from tests.properties.watched_floor import WatchedFloor


@dataclass(frozen=True)
class Fault:
    """What is broken, the story in which it shows, and how it is called when it is found."""

    name: str
    breaks: Callable[[pytest.MonkeyPatch], None]
    story: Callable[[WatchedFloor], None]
    found: str
    policy: Policy = field(default_factory=lambda: a_policy(anna=EN, ben=EN))


def replaced(owner: object, name: str, by: object) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(owner, name, by)


def wrapped(
    owner: object, name: str, after: Callable[..., None]
) -> Callable[[pytest.MonkeyPatch], None]:
    """Break a function by what is done after it, with the same arguments."""
    whole = getattr(owner, name)

    def broken(*args: Any, **more: Any) -> Any:
        result = whole(*args, **more)
        after(*args, **more)
        return result

    return replaced(owner, name, broken)
