"""Overflow: when calls may go to agents of another site, and why not."""

from typing import Any

import pytest

from callcenter_cti.domain.agents import OfferFailure
from callcenter_cti.domain.identifiers import CalendarId, QueueId, SiteId
from callcenter_cti.routing.effects import OfferCall
from callcenter_cti.routing.gates import OPEN, Gates, Obstacle
from callcenter_cti.routing.lanes import Lane, Verdict
from callcenter_cti.routing.policy import HOME, Lending, Match, Policy, Route, SitePolicy, Step
from tests.fakes.floor import Floor, a_policy, a_queue, an_agent, of_kind, offers, skills

EN = {"en": 3}
FAR = SiteId("hongkong")
HERE_AND_THERE = {"anna": an_agent("anna", EN), "ben": an_agent("ben", EN, site=FAR)}


def two_sites(
    *, lending: Lending | None = None, calendar: str | None = None, given: Any = None, **route: Any
) -> Policy:
    """Return rules by which Sydney's calls go to Hong Kong: Anna is here, Ben there."""
    site = SitePolicy(FAR, None, lending, CalendarId(calendar) if calendar else None)
    home = SitePolicy(SiteId("sydney"), calendar=CalendarId("sydney_hours"))
    return a_policy(
        a_queue(routes={SiteId("sydney"): (Route(FAR, **route),)}),
        agents=HERE_AND_THERE,
        given={"sites": {FAR: site, home.site: home}, **(given or {})},
    )


def busy_home(policy: Policy) -> Floor:
    """Anna talks, Ben is free."""
    floor = Floor(policy)
    floor.come("anna")
    floor.queue("0")
    floor.accept("0")
    floor.come("ben")
    return floor


def lane(floor: Floor) -> Lane:
    line = floor.router.floor.line(QueueId("cards"), SiteId("sydney"))
    return floor.router.floor.lanes(line)[FAR]


def test_a_call_is_served_at_home_first() -> None:
    """Although Ben has been idle for longer."""
    floor = Floor(two_sites())
    floor.come("ben")
    floor.wait(60)
    floor.come("anna")

    assert offers(floor.queue("1")) == [("anna", "1")]


def test_a_call_goes_where_it_waits_less_with_what_must_not_be_shown_there() -> None:
    """Its age goes along."""
    floor = busy_home(two_sites(mask=frozenset({"balance"})))

    (offer,) = of_kind(floor.queue("1", waited_s=7.0), OfferCall)

    assert (offer.agent, offer.site, offer.waited_s) == ("ben", FAR, 7.0)
    assert offer.mask == {"balance"}


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        (two_sites(floor_s=1000.0), Verdict.NOT_NEEDED),
        (two_sites(wait_improved_s=1000.0), Verdict.NOT_BETTER),
        (two_sites(adjust_s=1000.0), Verdict.NOT_BETTER),
    ],
)
def test_a_lane_is_closed_while_home_is_good_enough(policy: Policy, verdict: Verdict) -> None:
    """The caller waits on at home."""
    floor = busy_home(policy)

    assert offers(floor.queue("1")) == []
    assert lane(floor).verdict is verdict


def test_a_lane_stays_open_down_to_another_threshold() -> None:
    """It opened above its floor, and closes at its release."""
    for release_s, far in ((200.0, None), (100.0, "cy")):
        policy = two_sites(floor_s=200.0, release_s=release_s)
        cy = an_agent("cy", EN, site=FAR)
        agents = {**HERE_AND_THERE, "cy": cy}
        floor = busy_home(a_policy(*policy.queues.values(), agents=agents))
        floor.come("cy")
        assert offers(floor.queue("1")) == []  # 176 s are expected

        floor.queue("2")  # 286 s

        assert (floor.agent_of("1"), floor.agent_of("2")) == ("ben", far)


def test_calls_go_away_from_a_home_that_is_closed() -> None:
    """Whatever the wait; nothing goes to a site that is closed itself."""
    floor = busy_home(two_sites(floor_s=1000.0))
    floor.queue("1")
    assert offers(floor.calendar("sydney_hours", opens=False)) == [("ben", "1")]

    floor = busy_home(two_sites(calendar="hongkong_hours"))
    floor.calendar("hongkong_hours", opens=False)
    assert offers(floor.queue("1")) == []
    assert lane(floor).verdict is Verdict.SITE_CLOSED
    assert offers(floor.calendar("hongkong_hours", opens=True)) == [("ben", "1")]


def test_calls_go_away_from_a_home_that_is_down_and_not_to_a_site_that_is() -> None:
    """The other site's agents are not lost."""
    floor = busy_home(two_sites(floor_s=1000.0))
    floor.queue("1")
    assert offers(floor.report("sydney", up=False)) == [("ben", "1")]

    floor = busy_home(two_sites())
    floor.report(FAR, up=False)
    assert offers(floor.queue("1")) == []
    assert not lane(floor).judge()
    assert lane(floor).verdict is Verdict.SITE_DOWN


def test_a_site_lends_while_its_own_callers_are_served_well() -> None:
    """One of them left after a while, so Hong Kong keeps Ben; the explanation says so."""
    floor = busy_home(two_sites(lending=Lending(0.8, 20.0, 0.5, 60.0)))
    floor.not_ready("ben")
    floor.queue("own", home=FAR)
    floor.wait(30)
    floor.leave("own")
    floor.ready("ben")

    assert offers(floor.queue("1")) == []
    assert lane(floor).verdict is Verdict.LENDER_BUSY
    floor.leave("0")
    (offer,) = of_kind(floor.ready("anna"), OfferCall)
    assert offer.agent == "anna"


