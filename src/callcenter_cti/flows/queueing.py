"""Waiting for an agent: music, the caller's position, and the hand-over to the dialplan.

The dialplan dials; this flow only sets ``CTI_DIAL``, ``CTI_RING_S``, ``CTI_TOKEN`` and, last of
all, ``CTI_NEXT``. An engine that dies before that leaves ``CTI_NEXT`` empty, and the dialplan's
fallback takes the caller.
"""

import asyncio

from callcenter_cti.acd.waiting import AgentOffered, MissedRing, QueueClosed, WaitingCall
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.flows.announcements import Announcements
from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.outcomes import Heard, HungUp
from callcenter_cti.ivr.prompts import Prompt


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
        queue = visit.hotline.queue_for(visit.facts)
        place = await visit.services.room.enter(visit.facts, queue, missed=missed)
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
    told = Announcements(visit.hotline.announcing, first=first, now=clock.now())
    if isinstance(await visit.call.hold_music(on=True), HungUp):
        return HungUp()
    while True:
        within_s = max(0.0, told.next_at - clock.now())
        news = await _news_or_hang_up(visit, place, within_s=within_s)
        if news is not None:
            return news
        words = told.words(place.place(), now=clock.now())
        if words and isinstance(await _announce(visit, words), HungUp):
            return HungUp()
        told.rest(spoke=bool(words), now=clock.now())


async def _announce(visit: Visit, words: tuple[Prompt, ...]) -> Heard:
    """Say something instead of the music, and let it go on."""
    if isinstance(await visit.call.hold_music(on=False), HungUp):
        return HungUp()
    heard = await visit.call.play(*words)
    return heard if isinstance(heard, HungUp) else await visit.call.hold_music(on=True)


async def _news_or_hang_up(
    visit: Visit, place: WaitingCall, *, within_s: float
) -> AgentOffered | QueueClosed | HungUp | None:
    """Return what comes first; None when nothing came in time."""
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
