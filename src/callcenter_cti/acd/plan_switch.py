"""Contingency plans as whoever switches them sees them (adapter: `acd.dispatcher`)."""

from dataclasses import dataclass
from typing import Protocol

from callcenter_cti.domain.agents import Actor
from callcenter_cti.domain.identifiers import PlanId


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan of the rules."""

    plan: PlanId
    switched_by: Actor | None
    """Who switched it on; None: it is off."""


class PlanSwitch(Protocol):
    """Switches plans; what is switched on is undone by switching it off."""

    async def plans(self) -> tuple[PlanView, ...]:
        """Return the plans of the rules, in their order."""
        ...

    async def switch_plan(
        self, plan: PlanId, *, on: bool, actor: Actor = Actor.SUPERVISOR
    ) -> None:
        """Switch a plan; the second time in a row changes nothing.

        Raises:
            RoutingError: the rules have no such plan.
            PeerUnavailable: the router takes no inputs now.
        """
        ...
