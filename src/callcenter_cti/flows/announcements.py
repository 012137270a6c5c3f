"""What a waiting caller is told between the music, and when: his place, and how long it may take.

Decides that nobody hears the same thing twice in a row, that nobody is left with music alone for
too long, and that what he hears rises only when things have become much worse. Looks nothing up.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from callcenter_cti.acd.waiting import Place
from callcenter_cti.ivr.prompts import Count, Prompt, Thing

_WAITS: Final = (
    (0, Prompt("queue.wait.under_1")),
    (1, Prompt("queue.wait.1_2")),
    (2, Prompt("queue.wait.2_3")),
    (3, Prompt("queue.wait.3_5")),
    (5, Prompt("queue.wait.5_10")),
    (10, Prompt("queue.wait.10_15")),
    (15, Prompt("queue.wait.15_20")),
    (20, Prompt("queue.wait.20_30")),
    (30, Prompt("queue.wait.over_30")),
)
"""Ranges in which a wait is told, by their least minutes: as exact as a forecast is, no more."""
_LEAST_S: Final = tuple(60 * minutes for minutes, _ in _WAITS)
_RANGES_OF_A_RISE: Final = 2
"""A wait that grew is told from this many ranges on. A smaller rise is most often the forecast's
own error, and callers resent it (field reports of Genesys and Asterisk users)."""
_PLACES_OF_A_RISE: Final = 3
"""The same for his place: one emergency that goes before is not worth a sentence."""


@dataclass(frozen=True, slots=True)
class Announcing:
    """A hotline's policy of announcements. All in seconds."""

    first_s: float = 1.5
    """Music alone before the first one: an agent who is free is offered within it, and nobody is
    told to wait who need not."""
    every_s: float = 30.0
    """Least time between two; a caller who hears them too often hears no music."""
    look_s: float = 10.0
    """When there was nothing new to tell, it is looked again after this time."""
    longest_music_s: float = 90.0
    """Most time without a word; then he hears that he is not forgotten."""
    position: bool = True
    """Whether places are told."""
    expected_wait: bool = True
    """Whether waits are told, where one can be foreseen."""


class Announcements:
    """One caller's announcements; lives as long as he waits.

    Args:
        policy: What is told, and when.
        first: Key of the prompt that begins the first one.
        now: Monotonic seconds.
    """

    def __init__(self, policy: Announcing, *, first: str, now: float) -> None:
        self._policy = policy
        self._first = first
        self._position: int | None = None
        self._range: int | None = None
        self._silent_since = now
        self.next_at = now + policy.first_s
        """When to look what there is to say."""

    def words(self, place: Place | None, *, now: float) -> tuple[Prompt, ...]:
        """Return what to say now; empty: nothing. Then, and after it was said, call `rest`.

        Args:
            place: Where he stands; None: an agent is on his way to him.
            now: Monotonic seconds.
        """
        if place is None:
            return ()
        news = (*self._of_position(place.position), *self._of_wait(place.expected_wait_s))
        if self._first:
            opening, self._first = Prompt(self._first), ""
            return (opening, *news)
        if not news and now - self._silent_since >= self._policy.longest_music_s:
            return (Prompt("queue.hold"), *self._position_again(place.position))
        return news

    def rest(self, *, spoke: bool, now: float) -> None:
        """Set the time of the next look."""
        if spoke:
            self._silent_since = now
        self.next_at = now + (self._policy.every_s if spoke else self._policy.look_s)

    def _of_position(self, position: int) -> Iterator[Prompt]:
        told = self._position
        is_news = told is None or position < told or position >= told + _PLACES_OF_A_RISE
        if self._policy.position and is_news:
            self._position = position
            yield _in_line(position)

    def _position_again(self, position: int) -> Iterator[Prompt]:
        """Repeat his place, unless it is a little worse by now."""
        if position == self._position:
            yield _in_line(position)

    def _of_wait(self, seconds: float | None) -> Iterator[Prompt]:
        if seconds is None or not self._policy.expected_wait:
            return
        found, told = bisect_right(_LEAST_S, seconds) - 1, self._range
        if told is None or found < told or found >= told + _RANGES_OF_A_RISE:
            self._range = found
            yield _WAITS[found][1]


def _in_line(position: int) -> Prompt:
    if position == 1:
        return Prompt("queue.next")
    return Prompt("queue.position", place=Count(position, Thing.POSITION))
