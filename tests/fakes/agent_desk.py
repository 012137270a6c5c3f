"""An ACD for desktops: remembers one state per agent, and a test puts calls where it wants."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from callcenter_cti.acd.agent_desk import AgentView
from callcenter_cti.acd.offers import Offer
from callcenter_cti.domain.agents import Actor, AgentState
from callcenter_cti.domain.calls import CallFacts, IvrStep, Verification
from callcenter_cti.domain.customers import Customer, Language, Product, Tier
from callcenter_cti.domain.errors import PeerUnavailable, RoutingError
from callcenter_cti.domain.facts import AgentChanged, Fact, Publish
from callcenter_cti.domain.identifiers import (
    AgentId,
    CallId,
    CardToken,
    CustomerId,
    HotlineId,
    OfferToken,
    QueueId,
    SiteId,
)
from callcenter_cti.records.contacts import Contact

ANNA = AgentId("anna")
BEN = AgentId("ben")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REASONS = {"break": "Break", "lunch": "Lunch", "training": "Training"}
_BUSY = frozenset({AgentState.RESERVED, AgentState.TALKING})


class FakeAgentDesk:
    """`AgentDesk`: anna and ben in the roster; refuses when `unavailable`."""

    def __init__(
        self, publish: Publish | None = None, wall: Callable[[], datetime] = lambda: START
    ) -> None:
        self.unavailable = False
        self.refused = asyncio.Event()
        """Set by the first request that was refused."""
        self.asked: list[tuple[str, AgentId, str, Actor]] = []
        self._publish = publish or (lambda _fact: None)
        self._wall = wall
        self._views = {
            agent: AgentView(
                agent=agent,
                name=name,
                site=SiteId("sydney"),
                device=device,
                state=AgentState.LOGGED_OUT,
                reason="",
                since=wall(),
                wrap_up_until=None,
                requested=None,
                offer=None,
                sequence=0,
            )
            for agent, name, device in (
                (ANNA, "Anna Keller", "PJSIP/6001"),
                (BEN, "Ben Otieno", "PJSIP/6002"),
            )
        }

    async def log_in(self, agent: AgentId) -> AgentView:
        self._note("log_in", agent)
        if self._views[agent].state is not AgentState.LOGGED_OUT:
            return self._views[agent]
        return self.put(agent, AgentState.NOT_READY, reason="logged_in")

    async def log_out(self, agent: AgentId, *, actor: Actor = Actor.AGENT) -> AgentView:
        self._note("log_out", agent, actor=actor)
        return self._follow(agent, AgentState.LOGGED_OUT)

    async def ready(self, agent: AgentId, *, actor: Actor = Actor.AGENT) -> AgentView:
        self._note("ready", agent, actor=actor)
        return self._follow(agent, AgentState.READY)

    async def not_ready(
        self, agent: AgentId, reason: str, *, actor: Actor = Actor.AGENT
    ) -> AgentView:
        self._note("not_ready", agent, reason, actor=actor)
        if reason not in REASONS and actor is Actor.AGENT:
            raise RoutingError(reason)
        return self._follow(agent, AgentState.NOT_READY, reason=reason)

    async def view(self, agent: AgentId) -> AgentView:
        self._check()
        return self._views[agent]

    def put(
        self,
        agent: AgentId,
        state: AgentState,
        *,
        reason: str = "",
        offer: Offer | None = None,
        wrap_up_until: datetime | None = None,
    ) -> AgentView:
        """Put an agent into a state and tell."""
        before = self._views[agent]
        view = replace(
            before,
            state=state,
            reason=reason,
            since=self._wall(),
            wrap_up_until=wrap_up_until,
            requested=None,
            offer=offer,
            sequence=before.sequence + 1,
        )
        self._views[agent] = view
        self._publish(changed(view, before.state))
        return view

    def _follow(self, agent: AgentId, state: AgentState, *, reason: str = "") -> AgentView:
        view = self._views[agent]
        if view.state in _BUSY:
            self._views[agent] = replace(view, requested=state)
            return self._views[agent]
        return self.put(agent, state, reason=reason)

    def _note(
        self, verb: str, agent: AgentId, reason: str = "", actor: Actor = Actor.AGENT
    ) -> None:
        self._check()
        _ = self._views[agent]
        self.asked.append((verb, agent, reason, actor))

    def _check(self) -> None:
        if self.unavailable:
            self.refused.set()
            raise PeerUnavailable("acd", "its inbox is full")


class FakeCredentials:
    """`Credentials`: every agent's password is ``open sesame``; counts the checks."""

    def __init__(self) -> None:
        self.checks = 0
        self.unavailable = False

    async def check(self, agent: AgentId, password: str) -> bool:
        self.checks += 1
        if self.unavailable:
            raise PeerUnavailable("database", "no answer")
        return password == "open sesame"


