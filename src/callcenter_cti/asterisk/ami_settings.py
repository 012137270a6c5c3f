"""What a link to one site's manager interface needs to know, and how it paces its attempts."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiLinkSettings:
    """Where Asterisk listens, who we are there, and how patient the link is. Seconds."""

    host: str
    port: int = 5038
    user: str
    secret: str = field(repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    """None: plain TCP, for a loopback address or a private network."""
    connect_s: float = 5.0
    """From the first packet until the connection stands."""
    action_s: float = 5.0
    """Until an action, the log-in or a list is answered in full."""
    ping_s: float = 10.0
    """Between two pings."""
    retry_first_s: float = 0.5
    """Pause before the second attempt; it doubles from there."""
    retry_most_s: float = 15.0
    """The longest pause."""
    refused_retry_s: float = 30.0
    """Pause after a refused log-in: a bank of wrong log-ins gets an address banned."""
    inbox_size: int = 10_000
    """Events that wait at most for their consumer; beyond it all are dropped for a snapshot."""
    max_message_bytes: int = 1 << 20
    """Longer messages are skipped."""
    max_list_items: int = 50_000
    """Longer lists are refused."""


class Backoff:
    """Pauses between attempts: doubling, bounded, and spread so that engines do not march."""

    def __init__(self, first_s: float, most_s: float, jitter: Callable[[], float]) -> None:
        self._first_s = first_s
        self._most_s = most_s
        self._jitter = jitter
        self._next_s = first_s

    def pause_s(self) -> float:
        """Return the next pause: between half of the present step and the whole, at random."""
        step = self._next_s
        self._next_s = min(step * 2, self._most_s)
        return step * (0.5 + self._jitter() / 2)

    def reset(self) -> None:
        """Start again at the first step: the link has proved itself."""
        self._next_s = self._first_s
