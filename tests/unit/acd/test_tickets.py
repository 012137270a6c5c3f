"""What a waiting flow reads first."""

import asyncio

from callcenter_cti.acd.tickets import Ticket
from callcenter_cti.acd.waiting import AgentOffered, PositionChanged, QueueClosed
from callcenter_cti.domain.identifiers import AgentId, OfferToken

OFFER = AgentOffered(AgentId("anna"), "PJSIP/6001", 20, OfferToken("1/1"))


async def test_only_the_newest_position_is_kept() -> None:
    """A flow that plays a sentence meanwhile hears one number, not three."""
    ticket = Ticket()
    for place in (3, 2, 1):
        ticket.tell(PositionChanged(place))

    assert await ticket.news() == PositionChanged(1)
    ticket.tell(OFFER)
    assert await ticket.news() == OFFER


async def test_an_agent_outruns_a_position_that_was_not_read() -> None:
    """Nobody is told that he is next while a phone could ring."""
    ticket = Ticket()
    ticket.tell(PositionChanged(1))
    ticket.tell(OFFER)

    assert [await ticket.news(), await ticket.news()] == [OFFER, PositionChanged(1)]


async def test_a_closed_queue_outruns_all_and_stays_closed() -> None:
    """Whoever reads again is told again."""
    ticket = Ticket()
    ticket.tell(OFFER)
    ticket.tell(QueueClosed("stop"))

    assert [await ticket.news(), await ticket.news()] == [QueueClosed("stop")] * 2


async def test_an_offer_that_died_is_not_read() -> None:
    """The reader goes on waiting, for what comes next."""
    ticket = Ticket()
    ticket.tell(OFFER)
    ticket.take_back(OfferToken("1/1"))
    reader = asyncio.create_task(ticket.news())
    await asyncio.sleep(0)
    assert not reader.done()

    ticket.tell(PositionChanged(2))

    assert await reader == PositionChanged(2)


async def test_taking_back_another_offer_leaves_the_present_one() -> None:
    """A late withdrawal of the first does not take the second."""
    ticket = Ticket()
    ticket.tell(OFFER)
    ticket.take_back(OfferToken("1/0"))

    assert await ticket.news() == OFFER


async def test_a_cancelled_reader_loses_nothing() -> None:
    """The flow stops reading to play a sentence."""
    ticket = Ticket()
    reader = asyncio.create_task(ticket.news())
    await asyncio.sleep(0)
    ticket.tell(PositionChanged(4))
    reader.cancel()
    await asyncio.wait([reader])

    assert await ticket.news() == PositionChanged(4)
