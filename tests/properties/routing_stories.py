"""Short stories of a floor, and the rules of them: each calls for one property of routing."""

from typing import Any

from callcenter_cti.domain.agents import Actor, OfferFailure
from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import (
    AgentId,
    CallId,
    OfferToken,
    PlanId,
    QueueId,
    SiteId,
)
from callcenter_cti.routing import (
    inputs,
)
from callcenter_cti.routing.conditions import Bounds, Condition
from callcenter_cti.routing.policy import (
    Lending,
    Match,
    Plan,
    Policy,
    Route,
    SitePolicy,
    Step,
    Worth,
)
from tests.fakes.floor import a_policy, a_queue, an_agent, skills
from tests.properties.watched_floor import WatchedFloor

SYDNEY, HONGKONG = "sydney", "hongkong"
EN = {"en": 3}


# What happens in the stories.


def comes(watched: WatchedFloor, *agents: str) -> None:
    for agent in agents:
        watched.tell(inputs.AgentLoggedIn(AgentId(agent), Actor.AGENT))
        watched.tell(inputs.ReadyRequested(AgentId(agent), Actor.AGENT))


def calls_in(
    watched: WatchedFloor, call: str, queue: str = "cards", home: str = SYDNEY, **more: Any
) -> None:
    watched.tell(inputs.CallQueued(CallId(call), QueueId(queue), SiteId(home), **more))


def leaves(watched: WatchedFloor, call: str) -> None:
    watched.tell(inputs.CallLeft(CallId(call)))


def fails(watched: WatchedFloor, call: str) -> None:
    token = OfferToken(watched.books.callers[call].token)
    watched.tell(inputs.OfferFailed(CallId(call), token, OfferFailure.RING_NO_ANSWER))


# Stories.


def one_who_cannot_be_served(watched: WatchedFloor) -> None:
    calls_in(watched, "1", denied=frozenset({SiteId(SYDNEY)}))


def one_who_leaves(watched: WatchedFloor) -> None:
    calls_in(watched, "1")
    leaves(watched, "1")


def two_for_one(watched: WatchedFloor) -> None:
    comes(watched, "anna")
    calls_in(watched, "1")
    calls_in(watched, "2")


def two_for_two(watched: WatchedFloor) -> None:
    comes(watched, "anna")
    watched.wait(1)
    comes(watched, "ben")
    calls_in(watched, "1")
    calls_in(watched, "2")


def an_agent_for_one_who_waits(watched: WatchedFloor) -> None:
    calls_in(watched, "1")
    watched.wait(5)
    comes(watched, "anna")


def worthwhile_later(watched: WatchedFloor) -> None:
    comes(watched, "anna")
    calls_in(watched, "1")
    watched.wait(100)


def a_late_answer(watched: WatchedFloor) -> None:
    comes(watched, "anna", "ben")
    calls_in(watched, "1")
    late = OfferToken(watched.books.callers["1"].token)
    fails(watched, "1")
    watched.tell(inputs.OfferAccepted(CallId("1"), late))


def an_older_one_comes_later(watched: WatchedFloor) -> None:
    calls_in(watched, "1")
    calls_in(watched, "2", waited_s=30.0)
    comes(watched, "anna")


def one_who_waited_for_as_long_as_anybody_may(watched: WatchedFloor) -> None:
    calls_in(watched, "old")
    watched.wait(90)
    calls_in(watched, "new", tier=Tier.PRIVATE)
    watched.wait(5)
    comes(watched, "anna")


def an_emergency(watched: WatchedFloor) -> None:
    calls_in(watched, "old")
    watched.wait(60)
    calls_in(watched, "stolen", emergency=True)
    comes(watched, "anna")


def one_who_is_denied_a_site(watched: WatchedFloor) -> None:
    comes(watched, "anna", "ben")
    calls_in(watched, "1", denied=frozenset({SiteId(SYDNEY)}))


def a_lender_whose_own_callers_leave(watched: WatchedFloor) -> None:
    calls_in(watched, "own", home=HONGKONG)
    watched.wait(30)
    leaves(watched, "own")
    comes(watched, "ben")
    calls_in(watched, "1")


def there_and_back(watched: WatchedFloor) -> None:
    comes(watched, "ben")
    calls_in(watched, "1")
    calls_in(watched, "2", home=HONGKONG)
    watched.wait(1)
    comes(watched, "anna")


def a_lane_that_is_not_needed(watched: WatchedFloor) -> None:
    two_for_one(watched)
    comes(watched, "ben")


def one_who_changes_the_queue(watched: WatchedFloor) -> None:
    calls_in(watched, "1")
    watched.wait(5)
    calls_in(watched, "1", "loans")


def a_missed_ring(watched: WatchedFloor) -> None:
    comes(watched, "anna")
    calls_in(watched, "1")
    watched.wait(5)
    fails(watched, "1")


def an_overflow(watched: WatchedFloor) -> None:
    calls_in(watched, "1")
    watched.wait(5)
    comes(watched, "ben")


def told_again(watched: WatchedFloor) -> None:
    two_for_two(watched)
    watched.replay()


def woken_under_new_rules(watched: WatchedFloor) -> None:
    calls_in(watched, "1")
    watched.tell(inputs.RulesChanged(a_policy(a_queue(ring_s=7), version="v2", anna=EN)))
    watched.wake()


def woken_while_it_rings(watched: WatchedFloor) -> None:
    two_for_two(watched)
    watched.wake()


# Rules.

TWO_SITES = {
    "anna": an_agent("anna", EN),
    "ben": an_agent("ben", EN, site=HONGKONG),
}


def between_sites(lending: Lending | None = None, **more: Any) -> Policy:
    """Return rules of two sites that help each other."""
    routes = {
        SiteId(SYDNEY): (Route(SiteId(HONGKONG), **more),),
        SiteId(HONGKONG): (Route(SiteId(SYDNEY), **more),),
    }
    site = SitePolicy(SiteId(HONGKONG), lending=lending)
    return a_policy(a_queue(routes=routes), agents=TWO_SITES, given={"sites": {site.site: site}})


WIDENING = a_policy(
    a_queue(steps=(Step(Match(skills({"en": 5}))), Step(Match(skills({"zh": 1})), 10.0))),
    anna={"en": 5},
    ben={"zh": 3},
)
PRICED = a_policy(a_queue(ideal=skills({"zh": 1}), under_cost=1.0), anna=EN)
WORTH = a_policy(a_queue(longest_wait_s=100.0, worth={Tier.PRIVATE: Worth(50.0)}), anna=EN, ben=EN)
PLANNED = a_policy(
    anna=EN,
    given={
        "plans": (
            Plan(
                PlanId("storm"),
                {QueueId("cards"): a_queue(ring_s=9)},
                (QueueId("cards"), SiteId(SYDNEY)),
                Condition(waiting=Bounds(above=5)),
                Condition(waiting=Bounds(below=1)),
            ),
        )
    },
)
