"""One caller's visit to the voice system: the call, what is known, and how a flow goes on.

Flows read straight on: what the caller said comes back as a value, and whatever ends a flow early
(he hung up, he wants a person, he keyed nothing) leaves it as `Leave`, which `run` turns into the
`Turn` that follows. Every question is measured: how it ended, and how long it took.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol, TypeVar, assert_never

from callcenter_cti.acd.waiting import WaitingRoom
from callcenter_cti.bank.card_changes import CardChanges, ChangeKey
from callcenter_cti.bank.card_services import Attempt, CardServices
from callcenter_cti.bank.pin_blocks import PinSealer
from callcenter_cti.domain.calls import CallFacts, IvrStep
from callcenter_cti.domain.cards import CardNumber
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.facts import FlowStepEnded, Publish
from callcenter_cti.flows.hotline import Hotline
from callcenter_cti.ivr.call import Call, Menu, Question
from callcenter_cti.ivr.outcomes import Asked, HungUp, Match, NoInput, NoMatch, WantsPerson
from callcenter_cti.ivr.prompts import Speech

_Result = TypeVar("_Result")


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


class Leave(Exception):  # noqa: N818 - a way out of a flow, not an error
    """A flow ends here, before its last line."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(turn)
        self.turn = turn


class Bank(CardServices, CardChanges, Protocol):
    """The card system, for reading and for changing."""


@dataclass(frozen=True, slots=True)
class Services:
    """What flows use besides the call itself."""

    bank: Bank
    sealer: PinSealer
    room: WaitingRoom
    clock: Clock
    publish: Publish


@dataclass(slots=True)
class Visit:
    """The state of one visit; lives as long as the call does, over several AGI sessions."""

    call: Call
    facts: CallFacts
    hotline: Hotline
    services: Services
    card_number: CardNumber | None = field(default=None, repr=False)
    """What the caller keyed; kept for the PIN blocks of this call, and nowhere else."""
    flow: str = "entry"
    """The flow he is in, for what is measured."""
    _wishes: int = 0

    # What is said and asked.

    async def say(self, *speech: Speech) -> None:
        """Say something that cannot be interrupted."""
        if isinstance(await self.call.play(*speech), HungUp):
            raise Leave(Turn.GONE)

    async def tell(self, step: str, *speech: Speech) -> str:
        """Tell something that any key stops; return the key, empty when it was heard out."""
        began = self.services.clock.now()
        heard = await self.call.play(*speech, barge_in=True)
        if isinstance(heard, HungUp):
            self.measure(step, "hung_up", began)
            raise Leave(Turn.GONE)
        if heard.key == "0":
            self.measure(step, "person", began)
            raise self.to_person(self.flow, "asked")
        self.measure(step, "done", began)
        return heard.key

    async def mention(self, *speech: Speech) -> None:
        """Say something before a question; whoever knows it answers the question already."""
        heard = await self.call.play(*speech, barge_in=True)
        if isinstance(heard, HungUp):
            raise Leave(Turn.GONE)
        if heard.key:
            self.call.unread(heard.key)

    async def ask(self, step: str, question: Question) -> str:
        """Ask for digits; whoever keys none, or none that fit, reaches a person."""
        began = self.services.clock.now()
        return self._answer(step, await self.call.ask(question), began)

    async def choose(self, step: str, menu: Menu) -> str:
        """Offer a menu and return the key that was chosen."""
        began = self.services.clock.now()
        return self._answer(step, await self.call.menu(menu), began)

    async def offer(self, step: str, menu: Menu) -> str:
        """Offer more of something; empty when the caller takes none, whatever else he does."""
        began = self.services.clock.now()
        asked = await self.call.menu(menu)
        if isinstance(asked, NoInput | NoMatch):
            self.measure(step, "done", began)
            return ""
        return self._answer(step, asked, began)

    async def at_bank(self, work: Awaitable[_Result]) -> _Result:
        """Wait for the card system; keys that the caller presses meanwhile are kept."""
        return await self.call.collect_while(work)

    async def speak(self, language: Language) -> None:
        """Go on in another language."""
        self.facts = replace(self.facts, language=language)
        if isinstance(await self.call.set_language(language), HungUp):
            raise Leave(Turn.GONE)

    # What is known.

    def note(self, step: str, outcome: str, detail: str = "") -> None:
        """Add a step to the journey that the agent will see."""
        taken = IvrStep(step, outcome, self.services.clock.wall(), detail)
        self.facts = replace(self.facts, journey=(*self.facts.journey, taken))

    def to_person(self, flow: str, reason: str) -> Leave:
        """Return the way to a person, for a reason that the agent will see; raise it."""
        self.note(flow, _outcome(reason))
        self.facts = replace(self.facts, reason=reason)
        return Leave(Turn.PERSON)

    def new_wish(self) -> ChangeKey:
        """Return the idempotency key of a change that the caller asks for now."""
        self._wishes += 1
        return ChangeKey(f"{self.facts.call_id}/{self._wishes}")

    @property
    def attempt(self) -> Attempt:
        """Where his attempts to identify come from."""
        return Attempt(self.facts.ani, self.facts.hotline)

    @property
    def outcome(self) -> str:
        """How a visit that never needed a person ended: `contained` if anything was served.

        To be identified is no service.
        """
        served = any(
            step.outcome == "done" and step.name != "identification" for step in self.facts.journey
        )
        return "contained" if served else "hung_up"

    async def leave(self, outcome: str = "") -> None:
        """Tell the ACD that the call is over, with all that is known about it by now."""
        await self.services.room.update(self.facts)
        await self.services.room.left(self.facts.call_id, outcome)

    def _answer(self, step: str, asked: Asked, began: float) -> str:
        outcome = _OUTCOMES[type(asked)]
        self.measure(step, outcome, began)
        match asked:
            case Match(digits):
                return digits
            case WantsPerson():
                raise self.to_person(self.flow, "asked")
            case NoInput() | NoMatch():
                raise self.to_person(self.flow, outcome)
            case HungUp():
                raise Leave(Turn.GONE)
            case never:
                assert_never(never)

    def measure(self, step: str, outcome: str, began: float) -> None:
        """Tell how a step ended that began at a time of the clock; an empty step: the flow."""
        clock, facts = self.services.clock, self.facts
        self.services.publish(
            FlowStepEnded(
                facts.call_id,
                facts.site,
                self.flow,
                step,
                outcome,
                clock.now() - began,
                clock.wall(),
            )
        )


_OUTCOMES = {
    Match: "done",
    WantsPerson: "person",
    NoInput: "no_input",
    NoMatch: "no_match",
    HungUp: "hung_up",
}


def _outcome(reason: str) -> str:
    return "wants_person" if reason == "asked" else reason
