"""Self-service on a real line, some calls at the same time: who calls, and what came of it.

Each caller has a card and a number of his own, so that none disturbs another. A call that fails
says why in its own test; the others go on.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from callcenter_cti.bank.card_services import CardState
from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.domain.customers import Language, Product
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.ivr.script import Act, Script
from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.desktop_client import DesktopClient, Message
from tests.contracts.agi_peer import words_of
from tests.flows.line_stories import FLOWS, TYPED_AHEAD, LineStory, language_story
from tests.peers import evidence
from tests.peers.floor import EXTENSIONS, Floor
from tests.peers.follower import HastyFollower

RULES = Path(__file__).with_name("rules_flows.yaml")
SYDNEY, TOKYO = "1001", "1003"
SYDNEY_SPEAKS = (Language.ENGLISH, Language.CHINESE, Language.JAPANESE)
TOKYO_SPEAKS = (Language.JAPANESE, Language.ENGLISH, Language.CHINESE)
AT_ONCE = 8
"""Calls at the same time: of more, a small machine loses frames, and a caller's ear sentences."""
LIMIT_S = 180.0
"""No call takes longer."""
SHIFT_S = 600.0
"""No agent waits longer for his next call: the shift is over before."""
TALK_S = 1.0

_HOLDERS = {
    MenuItem.BALANCE: Product.BUSINESS,
    MenuItem.POINTS: Product.BLACK,
    MenuItem.PIN: Product.PLATINUM,
    MenuItem.LOST: Product.GOLD,
    MenuItem.DISPUTE: Product.STANDARD,
    MenuItem.STATEMENT: Product.DEBIT,
}
"""Which card of each language calls for what: the demo has one of each product."""


@dataclass(frozen=True, eq=False)
class FlowCall:
    """A call to come."""

    story: LineStory
    flow: MenuItem
    language: Language
    """The language that the flow is heard in; another may be spoken before it is chosen."""
    card: DemoCard
    hotline: str = SYDNEY
    is_known: bool = True
    """Whether he calls from the number that the bank has on file."""

    def __str__(self) -> str:
        return f"{self.story.name}-{self.language}".replace(" ", "-")

    def script(self, expiry: str) -> Script:
        """What the caller does; his card expires then (as keyed)."""
        return Script.parse(self.story.script(self.card, expiry))

    @property
    def greeted_in(self) -> Language:
        """The language of the first words."""
        if self.is_known:
            return self.card.language
        return (SYDNEY_SPEAKS if self.hotline == SYDNEY else TOKYO_SPEAKS)[0]

    def prompts(self) -> Iterator[str]:
        """Name the prompts that he hears whole, in order, as ``LANGUAGE/KEY``."""
        language: str = self.greeted_in
        steps = self.script("1226").steps
        for step, following in zip(steps, (*steps[1:], None), strict=True):
            if step.act is Act.SPEAKS:
                language = step.detail
            if step.act is Act.HEARS and not (following and following.act is Act.INTERRUPTS):
                foreign, _, key = step.detail.rpartition(": ")
                yield f"{foreign or language}/{key}"


def flow_calls() -> list[FlowCall]:
    """One call for each flow and language."""
    return [
        FlowCall(story, flow, language, _card(flow, language))
        for flow, story in FLOWS.items()
        for language in Language
    ] + [
        _changes_language(SYDNEY, SYDNEY_SPEAKS, Language.CHINESE),
        _changes_language(SYDNEY, SYDNEY_SPEAKS, Language.JAPANESE),
        _changes_language(TOKYO, TOKYO_SPEAKS, Language.ENGLISH),
    ]


def typed_ahead_calls() -> list[FlowCall]:
    """The calls of those who know the menu by heart."""
    spare = [card for card in DEMO_CARDS if card.balance.currency in ("SGD", "USD")]
    return [
        FlowCall(story, flow, Language.ENGLISH, card)
        for story, flow, card in zip(
            TYPED_AHEAD, (MenuItem.BALANCE, MenuItem.POINTS), spare, strict=True
        )
    ]


def _changes_language(hotline: str, languages: tuple[Language, ...], chosen: Language) -> FlowCall:
    story = language_story(languages, chosen)
    return FlowCall(story, MenuItem.LANGUAGE, chosen, DEMO_CARDS[0], hotline, is_known=False)


def _card(flow: MenuItem, language: Language) -> DemoCard:
    state = CardState.INACTIVE if flow is MenuItem.ACTIVATION else CardState.ACTIVE
    return next(
        card
        for card in DEMO_CARDS
        if (card.language, card.state) == (language, state)
        and card.product is _HOLDERS.get(flow, card.product)
    )


