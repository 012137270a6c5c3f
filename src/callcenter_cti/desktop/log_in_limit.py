"""How fast passwords may be tried: failures by agent and by address, each with its back-off.

The back-off of an agent is short (at most a minute), so that a stranger who knows an agent's
name cannot keep him out of his shift for long. Knows nothing of passwords.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from callcenter_cti.domain.clock import Clock

_FREE_BY_AGENT: Final = 4
_FREE_BY_ADDRESS: Final = 20
"""More than for an agent: a whole site may come from one address."""
_LONGEST_WAIT_S: Final = 60.0
_FORGET_S: Final = 900.0
_ENTRIES: Final = 10_000
"""Names and addresses remembered; the oldest goes first."""


@dataclass(slots=True)
class _Failures:
    count: int
    last_at: float


class LogInLimit:
    """Counts failed log-ins and says how long to wait before the next try."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def wait_s(self, agent: str, address: str) -> float:
        """Return the seconds until a try is allowed; 0 when it is now."""
        return max(
            self._wait_s(("agent", agent), free=_FREE_BY_AGENT),
            self._wait_s(("address", address), free=_FREE_BY_ADDRESS),
        )

    def failed(self, agent: str, address: str) -> None:
        """Count a failure; called before the password is checked, so that parallel tries count."""
        for key in (("agent", agent), ("address", address)):
            known = self._failures.pop(key, None)
            count = known.count + 1 if known and not self._old(known) else 1
            self._failures[key] = _Failures(count, self._clock.now())
        while len(self._failures) > _ENTRIES:
            self._failures.popitem(last=False)

    def succeeded(self, agent: str, address: str) -> None:
        """Forget the agent's failures, and take back the one counted for the address."""
        self._failures.pop(("agent", agent), None)
        by_address = self._failures.get(("address", address))
        if by_address is not None:
            by_address.count -= 1

    def _wait_s(self, key: tuple[str, str], *, free: int) -> float:
        failures = self._failures.get(key)
        if failures is None or self._old(failures) or failures.count < free:
            return 0.0
        pause = min(_LONGEST_WAIT_S, 2.0 ** min(failures.count - free, 10))
        return max(0.0, failures.last_at + pause - self._clock.now())

    def _old(self, failures: _Failures) -> bool:
        return self._clock.now() - failures.last_at > _FORGET_S
