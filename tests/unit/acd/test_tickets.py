"""What a waiting flow reads first."""

import asyncio

from callcenter_cti.acd.tickets import Ticket
from callcenter_cti.acd.waiting import AgentOffered, Place, QueueClosed
from callcenter_cti.domain.identifiers import AgentId, OfferToken

OFFER = AgentOffered(AgentId("anna"), "PJSIP/6001", 20, OfferToken("1/1"))
LATER = AgentOffered(AgentId("ben"), "PJSIP/6002", 20, OfferToken("1/2"))


def a_ticket() -> Ticket:
    return Ticket(lambda: Place(3, 40.0))


async def test_only_the_newest_offer_is_kept() -> None:
    """A flow that plays a sentence meanwhile rings the agent who is still reserved."""
    ticket = a_ticket()
    ticket.tell(OFFER)
    ticket.tell(LATER)

    assert await ticket.news() == LATER


async def test_the_place_is_looked_up_when_it_is_asked_for() -> None:
    """Nothing is told that nobody wants to hear."""
    places = [Place(2, 40.0), None]
    ticket = Ticket(lambda: places.pop(0))

    assert [ticket.place(), ticket.place()] == [Place(2, 40.0), None]


async def test_a_closed_queue_outruns_all_and_stays_closed() -> None:
    """Whoever reads again is told again."""
    ticket = a_ticket()
    ticket.tell(OFFER)
    ticket.tell(QueueClosed("stop"))

    assert [await ticket.news(), await ticket.news()] == [QueueClosed("stop")] * 2


async def test_an_offer_that_died_is_not_read() -> None:
    """The reader goes on waiting, for what comes next."""
    ticket = a_ticket()
    ticket.tell(OFFER)
    ticket.take_back(OfferToken("1/1"))
    reader = asyncio.create_task(ticket.news())
    await asyncio.sleep(0)
    assert not reader.done()

    ticket.tell(LATER)

    assert await reader == LATER


async def test_taking_back_another_offer_leaves_the_present_one() -> None:
    """A late withdrawal of the first does not take the second."""
    ticket = a_ticket()
    ticket.tell(OFFER)
    ticket.take_back(OfferToken("1/0"))

    assert await ticket.news() == OFFER


async def test_a_cancelled_reader_loses_nothing() -> None:
    """The flow stops reading to play a sentence."""
    ticket = a_ticket()
    reader = asyncio.create_task(ticket.news())
    await asyncio.sleep(0)
    ticket.tell(OFFER)
    reader.cancel()
    await asyncio.wait([reader])

    assert await ticket.news() == OFFER
