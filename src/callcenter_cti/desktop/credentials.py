"""Passwords of agents, as the desktop sees them: a question with yes or no."""

from typing import Protocol

from callcenter_cti.domain.identifiers import AgentId


class Credentials(Protocol):
    """Checks an agent's password (adapter: `records.credentials.AgentCredentials`)."""

    async def check(self, agent: AgentId, password: str) -> bool:
        """Tell whether the password is the agent's; False for an unknown agent, as slowly."""
        ...
