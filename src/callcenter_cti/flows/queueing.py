"""Waiting for an agent: music, the caller's position, and the hand-over to the dialplan.

The dialplan dials; this flow only sets ``CTI_DIAL``, ``CTI_RING_S``, ``CTI_TOKEN`` and, last of
all, ``CTI_NEXT``. An engine that dies before that leaves ``CTI_NEXT`` empty, and the dialplan's
fallback takes the caller.
"""

import asyncio
from typing import Final

from callcenter_cti.acd.waiting import (
    AgentOffered,
    MissedRing,
    PositionChanged,
    QueueClosed,
    WaitingCall,
)
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.outcomes import Heard, HungUp
from callcenter_cti.ivr.prompts import Count, Prompt, Thing

ANNOUNCE_AFTER_S: Final = 1.5
"""Music alone before the first announcement: an agent who is free is offered within it, and
nobody is told to wait who need not."""
ANNOUNCE_EVERY_S: Final = 30.0
"""A new position is told at most this often; a caller who hears it too often hears no music."""


async def wait_for_agent(visit: Visit, *, missed: MissedRing | None = None) -> None:
    """Hold the caller until an agent is offered, he hangs up, or nobody will ever come.

    Args:
        visit: The caller; his facts say why he is here.
        missed: The phone that rang in vain before; he keeps his place, and is told so if no
            other agent is free at once.
    """
    # Before the queue: an agent who is reserved must not wait for a sentence to end.
    if missed is None and isinstance(await visit.call.play(Prompt("queue.one_moment")), HungUp):
        await visit.leave()
        return
    try:
        place = await visit.services.room.enter(visit.facts, visit.hotline.queue, missed=missed)
    except PeerUnavailable:  # the ACD's inbox is full: the native queue is better than none
        await hand_back(visit)
        return
    offer = await _hold(visit, place, "queue.hold" if missed is None else "queue.again")
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


async def _hold(
    visit: Visit, place: WaitingCall, first: str
) -> AgentOffered | QueueClosed | HungUp:
    clock = visit.services.clock
    announce_at = clock.now() + ANNOUNCE_AFTER_S
    position = told = 0
    while True:
        if isinstance(await visit.call.hold_music(on=True), HungUp):
            return HungUp()
        wait_s = None if position == told else max(0.0, announce_at - clock.now())
        news = await _news_or_hang_up(visit, place, within_s=wait_s)
        if isinstance(news, PositionChanged):
            position = news.position
        elif news is not None:
            return news
        else:
            told, announce_at = position, clock.now() + ANNOUNCE_EVERY_S
            if isinstance(await _announce(visit, position, first), HungUp):
                return HungUp()
            first = ""


async def _announce(visit: Visit, position: int, first: str) -> Heard:
    if isinstance(await visit.call.hold_music(on=False), HungUp):
        return HungUp()
    where = Prompt("queue.position", place=Count(position, Thing.POSITION))
    if position == 1:
        where = Prompt("queue.next")
    return await visit.call.play(*((Prompt(first), where) if first else (where,)))


async def _news_or_hang_up(
    visit: Visit, place: WaitingCall, *, within_s: float | None
) -> PositionChanged | AgentOffered | QueueClosed | HungUp | None:
    """Return what comes first; None when nothing came in time (None: no limit)."""
    async with asyncio.TaskGroup() as group:
        news = group.create_task(place.news())
        gone = group.create_task(visit.call.hung_up())
        await asyncio.wait((news, gone), timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        gone.cancel()
    # A caller who left wins over news that came in the same moment: nobody is rung for him.
    if not gone.cancelled():
        return HungUp()
    return None if news.cancelled() else news.result()


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
