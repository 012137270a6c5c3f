"""The screen pop from the ACD to the desktop and its acknowledgement back."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.typing import EventDict

from callcenter_cti.domain.agents import AgentState, OfferFailure
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.facts import Fact, PopShown
from callcenter_cti.domain.identifiers import CallId, OfferToken
from tests.fakes.agent_desk import ANNA, BEN, offer
from tests.fakes.agent_floor import AgentFloor, heard


@pytest.fixture
async def floor() -> AsyncIterator[AgentFloor]:
    floor = AgentFloor()
    async with floor.served():
        yield floor


def _shown(floor: AgentFloor) -> list[Fact]:
    return [fact for fact in floor.facts if isinstance(fact, PopShown)]


async def test_pop_counts_as_shown_when_the_desktop_says_so(floor: AgentFloor) -> None:
    """Not when it was sent: only an agent who sees it is told."""
    async with floor.agent() as ws:
        offered = asyncio.create_task(floor.pops.offered(offer()))
        pop = await heard(ws, "pop")
        before = offered.done()
        await ws.send_json({"type": "pop_shown", "token": "offer-1"})
        await asyncio.wait_for(offered, 10)

    assert not before
    assert isinstance(pop["pop"], dict)
    assert pop["pop"]["token"] == "offer-1"
    assert _shown(floor) == [
        PopShown(CallId("sydney-1700000000.17"), ANNA, OfferToken("offer-1"), floor.clock.wall())
    ]


async def test_what_a_site_must_not_see_is_not_sent_to_its_desktop(floor: AgentFloor) -> None:
    """Neither with the pop nor after it: earlier contacts are not even looked up."""
    mask = frozenset({"name", "contacts"})
    async with floor.agent() as ws:
        offered = asyncio.create_task(floor.pops.offered(offer(mask=mask)))
        pop = await heard(ws, "pop")
        await ws.send_json({"type": "pop_shown", "token": "offer-1"})
        await asyncio.wait_for(offered, 10)

    assert isinstance(pop["pop"], dict)
    assert pop["pop"]["caller"]["name"] is None
    assert pop["pop"]["hidden"] == ["name", "contacts"]
    assert (pop["contacts"], pop["contacts_status"]) == ([], "hidden")
    assert floor.contacts.asked == []


async def test_first_of_two_tabs_counts_and_counts_once(floor: AgentFloor) -> None:
    """Both tabs draw it; one acknowledgement is a fact."""
    async with floor.agent() as first, floor.agent() as second:
        offered = asyncio.create_task(floor.pops.offered(offer()))
        for ws in (first, second):
            await heard(ws, "pop")
        await second.send_json({"type": "pop_shown", "token": "offer-1"})
        await asyncio.wait_for(offered, 10)
        await first.send_json({"type": "pop_shown", "token": "offer-1"})
        await first.send_str("nonsense")
        await heard(first, "error")  # what was sent before it was taken before it

    assert len(_shown(floor)) == 1


async def test_acknowledgement_of_somebody_elses_or_an_old_pop_counts_nothing(
    floor: AgentFloor,
) -> None:
    """A desktop speaks for its own agent and the present offer alone."""
    async with floor.agent() as annas, floor.agent(BEN) as bens:
        offered = asyncio.create_task(floor.pops.offered(offer("offer-2")))
        await heard(annas, "pop")
        await bens.send_json({"type": "pop_shown", "token": "offer-2"})
        await annas.send_json({"type": "pop_shown", "token": "offer-1"})
        for ws in (annas, bens):
            await ws.send_str("nonsense")
            await heard(ws, "error")
        done = offered.done()
        await annas.send_json({"type": "pop_shown", "token": "offer-2"})
        await asyncio.wait_for(offered, 10)

    assert not done
    assert len(_shown(floor)) == 1


async def test_acknowledgement_after_the_deadline_is_still_a_fact(floor: AgentFloor) -> None:
    """The ACD stopped waiting; that the agent saw it late is worth knowing."""
    async with floor.agent() as ws:
        offered = asyncio.create_task(floor.pops.offered(offer()))
        await heard(ws, "pop")
        offered.cancel()
        await asyncio.wait({offered})
        await ws.send_json({"type": "pop_shown", "token": "offer-1"})
        await ws.send_str("nonsense")
        await heard(ws, "error")

    assert len(_shown(floor)) == 1


async def test_pop_carries_the_last_contacts(floor: AgentFloor) -> None:
    """When the database is as quick as usual they are in the pop itself."""
    async with floor.agent() as ws:
        offered = asyncio.create_task(floor.pops.offered(offer()))
        pop = await heard(ws, "pop")
        floor.pops.acknowledged(ANNA, "offer-1")
        await offered

    assert pop["contacts_status"] == "known"
    assert isinstance(pop["contacts"], list)
    assert [one["outcome"] for one in pop["contacts"]] == ["answered", "contained"]


async def test_slow_database_does_not_hold_the_pop_back(floor: AgentFloor) -> None:
    """The pop goes out without the history, which follows when it is there."""
    floor.contacts.gate.clear()
    async with floor.agent() as ws:
        offered = asyncio.create_task(floor.pops.offered(offer()))
        pop = await heard(ws, "pop")
        floor.contacts.gate.set()
        later = await heard(ws, "pop_contacts")
        floor.pops.acknowledged(ANNA, "offer-1")
        await offered

    assert (pop["contacts_status"], pop["contacts"]) == ("pending", [])
    assert (later["contacts_status"], later["token"]) == ("known", "offer-1")
    assert len(later["contacts"]) == 2  # type: ignore[arg-type]  # JSON


async def test_broken_database_costs_the_history_alone(
    floor: AgentFloor, logged: list[EventDict]
) -> None:
    """The agent reads that there is none to be had."""
    floor.contacts.fails = True
    async with floor.agent() as ws:
        offered = asyncio.create_task(floor.pops.offered(offer()))
        pop = await heard(ws, "pop")
        floor.pops.acknowledged(ANNA, "offer-1")
        await offered

    assert pop["contacts_status"] == "unavailable"
    assert "desktop.contacts_unavailable" in [entry["event"] for entry in logged]


async def test_unknown_caller_has_no_history_to_look_up(floor: AgentFloor) -> None:
    """The database is not asked."""
    floor.contacts.fails = True
    async with floor.agent() as ws:
        offered = asyncio.create_task(floor.pops.offered(offer(known=False)))
        pop = await heard(ws, "pop")
        floor.pops.acknowledged(ANNA, "offer-1")
        await offered

    assert (pop["contacts_status"], pop["contacts"]) == ("known", [])


async def test_withdrawn_pop_is_taken_from_the_desktop(floor: AgentFloor) -> None:
    """With the reason; a page that comes later does not see it."""
    async with floor.agent() as ws:
        offered = asyncio.create_task(floor.pops.offered(offer()))
        await heard(ws, "pop")
        offered.cancel()
        await asyncio.wait({offered})
        await floor.pops.withdrawn(offer(), OfferFailure.RING_NO_ANSWER)
        message = await heard(ws, "pop_withdrawn")
        await ws.send_json({"type": "pop_shown", "token": "offer-1"})
        await ws.send_str("nonsense")
        await heard(ws, "error")

    assert (message["token"], message["reason"]) == ("offer-1", "ring_no_answer")
    assert _shown(floor) == []


async def test_agent_without_a_desktop_is_not_waited_for(floor: AgentFloor) -> None:
    """Nobody is there to see it, and the phone need not wait."""
    with pytest.raises(PeerUnavailable, match="desktop is unavailable"):
        await asyncio.wait_for(floor.pops.offered(offer()), 10)


async def test_reloading_desktop_is_waited_for_and_gets_the_pop(floor: AgentFloor) -> None:
    """An offer that falls into a reload is replayed to the page that comes back."""
    floor.pops.sockets.awaited.add(ANNA)  # as the grace period does
    ringing = offer()
    offered = asyncio.create_task(floor.pops.offered(ringing))
    floor.desk.put(ANNA, AgentState.RESERVED, offer=ringing)
    async with floor.agent() as ws:
        await heard(ws, "pop")
        await ws.send_json({"type": "pop_shown", "token": "offer-1"})
        await asyncio.wait_for(offered, 10)

    assert len(_shown(floor)) == 1
