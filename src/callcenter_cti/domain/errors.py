"""The tree of this project's errors.

    CallcenterError
    ├── ConfigError          a file that ops or telephony engineers wrote is wrong
    ├── WireError            a peer or we broke a protocol          (agi/, ami/)
    ├── PeerUnavailable      a peer did not answer in time or at all (AMI link, bank, database)
    ├── RoutingError         an input that the router cannot accept  (routing/)
    └── PlanningError        a queue or a floor that has no plan     (planning/)

Each package keeps its own errors below one of these, with the facts as attributes and the text
in ``__str__``. The caller hanging up is no error: it is the outcome `HungUp`.
"""


class CallcenterError(Exception):
    """Whatever this project raises on purpose."""


class ConfigError(CallcenterError):
    """A file that somebody wrote is wrong; the text names the place."""


class WireError(CallcenterError):
    """A protocol was broken, by us or by the peer."""


class PeerUnavailable(CallcenterError):  # noqa: N818 - reads as the fact it states
    """A peer did not answer in time, or at all."""

    def __init__(self, peer: str, reason: str) -> None:
        super().__init__(peer, reason)
        self.peer = peer
        """Name of the peer as ops know it: ``bank``, ``ami sydney``, ``database``."""
        self.reason = reason
        """What happened, in words without personal data."""

    def __str__(self) -> str:
        return f"{self.peer} is unavailable: {self.reason}"


class RoutingError(CallcenterError):
    """The router was handed an input that it cannot accept."""


class PlanningError(CallcenterError):
    """What was to be planned has no plan."""
