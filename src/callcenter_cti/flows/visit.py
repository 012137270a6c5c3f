"""One caller's visit to the voice system: the call, what is known, and how a flow goes on."""

from dataclasses import dataclass, replace
from enum import StrEnum

from callcenter_cti.acd.waiting import WaitingRoom
from callcenter_cti.bank.card_services import CardServices
from callcenter_cti.domain.calls import CallFacts, IvrStep
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.identifiers import QueueId
from callcenter_cti.ivr.call import Call
from callcenter_cti.ivr.outcomes import HungUp
from callcenter_cti.ivr.prompts import Speech


class Turn(StrEnum):
    """Where a flow leads when it returns."""

    GO_ON = "go_on"
    """To the next flow of the visit."""
    PERSON = "person"
    """To a person; the reason stands in the facts."""
    GOODBYE = "goodbye"
    """Served; the last word has been said."""
    GONE = "gone"
    """The caller hung up."""


@dataclass(frozen=True, slots=True)
class Services:
    """What flows use besides the call itself."""

    bank: CardServices
    room: WaitingRoom
    clock: Clock


@dataclass(slots=True)
class Visit:
    """The state of one visit; lives as long as the call does, over several AGI sessions."""

    call: Call
    facts: CallFacts
    queue: QueueId
    greeting: str
    services: Services

    def note(self, step: str, outcome: str) -> None:
        """Add a step to the journey that the agent will see."""
        taken = IvrStep(step, outcome, self.services.clock.wall())
        self.facts = replace(self.facts, journey=(*self.facts.journey, taken))

    def wants_person(self, step: str, reason: str) -> Turn:
        """End a flow toward a person, for a reason that the agent will see."""
        self.note(step, "wants_person" if reason == "asked" else reason)
        self.facts = replace(self.facts, reason=reason)
        return Turn.PERSON

    async def say(self, *speech: Speech, then: Turn = Turn.GO_ON) -> Turn:
        """Say something and go on as told, unless the caller hangs up meanwhile."""
        heard = await self.call.play(*speech)
        return Turn.GONE if isinstance(heard, HungUp) else then

    async def leave(self, outcome: str = "") -> None:
        """Tell the ACD that the call is over, with all that is known about it by now."""
        await self.services.room.update(self.facts)
        await self.services.room.left(self.facts.call_id, outcome)

    @property
    def outcome(self) -> str:
        """How a visit that never needed a person ended: `contained` if anything was served."""
        served = any(
            step.outcome == "done" for step in self.facts.journey if step.name in SERVICES
        )
        return "contained" if served else "hung_up"


SERVICES = frozenset({"balance"})
"""Names of the self-service flows; a caller who finished one of them was served by the IVR."""
