"""Plays a scenario on the laboratory, step by step, and tells what happens as it happens."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.desktop_client import DesktopClient
from callcenter_cti.lab.errors import LabError
from callcenter_cti.lab.laboratory import Laboratory
from callcenter_cti.lab.phone import Phone, PhoneMode
from callcenter_cti.lab.scenario import (
    AgentHangsUp,
    Answers,
    CallerHangsUp,
    Hears,
    HotlineHangsUp,
    Keys,
    Pops,
    Rings,
    Scenario,
    ServedByAnyone,
    Step,
    Talk,
)

STEP_LIMIT_S = 30.0
ROBOT_TALKS_S = 3.0
OTHER_TALKS_S = 20.0

Tell = Callable[[str, str], None]
"""Told who does something, and what."""


class DifferenceError(LabError):
    """A step that did not happen as scripted."""

    def __init__(self, scenario: Scenario, place: int, why: str) -> None:
        super().__init__(scenario, place, why)
        self.scenario = scenario
        self.place = place
        """Number of the step, from 1."""
        self.why = why

    def __str__(self) -> str:
        step = self.scenario.steps[self.place - 1]
        return f"{self.scenario.title}, step {self.place}: expected {step}, but {self.why}"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where scenarios are played."""

    lab: Laboratory
    site: str
    sentences: Mapping[str, str]
    """What callers hear, by prompt key."""
    extensions: Mapping[str, str]
    """Phones by agent."""
    desktops: Mapping[str, DesktopClient]
    """Desktops by agent."""
    tell: Tell

    def phone(self, agent: str) -> Phone:
        """Return an agent's phone."""
        return self.lab.carrier.phones[self.extensions[agent]]


class Performance:
    """One scenario being played."""

    def __init__(self, stage: Stage, scenario: Scenario) -> None:
        self._stage = stage
        self._scenario = scenario

    async def play(self) -> None:
        """Play the scenario to its end.

        Raises:
            LabError: the hotline did not answer.
            DifferenceError: something else happened than scripted.
        """
        await self._set_phones()
        caller = await self._dial()
        for place, step in enumerate(self._scenario.steps, start=1):
            try:
                async with asyncio.timeout(STEP_LIMIT_S + OTHER_TALKS_S):
                    await self._take(step, caller)
            except (TimeoutError, LabError) as error:
                why = str(error) or f"nothing of the kind within {STEP_LIMIT_S:.0f} s"
                raise DifferenceError(self._scenario, place, why) from error

    async def _dial(self) -> Caller:
        hotline = self._scenario.hotline
        site = self._stage.lab.sites[self._stage.site]
        self._stage.tell("caller", f"dials {hotline}")
        try:
            caller = await self._stage.lab.carrier.call(site, hotline)
            await caller.up(limit_s=STEP_LIMIT_S)
        except (TimeoutError, LabError) as error:
            why = str(error) or f"nothing happened within {STEP_LIMIT_S:.0f} s"
            raise LabError(f"{self._scenario.title}: hotline {hotline}: {why}") from error
        return caller

    async def _set_phones(self) -> None:
        for agent in self._stage.desktops:
            mode = PhoneMode.MANUAL
            if agent in self._scenario.unanswered:
                mode = PhoneMode.NO_ANSWER
            await self._stage.phone(agent).reset()
            await self._stage.phone(agent).set_mode(mode)

    async def _take(self, step: Step, caller: Caller) -> None:
        match step:
            case Hears(prompt):
                await caller.hears(f"/{prompt}", limit_s=STEP_LIMIT_S)
                self._stage.tell("caller hears", f"“{self._stage.sentences[prompt]}”")
            case Keys(keys, told):
                self._stage.tell("caller keys", told)
                await caller.press(keys)
            case Talk(seconds):
                self._stage.tell("both", "talk")
                await asyncio.sleep(seconds)
            case ServedByAnyone():
                await self._serve()
            case CallerHangsUp():
                await caller.hang_up()
                self._stage.tell("caller", "hangs up")
            case HotlineHangsUp():
                await caller.ended(limit_s=STEP_LIMIT_S)
                self._stage.tell("hotline", "hangs up")
            case _:
                await self._take_agents(step)

    async def _take_agents(self, step: Pops | Rings | Answers | AgentHangsUp) -> None:
        match step:
            case Pops(customer, agent):
                await self._pop(customer, agent)
            case Rings(agent):
                await self._stage.phone(agent).ringing(limit_s=STEP_LIMIT_S)
                self._stage.tell(f"phone of {agent}", "rings")
            case Answers(agent):
                await self._stage.phone(agent).pick_up()
                self._stage.tell(agent, "answers")
            case AgentHangsUp(agent):
                await self._stage.phone(agent).hang_up()
                self._stage.tell(agent, "hangs up")
                await self._finish_wrap_up(agent)

    async def _finish_wrap_up(self, agent: str) -> None:
        desktop = self._stage.desktops.get(agent)
        if desktop is not None:
            await desktop.state("wrap_up")
            await desktop.ready()

    async def _serve(self) -> None:
        agent = await self._first_ring()
        phone, robot = self._stage.phone(agent), agent in self._stage.desktops
        self._stage.tell(f"phone of {agent}", "rings")
        await (phone.pick_up() if robot else phone.answered())
        self._stage.tell(agent, "answers, and talks")
        await asyncio.sleep(ROBOT_TALKS_S if robot else OTHER_TALKS_S)
        await phone.hang_up()
        self._stage.tell(agent, "hangs up")
        await self._finish_wrap_up(agent)

    async def _first_ring(self) -> str:
        """Return whose phone rings first."""
        waiting = {
            asyncio.create_task(self._stage.phone(agent).ringing(), name=f"ring {agent}"): agent
            for agent in self._stage.extensions
        }
        try:
            rung, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            return min(waiting[one] for one in rung if one.exception() is None)
        finally:
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def _pop(self, customer: str, agent: str) -> None:
        pop = await self._stage.desktops[agent].pop(limit_s=STEP_LIMIT_S)
        shown = pop.get("caller")
        name = str(shown["name"]) if isinstance(shown, dict) else ""
        if name != customer:
            raise LabError(f"the pop shows {name or 'nobody'}")
        details = f"shows {name or 'an unidentified caller'}"
        if isinstance(shown, dict):
            details += f", {shown['product']}, {shown['tier']}, verified by {pop['verification']}"
        self._stage.tell(f"desktop of {agent}", details)
