"""What a site's Asterisk tells the ACD besides the calls themselves.

Adapter: `acd.dispatcher`.
"""

from dataclasses import dataclass
from typing import Protocol

from callcenter_cti.domain.agents import DeviceState as DeviceState
from callcenter_cti.domain.identifiers import AgentId, CallId, SiteId


@dataclass(frozen=True, slots=True)
class LiveCall:
    """A call that the engine believes to be alive."""

    call_id: CallId
    site: SiteId
    channel: str
    """Asterisk's name of the caller's channel."""
    agent: AgentId | None
    """Reserved or talking."""
    age_s: float
    """Seconds since the engine learned of it."""


class SiteReports(Protocol):
    """Reports of the site monitor. Late, double and stale reports are harmless."""

    async def device_changed(self, site: SiteId, device: str, state: DeviceState) -> None:
        """Report an agent's phone (``PJSIP/6001``); phones of nobody are ignored."""
        ...

    async def phone_rings(self, call_id: CallId) -> None:
        """Report that the phone of the agent who is reserved for this call began to ring."""
        ...

    async def left(self, call_id: CallId) -> None:
        """Report that the caller's channel is gone."""
        ...

    async def link_changed(self, site: SiteId, *, up: bool, reason: str) -> None:
        """Report that the AMI link went up or down.

        While it is down the phones' last known states stand: a lost link stops no routing.
        """
        ...

    async def hold_changed(self, call_id: CallId, *, on_hold: bool) -> None:
        """Report that the agent put the caller on hold, or took him back."""
        ...

    async def heard_of(self, site: SiteId) -> None:
        """Report that a site answers: it is known, and its agents can be offered calls."""
        ...

    async def live_calls(self, site: SiteId) -> tuple[LiveCall, ...]:
        """Return the calls of a site, for the reconciler."""
        ...
