"""The agents' side on fakes, served on a loopback port: for tests of the desktop."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, web

from callcenter_cti.acd.agent_desk import AgentView
from callcenter_cti.desktop.application import Desktop
from callcenter_cti.desktop.policy import DesktopPolicy
from callcenter_cti.desktop.pops import ScreenPops
from callcenter_cti.desktop.readiness import ReadyCheck
from callcenter_cti.desktop.webhook_events import WebhookTarget
from callcenter_cti.desktop.webhooks import Outcome, WebhookPosts
from callcenter_cti.domain.agents import AgentState
from callcenter_cti.domain.facts import AgentChanged, Fact
from callcenter_cti.domain.identifiers import AgentId
from tests.fakes.agent_desk import ANNA, REASONS, FakeAgentDesk, FakeContacts, FakeCredentials
from tests.fakes.clock import FakeClock

PASSWORD = "open sesame"


@dataclass
class AgentFloor:
    """Everything behind one served desktop application."""

    clock: FakeClock = field(default_factory=FakeClock)
    policy: DesktopPolicy = field(default_factory=DesktopPolicy)
    targets: Sequence[WebhookTarget] = ()
    ready_checks: Mapping[str, ReadyCheck] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts: list[Fact] = []
        self.reasons: asyncio.Queue[str] = asyncio.Queue()
        """Reason of every change of an agent."""
        self.outcomes: list[Outcome] = []
        self.credentials = FakeCredentials()
        self.contacts = FakeContacts()
        self.desk = FakeAgentDesk(self.publish, self.clock.wall)
        self.pops = ScreenPops(
            contacts=self.contacts,
            webhooks=WebhookPosts(self.targets, clock=self.clock, observe=self.outcomes.append),
            publish=self.publish,
            clock=self.clock,
        )
        self.desktop = Desktop(
            desk=self.desk,
            credentials=self.credentials,
            pops=self.pops,
            not_ready_reasons=REASONS,
            ready_checks=self.ready_checks,
            clock=self.clock,
            policy=self.policy,
        )
        self.url = ""

    def publish(self, fact: Fact) -> None:
        self.facts.append(fact)
        if isinstance(fact, AgentChanged):
            self.reasons.put_nowait(fact.reason)
        if hasattr(self, "desktop"):
            self.desktop.on_fact(fact)

    @asynccontextmanager
    async def served(self, *, port: int = 0) -> AsyncIterator[str]:
        """Serve until left; gives the URL without a slash at its end."""
        runner = web.AppRunner(self.desktop.application(), shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        host, bound = runner.addresses[0][:2]
        self.url = f"http://{host}:{bound}"
        try:
            yield self.url
        finally:
            await runner.cleanup()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[ClientSession]:
        """A browser's stand-in with a cookie jar of its own."""
        async with ClientSession(self.url, cookie_jar=CookieJar(unsafe=True)) as client:
            yield client

    @asynccontextmanager
    async def agent(self, agent: AgentId = ANNA) -> AsyncIterator[ClientWebSocketResponse]:
        """A logged-in agent's open desktop, past the welcome."""
        async with self.client() as client:
            await log_in(client, agent)
            async with client.ws_connect("/api/v1/desktop") as ws:
                welcome = await ws.receive_json()
                assert welcome["type"] == "welcome"
                yield ws

    def state(self, agent: AgentId = ANNA) -> AgentState:
        """What the ACD thinks of an agent."""
        return self.view(agent).state

    def view(self, agent: AgentId = ANNA) -> AgentView:
        """What the ACD tells of an agent."""
        return self.desk._views[agent]


async def log_in(client: ClientSession, agent: AgentId = ANNA, password: str = PASSWORD) -> int:
    """Log in; return the status."""
    body = {"agent": agent, "password": password}
    async with client.post("/api/v1/session", json=body) as answer:
        return answer.status


async def heard(ws: ClientWebSocketResponse, kind: str) -> dict[str, object]:
    """Return the next message of a kind; those before it are dropped."""
    while True:
        message: dict[str, object] = await ws.receive_json(timeout=10)
        if message["type"] == kind:
            return message


async def heard_state(ws: ClientWebSocketResponse, state: AgentState) -> dict[str, object]:
    """Return the next view in a state; messages before it are dropped."""
    while True:
        message = await heard(ws, "state")
        if message["state"] == state:
            return message
