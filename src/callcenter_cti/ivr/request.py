"""What the dialplan asks for when it calls the engine, and who answers it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from callcenter_cti.domain.identifiers import SiteId
from callcenter_cti.ivr.call import Call

_SITE_AT: Final = {"call": 1, "answered": 2, "after-dial": 3, "ended": 1}
"""Which argument of each request names the site."""


@dataclass(frozen=True, slots=True)
class CallRequest:
    """One AGI request, in the words of the field instead of ``agi_*`` lines."""

    path: str
    """Path of the AGI URL without slashes at its ends: ``call``, ``answered``, ``after-dial``."""
    arguments: tuple[str, ...]
    """``agi_arg_1`` and on."""
    channel: str
    unique_id: str
    """Asterisk's unique id of the channel, ``systemname-epoch.n``."""
    ani: str
    """Caller's number; empty when withheld or unknown."""
    environment: Mapping[str, str]
    """All ``agi_*`` lines without the prefix, for what the fields above leave out."""

    @property
    def site(self) -> SiteId:
        """The site that asks; empty when it does not say so."""
        return SiteId(self.argument(_SITE_AT[self.path]) if self.path in _SITE_AT else "")

    def argument(self, position: int) -> str:
        """Return an argument by position from 0; empty when it was not given."""
        return self.arguments[position] if position < len(self.arguments) else ""


Handler = Callable[[CallRequest, Call], Awaitable[None]]
"""Serves one request to its end; returning closes the connection and the dialplan goes on."""
