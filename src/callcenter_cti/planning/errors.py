"""What planning refuses."""

from callcenter_cti.domain.errors import PlanningError


class UnstableError(PlanningError):
    """A queue without impatience gets more work than its agents can do: it has no long run."""

    def __init__(self, work: float, agents: int) -> None:
        super().__init__()
        self.work = work
        """Offered work, in erlangs."""
        self.agents = agents

    def __str__(self) -> str:
        return f"{self.work:g} erlangs are too much for {self.agents} agents without impatience"
