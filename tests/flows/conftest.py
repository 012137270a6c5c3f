"""The entry flow with everything around it in memory, for scripted callers."""

from collections.abc import Awaitable, Callable

import pytest

from callcenter_cti.bank.demo_cards import DEMO_CARDS, DemoCard
from callcenter_cti.domain.customers import Language, Product
from callcenter_cti.domain.facts import Fact, FlowStepEnded
from callcenter_cti.domain.identifiers import HotlineId, QueueId
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.flows.entry import Entry
from callcenter_cti.flows.hotline import Hotline
from callcenter_cti.flows.open_visits import OpenVisits
from callcenter_cti.flows.sentences import catalogues
from callcenter_cti.flows.visit import Services
from callcenter_cti.ivr.call import Call
from callcenter_cti.ivr.outcomes import Heard
from callcenter_cti.ivr.prompts import Speech
from callcenter_cti.ivr.request import CallRequest
from callcenter_cti.ivr.script import Script
from callcenter_cti.ivr.scripted import ScriptedCall
from callcenter_cti.ivr.speech import playlist
from tests.fakes.card_services import FakeCardServices
from tests.fakes.clock import FakeClock
from tests.fakes.pin_keys import SEALER
from tests.fakes.waiting_room import FakeWaitingRoom

WHOLE_MENU = tuple(MenuItem)
"""Keys: 1 balance, 2 points, 3 activation, 4 PIN, 5 lost, 6 dispute, 7 statement, 8 language."""


LINES = {catalogue.language: catalogue.lines for catalogue in catalogues()}
FILES = {f"{one.language}/{name}" for one in catalogues() for name in one.texts()}
"""Every file that a build of the prompts makes."""


class Listener(ScriptedCall):
    """A caller who hears each piece of speech in his language, as the files it is made of."""

    async def hear(self, speech: tuple[Speech, ...], *, stop_keys: str) -> Heard:
        """Hear it, and check that there are files for all of it."""
        language = Language(self.variables.get("CHANNEL(language)", Language.ENGLISH))
        for piece in speech:
            missing = set(playlist(piece, language, LINES)) - FILES
            assert not missing, f"{piece} needs {missing}"
        return await super().hear(speech, stop_keys=stop_keys)


class House:
    """The entry flow, with a bank, an ACD and a clock that a test can look into."""

    def __init__(
        self,
        *,
        languages: tuple[Language, ...] = (Language.ENGLISH,),
        identify_first: bool = True,
        person_first: bool = False,
        ani: str = "61400000001",
        bank: FakeCardServices | None = None,
        first_call: int = 1,
    ) -> None:
        self.bank = FakeCardServices() if bank is None else bank
        self.room = FakeWaitingRoom()
        self.clock = FakeClock()
        self.visits = OpenVisits()
        self.facts: list[Fact] = []
        self.ani = ani
        self.changes_before = 0
        """Changes that the bank had made before the first caller came."""
        self._next_call = first_call
        self.hotline = Hotline(
            HotlineId("1001"),
            "welcome.platinum",
            QueueId("premium"),
            WHOLE_MENU,
            languages,
            person_first=person_first,
            identify_first=identify_first,
        )
        services = Services(self.bank, SEALER, self.room, self.clock, self.facts.append)
        self.entry = Entry(services, lambda _number: self.hotline, self.visits)

    async def call(self, script: str | Script, *, strict: bool = False) -> ScriptedCall:
        """Let a caller who follows the script dial, and return him at the end of the session."""
        caller = _caller(script, strict=strict)
        await caller.run(self.serve)
        return caller

    async def serve(self, call: Call) -> None:
        """Serve a caller who dials, each under an id of his own."""
        name = f"sydney-1.{self._next_call}"
        self._next_call += 1
        request = CallRequest(
            "call", ("1001", "sydney", name), "PJSIP/trunk-1", name, self.ani, {}
        )
        await self.entry.call(request, call)

    async def request(self, path: str, *arguments: str, script: str = "") -> ScriptedCall:
        """Send one of the later requests of a call."""
        caller = _caller(script)
        request = CallRequest(path, arguments, "PJSIP/trunk-1", "sydney-1.1", self.ani, {})
        handler: Callable[[CallRequest, Call], Awaitable[None]] = self.entry.handlers[path]
        await caller.run(lambda call: handler(request, call))
        return caller

    @property
    def outcome(self) -> str:
        """How the only call ended."""
        [(_, outcome)] = self.room.ended
        return outcome

    @property
    def steps(self) -> list[str]:
        """What was measured, as ``flow.step:outcome``."""
        return [
            f"{fact.flow}.{fact.step}:{fact.outcome}"
            for fact in self.facts
            if isinstance(fact, FlowStepEnded)
        ]


def _caller(script: str | Script, *, strict: bool = False) -> ScriptedCall:
    parsed = script if isinstance(script, Script) else Script.parse(script)
    return Listener(parsed, strict=strict)


@pytest.fixture(autouse=True)
def many_steps(quick_loop: None) -> None:
    """Thousands of callers take a step of the loop for each sentence."""


@pytest.fixture
def house() -> House:
    """An empty floor with the demo bank's customers."""
    return House()


@pytest.fixture(scope="session")
def card() -> DemoCard:
    """A customer who speaks English."""
    return next(
        c for c in DEMO_CARDS if c.product is Product.PLATINUM and c.language is Language.ENGLISH
    )
