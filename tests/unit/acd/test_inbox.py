"""The bounded inbox."""

import pytest

from callcenter_cti.acd.inbox import Inbox, Letter
from callcenter_cti.domain.errors import PeerUnavailable


def a_letter() -> Letter:
    """Return a letter that does nothing."""
    return Letter(act=lambda: None, fail=lambda _: None)


async def test_letters_come_out_as_they_went_in() -> None:
    """First in, first out."""
    inbox, letters = Inbox(3), [a_letter() for _ in range(3)]
    for letter in letters:
        inbox.put(letter)

    assert [await inbox.next(None) for _ in range(3)] == letters


def test_a_full_inbox_refuses_all_but_ends_of_calls() -> None:
    """An end that got lost would hold an agent for ever."""
    inbox = Inbox(1)
    inbox.put(a_letter())

    with pytest.raises(PeerUnavailable, match="router is unavailable: its inbox is full"):
        inbox.put(a_letter())
    inbox.put(a_letter(), even_if_full=True)
    assert [inbox.take() is None for _ in range(3)] == [False, False, True]


def test_a_closed_inbox_refuses_all_and_gives_what_it_has() -> None:
    """Nothing that was accepted is lost."""
    inbox, letter = Inbox(2), a_letter()
    inbox.put(letter)
    inbox.close()

    with pytest.raises(PeerUnavailable, match="it has stopped"):
        inbox.put(a_letter(), even_if_full=True)
    assert inbox.take() is letter


@pytest.mark.looptime
async def test_an_empty_inbox_answers_after_the_time_it_was_given() -> None:
    """A deadline of the router is due then."""
    assert await Inbox(1).next(30.0) is None


async def test_a_deadline_that_is_past_does_not_wait() -> None:
    """But a letter that is there comes along."""
    inbox, letter = Inbox(1), a_letter()
    assert await inbox.next(-1.0) is None
    inbox.put(letter)

    assert await inbox.next(-1.0) is letter
