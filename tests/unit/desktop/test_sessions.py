"""Log-in sessions."""

import pytest

from callcenter_cti.desktop.sessions import Sessions
from tests.fakes.agent_desk import ANNA, BEN
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def sessions(clock: FakeClock) -> Sessions:
    return Sessions(clock, idle_s=100, absolute_s=1000)


def test_a_session_is_found_by_its_id_alone(sessions: Sessions) -> None:
    """Two sessions of one agent are two secrets."""
    one, other = sessions.open(ANNA), sessions.open(ANNA)

    assert sessions.find(one.session_id) is one
    assert sessions.find(other.session_id) is other
    assert sessions.find("anna") is None
    assert len(one.session_id) >= 43  # 256 bits in base64


def test_idle_session_ends(sessions: Sessions, clock: FakeClock) -> None:
    """A session that nobody used for the idle time is gone."""
    session = sessions.open(ANNA)

    clock.advance(100)

    assert sessions.find(session.session_id) is None
    assert not sessions.living(session)


def test_use_keeps_a_session_alive_until_its_absolute_end(
    sessions: Sessions, clock: FakeClock
) -> None:
    """Each request starts the idle time again, but nothing moves the absolute end."""
    session = sessions.open(ANNA)
    found = []

    for _ in range(20):
        clock.advance(60)
        found.append(sessions.find(session.session_id) is not None)

    assert found == [True] * 16 + [False] * 4


def test_open_desktop_keeps_a_session_from_idling(sessions: Sessions, clock: FakeClock) -> None:
    """An agent in a long conversation presses nothing and stays logged in."""
    session = sessions.open(ANNA)

    with sessions.held(session):
        clock.advance(500)
        while_held = sessions.find(session.session_id)
    clock.advance(99)
    after = sessions.find(session.session_id)
    clock.advance(100)

    assert while_held is session
    assert after is session
    assert sessions.find(session.session_id) is None


def test_open_desktop_does_not_outlive_the_absolute_end(
    sessions: Sessions, clock: FakeClock
) -> None:
    """A held session ends as well, and says when."""
    session = sessions.open(ANNA)

    with sessions.held(session):
        clock.advance(400)
        left_s = sessions.remaining_s(session)
        clock.advance(600)
        found = sessions.find(session.session_id)

    assert left_s == 600
    assert found is None
    assert sessions.remaining_s(session) == 0


def test_oldest_session_of_an_agent_makes_room(sessions: Sessions) -> None:
    """An agent has a bounded number of sessions, and does not push out another agent's."""
    bens = sessions.open(BEN)
    annas = [sessions.open(ANNA) for _ in range(9)]

    living = [sessions.living(session) for session in annas]

    assert living == [False] + [True] * 8
    assert sessions.living(bens)


def test_closed_session_stays_closed(sessions: Sessions) -> None:
    """Closing twice is as good as once."""
    session = sessions.open(ANNA)

    sessions.close(session)
    sessions.close(session)

    assert sessions.find(session.session_id) is None
