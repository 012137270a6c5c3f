"""Waiting for an agent: music, the caller's position, and the hand-over to the dialplan.

The dialplan dials; this flow only sets ``CTI_DIAL``, ``CTI_RING_S``, ``CTI_TOKEN`` and, last of
all, ``CTI_NEXT``. An engine that dies before that leaves ``CTI_NEXT`` empty, and the dialplan's
fallback takes the caller.
"""

import asyncio
from typing import Final

from callcenter_cti.acd.waiting import AgentOffered, PositionChanged, QueueClosed, WaitingCall
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.outcomes import HungUp
from callcenter_cti.ivr.prompts import Number, Prompt

ANNOUNCE_EVERY_S: Final = 30.0
"""A new position is told at most this often; a caller who hears it too often hears no music."""


async def wait_for_agent(visit: Visit, *, again: bool = False) -> None:
    """Hold the caller until an agent is offered, he hangs up, or nobody will ever come.

    Args:
        visit: The caller; his facts say why he is here.
        again: True after a phone that rang in vain: he keeps his place and is told so.
    """
    opening = Prompt("queue.again") if again else Prompt("queue.connecting")
    try:
        place = await visit.services.room.enter(visit.facts, visit.queue)
    except PeerUnavailable:  # the ACD's inbox is full: the native queue is better than none
        await hand_back(visit)
        return
    if isinstance(await visit.call.play(opening), HungUp):
        await visit.leave()
        return
    offer = await _hold(visit, place)
    if isinstance(offer, AgentOffered):
        await _hand_over(visit, offer)
    elif isinstance(offer, QueueClosed):
        await hand_back(visit)
    else:
        await visit.leave()


async def hand_back(visit: Visit) -> None:
    """Give the caller to the dialplan's fallback, which says sorry and queues him natively."""
    await visit.leave("fallback")
    await visit.call.set_variable("CTI_NEXT", "fallback")


async def _hold(visit: Visit, place: WaitingCall) -> AgentOffered | QueueClosed | HungUp:
    announced_at = -ANNOUNCE_EVERY_S
    while True:
        if isinstance(await visit.call.hold_music(on=True), HungUp):
            return HungUp()
        news = await _news_or_hang_up(visit, place)
        if not isinstance(news, PositionChanged):
            return news
        now = visit.services.clock.now()
        if now - announced_at >= ANNOUNCE_EVERY_S:
            announced_at = now
            if isinstance(await _announce(visit, news.position), HungUp):
                return HungUp()


async def _announce(visit: Visit, position: int) -> object:
    if isinstance(await visit.call.hold_music(on=False), HungUp):
        return HungUp()
    if position == 1:
        return await visit.call.play(Prompt("queue.next"))
    return await visit.call.play(Prompt("queue.position"), Number(position))


async def _news_or_hang_up(
    visit: Visit, place: WaitingCall
) -> PositionChanged | AgentOffered | QueueClosed | HungUp:
    async with asyncio.TaskGroup() as group:
        news = group.create_task(place.news())
        gone = group.create_task(visit.call.hung_up())
        await asyncio.wait((news, gone), return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        gone.cancel()
    # A caller who left wins over news that came in the same moment: nobody is rung for him.
    return HungUp() if not gone.cancelled() else news.result()


async def _hand_over(visit: Visit, offer: AgentOffered) -> None:
    call = visit.call
    for name, value in (
        ("CTI_DIAL", offer.dial),
        ("CTI_RING_S", str(offer.ring_s)),
        ("CTI_TOKEN", offer.token),
        ("CTI_NEXT", "dial"),
    ):
        if isinstance(await call.set_variable(name, value), HungUp):
            await visit.leave()
            return
