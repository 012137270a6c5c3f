"""The screen pop's way to the desktop: pushed at reservation, acknowledged, withdrawn.

Decides when a pop counts as shown: when the first of the agent's desktops says that it drew it;
for an agent without a desktop, when a webhook was delivered. Refuses to know what is rung.
"""

import asyncio
from collections.abc import Coroutine

from callcenter_cti.acd.offers import Offer
from callcenter_cti.desktop.contacts import Contacts, newest_contacts
from callcenter_cti.desktop.messages import ContactsStatus, Pop, PopContacts, PopWithdrawn
from callcenter_cti.desktop.profile import past_contacts, screen_pop
from callcenter_cti.desktop.sockets import Socket, Sockets
from callcenter_cti.desktop.webhooks import WebhookPosts
from callcenter_cti.domain.agents import OfferFailure
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.customers import ProfilePart
from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.facts import PopShown, Publish
from callcenter_cti.domain.identifiers import AgentId
from callcenter_cti.records.contacts import Contact


class _OnScreen:
    """The newest pop of one agent."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        pop = screen_pop(offer)
        self.hides_contacts = ProfilePart.CONTACTS in pop.hidden
        status: ContactsStatus = "hidden" if self.hides_contacts else "pending"
        self.message = Pop(pop=pop, contacts=(), contacts_status=status)
        self.sent = False
        self.shown = asyncio.Event()

    def know(self, found: tuple[Contact, ...] | None) -> None:
        """Put the earlier contacts into the pop; None: they could not be had."""
        self.message = Pop(
            pop=self.message.pop,
            contacts=past_contacts(found or ()),
            contacts_status="unavailable" if found is None else "known",
        )

    def contacts(self) -> PopContacts:
        """Return the earlier contacts alone, for a pop that went out without them."""
        return PopContacts(
            token=self.offer.token,
            contacts=self.message.contacts,
            contacts_status=self.message.contacts_status,
        )


class ScreenPops:
    """The adapter of `OfferListener`; one pop per agent, because he has one offer at a time."""

    def __init__(
        self,
        *,
        contacts: Contacts,
        webhooks: WebhookPosts,
        publish: Publish,
        clock: Clock,
        contacts_wait_s: float = 0.1,
    ) -> None:
        """Tie the ends together.

        Args:
            contacts: earlier calls of a customer.
            webhooks: posts the same pop to other programs.
            publish: is told when a desktop acknowledged.
            clock: the time of that.
            contacts_wait_s: a pop goes out without the earlier calls when these take longer;
                they are sent after it then.
        """
        self.sockets = Sockets()
        self._contacts = contacts
        self._webhooks = webhooks
        self._publish = publish
        self._clock = clock
        self._contacts_wait_s = contacts_wait_s
        self._on_screen: dict[AgentId, _OnScreen] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def offered(self, offer: Offer) -> None:
        """Push the pop and post the webhooks; return when it is shown.

        Raises:
            PeerUnavailable: nobody is there to see it: the agent has no desktop, and no webhook
                was delivered.
        """
        here = _OnScreen(offer)
        self._on_screen[offer.agent] = here
        posts = self._webhooks.offered(offer, here.message.pop)
        await self._show(here)
        if self.sockets.reachable(offer.agent):
            await here.shown.wait()
        elif not await posts.delivered():
            raise PeerUnavailable("desktop", "the agent has none open")

    async def withdrawn(self, offer: Offer, why: OfferFailure | None) -> None:
        """Take the pop away, here and at the webhooks' receivers."""
        here = self._on_screen.get(offer.agent)
        if here is not None and here.offer.token == offer.token:
            del self._on_screen[offer.agent]
        self.sockets.send(offer.agent, PopWithdrawn(token=offer.token, reason=why))
        self._webhooks.cancelled(offer, why)

    def acknowledged(self, agent: AgentId, token: str) -> None:
        """Note that a desktop drew a pop; the first acknowledgement counts, stale ones do not."""
        here = self._on_screen.get(agent)
        if here is None or here.offer.token != token or here.shown.is_set():
            return
        here.shown.set()
        offer = here.offer
        at = self._clock.wall()
        self._publish(PopShown(offer.call.call_id, agent, offer.token, at))

    async def replay(self, socket: Socket, offer: Offer) -> None:
        """Send the pop of an offer to a desktop that came late."""
        here = self._on_screen.get(offer.agent)
        if here is None or here.offer.token != offer.token:
            here = self._on_screen[offer.agent] = _OnScreen(offer)
            here.sent = True
            if not here.hides_contacts:
                _ = self._start(self._look_up(here))
        socket.send(here.message)

    async def close(self) -> None:
        """Give up look-ups and webhooks that are still under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._webhooks.close()

    async def _show(self, here: _OnScreen) -> None:
        if here.hides_contacts:
            self.sockets.send(here.offer.agent, here.message)
            return
        # The look-up outlives the wait for it: what comes late is sent after the pop.
        look_up = self._start(self._look_up(here))
        await asyncio.wait({look_up}, timeout=self._contacts_wait_s)
        here.sent = True
        self.sockets.send(here.offer.agent, here.message)

    async def _look_up(self, here: _OnScreen) -> None:
        customer = here.offer.call.customer
        found = await newest_contacts(self._contacts, customer.customer_id if customer else None)
        here.know(found)
        if here.sent:
            self.sockets.send(here.offer.agent, here.contacts())

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="desktop contacts")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
