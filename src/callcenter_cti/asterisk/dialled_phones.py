"""Which channels are phones that somebody dials, and whether each has rung yet.

Refuses to grow: an entry goes with its channel's hang-up, and the oldest go first when events
were lost.
"""

_MOST = 10_000


class DialledPhones:
    """A bounded memory of dialled channels by unique id."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._rang: dict[str, bool] = {}

    def dialled(self, unique_id: str) -> None:
        """Remember a channel that is being dialled."""
        self._rang.setdefault(unique_id, False)
        if len(self._rang) > self._most:
            del self._rang[next(iter(self._rang))]

    def rings_first(self, unique_id: str) -> bool:
        """Remember that a phone rings; True the first time."""
        first = not self._rang.get(unique_id, False)
        self.dialled(unique_id)
        if first:
            self._rang[unique_id] = True
        return first

    def knows(self, unique_id: str) -> bool:
        """Tell whether a channel is a dialled one."""
        return unique_id in self._rang

    def forget(self, unique_id: str) -> bool:
        """Forget a channel that is gone; True if it was a dialled one."""
        return self._rang.pop(unique_id, None) is not None
