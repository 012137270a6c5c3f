"""What the router refuses, with the facts as attributes."""

from callcenter_cti.domain.errors import RoutingError
from callcenter_cti.domain.identifiers import AgentId, PlanId


class IllegalEvent(RoutingError):  # noqa: N818 - reads as the fact it states
    """An event that a state machine does not know in its present state."""

    def __init__(self, machine: str, state: str, event: str) -> None:
        super().__init__(machine, state, event)
        self.machine = machine
        """``agent`` or ``reservation``."""
        self.state = state
        self.event = event

    def __str__(self) -> str:
        return f"{self.machine}: {self.event} is not possible in {self.state}"


class UnknownAgent(RoutingError, LookupError):  # noqa: N818 - reads as the fact it states
    """No such agent in the roster."""

    def __init__(self, agent: AgentId) -> None:
        super().__init__(agent)
        self.agent = agent

    def __str__(self) -> str:
        return f"no agent {self.agent!r} in the roster"


class UnknownReason(RoutingError):  # noqa: N818 - reads as the fact it states
    """A reason for NOT_READY that the rules do not list."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.reason!r} is not one of the rules' reasons for not ready"


class UnknownPlan(RoutingError, LookupError):  # noqa: N818 - reads as the fact it states
    """No such contingency plan in the rules."""

    def __init__(self, plan: PlanId) -> None:
        super().__init__(plan)
        self.plan = plan

    def __str__(self) -> str:
        return f"no plan {self.plan!r} in the rules"