class FakeContacts:
    """`Contacts`: the same two for every customer, once `gate` lets the look-up through."""

    def __init__(self) -> None:
        self.fails = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked: list[CustomerId] = []
        """Whose contacts were looked up."""

    async def last_contacts(self, customer: CustomerId, limit: int) -> tuple[Contact, ...]:
        self.asked.append(customer)
        await self.gate.wait()
        if self.fails:
            raise PeerUnavailable("database", "no answer")
        return (
            contact("answered", at=datetime(2026, 2, 20, 14, 5, tzinfo=UTC), agent=BEN),
            contact("contained", at=datetime(2026, 1, 9, 8, 30, tzinfo=UTC), agent=None),
        )[:limit]


class FactsSeen:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def __call__(self, fact: Fact) -> None:
        self.facts.append(fact)


def changed(view: AgentView, previous: AgentState) -> AgentChanged:
    """Return the fact that a view came about."""
    return AgentChanged(
        agent=view.agent,
        site=view.site,
        state=view.state,
        previous=previous,
        reason=view.reason,
        actor=Actor.SYSTEM,
        sequence=view.sequence,
        at=view.since,
    )


def contact(outcome: str, *, at: datetime, agent: AgentId | None) -> Contact:
    """Return an earlier call."""
    return Contact(
        call_id=CallId("sydney-1"),
        hotline=HotlineId("1300555001"),
        arrived_at=at,
        ended_at=at,
        outcome=outcome,
        verification=Verification.CARD_AND_PIN,
        reason="asked" if agent else "",
        queue=QueueId("platinum") if agent else None,
        agent=agent,
        waited_s=12.0,
        talked_s=184.0 if agent else 0.0,
        journey=(IvrStep("identification", "done", at), IvrStep("balance", "done", at)),
    )


def customer() -> Customer:
    """Return a customer whom the card system knows."""
    return Customer(
        customer_id=CustomerId("c-77"),
        name="Grace Liu",
        product=Product.PLATINUM,
        tier=Tier.PREFERRED,
        language=Language.ENGLISH,
        card=CardToken("card-77"),
        card_last4="4242",
        customer_since=2011,
    )


def call(*, known: bool = True, at: datetime = START) -> CallFacts:
    """Return a call of an identified customer, or of somebody unknown."""
    identified = IvrStep("identification", "done" if known else "refused", at)
    served = (IvrStep("balance", "done", at), IvrStep("main_menu", "wants_person", at))
    return CallFacts(
        call_id=CallId("sydney-1700000000.17"),
        site=SiteId("sydney"),
        hotline=HotlineId("1300555001"),
        ani="61400000123",
        channel="PJSIP/carrier-00000001",
        arrived_at=at,
        verification=Verification.CARD_AND_PIN if known else Verification.NONE,
        customer=customer() if known else None,
        journey=(identified, *served) if known else (identified,),
        reason="asked" if known else "identification_failed",
    )


def offer(
    name: str = "offer-1",
    *,
    agent: AgentId = ANNA,
    known: bool = True,
    facts: CallFacts | None = None,
    mask: frozenset[str] = frozenset(),
) -> Offer:
    """Return an offer of a call to an agent."""
    return Offer(
        call=facts or call(known=known),
        queue=QueueId("platinum"),
        agent=agent,
        token=OfferToken(name),
        waited_s=42.0,
        explanation="longest idle of two agents who speak English and serve platinum",
        mask=mask,
    )