def test_an_obstacle_reads_as_site_and_reason() -> None:
    """Or as the reason alone where it is a condition."""
    assert str(Obstacle(Verdict.LENDER_BUSY, FAR)) == "hongkong: lender unhealthy"
    assert str(Obstacle("a condition")) == "a condition"


def test_a_far_site_where_an_offer_failed_is_left_alone_for_a_while() -> None:
    """Until it has cooled down; home is asked at any time."""
    policy = two_sites(given={"cool_down_s": 60.0})
    floor = busy_home(
        a_policy(
            *policy.queues.values(),
            agents={**HERE_AND_THERE, "cy": an_agent("cy", EN, site=FAR)},
            given={"cool_down_s": 60.0},
        )
    )
    floor.queue("1")
    floor.come("cy")
    assert offers(floor.fail("1", reason=OfferFailure.AGENT_DECLINED)) == []

    assert offers(floor.wait(59)) == []
    assert offers(floor.wait(1)) == [("cy", "1")]
    assert floor.call("1").hops == 2


def test_a_call_goes_to_far_sites_a_limited_number_of_times() -> None:
    """After that it waits at home."""
    floor = busy_home(two_sites(given={"max_hops": 0}))

    assert offers(floor.queue("1")) == []
    floor.leave("0")
    assert offers(floor.ready("anna")) == [("anna", "1")]


def test_a_denied_site_serves_no_call_that_is_denied_it() -> None:
    """Not even the only one at work."""
    floor = busy_home(two_sites())

    assert offers(floor.queue("1", denied=frozenset({FAR}))) == []
    assert offers(floor.queue("2")) == [("ben", "2")]


def test_a_step_may_name_its_sites() -> None:
    """Home at first, everywhere later."""
    steps = (
        Step(Match(skills(EN)), sites=frozenset({HOME})),
        Step(Match(skills(EN)), 20.0),
    )
    policy = two_sites()
    queue = a_queue(steps=steps, routes=policy.queues[QueueId("cards")].routes)
    floor = busy_home(a_policy(queue, agents=HERE_AND_THERE))

    assert offers(floor.queue("1")) == []
    assert offers(floor.wait(20)) == [("ben", "1")]


def test_who_missed_a_call_is_rung_again_once_no_open_lane_leads_to_another() -> None:
    """Ben of Hong Kong could take it after his call, until his site is down."""
    floor = Floor(two_sites())
    floor.come("ben")
    floor.queue("own", home=FAR)
    floor.accept("own")
    floor.come("anna")
    floor.queue("1")
    floor.calendar("sydney_hours", opens=False)
    floor.fail("1")

    assert offers(floor.ready("anna")) == []
    assert offers(floor.report(FAR, up=False)) == [("anna", "1")]


def test_lanes_of_both_directions_are_never_open_at_once() -> None:
    """At each site somebody idles who missed the only call there, so each would help the other."""
    routes = {SiteId("sydney"): (Route(FAR),), FAR: (Route(SiteId("sydney")),)}
    floor = Floor(a_policy(a_queue(routes=routes, return_after_s=10.0), agents=HERE_AND_THERE))
    floor.come("anna")
    floor.queue("1", denied=frozenset({FAR}))
    floor.fail("1")
    floor.come("ben")
    floor.queue("own", home=FAR, denied=frozenset({SiteId("sydney")}))
    floor.fail("own")
    floor.wait(20)
    line = floor.router.floor.line(QueueId("cards"), FAR)
    back = floor.router.floor.lanes(line)[SiteId("sydney")]

    assert lane(floor).judge()
    assert not back.judge()
    assert back.verdict is Verdict.OPPOSITE


def test_a_gate_that_depends_on_nothing_is_open() -> None:
    """No line, no lane, no conditions."""
    assert Gates().all[OPEN].obstacle() is None


def test_a_far_site_that_cools_down_is_passed_over_by_its_agents_too() -> None:
    """Cy comes free there, and the call waits on."""
    policy = two_sites()
    agents = {**HERE_AND_THERE, "cy": an_agent("cy", EN, site=FAR)}
    floor = busy_home(a_policy(*policy.queues.values(), agents=agents))
    floor.queue("1")
    floor.fail("1")

    floor.log_in("cy")

    assert offers(floor.ready("cy")) == []


def test_what_an_agent_does_who_is_not_in_the_roster_opens_no_way() -> None:
    """Ben talks when new rules dismiss him, while a call hangs on a lane."""
    policy = two_sites(floor_s=1000.0)
    agents = {**HERE_AND_THERE, "cy": an_agent("cy", EN, site=FAR)}
    floor = busy_home(a_policy(*policy.queues.values(), agents=agents))
    floor.queue("own", home=FAR)
    floor.accept("own")
    floor.come("cy")
    rest = {name: who for name, who in agents.items() if name != "ben"}
    floor.rules(a_policy(*policy.queues.values(), version="v2", agents=rest))
    floor.queue("1")

    assert offers(floor.leave("own")) == []
    assert floor.agent_of("1") is None
