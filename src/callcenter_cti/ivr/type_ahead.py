"""Keys that a caller pressed before he was asked: kept in order, for the next question.

A prompt that a key can cut is not even begun while keys are waiting; one that none can cut is
news the caller did not expect, and what he typed ahead is forgotten.
"""

from collections import deque
from typing import Final

LIMIT: Final = 64
"""Keys kept; a whole session typed from memory is shorter. Later ones are lost."""


class TypeAhead:
    """The keys of one caller. Digits may be a secret: they are kept out of `repr`."""

    __slots__ = ("_keys",)

    def __init__(self) -> None:
        self._keys: deque[str] = deque()

    def __len__(self) -> int:
        return len(self._keys)

    def __repr__(self) -> str:
        return f"TypeAhead({len(self)} keys)"

    def keep(self, key: str) -> None:
        """Keep a key that was just pressed."""
        if len(self._keys) < LIMIT:
            self._keys.append(key)

    def unread(self, key: str) -> None:
        """Put back a key that was read."""
        self._keys.appendleft(key)

    def cut(self, stop_keys: str) -> str:
        """Return the key that cuts a prompt, empty when none does; keys that cannot are lost."""
        while self._keys and self._keys[0] not in stop_keys:
            self._keys.popleft()
        return self.key()

    def key(self) -> str:
        """Return the next key; empty when there is none."""
        return self._keys.popleft() if self._keys else ""

    def keys(self, limit: int, terminator: str) -> tuple[str, bool]:
        """Return the next keys, without the terminator, and whether it ended them."""
        taken = ""
        while len(taken) < limit and (key := self.key()):
            if key == terminator:
                return taken, True
            taken += key
        return taken, False