@dataclass
class Played:
    """What came of a call."""

    caller: Caller
    line: evidence.Line
    """The engine's own account."""
    heard: list[str]
    """Files of the prompts that he was to hear whole, as ``LANGUAGE/NAME``."""
    files: list[str]
    """Every file that was played, also those that were cut."""

    def after(self, prompt: str) -> list[str]:
        """Return what was played after a prompt, or after the first piece of it."""
        names = [file.partition("/")[2] for file in self.files]
        place = next(at for at, name in enumerate(names) if is_of(name, prompt))
        return self.files[place + 1 :]

    pop: Message | None
    """What an agent saw of him; None when he needed nobody."""
    agent_hz: int
    """The pitch of the agent who talked to him; 0 when nobody did."""


@dataclass
class Shift:
    """One floor, and the calls that come to it."""

    floor: Floor
    expiry: Mapping[str, str]
    """As keyed, of each customer's card."""
    callers: dict[str, Caller] = field(default_factory=dict)
    """By the engine's name of the call."""
    pops: dict[str, Message] = field(default_factory=dict)
    """What agents saw, the same."""

    async def play(self, calls: Sequence[FlowCall]) -> dict[FlowCall, Played | Exception]:
        """Let all of them call, and agents serve those who need one."""
        results: dict[FlowCall, Played | Exception] = {}
        desks = [await self.floor.desk(agent) for agent in EXTENSIONS]
        lines = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as agents:
            at_work = [agents.create_task(self._serve(desk)) for desk in desks]
            async with asyncio.TaskGroup() as group:
                for call in calls:
                    group.create_task(self._play_into(results, call, lines))
            for agent in at_work:
                agent.cancel()
        return results

    async def _play_into(
        self,
        results: dict[FlowCall, Played | Exception],
        call: FlowCall,
        lines: asyncio.Semaphore,
    ) -> None:
        try:
            async with lines, asyncio.timeout(LIMIT_S):
                results[call] = await self._play(call)
        except Exception as error:  # noqa: BLE001 - raised again by the call's own test
            results[call] = error

    async def _play(self, call: FlowCall) -> Played:
        ani = call.card.phone if call.is_known else ""
        caller = await self.floor.call(hotline=call.hotline, ani=ani)
        try:
            return await self._follow(call, caller)
        except Exception as error:
            error.add_note("\n".join(["The call:", *commands(self.floor, caller)]))
            raise

    async def _follow(self, call: FlowCall, caller: Caller) -> Played:
        arrival = await self.floor.site.wait_event(
            lambda e: e.get("CallerIDNum") == caller.ani and "Uniqueid" in e, since=0
        )
        name = arrival["Uniqueid"]
        self.callers[name] = caller
        script = call.script(self.expiry[call.card.customer_id])
        follower = HastyFollower(caller, self.floor.site, script)
        async with asyncio.TaskGroup() as group:
            following = group.create_task(follower.follow())
            await caller.ended(limit_s=LIMIT_S)
            following.cancel()
        assert follower.is_done, f"the caller had still to do: {follower.left}"
        [line] = await evidence.ended(self.floor, caller)
        pop = self.pops.get(name)
        agent_hz = self.floor.phone(str(pop["agent"])).voice_hz if pop else 0
        return Played(caller, line, follower.heard, files(self.floor, caller), pop, agent_hz)

    async def _serve(self, desk: DesktopClient) -> None:
        """Answer every call that is offered, talk, and take the next."""
        phone = self.floor.phone(desk.agent)
        while True:
            pop = await desk.pop(limit_s=SHIFT_S)
            call = str(pop["call_id"])
            self.pops[call] = pop
            await phone.answered(limit_s=LIMIT_S)
            await evidence.talk(self.callers[call], phone, seconds=TALK_S)


def is_of(name: str, prompt: str) -> bool:
    """Tell whether a file is a prompt's, whole or a numbered piece."""
    return name == prompt or re.fullmatch(rf"{re.escape(prompt)}\.\d+", name) is not None


def commands(floor: Floor, caller: Caller) -> list[str]:
    """Return what the engine said to Asterisk about a caller."""
    return [
        event["Command"]
        for event in floor.site.ami.events
        if event["Event"] == "AGIExecStart" and event["CallerIDNum"] == caller.ani
    ]


def files(floor: Floor, caller: Caller) -> list[str]:
    """Return what was played to a caller."""
    streams = [words_of(line) for line in commands(floor, caller)]
    return ["/".join(words[2].split("/")[-2:]) for words in streams if words[0] == "STREAM"]
