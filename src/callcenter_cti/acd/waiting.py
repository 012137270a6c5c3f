"""How a flow waits for an agent: the request it makes, and what it is told meanwhile."""

from dataclasses import dataclass
from typing import Protocol

from callcenter_cti.domain.agents import OfferFailure
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.identifiers import AgentId, CallId, OfferToken, QueueId


@dataclass(frozen=True, slots=True)
class Place:
    """Where a caller stands who waits."""

    position: int
    """1 is next."""
    expected_wait_s: float | None
    """Expected seconds until an agent is found for him; None: nobody can tell."""


@dataclass(frozen=True, slots=True)
class AgentOffered:
    """An agent is reserved and his desktop was told: ring him now."""

    agent: AgentId
    dial: str
    """What Dial() rings, for example ``PJSIP/6001``."""
    ring_s: int
    """Seconds to ring before it counts as no answer."""
    token: OfferToken
    """Proof of the reservation; goes along with every report about this offer."""


@dataclass(frozen=True, slots=True)
class QueueClosed:
    """Nobody will serve this queue (engine stopping, or no agent is rostered for it)."""

    reason: str


@dataclass(frozen=True, slots=True)
class MissedRing:
    """A ring that did not become a conversation."""

    token: OfferToken
    why: OfferFailure


WaitingNews = AgentOffered | QueueClosed


class WaitingCall(Protocol):
    """A caller's place in a queue, held by the flow that waits."""

    async def news(self) -> WaitingNews:
        """Return the next news; waits until there is some."""
        ...

    def place(self) -> Place | None:
        """Return where the caller stands now; None: he does not wait (any more)."""
        ...


class WaitingRoom(Protocol):
    """The ACD as flows see it (the adapter is `acd.dispatcher.Dispatcher`).

    All methods are cheap: they put an input into the bounded inbox of the one task that owns
    the routing state. A full inbox raises `PeerUnavailable`.
    """

    async def arrived(self, facts: CallFacts) -> None:
        """Report a call that reached the engine; for one that is alive it is an `update`."""
        ...

    async def enter(
        self, facts: CallFacts, queue: QueueId, *, missed: MissedRing | None = None
    ) -> WaitingCall:
        """Put a call into a queue. A call that is queued already keeps age and place.

        Args:
            facts: All that is known about the call.
            queue: Where it waits.
            missed: The ring that brought it back here; with a stale token it is not counted.
        """
        ...

    async def update(self, facts: CallFacts) -> None:
        """Replace what is known about a call that waits or talks."""
        ...

    async def answered(self, call_id: CallId, token: OfferToken) -> bool:
        """Report that the agent answered; False: the reservation is not (or no longer) his."""
        ...

    async def left(self, call_id: CallId, outcome: str = "") -> None:
        """Report that the call is over, whatever its state: frees place, reservation and agent.

        The second report of a call changes nothing.

        Args:
            call_id: The call.
            outcome: ``contained``, ``hung_up`` or ``fallback``, as `CallEnded` wants it for a
                call that was never queued; ``fallback`` also for one that waits. Otherwise the
                router knows better: answered or abandoned; ``answered`` is for a call that an
                engine before this one put through. Empty: whoever reports does not know (the
                flow may still tell for a short while, then the call counts as ``lost``).
        """
        ...
