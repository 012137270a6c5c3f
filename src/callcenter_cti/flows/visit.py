"""One caller's visit to the voice system: the call, what is known, and how a flow goes on.

Flows read straight on: what the caller said comes back as a value, and whatever ends a flow early
(he hung up, he wants a person, he keyed nothing) leaves it as `Leave`, which `run` turns into the
`Turn` that follows. Every step is measured, also what is only said: that he came to it, how he
left it, and how long it took.
"""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Protocol, TypeVar, assert_never

from callcenter_cti.acd.waiting import WaitingRoom
from callcenter_cti.bank.card_changes import CardChanges, ChangeKey
from callcenter_cti.bank.card_services import Attempt, CardServices
from callcenter_cti.bank.pin_blocks import PinSealer
from callcenter_cti.domain.calls import CallFacts, IvrStep
from callcenter_cti.domain.cards import CardNumber
from callcenter_cti.domain.clock import Clock
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.facts import FlowStepEnded, FlowStepEntered, Publish
from callcenter_cti.flows.hotline import Hotline
from callcenter_cti.ivr.call import Call, Menu, Question
from callcenter_cti.ivr.outcomes import Asked, Heard, HungUp, Match, NoInput, NoMatch, WantsPerson
from callcenter_cti.ivr.prompts import Speech

_Result = TypeVar("_Result")

WHOLE: Final = ""
"""The step that stands for a flow as a whole, in what is measured."""
ANNOUNCEMENT: Final = "announcement"
"""The step of everything that a flow only says."""


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
        with self.step(ANNOUNCEMENT) as step:
            step.heard(await self.call.play(*speech))

    async def tell(self, name: str, *speech: Speech) -> str:
        """Tell something that any key stops; return the key, empty when it was heard out."""
        with self.step(name) as step:
            key = step.heard(await self.call.play(*speech, barge_in=True))
            if key == "0":
                step.outcome = "person"
                raise self.to_person(self.flow, "asked")
        return key

    async def mention(self, *speech: Speech) -> None:
        """Say something before a question; whoever knows it answers the question already."""
        with self.step(ANNOUNCEMENT) as step:
            key = step.heard(await self.call.play(*speech, barge_in=True))
        if key:
            self.call.unread(key)

    async def ask(self, name: str, question: Question) -> str:
        """Ask for digits; whoever keys none, or none that fit, reaches a person."""
        with self.step(name) as step:
            return self._answer(step, await self.call.ask(question))

    async def choose(self, name: str, menu: Menu) -> str:
        """Offer a menu and return the key that was chosen."""
        with self.step(name) as step:
            return self._answer(step, await self.call.menu(menu))

    async def offer(self, name: str, menu: Menu) -> str:
        """Offer more of something; empty when the caller takes none, whatever else he does."""
        with self.step(name) as step:
            asked = await self.call.menu(menu)
            if isinstance(asked, NoInput | NoMatch):
                step.outcome = "done"
                return ""
            return self._answer(step, asked)

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

    def _answer(self, step: "Step", asked: Asked) -> str:
        step.outcome = _OUTCOMES[type(asked)]
        match asked:
            case Match(digits):
                return digits
            case WantsPerson():
                raise self.to_person(self.flow, "asked")
            case NoInput() | NoMatch():
                raise self.to_person(self.flow, step.outcome)
            case HungUp():
                raise Leave(Turn.GONE)
            case never:
                assert_never(never)

    # What is measured.

    @contextmanager
    def step(self, name: str) -> Iterator["Step"]:
        """Measure a step of the flow that he is in, or all of it: `WHOLE`."""
        clock, step = self.services.clock, Step()
        call, site, flow = self.facts.call_id, self.facts.site, self.flow
        began = clock.now()
        self.services.publish(FlowStepEntered(call, site, flow, name, clock.wall()))
        try:
            yield step
        finally:
            took = clock.now() - began
            self.services.publish(
                FlowStepEnded(call, site, flow, name, step.outcome, took, clock.wall())
            )


@dataclass(slots=True)
class Step:
    """A step while it lasts."""

    outcome: str = "failed"
    """As in `FlowStepEnded`: what stays when something else than the caller ends it."""

    def heard(self, heard: Heard) -> str:
        """Take how an announcement ended, and return the key that cut it.

        Raises:
            Leave: he hung up.
        """
        self.outcome = "hung_up" if isinstance(heard, HungUp) else "done"
        if isinstance(heard, HungUp):
            raise Leave(Turn.GONE)
        return heard.key


_OUTCOMES = {
    Match: "done",
    WantsPerson: "person",
    NoInput: "no_input",
    NoMatch: "no_match",
    HungUp: "hung_up",
}


def _outcome(reason: str) -> str:
    return "wants_person" if reason == "asked" else reason
