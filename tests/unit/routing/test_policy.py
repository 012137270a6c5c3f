"""Who can serve what."""

import pytest

from callcenter_cti.domain.identifiers import AgentId, QueueId
from callcenter_cti.routing.policy import LEASE_GRACE_S
from tests.fakes.floor import RING_S, a_policy, a_queue


@pytest.mark.parametrize(
    ("skills", "serves"),
    [
        ({"en": 3, "cards": 2}, True),
        ({"en": 3, "cards": 5}, True),
        ({"en": 3, "cards": 1}, False),
        ({"en": 3}, False),
        ({}, False),
    ],
)
def test_an_agent_needs_each_skill_at_its_floor(skills: dict[str, int], *, serves: bool) -> None:
    """One skill that lacks or is below its floor is enough to be passed over."""
    policy = a_policy(a_queue("cards", {"en": 1, "cards": 2}), anna=skills)

    assert policy.can_serve(AgentId("anna"), QueueId("cards")) is serves
    assert policy.is_rostered(QueueId("cards")) is serves


def test_nobody_serves_an_unknown_queue_and_an_unknown_agent_serves_nothing() -> None:
    """Names that the rules do not have are no error here, and no match."""
    policy = a_policy(anna={"en": 1})

    assert not policy.can_serve(AgentId("anna"), QueueId("nowhere"))
    assert not policy.can_serve(AgentId("nemo"), QueueId("cards"))
    assert not policy.is_rostered(QueueId("nowhere"))


def test_a_lease_outlives_the_ring() -> None:
    """An answer at the last ring is still in time."""
    assert a_queue().lease_s == RING_S + LEASE_GRACE_S > RING_S
