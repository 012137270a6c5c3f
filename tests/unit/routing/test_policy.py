"""Who fits a step, and what callers are worth."""

import pytest

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.routing.policy import LEASE_GRACE_S, Match, SitePolicy, Worth
from tests.fakes.floor import RING_S, a_policy, a_queue, an_agent, skills


@pytest.mark.parametrize(
    ("levels", "fits"),
    [
        ({"en": 3, "cards": 2}, True),
        ({"en": 3, "cards": 5}, True),
        ({"en": 3, "cards": 1}, False),
        ({"en": 3}, False),
        ({}, False),
    ],
)
def test_an_agent_needs_each_skill_at_its_floor(levels: dict[str, int], *, fits: bool) -> None:
    """One skill that lacks or is below its floor is enough to be passed over."""
    match = Match(skills({"en": 1, "cards": 2}))

    assert match.admits(an_agent("anna", levels)) is fits


@pytest.mark.parametrize(
    ("levels", "fits"),
    [
        ({"en": 1, "zh": 4}, True),
        ({"en": 1, "ja": 2}, True),
        ({"en": 1, "zh": 3, "ja": 1}, False),
        ({"zh": 5}, False),
    ],
)
def test_one_of_several_sets_of_floors_is_enough(levels: dict[str, int], *, fits: bool) -> None:
    """Beside what everybody needs."""
    match = Match(skills({"en": 1}), any_of=(skills({"zh": 4}), skills({"ja": 2})))

    assert match.admits(an_agent("anna", levels)) is fits


@pytest.mark.parametrize(("level", "fits"), [(1, False), (2, True), (3, True)])
def test_an_agent_needs_the_authority(level: int, *, fits: bool) -> None:
    """A level above is enough, one below is not."""
    assert Match({}, level=2).admits(an_agent("anna", {}, level=level)) is fits


def test_a_lease_outlives_the_ring() -> None:
    """An answer at the last ring is still in time."""
    assert a_queue().lease_s == RING_S + LEASE_GRACE_S > RING_S


def test_what_a_queue_says_of_a_tier_goes_before_what_the_rules_say() -> None:
    """And what nobody names counts one a minute."""
    named, general = Worth(5.0, 60.0), Worth(2.0)
    queue = a_queue(worth={Tier.PRIVATE: named})
    policy = a_policy(queue, given={"tiers": {Tier.PRIVATE: general, Tier.VALUED: general}})

    assert policy.worth(queue, Tier.PRIVATE) is named
    assert policy.worth(queue, Tier.VALUED) is general
    assert policy.worth(queue, Tier.STANDARD) == Worth(1.0, 0.0)


def test_a_site_that_the_rules_do_not_name_lends_always_and_is_never_closed() -> None:
    """There is no more to it than its name."""
    assert a_policy().site(SiteId("perth")) == SitePolicy(SiteId("perth"), None, None, None)
