"""What a waiting caller is told, and when; and what he is spared."""

import pytest

from callcenter_cti.acd.waiting import Place
from callcenter_cti.flows.announcements import Announcements, Announcing

POLICY = Announcing(first_s=1.5, every_s=30, look_s=10, longest_music_s=90)


class Listener:
    """A caller at a virtual time, who looks at his place whenever he is to."""

    def __init__(self, policy: Announcing = POLICY, *, first: str = "queue.hold") -> None:
        self.now = 0.0
        self.told = Announcements(policy, first=first, now=self.now)

    def hears(self, position: int | None, expected_s: float | None = None) -> list[str]:
        """Return the keys of what he is told at the next look, and let him rest."""
        self.now = self.told.next_at
        place = None if position is None else Place(position, expected_s)
        words = self.told.words(place, now=self.now)
        self.told.rest(spoke=bool(words), now=self.now)
        return [prompt.key for prompt in words]


def test_the_first_announcement_tells_all_there_is() -> None:
    """After a moment of music."""
    caller = Listener()

    assert caller.hears(3, 200) == ["queue.hold", "queue.position", "queue.wait.3_5"]
    assert caller.now == 1.5


def test_the_next_in_line_is_told_so() -> None:
    """Nobody is number one of one."""
    assert Listener().hears(1) == ["queue.hold", "queue.next"]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "under_1"), (59.9, "under_1"), (60, "1_2"), (120, "2_3"), (299, "3_5"), (300, "5_10"),
        (600, "10_15"), (900, "15_20"), (1200, "20_30"), (1800, "over_30"), (1e9, "over_30"),
    ],
)  # fmt: skip
def test_a_wait_is_told_as_a_range(seconds: float, told: str) -> None:
    """As exact as a forecast can be."""
    assert Listener(first="").hears(2, seconds) == ["queue.position", f"queue.wait.{told}"]


def test_a_caller_who_moves_up_hears_it_but_not_all_the_time() -> None:
    """News wait for their turn; what is no news is looked at again a little later."""
    caller = Listener()
    caller.hears(5)

    assert (caller.hears(4), caller.now) == (["queue.position"], 31.5)
    assert (caller.hears(4), caller.now) == ([], 61.5)
    assert (caller.hears(3), caller.now) == (["queue.position"], 71.5)


def test_a_wait_never_rises_by_small_steps() -> None:
    """A rise that a forecast's error explains is not told; one that changes everything is."""
    caller = Listener()
    caller.hears(2, 100)

    assert caller.hears(2, 130) == []
    assert caller.hears(2, 50) == ["queue.wait.under_1"]
    assert caller.hears(2, 119) == []
    assert caller.hears(2, 290) == ["queue.wait.3_5"]


def test_a_place_never_rises_by_small_steps() -> None:
    """An emergency that goes before is not worth a sentence; three are."""
    caller = Listener()
    caller.hears(2)

    assert [caller.hears(3), caller.hears(4), caller.hears(5)] == [[], [], ["queue.position"]]


def test_nobody_is_left_with_music_alone() -> None:
    """After the longest time that the policy allows he is told that he is not forgotten."""
    caller = Listener()
    caller.hears(2, 100)
    words: list[str] = []
    while not words:
        words = caller.hears(2, 100)

    assert words == ["queue.hold", "queue.position"]
    assert caller.now == 1.5 + 90


def test_a_place_that_got_worse_is_not_repeated_as_it_was() -> None:
    """He is asked to hold, and told nothing that is not so."""
    caller = Listener()
    caller.hears(2)
    words: list[str] = []
    while caller.now < 90:
        words = caller.hears(3)

    assert words == ["queue.hold"]


def test_a_caller_for_whom_an_agent_is_reserved_is_told_nothing() -> None:
    """The phone rings in a moment; what was to come first still does, should it ring in vain."""
    caller = Listener(first="queue.again")

    assert caller.hears(None) == []
    assert caller.hears(1) == ["queue.again", "queue.next"]


def test_a_hotline_may_tell_neither_place_nor_wait() -> None:
    """Only that he is not forgotten."""
    caller = Listener(Announcing(position=False, expected_wait=False, longest_music_s=20))

    assert caller.hears(7, 100) == ["queue.hold"]
    assert caller.hears(3, 20) == ["queue.hold"]
