"""The bounded inbox of the task that owns the routing state. Knows nothing of what it carries."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from callcenter_cti.domain.errors import PeerUnavailable
from callcenter_cti.domain.identifiers import CallId

PEER = "router"
"""How errors name the task behind the inbox."""


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """One thing for the owner to do, alone with the state."""

    act: Callable[[], None]
    fail: Callable[[Exception], None]
    """Tells whoever waits for an answer that there is none."""
    call: CallId | None = None
    """The call that is closed if `act` fails."""


class Inbox:
    """First in, first out; full or closed means `PeerUnavailable` for whoever writes."""

    def __init__(self, limit: int) -> None:
        self._letters: deque[Letter] = deque()
        self._limit = limit
        self._filled = asyncio.Event()
        self._is_closed = False

    def put(self, letter: Letter, *, even_if_full: bool = False) -> None:
        """Add a letter.

        Args:
            letter: What to do.
            even_if_full: For ends of calls: losing one would hold an agent, and there are no
                more of them than live calls.

        Raises:
            PeerUnavailable: the inbox is full, or the owner has stopped.
        """
        if self._is_closed:
            raise PeerUnavailable(PEER, "it has stopped")
        if len(self._letters) >= self._limit and not even_if_full:
            raise PeerUnavailable(PEER, "its inbox is full")
        self._letters.append(letter)
        self._filled.set()

    async def next(self, within_s: float | None) -> Letter | None:
        """Return the next letter, or None when there is none for so many seconds."""
        await asyncio.sleep(0)  # a full inbox must not keep the flows from running
        if not self._letters and (within_s is None or within_s > 0):
            self._filled.clear()
            try:
                async with asyncio.timeout(within_s):
                    await self._filled.wait()
            except TimeoutError:
                return None
        return self.take()

    def take(self) -> Letter | None:
        """Return the next letter if there is one."""
        return self._letters.popleft() if self._letters else None

    def close(self) -> None:
        """Refuse all further letters; those inside can still be taken."""
        self._is_closed = True
